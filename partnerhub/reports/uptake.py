"""How a customer uses what it bought: what is judged of its running lines, and how that went. Page and API ask here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from partnerhub.metrics import licenses
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.pipeline.reader import open_day
from partnerhub.portfolio.customer.shapes import SubscriptionRow
from partnerhub.portfolio.uptake import DECIDING, Judged, judge_uptake
from partnerhub.reports import querying
from partnerhub.reports.answer import answer
from partnerhub.reports.asking import ask
from partnerhub.reports.shapes import Answer, Question, Row
from partnerhub.reports.subscriptions import REPORT
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import Family
from partnerhub.terms.texts import mark
from partnerhub.terms.thresholds import Settings, Threshold
from partnerhub.terms.uptakes import Uptake

WEEKS = 13
SENTENCES: Mapping[Uptake, str] = {
    Uptake.EXCEEDS: mark(
        "Exceeds what was bought: {assigned} licenses are assigned,"
        " {beyond} of them beyond what is there; more may be wanted."
    ),
    Uptake.WASTES: mark("Wastes what was bought: {in_use} of {settled} licenses are in use."),
    Uptake.USES_UP: mark(
        "Uses up what was bought: {assigned} of {total} licenses are assigned, {available} left; more may be wanted."
    ),
    Uptake.STARTS: mark("Still being handed out: {assigned} of {total} licenses are assigned so far."),
    Uptake.FITS: mark("Makes good use of what was bought: {assigned} of {total} licenses are assigned."),
    Uptake.NOTHING: mark("Nothing to measure: no licenses run."),
}
FITS_AND_USED = mark(
    "Makes good use of what was bought: {assigned} of {total} licenses are assigned, {used} of {used_total} were used "
    "in the last 90 days."
)
Change = tuple[int | None, int | None]  # of the assigned licenses, of the used ones


@dataclass(frozen=True, slots=True)
class UptakeAnswer:
    """What is said of some lines together, with the counts and the thresholds it rests on."""

    judged: Judged
    sentence: str
    thresholds: tuple[tuple[Threshold, int], ...]


@dataclass(frozen=True, slots=True)
class TrendAnswer:
    """The closed weeks of a customer's licenses by product, and how both products together changed over those known."""

    answers: Mapping[str, Answer]
    since: date | None = None
    until: date | None = None
    assigned: int | None = None
    used: int | None = None


def uptake_of(subscriptions: Iterable[SubscriptionRow], settings: Settings, *, on: date) -> UptakeAnswer:
    """Return whether what was bought is exceeded, wasted or used up: of those of some subscriptions that are held."""
    counts = [count for one in subscriptions if one.is_held(on) for count in one.counts(on)]
    judged = judge_uptake(counts, settings)
    return UptakeAnswer(judged, uptake_words(judged), tuple((one, settings[one]) for one in DECIDING))


def uptake_words(judged: Judged) -> str:
    """Return in one sentence how what was bought is taken up."""
    text = FITS_AND_USED if judged.uptake is Uptake.FITS and judged.used_total else SENTENCES[judged.uptake]
    numbers = {name: f"{getattr(judged, name):,}" for name in Judged.__slots__ if name != "uptake"}
    return gettext(text).format(**numbers)


def license_trend(scope: Scope, customer_id: int, *, weeks: int = WEEKS) -> TrendAnswer | None:
    """Return how the licenses of a customer went over some closed weeks. None where nothing was built yet.

    Raise Forbidden. What changed is unknown where fewer than two of the weeks are known.
    """
    asked = {
        product: Question(product, weeks=weeks, blocks=("license_trend",), customer=customer_id)
        for product in Family.publics()
    }
    try:
        answers = {product: answer(scope, REPORT.name, question) for product, question in asked.items()}
    except MartsMissing:
        return None
    known: defaultdict[date, list[Row]] = defaultdict(list)
    for row in (row for one in answers.values() for row in one.blocks[0].rows if row["total"] is not None):
        known[row["week"]].append(row)
    if len(known) < 2:
        return TrendAnswer(answers)
    first, last = min(known), max(known)
    assigned, used = (_difference(known[first], known[last], name) for name in ("assigned", "used"))
    return TrendAnswer(answers, first, last, assigned, used)


def _difference(first: list[Row], last: list[Row], name: str) -> int | None:
    """Return by how much a sum over products changed; unknown as soon as one part of it is."""
    if any(row[name] is None for row in (*first, *last)):
        return None
    return int(sum(row[name] for row in last) - sum(row[name] for row in first))


def weekly_changes(scope: Scope, customer_id: int) -> dict[str, Change]:
    """Return how each subscription with lines of Meetings or Calling changed in 7 days, as of the newest built day."""
    try:
        marts = open_day(scope)
    except MartsMissing:
        return {}
    shown = [
        f'{querying.value_sql(metric)} AS "{metric.name}"' for metric in (licenses.assignment_change, licenses.usage_change)
    ]
    question = Question(customer=customer_id)
    where = " AND ".join(querying.of_customer(question))
    sql = f"SELECT subscription_id, {', '.join(shown)} FROM {licenses.MART} WHERE {where} GROUP BY subscription_id"
    rows = ask(scope, REPORT, licenses.MART, sql, question, marts)
    return {row["subscription_id"]: (row["assignment_change"], row["usage_change"]) for row in rows}
