"""What the overview of a customer shows, every text finished: facts, reasons, licenses, what comes and changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from partnerhub.portfolio.customer.shapes import (
    CustomerCard,
    LineRow,
    OpenedCustomer,
    StatusSpan,
    SubscriptionRow,
)
from partnerhub.tenancy.shapes import AuditShape
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.statuses import Look, Status
from partnerhub.terms.texts import mark
from partnerhub.terms.thresholds import KEPT_DAYS
from partnerhub.web import figures
from partnerhub.web.acts import sentence_of, shown_act
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.bought import ShownSubscription, days_away, renewal_of, shown_subscription
from partnerhub.web.customer_list import share_of
from partnerhub.web.list_state import LABELS
from partnerhub.web.spoken import spoken

AHEAD = 4
LATEST = 8


@dataclass(frozen=True, slots=True)
class ShownReasons:
    """A status with the facts behind it and since when the customer has it."""

    look: Look
    since: str
    facts: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """The licenses of one product, all subscriptions that are held together."""

    product: str
    bar: Bar
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A term that ends or renews."""

    day: str
    words: str
    name: str
    url: str
    soon: bool


@dataclass(frozen=True, slots=True)
class Lately:
    """Something that changed: a status, or what somebody did."""

    at: str
    icon: str
    words: str
    who: str


def facts_of(opened: OpenedCustomer, on: date) -> list[tuple[str, str]]:
    """Return what is known of the organization: label and words."""
    details, signed_in = opened.details, opened.row.last_admin_sign_in_at
    last = (
        f"{figures.day(signed_in.date())}, {days_away(signed_in.date(), on)}" if signed_in else gettext("never, or unknown")
    )
    facts = [
        (LABELS["customer_id"], opened.reference), (mark("Id in calling files"), details.org_uuid),
        (LABELS["managed_by"], gettext(ManagedBy.from_public(details.managed_by).label)),
        (mark("Customer since"), figures.day(opened.created_date)), (LABELS["last_admin_sign_in_at"], last),
    ]  # fmt: skip
    return [(gettext(label), words) for label, words in facts if words]


def reasons_of(card: CustomerCard, on: date) -> list[ShownReasons]:
    """Return the statuses of a customer in order of precedence, each with its facts."""
    facts: defaultdict[Status, list[tuple[str, str]]] = defaultdict(list)
    for reason in card.reasons:
        facts[reason.status].append((reason.fact, figures.day(reason.on) if reason.on else ""))
    return [
        ShownReasons(
            spoken(status.look), figures.day(card.since[status]) if status in card.since else "", tuple(found),
            _kept(card, on) if status is Status.EXPIRED else "",
        )
        for status, found in facts.items()
    ]  # fmt: skip


def _kept(card: CustomerCard, on: date) -> str:
    """Return until when the data of an expired customer is kept, as far as the partner's threshold says."""
    days = card.settings[KEPT_DAYS]
    if not days:
        return ""
    last = max(min(one.cancelled_date or one.end_date, one.end_date) for one in card.subscriptions)
    kept = last + timedelta(days=days)
    words = gettext("Data kept until %(day)s") if kept >= on else gettext("Data was kept until %(day)s")
    return words % {"day": figures.day(kept)}


def products_of(subscriptions: Iterable[SubscriptionRow], on: date) -> list[ShownProduct]:
    """Return the licenses of subscriptions that are held, by product. Lines of unknown use are left out of the use."""
    lines: defaultdict[str, list[LineRow]] = defaultdict(list)
    for one in subscriptions:
        for line in one.lines if one.is_held(on) else ():
            lines[line.product].append(line)
    return [_product(product, found) for product, found in sorted(lines.items())]


def _product(product: str, lines: Sequence[LineRow]) -> ShownProduct:
    known = [line.used_7d for line in lines if line.used_7d is not None]
    total, assigned = sum(line.total for line in lines), sum(line.assigned for line in lines)
    bar = bar_of(total, assigned, sum(known) if known else None, min(line.row_date for line in lines))
    note = ""
    if 0 < len(known) < len(lines):
        note = gettext("Use known for %(known)s of %(every)s lines") % {"known": len(known), "every": len(lines)}
    return ShownProduct(product, bar, share_of(assigned, total), note)


def terms_ahead(subscriptions: Iterable[SubscriptionRow], customer: str, on: date) -> list[Ahead]:
    """Return the next terms that end or renew, soonest first."""
    running = [one for one in subscriptions if not one.is_over(on)][:AHEAD]
    shown = [(one, _bare(one, customer, on)) for one in running]
    return [
        Ahead(figures.day(one.end_date), renewal_of(one, on), card.name, card.url, (one.end_date - on).days <= 30)
        for one, card in shown
    ]


def trials_of(subscriptions: Iterable[SubscriptionRow], customer: str, on: date) -> list[ShownSubscription]:
    """Return the trials that run."""
    return [_bare(one, customer, on) for one in subscriptions if one.kind == "trial" and not one.is_over(on)]


def _bare(one: SubscriptionRow, customer: str, on: date) -> ShownSubscription:
    return shown_subscription(one, customer, on=on, holders={}, uptake=None, change=None)


def lately(spans: Iterable[StatusSpan], entries: Iterable[AuditShape]) -> list[Lately]:
    """Return what changed most recently, statuses and acts together, newest first."""
    found = [(entry.at.date(), 1, entry.number, _act(entry)) for entry in entries]
    for span in spans:
        look, became, ended = spoken(span.status.look), gettext("Became %(status)s"), gettext("No longer %(status)s")
        for words, day in ((became, span.from_date), (ended, span.to_date)):
            if day is not None:
                found.append((day, 0, 0, Lately(figures.day(day), look.icon, words % {"status": look.label}, "")))
    newest = sorted(found, key=lambda one: one[:3], reverse=True)
    return [one[3] for one in newest[:LATEST]]


def _act(entry: AuditShape) -> Lately:
    shown = shown_act(entry)
    return Lately(figures.day(entry.at.date()), shown.icon, sentence_of(entry), entry.actor)
