"""Adding a customer by hand, after a look at those that may be the same."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.ordering import WrongOrder
from partnerhub.portfolio.setup.adding import add_new_customer, is_added
from partnerhub.portfolio.setup.matching import possible_duplicates
from partnerhub.tenancy.scope import Scope
from partnerhub.web.pages.orders import ShownChoice, shown_choice
from partnerhub.web.request import Request
from partnerhub.web.setup_forms import NewCustomerForm


def customer_add(request: Request, scope: Scope) -> HttpResponse:
    """Ask who the customer is, show whom it may be the same as, and add it. The same form sent twice adds one."""
    if request.method != "POST":
        return _form(request, NewCustomerForm(initial={"key": uuid.uuid4()}))
    form = NewCustomerForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    new = form.customer
    asked = request.POST.get("anyway") or is_added(scope, form.cleaned_data["key"])
    alike = [] if asked else possible_duplicates(scope, new, on=clock.today())
    if alike:
        return _form(request, form, duplicates=[shown_choice(one) for one in alike])
    try:
        reference = add_new_customer(scope, new, on=clock.today(), key=form.cleaned_data["key"])
    except WrongOrder as wrong:
        form.add_error(wrong.field, f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.")
        return _form(request, form, status=422)
    messages.success(request, gettext("%(customer)s is one of your customers now.") % {"customer": new.name})
    return redirect("customer_setup", reference=reference)


def _form(
    request: Request, form: NewCustomerForm, *, duplicates: list[ShownChoice] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "duplicates": duplicates or []}
    return render(request, "pages/customer_add.html", context, status=status)
