"""What a session has proven of the person in it: a second factor, and how long ago anything at all.

The sign-in library keeps the proofs of a session in the session itself; everything here is read from them. A proof that
counts as fresh carries the library's own mark, so that its pages and the gate agree on what is fresh.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.http import HttpRequest

from partnerhub.kit import clock

LINK, INVITATION, PROVIDER, PROVIDER_ALONE = "link", "invitation", "provider", "provider_alone"
# The library says "mfa" of passkeys, apps and recovery codes. A link of the terminal proves access to the machine itself; a
# provider's word counts when it says that it asked for two factors.
SECOND = {"mfa", LINK, PROVIDER}
FRESH_MARK = "reauthenticated"
# Proofs that somebody has just given when they are noted. That of a provider may be hours old; it says so itself.
GIVEN_NOW = {"mfa", "password", LINK, INVITATION}
MUST_ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a provider says of a sign-in: whether two factors were asked for, and when it happened, if it says so."""

    two_factors: bool
    signed_in_at: float | None


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether the session was opened, or raised since, with two factors."""
    return any(record.get("method") in SECOND for record in _records(request))


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the person in the session proved who they are within the last minutes."""
    marked = [record["at"] for record in _records(request) if record.get(FRESH_MARK)]
    return bool(marked) and clock.now().timestamp() - marked[-1] < fresh_for().total_seconds()


def fresh_for() -> timedelta:
    """Return how long a proof stays fresh."""
    return timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def note(request: HttpRequest, person: Any, method: str, **about: object) -> None:
    """Note a proof in the session, before or after the person is signed in to it."""
    record_authentication(request, person, method, **about)


def mark_given_now(request: HttpRequest, method: str) -> None:
    """Mark the proof that was just noted as fresh, if its kind is one that people give themselves."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    if records and method in GIVEN_NOW:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records[:-1], {**records[-1], FRESH_MARK: True}]


def note_provider(request: HttpRequest, person: Any, vouched: Vouched) -> None:
    """Note what a provider says of how somebody signed in there: with two factors, and whether just now."""
    proven_at = vouched.signed_in_at
    is_fresh = proven_at is not None and clock.now().timestamp() - proven_at < fresh_for().total_seconds()
    if vouched.two_factors:
        note(request, person, PROVIDER, **({FRESH_MARK: True} if is_fresh else {}))
    elif is_fresh:
        note(request, person, PROVIDER_ALONE, **{FRESH_MARK: True})


def provider_vouches(request: HttpRequest, person: Any) -> bool:
    """Say whether somebody who is signing in came from a provider that asked for two factors."""
    return any(record.get("method") == PROVIDER for record in get_authentication_records(request, person))


def how(request: HttpRequest) -> str:
    """Return the ways in which the session was proven, in words for the trail."""
    named = [str(record.get("type") or record.get("method")) for record in _records(request)]
    return " and ".join(dict.fromkeys(named))


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    person = request.user
    found: list[dict[str, Any]] = get_authentication_records(request, person) if person.is_authenticated else []
    return found
