"""The overview and the upkeep of the hub: what the two pages show, for programs."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from partnerhub.api.door import ApiRequest, answers, api, needs
from partnerhub.kit import clock
from partnerhub.reports import habits
from partnerhub.reports import overview as found
from partnerhub.reports.last_week import last_week
from partnerhub.reports.overview import News, Standing
from partnerhub.reports.upkeep import upkeep
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import mark

TAGS = ["Hub"]
NOT_YOURS = "null where the role does not show it"


class EndsOut(BaseModel):
    """How many customers have a term that ends or renews within so many days; `q` asks the list for them."""

    what: str = Field(description="expires: ends without renewal; renews: by itself")
    within_days: int
    customers: int
    q: str


class SoonOut(BaseModel):
    """A customer whose term is among the next to end."""

    customer_id: str
    customer: str
    end_date: date
    renews: bool


class StandingOut(BaseModel):
    """How the customers stand: how many have each status that somebody has, what ends soon, and whose is next."""

    total: int
    statuses: dict[str, int]
    ends: list[EndsOut]
    soonest: list[SoonOut]


class SourceOut(BaseModel):
    """One kind of file: when the newest was taken in, and up to which day it has rows, if they have days."""

    kind: str
    taken_at: datetime | None
    newest_date: date | None
    is_old: bool


class FreshOut(BaseModel):
    """How fresh each source is, and the figures made of them."""

    built_date: date | None
    is_old: bool
    sources: list[SourceOut]


class StatusNewsOut(BaseModel):
    """How many customers have a status that they had not at the last visit, and how many have it no more."""

    status: str
    begun: int
    ended: int


class ActOut(BaseModel):
    """What somebody else did; the trail says more."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str


class NewsOut(BaseModel):
    """What changed since the caller's last visit to the page."""

    since: datetime
    statuses: list[StatusNewsOut]
    new_customers: int
    acts: list[ActOut]


class HelpWaitingOut(BaseModel):
    """How many requests for help nobody answered, and since when the oldest waits."""

    requests: int
    oldest_at: datetime | None


class CallsOut(BaseModel):
    """How calls went in the last closed week; null where nothing is known."""

    from_date: date
    to_date: date
    poor_share: float | None
    is_spike: bool
    abandoned_rate: float | None
    abandoned_level: Literal["normal", "watch", "high"] | None
    time_to_answer_seconds: float | None
    wait_before_abandon_seconds: float | None
    active_users: int


class OverviewOut(BaseModel):
    """What the overview shows, as of today."""

    today: date
    begins_here: bool = Field(description="whether the caller's day begins with the page")
    standing: StandingOut | None = Field(description=NOT_YOURS)
    calls: CallsOut | None = Field(description=f"{NOT_YOURS}, or nothing is built yet")
    fresh: FreshOut | None = Field(description=NOT_YOURS)
    news: NewsOut | None = Field(description="null before the first visit to the page; asking here is no visit")
    help: HelpWaitingOut | None = Field(description=NOT_YOURS)


@api.get(
    "overview", auth=needs(Permission.FIND_CUSTOMERS), response=answers(OverviewOut), tags=TAGS,
    summary=mark("Get the overview"),
)  # fmt: skip
def get_overview(request: ApiRequest) -> dict[str, Any]:
    """Return what the page shows: statuses, endings, last week's calls, freshness, news, requests for help that wait."""
    scope = request.scope
    visit, stands, waiting = habits.visit_before(scope), found.standing(scope), found.waiting_for_help(scope)
    sees = scope.may(Permission.VIEW_ANALYTICS)
    return {
        "today": clock.today(), "begins_here": visit.begins_here,
        "standing": _standing(stands) if stands else None,
        "calls": _calls(scope) if sees else None,
        "fresh": _fresh(scope) if sees else None,
        "news": _news(found.news(scope, visit.before_at)) if visit.before_at else None,
        "help": {"requests": waiting[0], "oldest_at": waiting[1]} if waiting else None,
    }  # fmt: skip


def _calls(scope: Scope) -> dict[str, Any] | None:
    week = last_week(scope)
    if week is None:
        return None
    days = {"from_date": week.from_day, "to_date": week.to_day}
    return days | {name: getattr(week, name) for name in CallsOut.model_fields if name not in days}


def _standing(stands: Standing) -> dict[str, Any]:
    ends = [{"what": one.facet, "within_days": one.number, "customers": one.count, "q": one.line} for one in stands.ends]
    soonest = [
        {"customer_id": row.reference, "customer": row.name, "end_date": row.next_end_date, "renews": found.renews(row)}
        for row in stands.soonest
    ]
    statuses = {str(status): number for status, number in stands.held}
    return {"total": stands.total, "statuses": statuses, "ends": ends, "soonest": soonest}


def _fresh(scope: Scope) -> dict[str, Any]:
    fresh = found.fresh(scope)
    sources = [
        {"kind": one.kind, "taken_at": one.taken_at, "newest_date": one.newest_day, "is_old": one.is_stale}
        for one in fresh.sources
    ]
    return {"built_date": fresh.built_day, "is_old": fresh.is_stale, "sources": sources}


def _news(news: News) -> dict[str, Any]:
    statuses = [{"status": str(one.status), "begun": one.begun, "ended": one.ended} for one in news.statuses]
    acts = [{name: getattr(one, name) for name in ActOut.model_fields} for one in news.acts]
    return {"since": news.since, "statuses": statuses, "new_customers": news.new_customers, "acts": acts}


class BackupOut(BaseModel):
    """One nightly backup in its folder."""

    file: str
    made_at: datetime
    bytes: int


class BackupsOut(BaseModel):
    """The backups, newest first, and how many of those made at night are kept; 0: none is made."""

    is_well: bool
    kept: int
    items: list[BackupOut]


class JobsOut(BaseModel):
    """How many jobs wait or run, and how many failed within the last day."""

    is_well: bool
    waiting: int
    failed: int


class MailOut(BaseModel):
    """How many mails could not be sent yet, and since when the oldest waits."""

    is_well: bool
    waiting: int
    oldest_at: datetime | None


class BuiltOut(BaseModel):
    """Up to which day the figures are built, if at all."""

    is_well: bool
    built_date: date | None


class UpkeepOut(BaseModel):
    """Whether the hub itself is well."""

    backups: BackupsOut
    jobs: JobsOut
    mail: MailOut
    figures: BuiltOut
    restored_at: datetime | None = Field(description="when the hub was restored from a backup last")


@api.get(
    "upkeep", auth=needs(Permission.VIEW_SETTINGS), response=answers(UpkeepOut), tags=TAGS,
    summary=mark("Get the upkeep"),
)  # fmt: skip
def get_upkeep(request: ApiRequest) -> dict[str, Any]:
    """Return what the page shows: the backups with their sizes, and whether jobs, mail and figures are well."""
    one = upkeep(request.scope)
    backups = [{"file": kept.path.name, "made_at": kept.made_at, "bytes": kept.size} for kept in one.backups]
    return {
        "backups": {"is_well": one.are_backups_well, "kept": one.kept, "items": backups},
        "jobs": {"is_well": not one.jobs_failed, "waiting": one.jobs_waiting, "failed": one.jobs_failed},
        "mail": {"is_well": not one.mails_waiting, "waiting": one.mails_waiting, "oldest_at": one.mails_since},
        "figures": {"is_well": not one.are_figures_old, "built_date": one.built_day},
        "restored_at": one.restored_at,
    }  # fmt: skip
