"""Who holds the licenses of a customer, as an answer: what the page shows, the API gives and an export writes."""

from dataclasses import asdict
from datetime import date

from partnerhub.metrics import lines
from partnerhub.portfolio.customer.holders import holders
from partnerhub.portfolio.customer.shapes import HolderPage, HolderQuestion, OpenedCustomer
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.reports.declare import BlockKind
from partnerhub.reports.shapes import Answer, AnswerColumn, BlockAnswer
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

NAME = "license-holders"
COLUMNS = (
    AnswerColumn("person_id", mark("Person ID"), Unit.TEXT),
    AnswerColumn("name", mark("Holder"), Unit.TEXT),
    AnswerColumn("email", mark("E-mail"), Unit.TEXT),
    AnswerColumn("kind", mark("Type"), Unit.TEXT),
    AnswerColumn("status", mark("Account"), Unit.TEXT),
    AnswerColumn("subscription_id", lines.subscription_id.label, Unit.TEXT),
    AnswerColumn("product", lines.product.label, Unit.TEXT),
    AnswerColumn("assigned_date", mark("License since"), Unit.DATE),
    AnswerColumn("last_used_date", mark("Last used"), Unit.DATE),
)


def holder_answer(scope: Scope, opened: OpenedCustomer, page: HolderPage, *, on: date) -> Answer:
    """Return a page of holders as an answer of one block."""
    rows = tuple({**asdict(row), "subscription_id": row.subscription} for row in page.rows)
    block = BlockAnswer(
        None, NAME, BlockKind.TABLE, opened.row.name, tuple(column.spoken() for column in COLUMNS), rows, page.total
    )
    version = settings_in_force(scope).version
    return Answer(NAME, opened.row.name, on, None, scope.partner_name, version, (block,))


def every_holder(scope: Scope, opened: OpenedCustomer, asked: HolderQuestion, *, on: date) -> Answer:
    """Return all holders of a customer that match, for an export."""
    return holder_answer(scope, opened, holders(scope, opened.id, asked, on=on, limit=None), on=on)
