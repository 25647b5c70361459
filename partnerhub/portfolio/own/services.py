"""Changing the own organization: profile, brand, logo. Each act has a version and leaves one entry in the trail."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_domain_name
from django.db import transaction

from partnerhub.kit import clock
from partnerhub.kit.colors import HEX, contrast
from partnerhub.kit.places import countries
from partnerhub.kit.words import first_control, in_a_row
from partnerhub.portfolio.models import OwnOrganization
from partnerhub.portfolio.ordering import WrongOrder
from partnerhub.portfolio.own.selectors import LONGEST_NAME, own_organization
from partnerhub.portfolio.own.shapes import OwnOrganizationShape
from partnerhub.tenancy import audit
from partnerhub.tenancy import services as tenancy
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import LANGUAGES

PROFILE = ("name", "legal_name", "street", "postal_code", "city", "country", "domain", "phone", "language")
BRAND = ("accent",)
LONGEST = {
    "name": LONGEST_NAME, "legal_name": 200, "street": 200, "postal_code": 20, "city": 100, "country": 2, "domain": 253,
    "phone": 40, "language": 2, "accent": 7,
}  # fmt: skip
PHONE = re.compile(r"\+?[0-9][0-9 ()./-]*")
SURFACES = ("#ffffff", "#1a211f")  # what the accent color is seen on: the pages by day and by night
LEAST_CONTRAST = 3.0  # WCAG 2 for what is not text
LARGEST_LOGO = 200_000
SHORT = 16  # signs of a digest that tell one logo from the next
SIGNATURES = {
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"), "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/gif": re.compile(rb"GIF8[79]a"), "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
}  # fmt: skip


class WrongProfile(WrongOrder):
    """Something about the own organization that cannot be: `field` is which, the text says why."""


@transaction.atomic
def change_own(
    scope: Scope, *, seen: int, changes: Mapping[str, str], logo: bytes | None = None, confirms: str = ""
) -> OwnOrganizationShape:
    """Change some of what is kept of the own organization, decided on the version that was seen, and return it all.

    What is not named stays; an empty `logo` takes the picture away. `confirms` is the step of the set-up that is done by
    this (`profiled_at`, `branded_at`, `staffed_at`). What is so already changes nothing, whatever version it was decided on.
    Raise WrongProfile, Stale with both versions, Forbidden.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    wanted: dict[str, object] = {name: _checked(name, text) for name, text in changes.items()}
    wanted |= {} if logo is None else _checked_logo(logo)
    found, _ = OwnOrganization.objects.select_for_update().get_or_create(partner_id=scope.partner_id)
    before = {name: getattr(found, name) for name, value in wanted.items() if getattr(found, name) != value}
    is_new_step = bool(confirms) and getattr(found, confirms) is None
    if not before and not is_new_step:
        return own_organization(scope)
    if seen != found.version:
        raise Stale(_told(found, wanted) | {"version": found.version}, _sent(wanted) | {"version": seen})
    for name, value in wanted.items():
        setattr(found, name, value)
    if is_new_step:
        setattr(found, confirms, clock.now())
    found.version += 1
    found.save()
    tenancy.show_partner(
        scope, name=found.name, accent=found.accent, logo=found.logo_digest[:SHORT], language=found.language
    )
    details: dict[str, Any] = {"version": found.version}
    if before:
        details |= {"before": _sent(before), "after": _sent({name: wanted[name] for name in before})}
    if is_new_step:
        details |= {"step": confirms.removesuffix("_at")}
    audit.record(scope, "organization.changed", found.name or scope.partner_name, **details)
    return own_organization(scope)


def _told(found: OwnOrganization, wanted: Mapping[str, object]) -> dict[str, object]:
    return _sent({name: getattr(found, name) for name in wanted})


def _sent(values: Mapping[str, object]) -> dict[str, object]:
    """Return values as people and the trail are told them: of a logo its digest, not the picture."""
    return {name: value for name, value in values.items() if name not in {"logo", "logo_type"}}


def _checked(name: str, text: str) -> str:
    """Return a part of the profile as it is kept. Raise WrongProfile."""
    value = " ".join(text.split())
    if first_control(value):
        raise WrongProfile(name, "control characters cannot be stored")
    if name == "country":
        value = value.upper()
    if name in {"domain", "accent"}:
        value = value.lower()
    if len(value) > LONGEST[name]:
        raise WrongProfile(name, f"at most {LONGEST[name]} signs fit; this has {len(value)}")
    if name == "name" and not value:
        raise WrongProfile(name, "the organization needs a name")
    if value and (problem := PROBLEMS.get(name, _nothing)(value)):
        raise WrongProfile(name, problem)
    return value


def _nothing(_: str) -> str:
    return ""


def _country_problem(value: str) -> str:
    return "" if value in countries() else "a country is a code of two letters, for example SE"


def _language_problem(value: str) -> str:
    return "" if value in LANGUAGES else f"a language is {in_a_row(LANGUAGES)}, or nothing"


def _domain_problem(value: str) -> str:
    try:
        validate_domain_name(value)
    except ValidationError:
        return "a domain looks like harbor.example"
    return ""


def _phone_problem(value: str) -> str:
    return "" if PHONE.fullmatch(value) else "a telephone number has digits, for example +46 8 123 456"


def _accent_problem(value: str) -> str:
    if not HEX.fullmatch(value):
        return "a color is # and six digits, for example #2a8f8c"
    if contrast(value, SURFACES[0]) < LEAST_CONTRAST:
        return "this color is too light to be seen on white; take a darker one"
    if contrast(value, SURFACES[1]) < LEAST_CONTRAST:
        return "this color is too dark to be seen on the dark pages; take a lighter one"
    return ""


PROBLEMS = {
    "country": _country_problem, "domain": _domain_problem, "phone": _phone_problem, "language": _language_problem,
    "accent": _accent_problem,
}  # fmt: skip


def _checked_logo(content: bytes) -> dict[str, object]:
    """Return a logo as it is kept, by what it is and not by what it is called. Raise WrongProfile."""
    if not content:
        return {"logo": None, "logo_type": "", "logo_digest": ""}
    if len(content) > LARGEST_LOGO:
        raise WrongProfile("logo", f"a logo has at most {LARGEST_LOGO // 1000} kB")
    media_type = next((one for one, signature in SIGNATURES.items() if signature.match(content)), "")
    if not media_type:
        raise WrongProfile("logo", "a logo is a PNG, JPEG, WebP or GIF picture")
    return {"logo": content, "logo_type": media_type, "logo_digest": hashlib.sha256(content).hexdigest()}
