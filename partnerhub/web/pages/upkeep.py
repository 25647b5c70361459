"""Upkeep: whether the hub itself is well, for those who look after it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from partnerhub.jobs.selectors import mail_state, queue_state
from partnerhub.keeping import shelf
from partnerhub.keeping.restoring import last_restored
from partnerhub.kit import clock
from partnerhub.pipeline.freshness import figures_built
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.request import Request


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One thing that was looked at: how it is, and what to do where that is not well."""

    label: str
    is_well: bool
    text: str
    advice: str = ""


def upkeep(request: Request, scope: Scope) -> HttpResponse:
    """Show the newest backups with their age, and whether jobs, mail and figures are well."""
    now = clock.now()
    standing = [
        (one.path.name, figures.moment(one.made_at), figures.age(now - one.made_at), figures.size(one.size))
        for one in shelf.on_the_shelf()
    ]
    context = {
        "findings": [_backups(), _jobs(), _mail(), _figures(scope)],
        "backups": standing,
        "kept": settings.BACKUPS_KEPT,
        "restored": figures.moment(at) if (at := last_restored()) else "",
    }
    return render(request, "pages/upkeep.html", context)


def _backups() -> ShownFinding:
    label = gettext("Backups")
    newest = shelf.newest()
    if newest is None:
        well = not settings.BACKUPS_KEPT
        return ShownFinding(
            label, well, gettext("None is there."), "" if well else gettext("Keep `hub run` running, or run `hub backup`.")
        )
    text = gettext("The newest is %(age)s old.") % {"age": figures.age(clock.now() - newest.made_at)}
    if settings.BACKUPS_KEPT and shelf.is_stale(newest):
        return ShownFinding(label, False, text, gettext("The log of `hub run` says why none was made since."))
    return ShownFinding(label, True, text)


def _jobs() -> ShownFinding:
    waiting, failed = queue_state()
    text = gettext("%(waiting)s waiting, %(failed)s failed within the last day.") % {
        "waiting": figures.count(waiting),
        "failed": figures.count(failed),
    }
    return ShownFinding(gettext("Jobs"), not failed, text, gettext("The log of `hub run` says why.") if failed else "")


def _mail() -> ShownFinding:
    waiting, since, _ = mail_state()
    if not waiting:
        return ShownFinding(gettext("Mail"), True, gettext("None waits for a second try."))
    text = ngettext(
        "%(n)s could not be sent, since %(moment)s.", "%(n)s could not be sent, the oldest since %(moment)s.", waiting
    ) % {"n": figures.count(waiting), "moment": figures.moment(since)}
    return ShownFinding(
        gettext("Mail"), False, text, gettext("`hub doctor` says what the mail server answered; the hub goes on trying.")
    )


def _figures(scope: Scope) -> ShownFinding:
    newest, is_stale = figures_built(scope)
    text = gettext("Built up to %(day)s.") % {"day": figures.day(newest)} if newest else gettext("Nothing is built yet.")
    return ShownFinding(
        gettext("Figures"), not is_stale, text, gettext("Run `hub build`, or keep `hub run` running.") if is_stale else ""
    )
