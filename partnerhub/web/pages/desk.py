"""The partner help desk: how it is reached, a request that is seen in full before it is sent, what was asked before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.guidance import asking
from partnerhub.guidance.asking import TooMany, WrongRequest
from partnerhub.guidance.desk import Desk, WrongDesk, change_desk, desk_history, help_desk
from partnerhub.kit import clock
from partnerhub.portfolio.selectors import product_labels
from partnerhub.tenancy.gate import refusal
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import HelpState
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.desk import shown_desk, shown_request
from partnerhub.web.forms import status_of
from partnerhub.web.guidance_forms import DeskForm, HelpForm, initial_of_desk
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number

PAGE = 50
PARTS = {
    "name": mark("name"), "products": mark("products"), "email": mark("e-mail address"), "phone": mark("phone"),
    "note": mark("note"), "zone": mark("time zone"), "days": mark("hours"), "closed": mark("closed days"),
    "ticket_url": mark("tickets"), "chat_url": mark("chat"),
}  # fmt: skip


def resources_desk(request: Request, scope: Scope) -> HttpResponse:
    """Show how the help desk is reached; a POST writes a request out in full, and sends it when that is confirmed."""
    desk, labels = help_desk(scope), product_labels()
    products = {code: labels.get(code, code) for code in desk.products}
    if request.method != "POST":
        page = request.GET.get("from", "")
        first = HelpForm(products=products, initial={"key": asking.new_key(), "page": page if asking.page_of(page) else ""})
        return _form(request, scope, desk, first)
    form, step = HelpForm(request.POST, products=products), request.POST.get("step", "")
    if step == "edit" or not form.is_valid():
        return _form(request, scope, desk, form)
    try:
        if step == "confirm":
            return _sent(request, scope, form)
        written = asking.written_request(scope, form.plan())
    except WrongRequest as wrong:
        form.add_error(wrong.field or None, f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.")
        return _form(request, scope, desk, form)
    except TooMany as wait:
        return _too_many(request, wait)
    kept = [(field.html_name, field.value()) for field in form if field.value()]
    return render(request, "pages/resources_desk_preview.html", {"written": written, "kept": kept})


def _form(request: Request, scope: Scope, desk: Desk, form: HelpForm) -> HttpResponse:
    context = {
        "desk": shown_desk(desk, product_labels(), clock.now()),
        "form": form,
        "can_change": scope.may(Permission.CHANGE_SETTINGS),
    }
    is_wrong = form.is_bound and request.POST.get("step") != "edit" and form.errors
    return render(request, "pages/resources_desk.html", context, status=422 if is_wrong else 200)


def _sent(request: Request, scope: Scope, form: HelpForm) -> HttpResponse:
    id_ = asking.ask_for_help(scope, form.plan())
    messages.success(request, gettext("Your request is on its way to the help desk."))
    return redirect("resources_request", request_id=id_)


def _too_many(request: Request, wait: TooMany) -> HttpResponse:
    response = refusal(request, 429)
    response["Retry-After"] = str(wait.retry_seconds)
    return response


def resources_requests(request: Request, scope: Scope) -> HttpResponse:
    """Show the requests for help that the caller may see, those of one state if asked."""
    asked = request.GET.get("state", "")
    state = HelpState.from_public(asked) if asked in HelpState.publics() else None
    before = whole_number(request.GET.get("before", ""), 0) or None
    found = asking.help_requests(scope, state=state, before=before, limit=PAGE + 1)
    states = [("", gettext("All"), state is None), *((one.public, gettext(one.label), one is state) for one in HelpState)]
    context = {
        "requests": [shown_request(one) for one in found[:PAGE]],
        "states": [
            (label, reverse("resources_requests") + (f"?state={code}" if code else ""), on) for code, label, on in states
        ],
        "older": f"?{f'state={state.public}&' if state else ''}before={found[PAGE - 1].id}" if len(found) > PAGE else "",
        "sees_all": scope.may(Permission.VIEW_SETTINGS),
    }
    return render(request, "pages/resources_requests.html", context)


def resources_request(request: Request, scope: Scope, request_id: int) -> HttpResponse:
    """Show a request word for word; a POST notes that it was answered, or that it was not."""
    if request.method == "POST":
        noted = asking.note_answered(scope, request_id, answered=request.POST.get("act") == "answered")
        is_open = noted.state is HelpState.OPEN
        messages.success(
            request, gettext("The request is noted as open.") if is_open else gettext("The request is noted as answered.")
        )
        return redirect("resources_request", request_id=request_id)
    one = asking.help_request(scope, request_id)
    may_note = scope.may(Permission.CHANGE_SETTINGS) or one.sender == scope.actor
    return render(request, "pages/resources_request.html", {"one": shown_request(one), "may_note": may_note})


def resources_desk_settings(request: Request, scope: Scope) -> HttpResponse:
    """Show how the help desk is set up, and its versions; a POST keeps a new version."""
    desk, labels = help_desk(scope), product_labels()
    sent = request.POST if request.method == "POST" else None
    form = DeskForm(sent, products=labels, initial=initial_of_desk(desk))
    if request.method == "POST":
        scope.require(Permission.CHANGE_SETTINGS)
        if form.is_valid():
            try:
                version = change_desk(scope, form.desk())
            except WrongDesk as wrong:
                form.add_error(_field_of(wrong), f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.")
            else:
                messages.success(request, gettext("Version %(number)s of the help desk is in force.") % {"number": version})
                return redirect("resources_desk_settings")
    changes = [(one, figures.moment(one.changed_at), [_words(name) for name in one.changed]) for one in desk_history(scope)]
    context = {
        "form": form, "version": desk.version, "can_change": scope.may(Permission.CHANGE_SETTINGS), "history": changes,
    }  # fmt: skip
    return render(request, "pages/resources_desk_settings.html", context, status=status_of(request, form))


def _field_of(wrong: WrongDesk) -> str:
    return wrong.field if wrong.field in DeskForm.base_fields else f"{wrong.field}-opens"


def _words(name: str) -> str:
    return gettext(PARTS.get(name, name))
