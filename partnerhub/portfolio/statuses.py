"""The statuses of a customer: one pure function of stored facts and a day. Nothing ever sets a status by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from partnerhub.kit.dates import within
from partnerhub.terms import thresholds
from partnerhub.terms.codes import PaymentState, SetupState, SubscriptionKind
from partnerhub.terms.statuses import Status
from partnerhub.terms.texts import mark
from partnerhub.terms.thresholds import Settings


@dataclass(frozen=True, slots=True)
class Term:
    """What a status needs to know of one subscription or trial, as it stood on the day that is judged."""

    reference: str
    kind: SubscriptionKind
    start: date
    end: date
    auto_renews: bool
    setup: SetupState
    payment: PaymentState
    cancelled: date | None = None
    lines: tuple[tuple[str, int, int], ...] = ()  # (product, total, assigned) of every line that can be over its limit

    def is_over(self, on: date) -> bool:
        """Say whether the term has ended or was cancelled by that day. The end date is its last day."""
        return self.end < on or self.is_cancelled(on)

    def is_cancelled(self, on: date) -> bool:
        """Say whether the cancellation was in force on that day."""
        return self.cancelled is not None and self.cancelled <= on

    def is_active(self, on: date) -> bool:
        """Say whether the term ran on that day: begun, not over, set up at least in part, and paid."""
        set_up = self.setup in {SetupState.DONE, SetupState.PARTIAL}
        return self.start <= on and not self.is_over(on) and set_up and self.payment == PaymentState.PAID

    def is_suspended(self, on: date) -> bool:
        """Say whether the term was not over and not paid, begun or not, set up or not."""
        return not self.is_over(on) and self.payment in {PaymentState.UNPAID, PaymentState.PAST_DUE}

    def waits_for_setup(self, on: date) -> bool:
        """Say whether something of the order was still to be set up."""
        return not self.is_over(on) and self.setup != SetupState.DONE


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """Everything the statuses of one customer depend on."""

    terms: tuple[Term, ...]
    created: date | None
    last_sign_in: date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a customer carries a status: the fact and its date."""

    status: Status
    fact: str
    on: date | None = None


def judge(facts: CustomerFacts, on: date, settings: Settings) -> tuple[Reason, ...]:
    """Return every status the customer carries on a day, each with the facts behind it, in order of precedence.

    A customer always carries at least one status. Expired and No recent activity depend on which others apply.
    """
    reasons = [*_of_terms(facts, on, settings)]
    found = {reason.status for reason in reasons}
    if not found & ALIVE and any(term.is_over(on) for term in facts.terms):
        reasons.extend(_expired(facts, on))
    else:
        reasons.extend(_quiet(facts, on, settings))
    if not reasons:
        reasons.append(Reason(Status.NO_SERVICES, gettext("no subscription or trial, now or before")))
    return tuple(sorted(reasons, key=lambda reason: reason.status.precedence))


UNPAID = {PaymentState.UNPAID: mark("%(name)s is unpaid"), PaymentState.PAST_DUE: mark("%(name)s is past due")}
WAITING = {
    SetupState.PENDING: mark("set-up of %(name)s is pending"), SetupState.PARTIAL: mark("set-up of %(name)s is partial"),
}  # fmt: skip
ALIVE = {Status.TRIAL, Status.SUBSCRIPTION, Status.SUSPENDED, Status.READY_FOR_ORDER_SETUP}


def statuses_of(reasons: tuple[Reason, ...]) -> frozenset[Status]:
    """Return the statuses that some reasons give."""
    return frozenset(reason.status for reason in reasons)


def _of_terms(facts: CustomerFacts, on: date, settings: Settings) -> Iterator[Reason]:
    for term in facts.terms:
        if term.is_over(on):
            continue
        active, suspended = term.is_active(on), term.is_suspended(on)
        if suspended:
            yield Reason(Status.SUSPENDED, gettext(UNPAID[term.payment]) % {"name": term.reference})
        if term.waits_for_setup(on):
            yield Reason(Status.READY_FOR_ORDER_SETUP, gettext(WAITING[term.setup]) % {"name": term.reference})
        if active:
            kind = Status.TRIAL if term.kind == SubscriptionKind.TRIAL else Status.SUBSCRIPTION
            yield Reason(kind, gettext("%(name)s runs") % {"name": term.reference}, term.end)
        if active or suspended:
            yield from _end_and_overage(term, on, settings)


def _end_and_overage(term: Term, on: date, settings: Settings) -> Iterator[Reason]:
    if ends_soon(term, on, settings):
        yield Reason(Status.EXPIRING_SOON, gettext("%(name)s ends and does not renew") % {"name": term.reference}, term.end)
    for product, total, assigned in over_limit(term, settings):
        given = {"name": term.reference, "assigned": assigned, "total": total, "product": product}
        fact = gettext("%(name)s: %(assigned)s of %(total)s %(product)s licenses assigned") % given
        yield Reason(Status.LICENSE_OVERAGE, fact)


def ends_soon(term: Term, on: date, settings: Settings) -> bool:
    """Say whether a term ends within the days of the setting and does not renew."""
    return not term.auto_renews and within((term.end - on).days, settings[thresholds.EXPIRING_SOON_DAYS])


def over_limit(term: Term, settings: Settings) -> Iterator[tuple[str, int, int]]:
    """Yield the lines of a term of which more is assigned than was bought: (product, total, assigned)."""
    tolerance = settings[thresholds.OVERAGE_TOLERANCE]
    return (line for line in term.lines if is_over_limit(line[1], line[2], tolerance))


def is_over_limit(total: int, assigned: int, tolerance_percent: int) -> bool:
    """Say whether more is assigned than bought, beyond a tolerance in percent. In whole numbers, so exact."""
    return assigned * 100 > total * (100 + tolerance_percent)


def _expired(facts: CustomerFacts, on: date) -> Iterator[Reason]:
    for term in facts.terms:
        if term.is_cancelled(on):
            yield Reason(Status.EXPIRED, gettext("%(name)s was cancelled") % {"name": term.reference}, term.cancelled)
        elif term.is_over(on):
            yield Reason(Status.EXPIRED, gettext("%(name)s ended") % {"name": term.reference}, term.end)


def _quiet(facts: CustomerFacts, on: date, settings: Settings) -> Iterator[Reason]:
    since = facts.last_sign_in or facts.created
    if since is not None and on - since > timedelta(days=settings[thresholds.QUIET_DAYS]):
        signed, never = gettext("last sign-in of its own administrators"), gettext("created; nobody ever signed in")
        yield Reason(Status.NO_RECENT_ACTIVITY, signed if facts.last_sign_in else never, since)
