"""What stands above every page of one customer: who it is, its statuses and tags, what one can do, and the tabs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.portfolio.customer.shapes import OpenedCustomer
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.texts import mark
from partnerhub.web.customer_list import ShownCustomer, shown
from partnerhub.web.spoken import countries

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: the page it opens, who may see it, and the further pages that belong to it."""

    name: str
    label: str
    icon: str
    needs: Permission
    covers: tuple[str, ...] = ()


TABS = (
    Tab("customer", mark("Overview"), "building", Permission.OPEN_CUSTOMERS),
    Tab("customer_subscriptions", mark("Subscriptions"), "package", Permission.VIEW_SUBSCRIPTIONS,
        ("customer_holders", "customer_invoices", "customer_orders")),
    Tab("customer_trials", mark("Trials"), "flask", Permission.VIEW_SUBSCRIPTIONS),
    Tab("customer_administrators", mark("Partner administrators"), "users", Permission.VIEW_CUSTOMER_ADMINISTRATORS),
    Tab("customer_activity", mark("Activity"), "history", Permission.VIEW_OWN_AUDIT),
    Tab("customer_details", mark("Edit details"), "pencil", Permission.EDIT_CUSTOMERS),
)  # fmt: skip
BY_NAME = {tab.name: tab for tab in TABS}
MANAGED = {
    ManagedBy.PARTNER: mark("managed as part of the partner"),
    ManagedBy.EXTERNAL: mark("managed as external administrator"),
    ManagedBy.BOTH: mark("managed as part of the partner and as external administrator"),
}


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab ready to be drawn. `current` is what a screen reader is told: this page, or one of those behind the tab."""

    label: str
    icon: str
    url: str
    current: str


@dataclass(frozen=True, slots=True)
class ShownHead:
    """The head of a customer's pages, every text finished."""

    customer: ShownCustomer
    facts: tuple[str, ...]
    tabs: tuple[ShownTab, ...]
    can_tag: bool
    known_tags: tuple[str, ...]
    why_url: str
    start_trial_url: str
    setup_url: str
    ask_url: str
    console_url: str
    has_list: bool


def head_of(
    scope: Scope, opened: OpenedCustomer, here: str, *, offers_trial: bool = False, waits: bool = False
) -> dict[str, object]:
    """Return what the frame around a customer's pages shows; `here` is the name of the page inside it.

    `offers_trial` says that none runs, so that one can be started by whoever may; `waits` that an order is to be set up.
    """
    row = opened.row
    can_tag = scope.may(Permission.EDIT_TAGS, opened.id)
    country = countries().get(row.country or "", row.country or "")
    facts = (row.reference, row.domain or "", country, gettext(MANAGED[ManagedBy.from_public(row.managed_by)]))
    can_start = offers_trial and scope.may(Permission.START_TRIALS, opened.id)
    can_set_up = waits and scope.may(Permission.SET_UP_ORDERS, opened.id)
    can_ask = not row.may_launch and scope.may(Permission.REQUEST_ACCESS, opened.id)
    head = ShownHead(
        shown(row, {}), tuple(fact for fact in facts if fact), tuple(_tabs(scope, opened, here)), can_tag,
        opened.known_tags, "" if here == "customer" else reverse("customer", args=[opened.reference]),
        _asking("start_trial", opened) if can_start else "", _asking("orders", opened) if can_set_up else "",
        _asking("access", opened) if can_ask else "", row.console_url or "",
        scope.may(Permission.FIND_CUSTOMERS),
    )  # fmt: skip
    return {"head": head, "customer": head.customer, "here": here}


def _asking(page: str, opened: OpenedCustomer) -> str:
    return f"{reverse(page)}?{urlencode({'customer': opened.reference})}"


def _tabs(scope: Scope, opened: OpenedCustomer, here: str) -> list[ShownTab]:
    return [
        ShownTab(
            gettext(tab.label), tab.icon, reverse(tab.name, args=[opened.reference]),
            PAGE if here == tab.name else "true" if here in tab.covers else "",
        )
        for tab in TABS
        if scope.may(tab.needs, opened.id)
    ]  # fmt: skip
