"""The partner help desk as pages show it: whether somebody is there, and every way to reach it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext

from partnerhub.guidance.desk import SHIPPED_NAME, Desk
from partnerhub.guidance.hours import WEEKDAYS, Hours, Standing, now_in, offset_at, standing
from partnerhub.guidance.shapes import HelpRequestShape
from partnerhub.terms.resources import HelpState
from partnerhub.terms.texts import mark
from partnerhub.web import figures

WORDS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"), mark("Saturday"), mark("Sunday"),
)  # fmt: skip
DAYS = dict(zip(WEEKDAYS, WORDS, strict=True))


def day_name(day: str) -> str:
    """Return the name of a weekday as it stands alone."""
    return capfirst(gettext(DAYS[day]))


def name_of(desk: Desk) -> str:
    """Return what the help desk is called: by the hub's own name for it until somebody gave it another."""
    return gettext(desk.name) if desk.name == SHIPPED_NAME else desk.name


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach the help desk."""

    icon: str
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownDesk:
    """The help desk, every text finished. `standing` is empty where no hours were given."""

    name: str
    products: tuple[str, ...]
    note: str
    standing: str
    is_open: bool
    hours: tuple[tuple[str, str], ...]
    zone: str
    closed: tuple[str, ...]
    ways: tuple[Way, ...]
    takes_requests: bool


def shown_desk(desk: Desk, labels: Mapping[str, str], at: datetime) -> ShownDesk:
    """Return the help desk as it stands at a moment. `labels` says how products are called."""
    hours = desk.hours
    now = standing(hours, at)
    zone = _zone(hours.zone, offset_at(hours.zone, at))
    ahead = [day for day in hours.closed if day >= now_in(hours.zone, at).date()]
    return ShownDesk(
        name_of(desk), tuple(labels.get(code, code) for code in desk.products), desk.note,
        _standing(now) if hours.days else "", now.is_open, tuple(_week(hours)) if hours.days else (), zone,
        tuple(figures.day(day) for day in sorted(ahead)), tuple(_ways(desk)), bool(desk.email),
    )  # fmt: skip


def _zone(zone: str, offset: str) -> str:
    return gettext("%(zone)s, now %(offset)s") % {"zone": zone, "offset": offset} if zone != "UTC" else zone


def _standing(now: Standing) -> str:
    if now.changes_at is None:
        return gettext("Open at any time") if now.is_open else gettext("Closed for now")
    clock = f"{now.changes_at:%H:%M}"
    if now.is_open:
        return gettext("Open now, until %(clock)s") % {"clock": clock}
    about = {"weekday": gettext(WORDS[now.changes_at.weekday()]), "day": figures.day(now.changes_at.date()), "clock": clock}
    return gettext("Closed now, opens %(weekday)s %(day)s at %(clock)s") % about


def _week(hours: Hours) -> Iterator[tuple[str, str]]:
    for day in DAYS:
        times = hours.days.get(day)
        yield day_name(day), f"{times[0]} – {times[1]}" if times else gettext("closed")


def _ways(desk: Desk) -> Iterator[Way]:
    if desk.ticket_url:
        yield Way("external-link", gettext("Open a ticket"), "", desk.ticket_url)
    if desk.email:
        yield Way("mail", gettext("By e-mail"), desk.email, f"mailto:{desk.email}")
    if desk.phone:
        dialed = "".join(sign for sign in desk.phone if sign.isdigit() or sign == "+")
        yield Way("phone", gettext("Telephone"), desk.phone, f"tel:{dialed}")
    if desk.chat_url:
        yield Way("message", gettext("Chat"), "", desk.chat_url)


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A request for help, every text finished."""

    id: int
    subject: str
    sender: str
    sent_to: str
    text: str
    asked: str
    state: str
    is_open: bool
    answered: str


def shown_request(one: HelpRequestShape) -> ShownRequest:
    """Return a request for help as pages show it."""
    answered = f"{one.answered_by}, {figures.moment(one.answered_at)}" if one.answered_at else ""
    return ShownRequest(
        one.id, one.subject, one.sender, one.sent_to, one.text, figures.moment(one.asked_at), gettext(one.state.label),
        one.state is HelpState.OPEN, answered,
    )  # fmt: skip
