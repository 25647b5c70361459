"""Where a customer stands with paid subscriptions and with trials, told apart: what the statuses mix into one word."""

from enum import StrEnum

from partnerhub.terms.statuses import LOOKS, Status
from partnerhub.terms.texts import mark


class Standing(StrEnum):
    """One standing of a customer, spelled as the list is asked for it: the group, then the word."""

    SUBSCRIPTION_ACTIVE = "subscription:active"
    SUBSCRIPTION_EXPIRING_SOON = "subscription:expiring_soon"
    SUBSCRIPTION_LICENSE_OVERAGE = "subscription:license_overage"
    SUBSCRIPTION_SUSPENDED = "subscription:suspended"
    SUBSCRIPTION_READY_FOR_ORDER_SETUP = "subscription:ready_for_order_setup"
    SUBSCRIPTION_EXPIRED = "subscription:expired"
    TRIAL_RUNNING = "trial:running"
    TRIAL_EXPIRING_SOON = "trial:expiring_soon"
    TRIAL_ENDED = "trial:ended"

    @property
    def group(self) -> str:
        """Return what it is about: subscription or trial."""
        return self.value.partition(":")[0]

    @property
    def word(self) -> str:
        """Return the standing within its group."""
        return self.value.partition(":")[2]

    @property
    def bit(self) -> int:
        """Return the standing's place in a set of standings kept as one number."""
        return BITS[self]


BITS = {standing: 1 << place for place, standing in enumerate(Standing)}
ORGANIZATION_STATUSES = (Status.NO_RECENT_ACTIVITY, Status.NO_SERVICES)
OWN_LABELS = {"active": mark("Active"), "running": mark("Running"), "ended": mark("Ended")}


def words_of(group: str) -> tuple[str, ...]:
    """Return the standings of a group, in order."""
    return tuple(standing.word for standing in Standing if standing.group == group)


def label_of(word: str) -> str:
    """Return a standing as people read it; what is a status as well is called the same."""
    return OWN_LABELS.get(word) or LOOKS[Status(word)].label
