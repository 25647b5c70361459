"""Customers: every customer in reach with its statuses. Live facts from the records; statuses as of a day if asked."""

from datetime import date

from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.kit.sequences import MadeLater
from partnerhub.metrics import lines
from partnerhub.metrics.declare import Segment
from partnerhub.pipeline.reader import open_day
from partnerhub.portfolio import selectors
from partnerhub.portfolio.listing.facets import BY_NAME
from partnerhub.portfolio.listing.finding import Sort
from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.listing.selectors import every_customer
from partnerhub.portfolio.shapes import CustomerRow
from partnerhub.reports.declare import Block, BlockKind, Report
from partnerhub.reports.shapes import Answer, AnswerColumn, BlockAnswer, Question, Row, as_column
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import from_bits
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

COLUMNS = (
    as_column(lines.customer_id, lines.customer_id.label),
    as_column(lines.customer, lines.customer.label),
    AnswerColumn("statuses", mark("Statuses"), Unit.TEXT),
    AnswerColumn("tags", mark("Tags"), Unit.TEXT),
    AnswerColumn("managed_by", BY_NAME["managed_by"].label, Unit.TEXT),
    AnswerColumn("products", mark("Products"), Unit.TEXT),
    AnswerColumn("country", BY_NAME["country"].label, Unit.TEXT),
    AnswerColumn("domain", mark("Domain"), Unit.TEXT),
    AnswerColumn("next_end_date", mark("Next end of a term"), Unit.DATE),
    AnswerColumn("expires_date", mark("Expires"), Unit.DATE),
    AnswerColumn("renews_date", mark("Renews"), Unit.DATE),
    AnswerColumn("licenses", BY_NAME["licenses"].label, Unit.COUNT),
    AnswerColumn("assigned", mark("Assigned licenses"), Unit.COUNT),
    AnswerColumn("last_admin_sign_in_at", mark("Last sign-in"), Unit.TEXT),
)
EVERYONE = Segment(mark("All customers"), mark("Every customer in reach; the own organization is not one."), "true")
BLOCK = Block("customers", mark("Customers"), BlockKind.TABLE, mark("Customers"), EVERYONE, (), toggled=False)
REPORT = Report(name="customers", title=mark("Customer list"), needs=Permission.VIEW_ANALYTICS, blocks=(BLOCK,))


def answer(scope: Scope, question: Question) -> Answer:
    """Return the customers that a line of filters in the question's search asks for, by name or in one of SORTS.

    Only the statuses honor a day in the past; all else is as the records have it. Raise Unreadable for a wrong line.
    """
    on = question.on or clock.today()
    sort = Sort(question.sort or "name", question.descending)
    asked = read_line(question.search)
    found = every_customer(scope, on=on, asked=asked, sort=sort, needs=(REPORT.needs,))
    if question.customer is not None:
        found = MadeLater([key for key in found.keys if key == question.customer], found.make)
    shown = found[question.offset :][: question.limit]
    judged = _statuses_on(scope, on) if on != clock.today() else None
    rows = shown.turned(lambda row: _row(row, judged))
    block = BlockAnswer(
        BLOCK, BLOCK.name, BLOCK.kind, gettext(BLOCK.title), tuple(column.spoken() for column in COLUMNS), rows, len(found)
    )
    version = selectors.settings_in_force(scope).version
    return Answer(REPORT.name, REPORT.title, on, None, scope.partner_name, version, (block,))


def _statuses_on(scope: Scope, on: date) -> dict[int, int]:
    rows = open_day(scope, on).ask(scope, REPORT.needs, "customer_day", "SELECT customer_id, status_bits FROM customer_day")
    return {row["customer_id"]: row["status_bits"] for row in rows}


def _row(row: CustomerRow, judged: dict[int, int] | None) -> Row:
    statuses = row.statuses if judged is None else from_bits(judged.get(row.id, 0))
    return {
        "customer_id": row.reference,
        "customer": row.name,
        "statuses": [str(status) for status in statuses],
        "tags": list(row.tags),
        "managed_by": row.managed_by,
        "products": list(row.products),
        "country": row.country,
        "domain": row.domain,
        "next_end_date": row.next_end_date,
        "expires_date": row.expires_date,
        "renews_date": row.renews_date,
        "licenses": row.licenses,
        "assigned": row.assigned,
        "last_admin_sign_in_at": row.last_admin_sign_in_at,
    }
