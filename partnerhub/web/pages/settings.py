"""Thresholds: every number that somebody had to choose, with its versions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio import selectors, services
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.thresholds import BY_NAME
from partnerhub.web import figures
from partnerhub.web.forms import ThresholdsForm, status_of
from partnerhub.web.request import Request


def settings(request: Request, scope: Scope) -> HttpResponse:
    """Show the thresholds in force and their history; a POST stores a new version and has today built with it."""
    in_force = selectors.settings_in_force(scope)
    can_change = scope.may(Permission.CHANGE_SETTINGS)
    form = ThresholdsForm(request.POST if request.method == "POST" else None, in_force=in_force)
    if request.method == "POST":
        scope.require(Permission.CHANGE_SETTINGS)
        if form.is_valid():
            values = dict(form.cleaned_data)
            version = services.change_settings(scope, based_on=values.pop("version"), values=values)
            build_today.enqueue(scope.partner_id)
            text = gettext("Version %(version)s is in force; figures follow as soon as today is built with it.")
            messages.success(request, text % {"version": version})
            return redirect("settings")
    history = [
        (
            change,
            figures.moment(change.changed_at),
            [(gettext(BY_NAME[n].label), before, after) for n, before, after in change.changes],
        )
        for change in selectors.settings_history(scope)
    ]
    context = {"form": form, "in_force": in_force, "can_change": can_change, "history": history}
    return render(request, "pages/settings.html", context, status=status_of(request, form))
