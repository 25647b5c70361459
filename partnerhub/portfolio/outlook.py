"""What the terms of a customer come to on a day, for the list: a pure function beside the statuses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from partnerhub.portfolio.statuses import Term, ends_soon, over_limit
from partnerhub.terms.codes import SubscriptionKind
from partnerhub.terms.standings import Standing
from partnerhub.terms.thresholds import Settings

KIND_BITS = {kind: 1 << place for place, kind in enumerate(SubscriptionKind)}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a customer has now, what comes next, and how many licenses its running terms hold.

    `ends` is the next last day of any term that is not over; `expires` that of one that runs (or is suspended) and does
    not renew; `renews` that of an active one that does. Licenses count the products that can be over their limit. Kinds and
    standings are sets, each as one number.
    """

    kinds: int = 0
    standings: int = 0
    ends: date | None = None
    expires: date | None = None
    renews: date | None = None
    licenses: int = 0
    assigned: int = 0


def outlook(terms: Iterable[Term], on: date, settings: Settings) -> Outlook:
    """Return what terms come to on a day."""
    terms = list(terms)
    alive = [term for term in terms if not term.is_over(on)]
    held = [term for term in alive if term.is_active(on) or term.is_suspended(on)]
    lines = [line for term in held for line in term.lines]
    return Outlook(
        kinds=sum({KIND_BITS[term.kind] for term in alive}),
        standings=sum(standing.bit for standing in _standings(terms, on, settings)),
        ends=min((term.end for term in alive), default=None),
        expires=min((term.end for term in held if not term.auto_renews), default=None),
        renews=min((term.end for term in held if term.auto_renews and term.is_active(on)), default=None),
        licenses=sum(total for _, total, _ in lines),
        assigned=sum(assigned for _, _, assigned in lines),
    )


def _standings(terms: list[Term], on: date, settings: Settings) -> Iterator[Standing]:
    paid = [term for term in terms if term.kind == SubscriptionKind.SUBSCRIPTION]
    trials = [term for term in terms if term.kind == SubscriptionKind.TRIAL]
    billed = [term for term in paid if term.is_active(on) or term.is_suspended(on)]
    running = [term for term in trials if term.is_active(on)]
    holds = {
        Standing.SUBSCRIPTION_ACTIVE: any(term.is_active(on) for term in paid),
        Standing.SUBSCRIPTION_EXPIRING_SOON: any(ends_soon(term, on, settings) for term in billed),
        Standing.SUBSCRIPTION_LICENSE_OVERAGE: any(True for term in billed for _ in over_limit(term, settings)),
        Standing.SUBSCRIPTION_SUSPENDED: any(term.is_suspended(on) for term in paid),
        Standing.SUBSCRIPTION_READY_FOR_ORDER_SETUP: any(term.waits_for_setup(on) for term in paid),
        Standing.SUBSCRIPTION_EXPIRED: _none_is_left(paid, on),
        Standing.TRIAL_RUNNING: bool(running),
        Standing.TRIAL_EXPIRING_SOON: any(ends_soon(term, on, settings) for term in running),
        Standing.TRIAL_ENDED: _none_is_left(trials, on),
    }
    yield from (standing for standing, applies in holds.items() if applies)


def _none_is_left(terms: list[Term], on: date) -> bool:
    """Say whether there were some, and none is active, suspended or waiting for its set-up: the rule of Expired."""
    lives = any(term.is_active(on) or term.is_suspended(on) or term.waits_for_setup(on) for term in terms)
    return not lives and any(term.is_over(on) for term in terms)
