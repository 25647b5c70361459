"""What the terms of a customer come to on a day, for the list: a pure function beside the statuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from partnerhub.portfolio.statuses import Term
from partnerhub.terms.codes import SubscriptionKind

KIND_BITS = {kind: 1 << place for place, kind in enumerate(SubscriptionKind)}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a customer has now, what comes next, and how many licenses its running terms hold.

    `ends` is the next last day of any term that is not over; `expires` that of one that runs (or is suspended) and does
    not renew; `renews` that of an active one that does. Licenses count the products that can be over their limit.
    """

    kinds: int = 0
    ends: date | None = None
    expires: date | None = None
    renews: date | None = None
    licenses: int = 0
    assigned: int = 0


def outlook(terms: Iterable[Term], on: date) -> Outlook:
    """Return what terms come to on a day."""
    alive = [term for term in terms if not term.is_over(on)]
    held = [term for term in alive if term.is_active(on) or term.is_suspended(on)]
    lines = [line for term in held for line in term.lines]
    return Outlook(
        kinds=sum({KIND_BITS[term.kind] for term in alive}),
        ends=min((term.end for term in alive), default=None),
        expires=min((term.end for term in held if not term.auto_renews), default=None),
        renews=min((term.end for term in held if term.auto_renews and term.is_active(on)), default=None),
        licenses=sum(total for _, total, _ in lines),
        assigned=sum(assigned for _, _, assigned in lines),
    )
