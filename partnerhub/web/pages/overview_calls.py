"""How calls went last week, on the overview: how they sounded, who gave up in the queue, how many called."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.reports.last_week import QUEUES, SOUND, USERS, LastWeek, last_week
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.call_findings import finding_of
from partnerhub.web.calls_shown import level_of
from partnerhub.web.request import Request


@dataclass(frozen=True, slots=True)
class Told:
    """One number about last week's calls: what it is, how it is to be taken, the same in a sentence, where it is from."""

    label: str
    value: str
    word: str
    look: str
    sentence: str
    url: str


def overview_calls(request: Request, scope: Scope) -> HttpResponse:
    """Show how calls went in the last closed week: a part of the overview, or a page of its own without scripts."""
    template = "pages/overview_calls.html" + ("#part" if request.htmx else "")
    found = last_week(scope)
    if found is None:
        return render(request, template, {"told": []})
    context = {"told": list(_told(found)), "week": f"{figures.day(found.from_day)} – {figures.day(found.to_day)}"}
    return render(request, template, context)


def _told(week: LastWeek) -> Iterator[Told]:
    """Yield what is known of last week; nothing for a partner of whom no calls are known."""
    users, sound, queues = (week.blocks[name] for name in (USERS, SOUND, QUEUES))
    if week.poor_share is not None:
        word, look = (gettext("spike"), "bad") if week.is_spike else ("", "")
        share = figures.percent(week.poor_share)
        yield Told(gettext("Calls that sounded poor"), share, word, look, finding_of(sound), _url(2))
    if week.abandoned_rate is not None:
        word, look = level_of(week.abandoned_rate, queues)
        gone = figures.percent(week.abandoned_rate)
        yield Told(gettext("Callers who gave up in the queue"), gone, word, look, _waits(week), _url(4))
    if week.active_users:
        active = figures.count(week.active_users)
        yield Told(gettext("People who called"), active, "", "", finding_of(users), _url(1))


def _waits(week: LastWeek) -> str:
    """Return how long callers waited, in a sentence."""
    answered, gone = (figures.seconds(one) for one in (week.time_to_answer_seconds, week.wait_before_abandon_seconds))
    told = {"answered": answered, "gone": gone}
    return gettext("On average an answer took %(answered)s; who gave up had waited %(gone)s.") % told


def _url(section: int) -> str:
    return f"{reverse('calling')}#section-{section}"
