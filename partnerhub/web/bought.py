"""Subscriptions, trials and their license lines as pages show them, every text finished."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit.dates import full_months
from partnerhub.portfolio.customer.holders import IDLE_DAYS, NEVER
from partnerhub.portfolio.customer.shapes import HolderCounts, LineRow, SubscriptionRow
from partnerhub.reports.uptake import Change, UptakeAnswer
from partnerhub.terms.codes import PaymentState, SetupState
from partnerhub.terms.statuses import Look
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.shown import TRIAL_WORDS
from partnerhub.web.spoken import spoken

Counts = Mapping[tuple[str, str], HolderCounts]


@dataclass(frozen=True, slots=True)
class State:
    """One thing to say of a subscription: a word, an icon and a tone together."""

    label: str
    icon: str
    tone: str

    def spoken(self) -> "State":
        """Return it with its word in the reader's language."""
        return replace(self, label=gettext(self.label))


@dataclass(frozen=True, slots=True)
class IdleLink:
    """How many holders of a line did not use their license for so long, and where they are listed."""

    label: str
    count: str
    url: str
    some: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A license line: its counts in words and as a bar, and those of its holders."""

    product: str
    bar: Bar
    total: str
    assigned: str
    used: str
    used_90d: str
    available: str
    counted_on: str
    holders: str
    holders_url: str
    idle: tuple[IdleLink, ...]


@dataclass(frozen=True, slots=True)
class ShownUptake:
    """What is said of how something that was bought is used, and what that rests on."""

    look: Look
    sentence: str
    change: str
    rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownSubscription:
    """A subscription or trial with its lines."""

    name: str
    reference: str
    url: str
    is_trial: bool
    states: tuple[State, ...]
    term: str
    length: str
    renewal: str
    added: str
    lines: tuple[ShownLine, ...]
    uptake: ShownUptake | None
    from_trial: str


def days_away(day: date, on: date) -> str:
    """Return how far a day lies ahead or back."""
    days = (day - on).days
    if abs(days) < 2:
        return {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}[days]
    words = gettext("in %(days)s days") if days > 0 else gettext("%(days)s days ago")
    return words % {"days": figures.count(abs(days))}


def renewal_of(one: SubscriptionRow, on: date) -> str:
    """Return when a term ends, and what happens then: an imported term is never rolled forward by itself."""
    when = {"day": figures.day(one.end_date), "away": days_away(one.end_date, on)}
    if one.cancelled_date is not None:
        return gettext("Cancelled %(day)s") % {"day": figures.day(one.cancelled_date)}
    if one.end_date < on:
        over = (
            gettext("Renewal not confirmed; ended %(day)s, %(away)s")
            if one.auto_renews
            else gettext("Ended %(day)s, %(away)s")
        )
        return over % when
    ahead = (
        gettext("Renews after %(day)s, %(away)s") if one.auto_renews else gettext("Ends %(day)s, %(away)s; does not renew")
    )
    return ahead % when


def states_of(one: SubscriptionRow, on: date) -> tuple[State, ...]:
    """Return where a subscription stands: whether it runs, is set up and is paid."""
    term, found = one.term, []
    if term.is_cancelled(on):
        found.append(State(mark("Cancelled"), "ban", "quiet"))
    elif term.is_over(on):
        found.append(State(mark("Renewal not confirmed"), "alert-triangle", "watch") if one.auto_renews else
                     State(mark("Ended"), "calendar-off", "quiet"))  # fmt: skip
    elif term.is_active(on):
        found.append(State(mark("Running"), "circle-check", "good"))
    elif term.start > on:
        found.append(State(mark("Not begun"), "clock", "quiet"))
    if not term.is_over(on) and term.waits_for_setup(on):
        found.append(State(SETUP[term.setup], "package", "act"))
    if not term.is_over(on) and term.is_suspended(on):
        found.append(State(PAYMENT[term.payment], "ban", "bad"))
    return tuple(state.spoken() for state in found)


SETUP = {SetupState.PENDING: mark("Set-up pending"), SetupState.PARTIAL: mark("Set up in part")}
PAYMENT = {PaymentState.UNPAID: mark("Unpaid"), PaymentState.PAST_DUE: mark("Payment past due")}


def shown_subscription(
    one: SubscriptionRow, customer: str, *, on: date, holders: Counts, uptake: UptakeAnswer | None, change: Change | None
) -> ShownSubscription:
    """Return a subscription ready to be drawn. `customer` is whose it is, by the partner's id."""
    is_trial = one.kind == "trial"
    url = f"{reverse('customer_subscriptions', args=[customer])}?{urlencode({'subscription': one.reference})}"
    return ShownSubscription(
        TRIAL_WORDS if is_trial else one.reference, one.reference, url, is_trial, states_of(one, on),
        f"{figures.day(one.start_date)} – {figures.day(one.end_date)}", _length(one), renewal_of(one, on),
        figures.day(one.added_date),
        tuple(_line(line, one.reference, customer, holders.get((one.reference, line.code))) for line in one.lines),
        shown_uptake(uptake, change) if uptake else None, one.converted_from or "",
    )  # fmt: skip


def _length(one: SubscriptionRow) -> str:
    months = full_months(one.start_date, one.end_date + timedelta(days=1))
    days = (one.end_date - one.start_date).days + 1
    return figures.counted(days, "day", "days") if months < 2 else figures.counted(months, "month", "months")


def _line(line: LineRow, subscription: str, customer: str, held: HolderCounts | None) -> ShownLine:
    url = holders_url(customer, subscription=subscription, product=line.code)
    return ShownLine(
        line.product, bar_of(line.total, line.assigned, line.used_7d, line.row_date, derived=line.use_is_derived),
        figures.count(line.total), figures.count(line.assigned), figures.count(line.used_7d), figures.count(line.used_90d),
        figures.count(max(line.total - line.assigned, 0)), figures.day(line.row_date),
        figures.counted(held.holders, "holder", "holders") if held else "", url,
        _idle(held, customer, subscription, line.code) if held else (),
    )  # fmt: skip


def _idle(held: HolderCounts, customer: str, subscription: str, product: str) -> tuple[IdleLink, ...]:
    return tuple(
        IdleLink(
            label,
            figures.count(number),
            holders_url(customer, subscription=subscription, product=product, idle=idle),
            number > 0,
        )
        for idle, label, number in idle_counts(held)
    )


def idle_counts(held: HolderCounts) -> tuple[tuple[str, str, int], ...]:
    """Return (filter, words, holders) for each of the ways in which licenses lie idle."""
    numbers = (held.idle_30, held.idle_60, held.idle_90)
    idle = (
        (str(days), figures.counted(days, "day", "days"), number) for days, number in zip(IDLE_DAYS, numbers, strict=True)
    )
    return ((NEVER, gettext("never"), held.never), *idle)


def holders_url(customer: str, **filters: str) -> str:
    """Return where the holders of a customer's licenses are listed, filtered."""
    query = urlencode({name: value for name, value in filters.items() if value})
    return reverse("customer_holders", args=[customer]) + (f"?{query}" if query else "")


def shown_uptake(found: UptakeAnswer, change: Change | None) -> ShownUptake:
    """Return what is said of some lines together, with how they changed in seven days where that is known."""
    words = ""
    if change is not None and change[0] is not None:
        words = gettext("In the last 7 days: %(assigned)s assigned, %(used)s used.") % {
            "assigned": figures.change(change[0]), "used": figures.change(change[1]),
        }  # fmt: skip
    rules = tuple((gettext(threshold.label), figures.threshold(threshold, value)) for threshold, value in found.thresholds)
    return ShownUptake(spoken(found.judged.uptake.look), found.sentence, words, rules)
