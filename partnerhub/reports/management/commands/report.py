"""`hub report`: the same answer as the page and the API."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.pipeline.arguments import day
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.pipeline.reader import newest_day
from partnerhub.portfolio.selectors import ids_of_references
from partnerhub.reports.answer import Unanswerable, answer
from partnerhub.reports.shapes import Question
from partnerhub.reports.written import as_csv, as_json
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import partner_named, person_with_email, scope_of_person


class Command(BaseCommand):
    """Prints the whole answer; tables are complete."""

    help = "Print a report's answer. Reads only; safe to run at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="as `hub reports` lists them")
        parser.add_argument("--product", default="meetings", help="meetings or calling (default meetings)")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="default: the newest built day")
        parser.add_argument("--partner", help="name of the partner (default: the only one)")
        parser.add_argument("--as-user", metavar="EMAIL", help="answer what this person would see")
        parser.add_argument("--customer", default="", metavar="ID", help="only this customer")
        parser.add_argument("--block", default="", help="only this block")
        parser.add_argument("--weeks", type=int, default=13, help="13, 26 or 52 weeks of trends (default 13)")
        parser.add_argument("--format", default="json", choices=["json", "csv"])

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            scope = _scope(options["partner"], options["as_user"])
            blocks = (options["block"],) if options["block"] else ()
            on = options["as_of"] or newest_day(scope)
            customer = _customer(scope, options["customer"])
            question = Question(options["product"], on, options["weeks"], blocks, customer=customer)
            found = answer(scope, name, question)
        except Forbidden:
            raise CommandError(f"{options['as_user']} may not see report {name}") from None
        except (LookupError, Unanswerable, MartsMissing) as wrong:
            raise CommandError(str(wrong)) from None
        for piece in as_csv(found) if options["format"] == "csv" else as_json(found):
            sys.stdout.write(piece)


def _customer(scope: Scope, reference: str) -> int | None:
    if not reference:
        return None
    try:
        return ids_of_references(scope, Permission.VIEW_ANALYTICS, [reference])[0]
    except OutOfReach:
        raise LookupError(f'no customer has the id "{reference}"') from None


def _scope(partner_name: str | None, email: str | None) -> Scope:
    partner = partner_named(partner_name)
    if not email:
        return Scope.system(partner.id, partner.name, "hub report")
    try:
        return scope_of_person(person_with_email(email), partner.id)
    except OutOfReach:
        raise LookupError(f"{email} holds no role at {partner.name}") from None
