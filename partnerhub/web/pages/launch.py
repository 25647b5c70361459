"""Launching a customer's organization, and leaving it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from partnerhub.portfolio import selectors
from partnerhub.tenancy import launching
from partnerhub.tenancy.gate import LAUNCH_KEY, key_of_session
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.thresholds import LAUNCH_HOURS
from partnerhub.web.access_forms import LaunchForm
from partnerhub.web.request import Request

FIND, LAUNCH = Permission.FIND_CUSTOMERS, Permission.LAUNCH_CUSTOMERS


def launch(request: Request, scope: Scope) -> HttpResponse:
    """Enter the organization of a customer, and go to its workspace."""
    scope.require(LAUNCH)
    form = LaunchForm(request.POST)
    if not form.is_valid():
        raise OutOfReach("a customer")
    (id_,) = selectors.ids_of_references(scope, FIND, [form.cleaned_data["customer"]])
    made, left = launching.launch_customer(
        scope, id_, key=key_of_session(request), hours=selectors.settings_in_force(scope)[LAUNCH_HOURS],
        until=request.session.get_expiry_date(),
    )  # fmt: skip
    request.session[LAUNCH_KEY] = made.id
    said = gettext("What you do in %(customer)s is written to its own trail, too.") % {"customer": made.customer}
    instead = gettext("You left %(customer)s.") % {"customer": left} if left else ""
    messages.success(request, f"{said} {instead}".strip())
    return redirect("workspace")


def end_launch(request: Request, scope: Scope) -> HttpResponse:
    """Leave the organization, and go back to the page of its customer."""
    name, launched = launching.end_launch(scope), scope.launch
    request.session.pop(LAUNCH_KEY, None)
    if launched is None:
        return redirect("home")
    messages.success(request, gettext("You left %(customer)s.") % {"customer": name})
    found = selectors.customer_names(scope, FIND, [launched.customer_id])
    return redirect("customer", reference=found[launched.customer_id][0]) if found else redirect("home")
