"""What the customer list can be filtered by: one declaration a facet, and everything else follows from it."""

from collections.abc import Hashable
from dataclasses import dataclass

from partnerhub.portfolio.listing.columns import Read
from partnerhub.portfolio.outlook import KIND_BITS
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.standings import ORGANIZATION_STATUSES, Standing, words_of
from partnerhub.terms.statuses import Status, from_bits
from partnerhub.terms.texts import mark


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to filter by. `column` is what the records call it.

    A choice says how its codes are read from the record; `closed` lists its values where there are no others. A number is
    compared; one of days counts from today, forward to what is to come and back to what has been.
    """

    name: str
    label: str
    column: str
    needs: Permission = Permission.FIND_CUSTOMERS
    read: Read | None = None
    closed: tuple[str, ...] = ()
    days: int = 0  # 1: days until, -1: days since, 0: no day
    upper: bool = False
    presets: tuple[tuple[str, int], ...] = ()  # comparisons that people begin with

    @property
    def is_number(self) -> bool:
        """Say whether the facet is compared with a number."""
        return self.read is None

    def value(self, text: str) -> str:
        """Return a value as the facet spells it. Only tags are as somebody wrote them."""
        if self.name == "tag":
            return text
        return text.upper() if self.upper else text.lower()


def _one(raw: Hashable) -> frozenset[str]:
    return frozenset({str(raw)} if raw else ())


def _code(raw: Hashable) -> frozenset[str]:
    return frozenset({str(raw).lower()})


def _several(raw: Hashable) -> frozenset[str]:
    return frozenset(str(raw).split(",") if raw else ())


def _statuses(raw: Hashable) -> frozenset[str]:
    assert isinstance(raw, int)
    return frozenset(from_bits(raw))


def _of_organization(raw: Hashable) -> frozenset[str]:
    return _statuses(raw).intersection(ORGANIZATION_STATUSES)


def _standings(group: str) -> Read:
    """Return how the standings of one group are read."""
    ours = [standing for standing in Standing if standing.group == group]

    def read(raw: Hashable) -> frozenset[str]:
        assert isinstance(raw, int)
        return frozenset(standing.word for standing in ours if raw & standing.bit)

    return read


def _kinds(raw: Hashable) -> frozenset[str]:
    assert isinstance(raw, int)
    return frozenset(kind.public for kind, bit in KIND_BITS.items() if raw & bit)


def _tags(raw: Hashable) -> frozenset[str]:
    assert isinstance(raw, frozenset)
    return raw


TAGS = "tags"  # the one column that is rows of a table of its own
MANAGED = tuple(code.public for code in ManagedBy if code is not ManagedBy.SELF)
KINDS = tuple(kind.public for kind in KIND_BITS)
SOON = (("<=", 7), ("<=", 30), ("<=", 90))
SHARES = (("<", 50), ("<", 80), (">", 100))
LONG_AGO = ((">", 30), (">", 90), (">", 180))
VIEW, SEE = Permission.VIEW_ANALYTICS, Permission.VIEW_SUBSCRIPTIONS

FACETS = (
    Facet("status", mark("Status"), "status_bits", VIEW, _statuses, closed=tuple(Status)),
    Facet(
        "subscription", mark("Subscription status"), "standings", VIEW, _standings("subscription"), words_of("subscription")
    ),
    Facet("trial", mark("Trial status"), "standings", VIEW, _standings("trial"), words_of("trial")),
    Facet("organization", mark("Organization status"), "status_bits", VIEW, _of_organization, ORGANIZATION_STATUSES),
    Facet("product", mark("Product"), "products", SEE, _several),
    Facet("type", mark("Subscription type"), "kinds", SEE, _kinds, closed=KINDS),
    Facet("managed_by", mark("Managed by"), "managed_by", read=_code, closed=MANAGED),
    Facet("tag", mark("Tag"), TAGS, Permission.VIEW_TAGS, _tags),
    Facet("country", mark("Country"), "country", read=_one, upper=True),
    Facet("expires", mark("Days until it expires"), "expires_date", SEE, days=1, presets=SOON),
    Facet("renews", mark("Days until it renews"), "renews_date", SEE, days=1, presets=SOON),
    Facet("ends", mark("Days until a term ends"), "next_end_date", SEE, days=1, presets=SOON),
    Facet("licenses", mark("Licenses"), "licenses", SEE, presets=((">=", 10), (">=", 100), (">=", 1000))),
    Facet("assigned", mark("Share of licenses assigned, in percent"), "assigned", SEE, presets=SHARES),
    Facet("quiet", mark("Days since its administrators signed in"), "last_active_date", days=-1, presets=LONG_AGO),
)
BY_NAME = {facet.name: facet for facet in FACETS}
CHOICES = tuple(facet for facet in FACETS if not facet.is_number)
NUMBERS = tuple(facet for facet in FACETS if facet.is_number)
