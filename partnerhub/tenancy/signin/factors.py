"""The second factors of people: authenticator apps and passkeys, with recovery codes beside them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from partnerhub.kit import clock
from partnerhub.tenancy.scope import live_grants
from partnerhub.terms.codes import HUB_ROLES

SECOND_FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor of a person."""

    id: int
    is_passkey: bool
    name: str
    created_at: datetime
    used_at: datetime | None


def has_second_factor(person_id: int) -> bool:
    """Say whether a person has set up a second factor."""
    return Authenticator.objects.filter(user_id=person_id, type__in=SECOND_FACTORS).exists()


def with_second_factor() -> QuerySet[Authenticator, int]:
    """Return the ids of everybody who has set up a second factor, to nest in another question."""
    return Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user_id", flat=True)


def factors_of(person_id: int) -> list[Factor]:
    """Return a person's second factors, passkeys first."""
    found = Authenticator.objects.filter(user_id=person_id, type__in=SECOND_FACTORS).order_by("-type", "id")
    return [
        Factor(
            one.id, one.type == Authenticator.Type.WEBAUTHN, str(one.data.get("name", "")), one.created_at, one.last_used_at
        )
        for one in found
    ]


def kinds_by_person(person_ids: Collection[int]) -> dict[int, tuple[bool, bool]]:
    """Return, for each of some people who has any, whether they have a passkey and whether an authenticator app."""
    found: dict[int, tuple[bool, bool]] = {}
    every = Authenticator.objects.filter(user_id__in=person_ids, type__in=SECOND_FACTORS)
    for person_id, kind in every.values_list("user_id", "type"):
        passkey, app = found.get(person_id, (False, False))
        found[person_id] = (passkey or kind == Authenticator.Type.WEBAUTHN, app or kind == Authenticator.Type.TOTP)
    return found


def may_do_without(person_id: int, factor_id: int) -> bool:
    """Say whether a person may take a factor off: another one is left, or they reach into no other organization (P6)."""
    others = Authenticator.objects.filter(user_id=person_id, type__in=SECOND_FACTORS).exclude(id=factor_id).exists()
    return others or not needs_second_factor(person_id)


def needs_second_factor(person_id: int, partner_id: int | None = None) -> bool:
    """Say whether a person holds a role of the hub now, at one partner or at any."""
    held = live_grants(clock.now()).filter(person_id=person_id, role__in=HUB_ROLES)
    return (held if partner_id is None else held.filter(partner_id=partner_id)).exists()


def forget_factors(person_id: int) -> int:
    """Take all factors and recovery codes from a person and return how many. Part of an act that audits itself."""
    factors = Authenticator.objects.filter(user_id=person_id, type__in=SECOND_FACTORS).count()
    Authenticator.objects.filter(user_id=person_id).delete()
    return factors
