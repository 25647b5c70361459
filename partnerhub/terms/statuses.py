"""The statuses a customer can carry, in order of precedence. The rule behind each stands in portfolio/statuses.py."""

from dataclasses import dataclass
from enum import StrEnum

from partnerhub.terms.texts import mark


class Status(StrEnum):
    """A status of a customer. The order is the precedence: the first one a customer carries is its primary status."""

    SUSPENDED = "suspended"
    EXPIRED = "expired"
    EXPIRING_SOON = "expiring_soon"
    LICENSE_OVERAGE = "license_overage"
    READY_FOR_ORDER_SETUP = "ready_for_order_setup"
    NO_RECENT_ACTIVITY = "no_recent_activity"
    TRIAL = "trial"
    SUBSCRIPTION = "subscription"
    NO_SERVICES = "no_services"

    @property
    def precedence(self) -> int:
        """Return 1 for the status that matters most."""
        return ORDER[self]

    @property
    def bit(self) -> int:
        """Return the status's place in a set of statuses kept as one number."""
        return 1 << (self.precedence - 1)

    @property
    def look(self) -> "Look":
        """Return how the status is shown: word, icon, tone and rule."""
        return LOOKS[self]


ORDER = {status: place for place, status in enumerate(Status, start=1)}


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: a word, an icon and a tone together, so that color never stands alone."""

    label: str
    icon: str
    tone: str
    help: str


LOOKS = {
    Status.SUSPENDED: Look(
        mark("Suspended"), "ban", "bad", mark("A subscription that has not ended is unpaid or past due.")
    ),
    Status.EXPIRED: Look(mark("Expired"), "calendar-off", "bad", mark("Had services once; none is active any more.")),
    Status.EXPIRING_SOON: Look(
        mark("Expiring soon"), "clock-exclamation", "watch", mark("A trial or a term that does not renew ends soon.")
    ),
    Status.LICENSE_OVERAGE: Look(
        mark("License overage"), "trending-up", "watch", mark("More licenses are assigned than were bought.")
    ),
    Status.READY_FOR_ORDER_SETUP: Look(
        mark("Ready for order setup"), "package", "act", mark("Something was ordered and is not fully set up.")
    ),
    Status.NO_RECENT_ACTIVITY: Look(
        mark("No recent activity"), "zzz", "quiet", mark("None of the customer's own administrators signed in lately.")
    ),
    Status.TRIAL: Look(mark("Trial"), "flask", "plain", mark("A trial is running.")),
    Status.SUBSCRIPTION: Look(mark("Subscription"), "circle-check", "good", mark("A paid subscription is active.")),
    Status.NO_SERVICES: Look(mark("No services"), "circle-dashed", "quiet", mark("No other status applies.")),
}


def as_bits(statuses: frozenset[Status]) -> int:
    """Return a set of statuses as one number, for storing and filtering."""
    return sum(status.bit for status in statuses)


def from_bits(bits: int) -> tuple[Status, ...]:
    """Return the statuses kept in a number, in order of precedence."""
    return tuple(status for status in Status if bits & status.bit)
