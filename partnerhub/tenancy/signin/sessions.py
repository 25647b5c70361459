"""The sessions in which somebody is signed in: device, address, when last seen; ended one by one or all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.tenancy import audit, launching
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.secrets import digest

NOTED_EVERY = timedelta(minutes=5)
MOST_NOTED = 10_000
BROWSERS = (
    ("Edge", r"\bEdg"), ("Opera", r"\bOPR/"), ("Samsung Internet", "SamsungBrowser"), ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("ChromeOS", "CrOS"),
    ("macOS", "Mac OS X|Macintosh"), ("Linux", "Linux"),
)  # fmt: skip

_noted: dict[str, datetime] = {}  # when this process last noted that a session was there


@dataclass(frozen=True, slots=True)
class SessionShape:
    """One session of a person."""

    id: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def begin(request: HttpRequest) -> None:
    """Keep a session that somebody has just signed in to among theirs."""
    UserSession.objects.create_from_request(request)


def touch(request: HttpRequest) -> None:
    """Note now and then that a session is in use: at most one write in some minutes, none on a session's first page."""
    key, now = request.session.session_key or "", clock.now()
    if key not in _noted and len(_noted) >= MOST_NOTED:
        _noted.clear()
    if now - _noted.setdefault(key, now) >= NOTED_EVERY:
        _noted[key] = now
        UserSession.objects.filter(session_key=key).update(last_seen_at=now)


def own_sessions(scope: Scope, session_key: str | None) -> list[SessionShape]:
    """Return the caller's sessions, the newest first; the one with this key is the one they ask in."""
    found = sorted(_live(scope.person_id), key=lambda one: one.last_seen_at, reverse=True)
    return [
        SessionShape(
            one.id, device_of(one.user_agent), one.ip, one.created_at, one.last_seen_at, one.session_key == session_key
        )
        for one in found
    ]


@transaction.atomic
def end_session(scope: Scope, session_id: int) -> None:
    """End one session of the caller. Raise OutOfReach."""
    session = UserSession.objects.filter(id=session_id, user_id=scope.person_id).first()
    if session is None:
        raise OutOfReach("a session")
    _end([session])
    audit.record(scope, "session.ended", scope.actor, device=device_of(session.user_agent))


@transaction.atomic
def end_other_sessions(scope: Scope, session_key: str | None) -> int:
    """End all sessions of the caller but the one with this key, and return how many."""
    ended = end_all_of(scope.person_id, but=session_key)
    audit.record(scope, "sessions.ended", scope.actor, sessions=ended)
    return ended


def end_all_of(person_id: int | None, *, but: str | None = None) -> int:
    """End every session of a person, but one perhaps, and return how many. Part of an act that audits itself."""
    return _end([one for one in UserSession.objects.filter(user_id=person_id) if one.session_key != but])


def sessions_of(person_id: int) -> int:
    """Return in how many sessions a person is signed in."""
    return len(_live(person_id))


def device_of(agent: str) -> str:
    """Return what a browser says of itself, in a few words."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, agent)), "")
    system = next((name for name, sign in SYSTEMS if re.search(sign, agent)), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown device")


def _live(person_id: int | None) -> list[UserSession]:
    """Return those of a person's sessions that have neither ended nor run out."""
    every = list(UserSession.objects.filter(user_id=person_id))
    stored = Session.objects.filter(session_key__in=[one.session_key for one in every], expire_date__gt=clock.now())
    living = set(stored.values_list("session_key", flat=True))
    return [one for one in every if one.session_key in living]


def _end(sessions: Sequence[UserSession]) -> int:
    for one in sessions:
        launching.end_under(digest(one.session_key), cause=launching.ITS_SESSION)
    Session.objects.filter(session_key__in=[one.session_key for one in sessions]).delete()
    UserSession.objects.filter(id__in=[one.id for one in sessions]).delete()
    return len(sessions)
