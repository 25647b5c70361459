"""`hub token`: an API token for somebody who exists, shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.tenancy import selectors, services
from partnerhub.tenancy.ends import DELEGATED_DAYS_AT_MOST
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import TokenScope


class Command(BaseCommand):
    """Prints one line: the token."""

    help = "Print a new API token, once. Safe to run again: each run makes another token."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of a person who can sign in")
        parser.add_argument("--scope", required=True, choices=TokenScope.publics(), help="what it may do at most")
        parser.add_argument("--days", type=int, default=90, help="days until it ends (1 to 730, default 90)")

    def handle(self, *args: Any, email: str, scope: str, days: int, **options: Any) -> None:
        if not 1 <= days <= DELEGATED_DAYS_AT_MOST:
            raise CommandError(f"--days {days}: a token lives 1 to {DELEGATED_DAYS_AT_MOST} days")
        try:
            person = selectors.person_with_email(email)
        except LookupError as wrong:
            raise CommandError(f"{wrong}; add the person with an administrators file first") from None
        system = Scope.system(person.home.id, person.home.name, "hub token")
        # Who is at the terminal reaches the records themselves: it proves as much as two factors, as with `hub link`.
        self.stdout.write(services.make_token(system, person, TokenScope.from_public(scope), days, is_proven=True))
