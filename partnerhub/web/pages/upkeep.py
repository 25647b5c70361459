"""Upkeep: whether the hub itself is well, for those who look after it."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from partnerhub.jobs.selectors import mail_state, queue_state
from partnerhub.keeping import shelf
from partnerhub.keeping.restoring import last_restored
from partnerhub.kit import clock
from partnerhub.pipeline.freshness import figures_built
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import mark
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
    label = mark("Backups")
    newest = shelf.newest()
    if newest is None:
        well = not settings.BACKUPS_KEPT
        return ShownFinding(label, well, "None is there.", "" if well else "Keep `hub run` running, or run `hub backup`.")
    text = f"The newest is {figures.age(clock.now() - newest.made_at)} old."
    if settings.BACKUPS_KEPT and shelf.is_stale(newest):
        return ShownFinding(label, False, text, "The log of `hub run` says why none was made since.")
    return ShownFinding(label, True, text)


def _jobs() -> ShownFinding:
    waiting, failed = queue_state()
    text = f"{figures.count(waiting)} waiting, {figures.count(failed)} failed within the last day."
    return ShownFinding(mark("Jobs"), not failed, text, "The log of `hub run` says why." if failed else "")


def _mail() -> ShownFinding:
    waiting, since, _ = mail_state()
    if not waiting:
        return ShownFinding(mark("Mail"), True, "None waits for a second try.")
    text = f"{figures.count(waiting)} could not be sent, the oldest since {figures.moment(since)}."
    return ShownFinding(
        mark("Mail"), False, text, "`hub doctor` says what the mail server answered; the hub goes on trying."
    )


def _figures(scope: Scope) -> ShownFinding:
    newest, is_stale = figures_built(scope)
    text = f"Built up to {figures.day(newest)}." if newest else "Nothing is built yet."
    return ShownFinding(
        mark("Figures"), not is_stale, text, "Run `hub build`, or keep `hub run` running." if is_stale else ""
    )
