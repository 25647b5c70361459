"""Orders to set up: what waits, and the way of one order to the right organization and its services."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio import selectors
from partnerhub.portfolio.ordering import NewCustomer, WrongOrder
from partnerhub.portfolio.setup import orders
from partnerhub.portfolio.setup.adding import is_added
from partnerhub.portfolio.setup.matching import found_organizations, possible_duplicates, suggested_organizations
from partnerhub.portfolio.setup.orders import OrderFilter, UnknownOrder
from partnerhub.portfolio.setup.shapes import OrderCard, OrderedProduct, OrderRow, SuggestedCustomer
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import SetupState, SubscriptionKind
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.forms import first_error
from partnerhub.web.pages.setup import NotYet, Step, Walk, plan_step, terms_step, version_of, walked
from partnerhub.web.request import Request
from partnerhub.web.setup_forms import NEW, OrganizationForm
from partnerhub.web.shown import TRIAL_WORDS

STATES = {SetupState.PENDING.public: mark("nothing set up"), SetupState.PARTIAL.public: mark("partly set up")}
ASKED = ("q", "state", "kind", "product", "customer")


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """An order of the list, every text finished."""

    name: str
    reference: str
    url: str
    customer: str
    customer_reference: str
    products: tuple[str, ...]
    state: str
    waits: str
    added: str
    is_mapped: bool


def all_orders(request: Request, scope: Scope) -> HttpResponse:
    """Show the orders that are not set up, the oldest first."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ASKED}
    after = request.GET.get("after", "")
    try:
        page = orders.orders_to_set_up(scope, on=clock.today(), asked=_filter(asked), after=after)
    except UnknownOrder:
        return redirect(_address(asked))
    context = {
        "orders": [shown_order(one) for one in page.rows],
        "total": figures.count(page.total),
        "asked": asked,
        "is_asked": any(asked.values()),
        "states": [(code, gettext(label)) for code, label in STATES.items()],
        "kinds": [(kind.public, gettext(kind.label)) for kind in SubscriptionKind],
        "products": list(selectors.product_labels().items()),
        "kind_label": gettext(lines.kind.label),
        "product_label": gettext(lines.product.label),
        "first": _address(asked) if after else "",
        "next": _address(asked | {"after": page.after}) if page.after else "",
    }
    return render(request, "pages/orders.html", context)


def _filter(asked: Mapping[str, str]) -> OrderFilter:
    state = asked["state"] if asked["state"] in STATES else ""
    kind = asked["kind"] if asked["kind"] in SubscriptionKind.publics() else ""
    return OrderFilter(asked["q"], state, kind, asked["product"], asked["customer"])


def _address(asked: Mapping[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("orders") + (f"?{query}" if query else "")


def shown_order(one: OrderRow) -> ShownOrder:
    """Return an order as lists show it."""
    days = (clock.today() - one.added_date).days
    waits = gettext("since today") if days <= 0 else figures.counted(days, "day", "days")
    return ShownOrder(
        TRIAL_WORDS if one.kind == "trial" else one.reference, one.reference, reverse("order", args=[one.reference]),
        one.customer, one.customer_reference, tuple(_quantity(product) for product in one.products),
        gettext(STATES[one.setup_state]) if one.setup_state in STATES else "", waits,
        figures.day(one.added_date), one.is_mapped,
    )  # fmt: skip


def _quantity(product: OrderedProduct) -> str:
    return product.label if product.quantity is None else f"{figures.count(product.quantity)} {product.label}"


def order(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Set up one order: whose it is, what was ordered, on which terms, product by product."""
    card = orders.order_card(scope, reference, on=clock.today())
    subject = orders.subject_of(card.row)
    steps = (
        _organization_step(request, scope, card), plan_step(request, scope, subject, card.setup),
        terms_step(request, scope, subject, card.setup), _services_step(request, scope, card),
    )  # fmt: skip
    name = TRIAL_WORDS if card.row.kind == "trial" else card.row.reference
    lead = gettext("%(order)s for %(customer)s, ordered on %(day)s.") % {
        "order": name, "customer": card.row.customer, "day": figures.day(card.row.added_date),
    }  # fmt: skip
    walk = Walk(
        reverse("order", args=[reference]), gettext("Set up an order"), lead, steps, card.setup.version,
        (gettext("Orders to set up"), reverse("orders")),
        {"card": card, "summary": ", ".join(map(_quantity, card.row.products))},
    )  # fmt: skip
    return walked(request, walk)


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """An organization that an order may belong to, with the reasons in words."""

    value: str
    name: str
    about: str
    reasons: tuple[str, ...]


def shown_choice(one: SuggestedCustomer) -> ShownChoice:
    """Return a suggestion as pages show it."""
    about = " · ".join(part for part in (one.reference, one.domain, one.country) if part)
    reasons = tuple(f"{because.fact} {figures.day(because.on)}" if because.on else because.fact for because in one.reasons)
    return ShownChoice(one.reference, one.name, about, reasons)


def _organization_step(request: Request, scope: Scope, card: OrderCard) -> Step:
    """Return the step that asks whose order it is."""
    form = OrganizationForm(request.POST if request.method == "POST" else None, initial={"key": uuid.uuid4()})
    words, contact = request.GET.get("q", "").strip()[:100], request.GET.get("contact", "").strip()[:254]
    may_choose = scope.may(Permission.FIND_CUSTOMERS) and not card.is_fixed

    def show() -> dict[str, object]:
        found = found_organizations(scope, words) if words and may_choose else []
        suggested = [] if words or not may_choose else suggested_organizations(
            scope, card, contact=contact or card.setup.contact, on=clock.today()
        )  # fmt: skip
        ordered = SuggestedCustomer(
            card.row.customer_id, card.row.customer_reference, card.row.customer, card.country, card.domain, ()
        )
        others = [shown_choice(one) for one in (found or suggested) if one.id != card.row.customer_id]
        return {
            "ordered": shown_choice(ordered), "choices": others, "words": words, "may_choose": may_choose,
            "may_add": may_choose and scope.may(Permission.ADD_CUSTOMERS), "form": form, "contact": contact,
            "chosen": form["choice"].value() or card.row.customer_reference, "new": NEW,
            "mapped": f"{card.setup.mapped_by}, {figures.moment(card.setup.mapped_at)}" if card.setup.mapped_at else "",
        }  # fmt: skip

    def act() -> str:
        if not form.is_valid():
            raise WrongOrder("form", first_error(form))
        customer = _chosen(scope, form, request)
        given = form.cleaned_data
        try:
            orders.map_order(
                scope, card.row.reference, customer=customer, contact=given["contact"], version=version_of(request),
                on=clock.today(), key=given["key"],
            )  # fmt: skip
        except OutOfReach:
            raise WrongOrder("choice", gettext("one of your customers has to be chosen")) from None
        build_today.enqueue(scope.partner_id)
        return gettext("The order has its organization.")

    done = card.setup.mapped_at is not None
    return Step("organization", gettext("Find the organization"), "parts/setup_organization.html", done, show, act)


def _chosen(scope: Scope, form: OrganizationForm, request: Request) -> str | NewCustomer:
    """Return the customer that was chosen. A new one that may be there already is asked about once more."""
    if form.cleaned_data["choice"] != NEW:
        return str(form.cleaned_data["choice"])
    if not request.POST.get("anyway") and not is_added(scope, form.cleaned_data["key"]):
        alike = possible_duplicates(scope, form.customer, on=clock.today())
        if alike:
            raise NotYet({"duplicates": [shown_choice(one) for one in alike]})
    return form.customer


@dataclass(frozen=True, slots=True)
class ShownService:
    """A product of an order: how many licenses, what setting it up makes, and who did it when."""

    code: str
    label: str
    quantity: str
    makes: str
    done: str


def _services_step(request: Request, scope: Scope, card: OrderCard) -> Step:
    """Return the step in which products are set up, some or all of them."""
    services = [_service(one) for one in card.row.products]

    def show() -> dict[str, object]:
        finished = f"{card.setup.finished_by}, {figures.moment(card.setup.finished_at)}" if card.setup.finished_at else ""
        return {"services": services, "finished": finished, "is_open": any(not one.done for one in services) or not services}

    def act() -> str:
        every = [one.code for one in card.row.products]
        chosen = every if request.POST.get("all") else request.POST.getlist("products")
        row = orders.set_up_products(
            scope, card.row.reference, products=chosen, version=version_of(request), on=clock.today()
        )
        build_today.enqueue(scope.partner_id)
        if row.setup_state == SetupState.DONE.public:
            return gettext("%(order)s is set up for %(customer)s.") % {"order": row.reference, "customer": row.customer}
        return gettext("What was chosen is set up; the rest still waits.")

    is_done = card.row.setup_state == SetupState.DONE.public
    return Step("services", gettext("Set up services"), "parts/setup_services.html", is_done, show, act)


def _service(one: OrderedProduct) -> ShownService:
    number = figures.count(one.quantity)
    if one.has_line:
        words = ngettext(
            "%(number)s license is there to be given to people.", "%(number)s licenses are there to be given to people.",
            one.quantity or 0,
        )  # fmt: skip
        makes = words % {"number": number}
    elif one.quantity:
        words = ngettext(
            "A license line with %(number)s license, not given to anybody yet.",
            "A license line with %(number)s licenses, none given to anybody yet.", one.quantity,
        )  # fmt: skip
        makes = words % {"number": number}
    else:
        makes = gettext("Nothing: the order does not say how many licenses.")
    done = f"{one.set_up_by}, {figures.moment(one.set_up_at)}" if one.set_up_at else ""
    return ShownService(one.code, one.label, number, makes, done)
