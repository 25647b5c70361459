"""What stands around every page: the navigation, the caller, the partner, the look that was chosen."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from partnerhub import __version__
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.signin.proofs import MUST_ENROL
from partnerhub.terms.texts import mark
from partnerhub.web.list_state import LABELS

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
ENROLMENT = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"}
PROFILE = {"profile", "tokens", "mfa_index"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation, shown to those who may follow it."""

    label: str
    icon: str
    name: str
    needs: Permission
    group: str = ""


ENTRIES = (
    Entry(mark("Customers"), "building", "customers", Permission.FIND_CUSTOMERS),
    Entry(LABELS["tags"], "tag", "tags", Permission.VIEW_TAGS),
    Entry(mark("Administrators"), "users", "administrators", Permission.VIEW_ADMINISTRATORS),
    Entry(mark("Users"), "user-cog", "users", Permission.VIEW_USERS),
    Entry(mark("Subscriptions"), "chart-bar", "subscriptions", Permission.VIEW_ANALYTICS, mark("Analytics")),
    Entry(mark("Imports"), "database-import", "imports", Permission.IMPORT_RECORDS, mark("Hub")),
    Entry(mark("Thresholds"), "adjustments", "settings", Permission.VIEW_SETTINGS, mark("Hub")),
    Entry(mark("Sign-in"), "lock", "sign_in", Permission.VIEW_SETTINGS, mark("Hub")),
    Entry(mark("Audit trail"), "history", "trail", Permission.VIEW_OWN_AUDIT, mark("Hub")),
    Entry(mark("API"), "code", "api_guide", Permission.MAKE_TOKENS, mark("Hub")),
)


def theme_of(request: HttpRequest) -> str:
    """Return the look that the reader chose; auto follows the system."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def around_the_page(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a page shows. It asks the database nothing: the gate has done so already."""
    scope: Scope | None = getattr(request, "scope", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "hub_version": __version__,
        "theme": theme_of(request),
        "themes": THEMES,
        "scope": scope,
        "must_enrol": bool(
            scope and scope.needs_second_factor and request.session.get(MUST_ENROL) and here not in ENROLMENT
        ),
        "on_profile": here in PROFILE,
        "navigation": _groups(scope, here) if scope else [],
    }


def _groups(scope: Scope, here: str) -> list[tuple[str, list[dict[str, object]]]]:
    groups: dict[str, list[dict[str, object]]] = {}
    for entry in ENTRIES:
        if scope.may(entry.needs):
            active = here == entry.name or here.startswith(entry.name.rstrip("s"))
            item = {"label": entry.label, "icon": entry.icon, "url": reverse(entry.name), "active": active}
            groups.setdefault(entry.group, []).append(item)
    return list(groups.items())
