"""`hub link`: a one-time sign-in link for somebody who exists. Access to the machine is the proof."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from partnerhub.tenancy import selectors, services
from partnerhub.tenancy.scope import Scope


class Command(BaseCommand):
    """Prints one line: the link."""

    help = "Print a one-time sign-in link (15 minutes, single use). Safe to run again: each run makes a new link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of a person who can sign in")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            person = selectors.person_with_email(email)
        except LookupError as wrong:
            raise CommandError(f"{wrong}; add the person with an administrators file first") from None
        scope = Scope.system(person.home.id, person.home.name, "hub link")
        secret = services.make_link(scope, person)
        self.stdout.write(settings.PUBLIC_URL + reverse("link", args=[secret]))
