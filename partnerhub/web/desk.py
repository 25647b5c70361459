"""The partner help desk as pages show it: whether somebody is there, and every way to reach it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from partnerhub.guidance.desk import Desk
from partnerhub.guidance.hours import WEEKDAYS, Hours, Standing, now_in, offset_at, standing
from partnerhub.guidance.shapes import HelpRequestShape
from partnerhub.terms.resources import HelpState
from partnerhub.terms.texts import mark
from partnerhub.web import figures

WORDS = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"), mark("Friday"), mark("Saturday"), mark("Sunday"),
)  # fmt: skip
DAYS = dict(zip(WEEKDAYS, WORDS, strict=True))


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
    zone = f"{hours.zone}, now {offset_at(hours.zone, at)}" if hours.zone != "UTC" else "UTC"
    ahead = [day for day in hours.closed if day >= now_in(hours.zone, at).date()]
    return ShownDesk(
        desk.name, tuple(labels.get(code, code) for code in desk.products), desk.note,
        _standing(now) if hours.days else "", now.is_open, tuple(_week(hours)) if hours.days else (), zone,
        tuple(figures.day(day) for day in sorted(ahead)), tuple(_ways(desk)), bool(desk.email),
    )  # fmt: skip


def _standing(now: Standing) -> str:
    if now.changes_at is None:
        return "Open at any time" if now.is_open else "Closed for now"
    clock = f"{now.changes_at:%H:%M}"
    if now.is_open:
        return f"Open now, until {clock}"
    return f"Closed now, opens {now.changes_at:%A} {figures.day(now.changes_at.date())} at {clock}"


def _week(hours: Hours) -> Iterator[tuple[str, str]]:
    for day, label in DAYS.items():
        times = hours.days.get(day)
        yield label, f"{times[0]} – {times[1]}" if times else "closed"


def _ways(desk: Desk) -> Iterator[Way]:
    if desk.ticket_url:
        yield Way("external-link", mark("Open a ticket"), "", desk.ticket_url)
    if desk.email:
        yield Way("mail", mark("By e-mail"), desk.email, f"mailto:{desk.email}")
    if desk.phone:
        dialed = "".join(sign for sign in desk.phone if sign.isdigit() or sign == "+")
        yield Way("phone", mark("Telephone"), desk.phone, f"tel:{dialed}")
    if desk.chat_url:
        yield Way("message", mark("Chat"), "", desk.chat_url)


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
        one.id, one.subject, one.sender, one.sent_to, one.text, figures.moment(one.asked_at), one.state.label,
        one.state is HelpState.OPEN, answered,
    )  # fmt: skip
