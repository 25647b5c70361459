"""A customer's organization from within: for its own administrators, and for whoever launched it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.portfolio import selectors
from partnerhub.portfolio.workspace import SEE_PEOPLE, OrganizationTerm, UnknownPerson, organization_card, people_of
from partnerhub.tenancy import launching
from partnerhub.tenancy.launching import Inside
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import organization_entries
from partnerhub.terms.codes import PaymentState, PersonKind, PersonStatus, SetupState
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.list_state import label_of_column
from partnerhub.web.pages.trail import PAGE, in_words
from partnerhub.web.request import Request
from partnerhub.web.shown import TRIAL_WORDS
from partnerhub.web.spoken import spoken
from partnerhub.web.state import whole_number

TABS = (
    ("workspace", mark("Overview"), Permission.VIEW_SUBSCRIPTIONS),
    ("workspace_people", mark("People"), SEE_PEOPLE),
    ("workspace_trail", mark("What was done here"), Permission.VIEW_AUDIT),
)


@dataclass(frozen=True, slots=True)
class Entered:
    """The organization that the caller is inside of, and the partner's ids and names of those that they could be in."""

    inside: Inside
    names: dict[int, tuple[str, str]]
    asked_for: str


def entered(request: Request, scope: Scope) -> Entered:
    """Return the organization that the caller is inside of, by the partner's id if the address has one. Raise OutOfReach."""
    asked = request.GET.get("organization", "")
    inside = launching.inside_of(scope)
    ids = [inside.customer_id] if inside.launched else [id_ for id_, _ in inside.own]
    names = selectors.customer_names(scope, Permission.VIEW_SUBSCRIPTIONS, ids) if asked or len(ids) > 1 else {}
    if asked:
        id_ = next((one for one, (reference, _) in names.items() if reference == asked), 0)
        inside = launching.inside_of(scope, id_, inside.own)
    return Entered(inside, names, asked)


def from_inside(view: Callable[[Request, Entered], HttpResponse]) -> Callable[[Request, Scope], HttpResponse]:
    """Return a view of an organization from within. Who is in none is led to the list, from which one can be launched."""

    def within(request: Request, scope: Scope) -> HttpResponse:
        try:
            found = entered(request, scope)
        except OutOfReach:
            if scope.may(Permission.LAUNCH_CUSTOMERS) and not request.GET.get("organization"):
                return redirect("customers")
            if not scope.may(Permission.LAUNCH_CUSTOMERS) and not scope.may(Permission.APPROVE_ACCESS):
                raise Forbidden("an organization") from None
            raise
        return view(request, found)

    return within


def _around(request: Request, found: Entered) -> dict[str, object]:
    """Return what every page of a workspace shows: whose it is, its tabs, other organizations of the caller's own."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    query = f"?organization={found.asked_for}" if found.asked_for else ""
    inside = found.inside
    return {
        "organization": inside.customer,
        "asked_for": found.asked_for,
        "tabs": [
            (gettext(label), reverse(name) + query, name == here)
            for name, label, needs in TABS
            if inside.scope.may(needs, inside.customer_id)
        ],
        "others": [
            (name, f"{reverse(here)}?organization={reference}")
            for id_, (reference, name) in found.names.items()
            if id_ != inside.customer_id
        ],
    }


@from_inside
def workspace(request: Request, found: Entered) -> HttpResponse:
    """Show the organization: statuses with reasons, what it bought, what waits to be set up."""
    inside = found.inside
    card = organization_card(inside.scope, inside.customer_id, on=clock.today())
    may_set_up = inside.scope.may(Permission.SET_UP_ORDERS, inside.customer_id)
    context = _around(request, found) | {
        "about": " · ".join(part for part in (card.reference, card.domain, card.country) if part),
        "statuses": list(dict.fromkeys(spoken(reason.status.look) for reason in card.reasons)),
        "reasons": [(spoken(one.status.look), one.fact, figures.day(one.on) if one.on else "") for one in card.reasons],
        "terms": [shown_term(one, may_set_up=may_set_up) for one in card.terms],
        "product_label": gettext(lines.product.label),
        "console_url": card.console_url if inside.launched else "",
    }
    return render(request, "pages/workspace.html", context)


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A subscription or trial, every text finished; where it is to be set up, if it is the caller's to do."""

    name: str
    reference: str
    term: str
    renewal: str
    state: str
    lines: tuple[tuple[str, Bar], ...]
    setup_url: str
    is_over: bool


def shown_term(one: OrganizationTerm, *, may_set_up: bool) -> ShownTerm:
    """Return a subscription or trial as it is shown from within."""
    ends = figures.day(one.end_date)
    waits = one.setup_state != SetupState.DONE.public and not one.is_over
    states = [gettext(SETUP[one.setup_state])] if waits else []
    states += [gettext(PAYMENT[one.payment_state])] if one.payment_state != PaymentState.PAID.public else []
    bars = tuple((line.product, bar_of(line.total, line.assigned, line.used_7d, line.row_date)) for line in one.lines)
    return ShownTerm(
        TRIAL_WORDS if one.kind == "trial" else one.reference, one.reference,
        f"{figures.day(one.start_date)} – {ends}", _renewal(one, ends), ", ".join(states), bars,
        reverse("order", args=[one.reference]) if waits and may_set_up else "", one.is_over,
    )  # fmt: skip


SETUP = {SetupState.PENDING.public: mark("set-up pending"), SetupState.PARTIAL.public: mark("set-up partial")}
PAYMENT = {PaymentState.UNPAID.public: mark("unpaid"), PaymentState.PAST_DUE.public: mark("past due")}


def _renewal(one: OrganizationTerm, ends: str) -> str:
    """Return when a term ends or ended, and whether it renews."""
    if one.cancelled_date:
        return gettext("cancelled %(day)s") % {"day": figures.day(one.cancelled_date)}
    ahead = gettext("renews after %(day)s") if one.auto_renews else gettext("ends %(day)s")
    return (gettext("ended %(day)s") if one.is_over else ahead) % {"day": ends}


@from_inside
def workspace_people(request: Request, found: Entered) -> HttpResponse:
    """Show the organization's people, with the products that they hold licenses of."""
    inside = found.inside
    words = request.GET.get("q", "").strip()[:100]
    try:
        page = people_of(inside.scope, inside.customer_id, words=words, after=request.GET.get("after", ""))
    except UnknownPerson:
        return redirect("workspace_people")
    context = _around(request, found) | {
        "kind_label": gettext(lines.kind.label),
        "sign_in_label": label_of_column("last_admin_sign_in_at"),
        "people": [
            (one, gettext(PersonKind.from_public(one.kind).label), _status(one.status), _last(one.last_sign_in_at))
            for one in page.rows
        ],
        "total": figures.count(page.total),
        "number": page.total,
        "words": words,
        "after": page.after,
    }
    return render(request, "pages/workspace_people.html", context)


@from_inside
def workspace_trail(request: Request, found: Entered) -> HttpResponse:
    """Show what was done in the organization: by whom, from where, in which launch; and who was here lately."""
    inside = found.inside
    before = whole_number(request.GET.get("before", ""), 0) or None
    entries = organization_entries(inside.scope, inside.customer_id, before=before, limit=PAGE + 1)
    context = _around(request, found) | {
        "entries": [(entry, figures.moment(entry.at), in_words(entry.details)) for entry in entries[:PAGE]],
        "older": entries[PAGE - 1].number if len(entries) > PAGE else None,
        "launches": [
            (one, gettext(one.role.label), figures.moment(one.started_at), figures.moment(one.ended_at or one.ends_at),
             one.ended_at is None and one.ends_at > inside.scope.made_at)
            for one in launching.launches_of(inside.scope, inside.customer_id)
        ],
    }  # fmt: skip
    return render(request, "pages/workspace_trail.html", context)


def _status(public: str) -> str:
    status = PersonStatus.from_public(public)
    return "" if status is PersonStatus.ACTIVE else gettext(status.label)


def _last(at: datetime | None) -> str:
    return figures.day(at.date() if at else None)
