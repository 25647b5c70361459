"""The caller themselves: roles, sessions, tokens; the roles there are, and how the organization signs in.

Tokens are made on a page, and how people sign in is changed there: both ask a person, not a program, for a fresh proof.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from partnerhub.api.door import ApiRequest, Number, answers, api, needs
from partnerhub.tenancy.permissions import ROLES, Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.role_words import ROLE_WORDS
from partnerhub.tenancy.selectors import person_with_email
from partnerhub.tenancy.signin import factors, providers, sessions, tokens
from partnerhub.terms.codes import HUB_ROLES
from partnerhub.terms.texts import mark

ANYBODY = Permission.VIEW_OWN_AUDIT  # every role carries it
TAGS = ["Profile"]


class ProfileOut(BaseModel):
    """Who asks, in which roles, and whether a second factor is set up and needed."""

    email: str
    name: str
    partner: str
    roles: list[str]
    has_second_factor: bool
    needs_second_factor: bool


class SessionOut(BaseModel):
    """One session. `is_this` marks the one that the call itself belongs to, if it does to any."""

    id: int
    device: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


class TokenOut(BaseModel):
    """One token: never it itself, only how it begins."""

    id: int
    name: str
    hint: str
    scope: str = Field(description="read or write")
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None


class RoleOut(BaseModel):
    """One administrator role: what it is in words, what it may do, and whether it reaches all customers or named ones."""

    role: str
    label: str
    words: str
    reaches_every_customer: bool
    permissions: list[str]


class SignInOut(BaseModel):
    """The organization's own provider; nulls when it has none. Its secret is never shown."""

    name: str | None
    protocol: str | None
    issuer: str | None
    client_id: str | None
    has_secret: bool
    sign_in_address: str | None
    certificates_end_at: datetime | None
    domains: list[str]
    version: int


@api.get("profile", auth=needs(ANYBODY), response=answers(ProfileOut), tags=TAGS, summary=mark("Get the own profile"))
def get_profile(request: ApiRequest) -> dict[str, Any]:
    """Return who is asking."""
    scope = request.scope
    return {
        "email": scope.actor, "name": person_with_email(scope.actor).name, "partner": scope.partner_name,
        "roles": [role.public for role in scope.roles],
        "has_second_factor": factors.has_second_factor(scope.person_id or 0),
        "needs_second_factor": scope.needs_second_factor,
    }  # fmt: skip


@api.get(
    "profile/sessions", auth=needs(ANYBODY), response=answers(list[SessionOut]), tags=TAGS, summary=mark("List own sessions")
)
def list_sessions(request: ApiRequest) -> Any:
    """Return the sessions in which the caller is signed in, the newest first."""
    return sessions.own_sessions(request.scope, request.session.session_key)


@api.get(
    "profile/sessions/{session_id}", auth=needs(ANYBODY), response=answers(SessionOut, 404, 422), tags=TAGS,
    summary=mark("Get an own session"),
)  # fmt: skip
def get_session(request: ApiRequest, session_id: Number) -> Any:
    """Return one session of the caller."""
    for one in sessions.own_sessions(request.scope, request.session.session_key):
        if one.id == session_id:
            return one
    raise OutOfReach("a session")


@api.delete(
    "profile/sessions/{session_id}", auth=needs(ANYBODY, writes=True), response=answers(SessionOut, 404, 422), tags=TAGS,
    summary=mark("End an own session"),
)  # fmt: skip
def delete_session(request: ApiRequest, session_id: Number) -> Any:
    """End one session of the caller and return what it was."""
    before = get_session(request, session_id)
    sessions.end_session(request.scope, session_id)
    return before


@api.get(
    "profile/tokens", auth=needs(Permission.MAKE_TOKENS), response=answers(list[TokenOut]), tags=TAGS,
    summary=mark("List own tokens"),
)  # fmt: skip
def list_tokens(request: ApiRequest) -> list[dict[str, Any]]:
    """Return the caller's living tokens, the newest first."""
    return [_as_object(one) for one in tokens.own_tokens(request.scope)]


@api.get(
    "profile/tokens/{token_id}", auth=needs(Permission.MAKE_TOKENS), response=answers(TokenOut, 404, 422), tags=TAGS,
    summary=mark("Get an own token"),
)  # fmt: skip
def get_token(request: ApiRequest, token_id: Number) -> dict[str, Any]:
    """Return one living token of the caller."""
    for one in tokens.own_tokens(request.scope):
        if one.id == token_id:
            return _as_object(one)
    raise OutOfReach("a token")


@api.delete(
    "profile/tokens/{token_id}", auth=needs(Permission.MAKE_TOKENS, writes=True), response=answers(TokenOut, 404, 422),
    tags=TAGS, summary=mark("Revoke an own token"),
)  # fmt: skip
def delete_token(request: ApiRequest, token_id: Number) -> dict[str, Any]:
    """Make a token void and return what it was. A token may do so to itself."""
    before = get_token(request, token_id)
    tokens.revoke_token(request.scope, token_id)
    return before


def _as_object(one: tokens.TokenShape) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "hint": one.hint, "scope": one.kind.public, "created_at": one.created_at,
        "ends_at": one.ends_at, "used_at": one.used_at,
    }  # fmt: skip


@api.get(
    "administrators/roles", auth=needs(Permission.VIEW_USERS), response=answers(list[RoleOut]), tags=["Administrators"],
    summary=mark("List roles"),
)  # fmt: skip
def list_roles(request: ApiRequest) -> list[dict[str, Any]]:
    """Return every administrator role, with what it may do."""
    return [
        {
            "role": role.public, "label": role.label, "words": ROLE_WORDS[role],
            "reaches_every_customer": role.reaches_every_customer,
            "permissions": [permission.value for permission in Permission if permission in ROLES[role]],
        }
        for role in HUB_ROLES
    ]  # fmt: skip


@api.get(
    "settings/sign-in", auth=needs(Permission.VIEW_SETTINGS), response=answers(SignInOut), tags=["Settings"],
    summary=mark("Get how the organization signs in"),
)  # fmt: skip
def get_sign_in(request: ApiRequest) -> dict[str, Any]:
    """Return the organization's provider. It is changed on the page Sign-in."""
    found = providers.provider_of(request.scope)
    if found is None:
        return {
            "name": None, "protocol": None, "issuer": None, "client_id": None, "has_secret": False, "sign_in_address": None,
            "certificates_end_at": None, "domains": [], "version": 0,
        }  # fmt: skip
    return {
        "name": found.name, "protocol": found.protocol.public, "issuer": found.issuer, "client_id": found.client_id or None,
        "has_secret": found.has_secret, "sign_in_address": found.sso_url or None, "certificates_end_at": found.good_until,
        "domains": list(found.domains), "version": found.version,
    }  # fmt: skip
