"""The activity of one customer: what was done with it, by whom, when and from where."""

from django.http import HttpResponse
from django.shortcuts import render

from partnerhub.portfolio.customer.selectors import opened_customer
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.web.acts import shown_act
from partnerhub.web.customer_head import head_of
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number

PAGE = 50


def customer_activity(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show the newest entries about a customer that the caller may see, and a way to older ones."""
    opened = opened_customer(scope, reference, needs=Permission.VIEW_OWN_AUDIT)
    before = whole_number(request.GET.get("before", ""), 0) or None
    entries = audit_entries(scope, before=before, limit=PAGE + 1, customer_id=opened.id)
    context = head_of(scope, opened, "customer_activity") | {
        "acts": [shown_act(entry) for entry in entries[:PAGE]],
        "older": entries[PAGE - 1].number if len(entries) > PAGE else None,
        "is_first": before is None,
        "only_own": not scope.may(Permission.VIEW_AUDIT, opened.id),
    }
    return render(request, "pages/customer_activity.html", context)
