"""How calls went last week, on the overview: how they sounded, who gave up in the queue, how many called."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit.dates import last_closed_week, saturday_of
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.reports.answer import answer
from partnerhub.reports.shapes import Answer, BlockAnswer, Question
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.call_findings import finding_of
from partnerhub.web.calls_shown import ABANDONED, level_of
from partnerhub.web.request import Request

USERS, SOUND, QUEUES = "users_by_volume", "quality_trend", "queue_kpis"


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
    try:
        found = answer(scope, "calling", Question(blocks=(USERS, SOUND, QUEUES)))
    except MartsMissing:
        return render(request, template, {"told": []})
    week = last_closed_week(found.as_of)
    context = {"told": list(_told(found)), "week": f"{figures.day(week)} – {figures.day(saturday_of(week))}"}
    return render(request, template, context)


def _told(found: Answer) -> Iterator[Told]:
    """Yield what is known of last week; nothing for a partner of whom no calls are known."""
    blocks = {block.name: block for block in found.blocks}
    users, sound, queues = blocks[USERS], blocks[SOUND], blocks[QUEUES]
    last = sound.rows[-1] if sound.rows else {}
    if last.get("poor_share") is not None:
        word, look = (gettext("spike"), "bad") if last["spike"] else ("", "")
        share = figures.percent(last["poor_share"])
        yield Told(gettext("Calls that sounded poor"), share, word, look, finding_of(sound), _url(2))
    rate = queues.rows[0][ABANDONED] if queues.rows else None
    if rate is not None:
        word, look = level_of(rate, queues)
        yield Told(gettext("Callers who gave up in the queue"), figures.percent(rate), word, look, _waits(queues), _url(4))
    active = sum(users.rows[-1][name] or 0 for name in ("heavy", "medium", "light")) if users.rows else 0
    if active:
        yield Told(gettext("People who called"), figures.count(active), "", "", finding_of(users), _url(1))


def _waits(queues: BlockAnswer) -> str:
    """Return how long callers waited, in a sentence."""
    row = queues.rows[0]
    waits = {name: figures.seconds(row[name]) for name in ("time_to_answer_seconds", "wait_before_abandon_seconds")}
    told = {"answered": waits["time_to_answer_seconds"], "gone": waits["wait_before_abandon_seconds"]}
    return gettext("On average an answer took %(answered)s; who gave up had waited %(gone)s.") % told


def _url(section: int) -> str:
    return f"{reverse('calling')}#section-{section}"
