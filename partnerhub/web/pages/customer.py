"""The customer behind a row of the list: its overview, its tags changed in place, and the way of its own administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.customer.selectors import customer_card_named, opened_customer, own_customers
from partnerhub.portfolio.customer.shapes import CustomerCard
from partnerhub.portfolio.tagging import tag_customers as hang
from partnerhub.portfolio.tags import WrongTag
from partnerhub.reports.uptake import uptake_of
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.tenancy.shapes import AuditShape
from partnerhub.web import overview
from partnerhub.web.bought import shown_uptake
from partnerhub.web.customer_head import BY_NAME, head_of
from partnerhub.web.request import Request


def customer(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show a customer at a glance: its statuses and why, what it uses of what it bought, what comes next, what changed."""
    on = clock.today()
    card = customer_card_named(scope, reference, on=on)
    trials = overview.trials_of(card.subscriptions, reference, on)
    waits = any(one.setup_state != "done" and not one.is_over(on) for one in card.subscriptions)
    context = head_of(scope, card.opened, "customer", offers_trial=not trials, waits=waits) | {
        "facts": overview.facts_of(card.opened, on),
        "reasons": overview.reasons_of(card, on),
        "lately": overview.lately(card.spans, _entries(scope, card)),
    }
    if scope.may(Permission.VIEW_SUBSCRIPTIONS, card.opened.id):
        context |= {
            "uptake": shown_uptake(uptake_of(card.subscriptions, card.settings, on=on), None),
            "products": overview.products_of(card.subscriptions, on),
            "ahead": overview.terms_ahead(card.subscriptions, reference, on),
            "trials": trials,
            "subscriptions_url": reverse("customer_subscriptions", args=[reference]),
        }
    return render(request, "pages/customer.html", context)


def _entries(scope: Scope, card: CustomerCard) -> list[AuditShape]:
    if not scope.may(Permission.VIEW_OWN_AUDIT, card.opened.id):
        return []
    return audit_entries(scope, customer_id=card.opened.id, limit=overview.LATEST)


def customer_tags(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Hang a tag on a customer or take one off, and go back to the page on which that was asked."""
    opened = opened_customer(scope, reference, needs=Permission.EDIT_TAGS)
    label, adds = request.POST.get("tag", ""), request.POST.get("act") != "remove"
    try:
        done = hang(scope, label=label, adds=adds, references=[opened.reference], on=clock.today())
        if done.changed:
            said = gettext("Tag “%(tag)s” added.") if adds else gettext("Tag “%(tag)s” taken off.")
            messages.success(request, said % {"tag": done.label})
    except WrongTag as wrong:
        messages.error(request, gettext("Nothing was changed: %(wrong)s.") % {"wrong": wrong})
    here = request.POST.get("here", "")
    return redirect(here if here in BY_NAME else "customer", reference=opened.reference)


def own_organizations(request: Request, scope: Scope) -> HttpResponse:
    """Lead a customer's own administrator to their organization; who has several chooses one."""
    found = own_customers(scope)
    if len(found) == 1:
        return redirect("customer", reference=found[0][0])
    links = [(reverse("customer", args=[reference]), name, reference) for reference, name in found]
    return render(request, "pages/own_organizations.html", {"links": links})
