"""People, found by their address or made on the way."""

from django.contrib.auth.hashers import make_password

from partnerhub.kit import clock
from partnerhub.kit.words import sort_name
from partnerhub.tenancy.models import Person


def known_or_new(email: str, name: str, home_id: int) -> Person:
    """Return the person with an address, made without a password when nobody has it yet."""
    nothing_fits = make_password(None)
    new = {
        "name": name, "sort_name": sort_name(name), "home_id": home_id, "created_at": clock.now(), "password": nothing_fits,
    }  # fmt: skip
    person, _ = Person.objects.get_or_create(email=email, defaults=new)
    return person
