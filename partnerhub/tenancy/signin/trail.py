"""What people do to their own way of signing in, kept in the trail of their own organization.

The sign-in library does these things in views of its own and tells of them by signals.
"""

from typing import Any

from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
)
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import OrganizationKind, Person
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.signin import proofs, sessions
from partnerhub.tenancy.signin.factors import SECOND_FACTORS

KINDS: dict[str, str] = {Authenticator.Type.WEBAUTHN: "passkey", Authenticator.Type.TOTP: "app"}


def scope_of_own_act(person: Person, address: str) -> Scope:
    """Return the scope in which a person's act on themselves goes into the trail: at home, with no right to anything."""
    is_customer = person.home.kind == OrganizationKind.CUSTOMER and person.home.parent is not None
    home = person.home.parent if is_customer else person.home
    assert home is not None
    return Scope(home.id, home.name, person.email, clock.now(), person_id=person.id, address=address)


def _record(request: HttpRequest, person: Person, act: str, **details: Any) -> None:
    with transaction.atomic():
        audit.record(scope_of_own_act(person, str(request.META.get("REMOTE_ADDR", ""))), act, person.email, **details)


@receiver(authentication_step_completed)
def note_step(sender: object, request: HttpRequest, method: str, **about: Any) -> None:
    """Mark a proof as fresh. What a provider says beyond the name is noted beside it."""
    proofs.mark_given_now(request, method)
    vouched = getattr(request, "vouched", None)
    if method == "socialaccount" and vouched is not None:
        proofs.note_provider(request, about["user"], vouched)


@receiver(user_logged_in)
def record_sign_in(sender: object, request: HttpRequest, user: Person, **about: Any) -> None:
    """Keep that somebody signed in, and how."""
    _record(request, user, "signed_in", by=proofs.how(request))


@receiver([password_changed, password_set, password_reset])
def record_password(sender: object, request: HttpRequest, user: Person, **about: Any) -> None:
    """Keep that somebody has another password, and end their other sessions."""
    this = request.session.session_key if request.user.is_authenticated else None
    with transaction.atomic():
        sessions.end_all_of(user.pk, but=this)
        _record(request, user, "password.changed")


@receiver(post_save, sender=Authenticator)
def record_added_factor(sender: object, instance: Authenticator, created: bool, **about: Any) -> None:
    """Keep that somebody has set up a factor; the session in which they did has proven it."""
    request = _own_request(instance)
    if request is None or not created:
        return
    if instance.type not in SECOND_FACTORS:
        _record(request, instance.user, "recovery_codes.made")
        return
    proofs.note(request, instance.user, "mfa", type=instance.type, id=instance.pk)
    request.session.pop(proofs.MUST_ENROL, None)
    _record(request, instance.user, "factor.added", kind=KINDS[instance.type], name=instance.data.get("name", ""))


@receiver(post_delete, sender=Authenticator)
def record_removed_factor(sender: object, instance: Authenticator, **about: Any) -> None:
    """Keep that somebody took a factor off."""
    request = _own_request(instance)
    if request is not None and instance.type in SECOND_FACTORS:
        _record(request, instance.user, "factor.removed", kind=KINDS[instance.type], name=instance.data.get("name", ""))


def _own_request(factor: Authenticator) -> HttpRequest | None:
    """Return the request in which somebody changes their own factor. What others do is kept with their act."""
    request: HttpRequest | None = context.request
    if request is None or not request.user.is_authenticated or request.user.pk != factor.user_id:
        return None
    return request
