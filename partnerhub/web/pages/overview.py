"""The overview: one calm screen in the morning, every number of it leading to the list that it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.news import StatusNews
from partnerhub.portfolio.shapes import CustomerRow, PresetShape
from partnerhub.reports import habits
from partnerhub.reports import overview as found
from partnerhub.reports.overview import Fresh, News, Standing
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import Look
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.import_words import kind_words
from partnerhub.web.request import Request

LINES = {"expires": mark("End without renewal"), "renews": mark("Renew by themselves")}
FIGURES = mark("Figures")


@dataclass(frozen=True, slots=True)
class Age:
    """How fresh one source is, every text finished."""

    label: str
    day: str
    taken: str
    is_stale: bool


def overview(request: Request, scope: Scope) -> HttpResponse:
    """Show the overview; a POST chooses on which page the reader's day begins."""
    if request.method == "POST":
        begins = request.POST.get("begin") == "overview"
        habits.begin_with_overview(scope, begins=begins)
        text = gettext("Your day begins here now.") if begins else gettext("Your day begins with the customers again.")
        messages.success(request, text)
        return redirect("overview")
    visit = habits.visit(scope)
    stands = found.standing(scope)
    context = {
        "today": figures.day(clock.today()),
        "begins_here": visit.begins_here,
        "statuses": list(_statuses(stands)) if stands else [],
        "total": figures.count(stands.total) if stands else "",
        "total_number": stands.total if stands else 0,
        "ends": list(_ends(stands.ends)) if stands else [],
        "soonest": [_soon(row) for row in stands.soonest] if stands else [],
        "soonest_url": _list(q="ends<=90", sort="ends"),
        "sees_customers": stands is not None,
        "sees_figures": scope.may(Permission.VIEW_ANALYTICS),
    }
    return render(request, "pages/overview.html", context)


def overview_fresh(request: Request, scope: Scope) -> HttpResponse:
    """Show how fresh every source is: a part of the overview, or a page of its own without scripts."""
    template = "pages/overview_fresh.html" + ("#part" if request.htmx else "")
    return render(request, template, {"ages": list(_ages(found.fresh(scope)))})


def overview_news(request: Request, scope: Scope) -> HttpResponse:
    """Show what changed since the reader's last visit, and what waits for an answer: a part of the overview, or a page."""
    before_at, waiting = habits.visit(scope).before_at, found.waiting_for_help(scope)
    template = "pages/overview_news.html" + ("#part" if request.htmx else "")
    context = {
        "news": _news(found.news(scope, before_at)) if before_at else None,
        "waiting": _waiting(*waiting) if waiting else None,
    }
    return render(request, template, context)


def _list(**asked: str) -> str:
    return f"{reverse('customers')}?{urlencode(asked)}"


def _statuses(stands: Standing) -> Iterator[tuple[Look, str, str]]:
    """Yield each status that somebody has: how it looks, how many have it, and who they are."""
    for status, number in stands.held:
        yield status.look, figures.count(number), _list(q=f"status:{status}")


def _ends(presets: tuple[PresetShape, ...]) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    for facet, label in LINES.items():
        ours = [one for one in presets if one.facet == facet]
        if ours:
            yield (
                gettext(label),
                [
                    (
                        figures.count(one.count),
                        gettext("within %(n)s days") % {"n": one.number},
                        _list(q=one.line),
                    )
                    for one in ours
                ],
            )


def _soon(row: CustomerRow) -> tuple[str, str, str]:
    """Return of a customer whose term ends: name, address, what happens and when."""
    what = gettext("renews %(day)s") if found.renews(row) else gettext("ends %(day)s")
    return row.name, reverse("customer", args=[row.reference]), what % {"day": figures.day(row.next_end_date)}


def _waiting(number: int, oldest: datetime | None) -> dict[str, object]:
    url = f"{reverse('resources_requests')}?state=open"
    return {"number": figures.count(number), "is_any": number > 0, "oldest": figures.moment(oldest), "url": url}


def _ages(fresh: Fresh) -> Iterator[Age]:
    yield Age(gettext(FIGURES), figures.day(fresh.built_day), "", fresh.is_stale)
    for one in fresh.sources:
        label = kind_words(one.kind)
        yield Age(label, figures.day(one.newest_day) if one.newest_day else "", figures.moment(one.taken_at), one.is_stale)


def _news(news: News) -> dict[str, object]:
    return {
        "since": figures.moment(news.since),
        "statuses": [_status_news(one) for one in news.statuses],
        "new_number": news.new_customers,
        "new_customers": figures.count(news.new_customers) if news.new_customers else "",
        "acts": [(one, figures.moment(one.at)) for one in news.acts],
        "is_empty": not (news.statuses or news.new_customers or news.acts),
    }


def _status_news(one: StatusNews) -> tuple[Look, str, str, str]:
    begun, ended = (figures.count(number) if number else "" for number in (one.begun, one.ended))
    return one.status.look, begun, ended, _list(q=f"status:{one.status}")
