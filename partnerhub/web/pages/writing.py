"""Writing resources: a form with a preview, versions to go back to, texts that are hidden, links that lead nowhere."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.guidance import selectors, services
from partnerhub.guidance.links import broken_links, listed
from partnerhub.guidance.shapes import EditedText
from partnerhub.guidance.writing import ResourceText, WrongText
from partnerhub.portfolio.selectors import product_labels
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import ResourceState
from partnerhub.terms.texts import LANGUAGES
from partnerhub.web import figures
from partnerhub.web.guidance_forms import ResourceForm, initial_of
from partnerhub.web.reading import address_of, html, reader_language
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number


def resources_new(request: Request, scope: Scope) -> HttpResponse:
    """Write a resource that is not there yet."""
    return _edit(request, scope, None)


def resources_edit(request: Request, scope: Scope, name: str) -> HttpResponse:
    """Change a resource, hide it, or let the shipped text count again."""
    scope.require(Permission.CHANGE_SETTINGS)
    return _edit(request, scope, selectors.edited_text(scope, name, reader_language(request)))


def _edit(request: Request, scope: Scope, edited: EditedText | None) -> HttpResponse:
    labels = product_labels()
    if request.method != "POST":
        begun = _begun(request, scope, edited)
        return _form(request, scope, edited, ResourceForm(products=labels, initial=begun))
    act = request.POST.get("act", "")
    if act in ACTS and edited:
        return _acted(request, scope, edited, act)
    form = ResourceForm(request.POST, products=labels)
    if form.is_valid() and act != "preview":
        return _save(request, scope, edited, form)
    return _form(request, scope, edited, form, preview=form.text() if form.is_valid() else None)


def _save(request: Request, scope: Scope, edited: EditedText | None, form: ResourceForm) -> HttpResponse:
    text = form.text()
    try:
        version = services.save_resource(scope, text, based_on=form.cleaned_data["version"])
    except WrongText as wrong:
        form.add_error(wrong.field, f"{str(wrong)[:1].upper()}{str(wrong)[1:]}.")
        return _form(request, scope, edited, form)
    except Stale:
        return _both(request, scope, edited, form)
    said = gettext("“%(title)s” is kept as version %(number)s.")
    messages.success(request, said % {"title": text.title, "number": version})
    return redirect(f"{address_of(text.name)}?language={text.language}")


def _begun(request: Request, scope: Scope, edited: EditedText | None) -> dict[str, object]:
    """Return what the form begins with: the text in force, or an earlier version of it."""
    if edited is None:
        return {"version": 0}
    asked = whole_number(request.GET.get("version", ""), 0)
    before = selectors.resource_versions(scope, edited.text.name, edited.text.language) if asked else []
    text = next((one.text for one in before if one.version == asked), edited.text)
    return initial_of(text, edited.version)


def _form(
    request: Request, scope: Scope, edited: EditedText | None, form: ResourceForm, *, preview: ResourceText | None = None,
    theirs: ResourceText | None = None, status: int = 0,
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "edited": edited, "is_hidden": bool(edited and edited.state == ResourceState.HIDDEN),
        "preview": html(preview.body) if preview else None, "preview_text": preview,
        "broken": _broken(scope, preview) if preview else [], "theirs": theirs,
        "languages": [(code, label) for code, label in LANGUAGES.items() if edited and code != edited.text.language],
    }  # fmt: skip
    wrong = 422 if form.is_bound and form.errors else 200
    return render(request, "pages/resources_edit.html", context, status=status or wrong)


def _broken(scope: Scope, text: ResourceText) -> list[str]:
    return list(listed(broken_links(text.body, {*selectors.resource_names(scope), text.name})))


def _both(request: Request, scope: Scope, edited: EditedText | None, form: ResourceForm) -> HttpResponse:
    """Show a writer who came second both texts: theirs stays in the form, based on the version that is in force now."""
    now = selectors.edited_text(scope, form.cleaned_data["name"], form.cleaned_data["language"])
    again = ResourceForm({**_sent(request), "version": now.version}, products=product_labels())
    return _form(request, scope, edited or now, again, theirs=now.text, status=409)


def _sent(request: Request) -> dict[str, object]:
    return {name: request.POST.getlist(name) if name == "products" else request.POST.get(name) for name in request.POST}


def _acted(request: Request, scope: Scope, edited: EditedText, act: str) -> HttpResponse:
    text, based_on = edited.text, request.POST.get("version", "")
    number = int(based_on) if based_on.isdecimal() and len(based_on) < 10 else -1
    ACTS[act](scope, text.name, text.language, based_on=number)
    if act == "hide":
        said = gettext("“%(title)s” is hidden. It stays among the hidden texts below the list.")
        messages.success(request, said % {"title": text.title})
        return redirect("resources")
    messages.success(request, gettext("“%(title)s” is the shipped text again.") % {"title": text.title})
    return redirect(f"{address_of(text.name)}?language={text.language}")


ACTS = {"hide": services.hide_resource, "shipped": services.take_shipped}


def resources_versions(request: Request, scope: Scope, name: str) -> HttpResponse:
    """Show what a resource said from change to change."""
    language = reader_language(request)
    found = selectors.resource_versions(scope, name, language)
    shown = [(one, figures.moment(one.changed_at), html(one.text.body)) for one in found]
    try:
        title = selectors.resource(scope, name, language).text.title
    except OutOfReach:  # hidden
        title = found[0].text.title if found else name
    context = {
        "name": name, "language": language, "title": title, "versions": shown,
        "can_edit": scope.may(Permission.CHANGE_SETTINGS),
    }  # fmt: skip
    return render(request, "pages/resources_versions.html", context)


def resources_links(request: Request, scope: Scope) -> HttpResponse:
    """Show the resources whose links lead nowhere."""
    found = [(one, LANGUAGES[one.language]) for one in selectors.broken_texts(scope)]
    return render(request, "pages/resources_links.html", {"texts": found, "can_edit": scope.may(Permission.CHANGE_SETTINGS)})
