"""The API tokens of a person: listed by themselves and revoked; those of others by whoever manages people."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import ApiToken, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import TokenScope


@dataclass(frozen=True, slots=True)
class TokenShape:
    """One token: never it itself, only how it begins."""

    id: int
    name: str
    hint: str
    kind: TokenScope
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None


def own_tokens(scope: Scope) -> list[TokenShape]:
    """Return the caller's living tokens at the partner, the newest first."""
    scope.require(Permission.MAKE_TOKENS)
    found = ApiToken.objects.filter(person=scope.person_id, partner_id=scope.partner_id, ends_at__gt=clock.now())
    return [
        TokenShape(one.id, one.name, one.hint, TokenScope(one.scope), one.created_at, one.ends_at, one.used_at)
        for one in found.order_by("-created_at", "-id")
    ]


@transaction.atomic
def revoke_token(scope: Scope, token_id: int) -> None:
    """Make one of the caller's tokens void. Raise OutOfReach."""
    scope.require(Permission.MAKE_TOKENS)
    found = ApiToken.objects.filter(id=token_id, person=scope.person_id, partner_id=scope.partner_id).first()
    if found is None:
        raise OutOfReach("a token")
    found.delete()
    audit.record(scope, "token.revoked", scope.actor, name=found.name, hint=found.hint)


@transaction.atomic
def revoke_tokens_of(scope: Scope, user_id: int) -> int:
    """Make all tokens of somebody at the partner void and return how many. Raise OutOfReach."""
    scope.require(Permission.MANAGE_USERS)
    person = Person.objects.filter(id=user_id, tokens__partner_id=scope.partner_id).first()
    if person is None:
        raise OutOfReach("a token")
    revoked, _ = ApiToken.objects.filter(person_id=person.id, partner_id=scope.partner_id).delete()
    audit.record(scope, "tokens.revoked", person.email, tokens=revoked)
    return revoked


def tokens_of(scope: Scope, user_id: int) -> int:
    """Return how many living tokens somebody has at the partner."""
    scope.require(Permission.VIEW_USERS)
    return ApiToken.objects.filter(person_id=user_id, partner_id=scope.partner_id, ends_at__gt=clock.now()).count()
