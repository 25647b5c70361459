"""Reports: the same answers as the pages."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext
from ninja import Query, Schema
from pydantic import Field

from partnerhub.api.door import ApiRequest, Natural, Text, answers, api, needs
from partnerhub.api.shapes import BlockOut, ExplanationOut, ReportName, ReportOut
from partnerhub.portfolio.selectors import ids_of_references
from partnerhub.reports.answer import answer, reports
from partnerhub.reports.explaining import explain
from partnerhub.reports.shapes import Question
from partnerhub.reports.written import as_object, plain
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

VIEW = needs(Permission.VIEW_ANALYTICS)


class AboutCalls(Schema):
    """What narrows figures further, those about calls above all."""

    line: Text = Field("", description="filters of the customer list, as one line: country:SE tag:gold")
    week: date | None = Field(None, description="the Sunday of a closed week; of a chart by week, one point of it")
    endpoint: Text = Field("", description="only this endpoint type")
    feature: Text = Field("", description="only this calling feature")
    people: bool = Field(False, description="only people among calling users, no workspaces and virtual lines")
    everyone: bool = Field(False, description="features of all Calling customers, not only of those with a queue")


MOST_ROWS = 100_000
Customer = Annotated[Text, Field(description="only this customer, by the partner's id")]


@api.get("reports", auth=VIEW, response=answers(list[ReportName]), tags=["Reports"], summary=mark("List the reports"))
def list_reports(request: ApiRequest) -> list[dict[str, Any]]:
    """Return every report with the names of its blocks."""
    return [
        {"name": report.name, "title": gettext(report.title), "blocks": [block.name for block in report.blocks]}
        for report in reports().values()
    ]


@api.get(
    "reports/{name}", auth=VIEW, response=answers(ReportOut, 404, 422, 503), tags=["Reports"], summary=mark("Get a report")
)
def get_report(
    request: ApiRequest, name: Text, calls: Query[AboutCalls], product: Text = "meetings", as_of: date | None = None,
    weeks: int = 13, customer: Customer = "",
) -> dict[str, Any]:  # fmt: skip
    """Return a whole report as of a day (default: the newest built one). Tables are complete."""
    question = Question(product, as_of, weeks, customer=_key(request, customer))
    return as_object(answer(request.scope, name, replace(question, **calls.model_dump())))


def _key(request: ApiRequest, customer: str) -> int | None:
    return ids_of_references(request.scope, Permission.VIEW_ANALYTICS, [customer])[0] if customer else None


@api.get(
    "reports/{name}/blocks/{block}", auth=VIEW, response=answers(BlockOut, 404, 422, 503), tags=["Reports"],
    summary=mark("Get one block"),
)  # fmt: skip
def get_block(
    request: ApiRequest, name: Text, block: Text, calls: Query[AboutCalls], product: Text = "meetings",
    as_of: date | None = None, weeks: int = 13,
    sort: Annotated[Text, Field(description="a column; with a minus in front descending")] = "",
    q: Annotated[Text, Field(description="part of a customer's name or id, or of a subscription's id")] = "",
    kind: Annotated[str, Field(pattern="^(subscription|trial)?$")] = "",
    customer: Customer = "", limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST_ROWS, offset: Natural = 0,
) -> dict[str, Any]:  # fmt: skip
    """Return one block, its table sorted, searched and cut as asked."""
    question = Question(
        product, as_of, weeks, (block,), sort=sort.lstrip("-"), descending=sort.startswith("-"), search=q, kind=kind,
        customer=_key(request, customer), limit=limit, offset=offset,
    )  # fmt: skip
    question = replace(question, **calls.model_dump())
    return as_object(answer(request.scope, name, question))["blocks"][0]  # type: ignore[no-any-return]


@api.get(
    "reports/{name}/blocks/{block}/explain/{column}", auth=VIEW, response=answers(ExplanationOut, 404, 422, 503),
    tags=["Reports"], summary=mark("Explain a number"),
)  # fmt: skip
def explain_number(
    request: ApiRequest, name: Text, block: Text, column: Text, calls: Query[AboutCalls], product: Text = "meetings",
    as_of: date | None = None, subscription: Text = "", customer: Customer = "",
    limit: Annotated[int, Field(ge=1, le=1000)] = 50, offset: Natural = 0,
) -> dict[str, Any]:  # fmt: skip
    """Return what a number means, what it was computed from, and the rows it counts."""
    question = Question(
        product, as_of, subscription=subscription, customer=_key(request, customer), limit=limit, offset=offset
    )
    question = replace(question, **calls.model_dump())
    found = explain(request.scope, name, block, column, question)
    return {
        "column": found.column.name, "label": found.column.label, "help": found.column.help, "value": plain(found.value),
        "formula": found.formula, "numerator": found.over, "denominator": found.under, "population": found.population,
        "settings": {threshold.name: value for threshold, value in found.thresholds},
        "settings_version": found.settings_version, "as_of": found.as_of,
        "rows": [{key: plain(value) for key, value in row.items()} for row in found.rows], "total_rows": found.total_rows,
    }  # fmt: skip
