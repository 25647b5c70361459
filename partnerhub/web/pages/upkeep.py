"""Upkeep: whether the hub itself is well, for those who look after it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from partnerhub.kit import clock
from partnerhub.reports.upkeep import Upkeep
from partnerhub.reports.upkeep import upkeep as found_in
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
    found, now = found_in(scope), clock.now()
    standing = [
        (one.path.name, figures.moment(one.made_at), figures.age(now - one.made_at), figures.size(one.size))
        for one in found.backups
    ]
    context = {
        "findings": [_backups(found), _jobs(found), _mail(found), _figures(found)],
        "backups": standing,
        "kept": found.kept,
        "restored": figures.moment(found.restored_at) if found.restored_at else "",
    }
    return render(request, "pages/upkeep.html", context)


def _backups(found: Upkeep) -> ShownFinding:
    label, well = gettext("Backups"), found.are_backups_well
    if found.newest is None:
        advice = "" if well else gettext("Keep `hub run` running, or run `hub backup`.")
        return ShownFinding(label, well, gettext("None is there."), advice)
    text = gettext("The newest is %(age)s old.") % {"age": figures.age(clock.now() - found.newest.made_at)}
    return ShownFinding(label, well, text, "" if well else gettext("The log of `hub run` says why none was made since."))


def _jobs(found: Upkeep) -> ShownFinding:
    text = gettext("%(waiting)s waiting, %(failed)s failed within the last day.") % {
        "waiting": figures.count(found.jobs_waiting),
        "failed": figures.count(found.jobs_failed),
    }
    well = not found.jobs_failed
    return ShownFinding(gettext("Jobs"), well, text, "" if well else gettext("The log of `hub run` says why."))


def _mail(found: Upkeep) -> ShownFinding:
    waiting = found.mails_waiting
    if not waiting:
        return ShownFinding(gettext("Mail"), True, gettext("None waits for a second try."))
    text = ngettext(
        "%(n)s could not be sent, since %(moment)s.", "%(n)s could not be sent, the oldest since %(moment)s.", waiting
    ) % {"n": figures.count(waiting), "moment": figures.moment(found.mails_since)}
    return ShownFinding(
        gettext("Mail"), False, text, gettext("`hub doctor` says what the mail server answered; the hub goes on trying.")
    )


def _figures(found: Upkeep) -> ShownFinding:
    newest, is_old = found.built_day, found.are_figures_old
    text = gettext("Built up to %(day)s.") % {"day": figures.day(newest)} if newest else gettext("Nothing is built yet.")
    advice = gettext("Run `hub build`, or keep `hub run` running.") if is_old else ""
    return ShownFinding(gettext("Figures"), not is_old, text, advice)
