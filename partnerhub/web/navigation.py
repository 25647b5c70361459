"""What stands around every page: the navigation, the caller, the partner, the look that was chosen, a launch that lives."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub import __version__
from partnerhub.kit import clock
from partnerhub.portfolio.own.services import SHORT
from partnerhub.portfolio.setup.orders import COUNTED, count_of_waiting
from partnerhub.reports.calling import REPORT
from partnerhub.tenancy.approvals import waiting_for
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import Brand, LaunchShape
from partnerhub.tenancy.signin.proofs import MUST_ENROL
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.list_state import LABELS
from partnerhub.web.reading import help_address

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
    unless: Permission | None = None  # who holds this has a better way

    def is_for(self, scope: Scope) -> bool:
        """Say whether the caller is shown the entry."""
        return scope.may(self.needs) and not (self.unless and scope.may(self.unless))


OWN = Entry(mark("Launch my organization"), "rocket", "organization", Permission.VIEW_ORGANIZATION)
ENTRIES = (  # below the own organization; the day begins at the first of these
    Entry(
        mark("My organization"), "building", "own_organizations", Permission.OPEN_CUSTOMERS, unless=Permission.FIND_CUSTOMERS
    ),
    Entry(mark("Workspace"), "home", "workspace", Permission.APPROVE_ACCESS),
    Entry(mark("Overview"), "layout-dashboard", "overview", Permission.FIND_CUSTOMERS),
    Entry(mark("Customers"), "building", "customers", Permission.FIND_CUSTOMERS),
    Entry(mark("Order setup"), "package", "orders", Permission.SET_UP_ORDERS),
    Entry(LABELS["tags"], "tag", "tags", Permission.VIEW_TAGS),
    Entry(mark("Administrators"), "users", "administrators", Permission.VIEW_ADMINISTRATORS),
    Entry(mark("Users"), "user-cog", "users", Permission.VIEW_USERS),
    Entry(mark("Access requests"), "key", "access", Permission.VIEW_ACCESS),
    Entry(mark("Subscriptions"), "chart-bar", "subscriptions", Permission.VIEW_ANALYTICS, mark("Analytics")),
    Entry(REPORT.title, "phone-call", "calling", Permission.VIEW_ANALYTICS, mark("Analytics")),
    Entry(mark("Resources and help"), "lifebuoy", "resources", Permission.READ_RESOURCES, mark("Help")),
    Entry(mark("Imports"), "database-import", "imports", Permission.IMPORT_CALLING, mark("Hub")),
    Entry(mark("Thresholds"), "adjustments", "settings", Permission.VIEW_SETTINGS, mark("Hub")),
    Entry(mark("Upkeep"), "heartbeat", "upkeep", Permission.VIEW_SETTINGS, mark("Hub")),
    Entry(mark("Sign-in"), "lock", "sign_in", Permission.VIEW_SETTINGS, mark("Hub")),
    Entry(mark("Audit trail"), "history", "trail", Permission.VIEW_OWN_AUDIT, mark("Hub")),
    Entry(mark("API"), "code", "api_guide", Permission.MAKE_TOKENS, mark("Hub")),
)


BEHIND = {"own_organizations": "customer"}  # entry → how the names of further pages behind it begin


def prepare(request: HttpRequest, scope: Scope) -> None:
    """Count what waits for the caller, before the page is drawn: orders to set up, requests to answer.

    The latter for those who have nothing else to do here; for others it would be one question more than a page may ask.
    """
    waiting = {}
    if scope.may(Permission.SET_UP_ORDERS):
        waiting["orders"] = count_of_waiting(scope, on=clock.today())
    if scope.may(Permission.APPROVE_ACCESS) and not scope.may(Permission.FIND_CUSTOMERS):
        waiting["access"] = waiting_for(scope)
    request.waiting = waiting  # type: ignore[attr-defined]  # read below


def theme_of(request: HttpRequest) -> str:
    """Return the look that the reader chose; auto follows the system."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def around_the_page(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a page shows. It asks the database nothing: the gate has done so already."""
    scope: Scope | None = getattr(request, "scope", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    brand = scope.brand if scope else Brand()
    return {
        "hub_version": __version__,
        "theme": theme_of(request),
        "themes": THEMES,
        "scope": scope,
        "must_enrol": bool(
            scope and scope.needs_second_factor and request.session.get(MUST_ENROL) and here not in ENROLMENT
        ),
        "on_profile": here in PROFILE,
        "launch": _shown_launch(getattr(request, "launch", None)),
        "brand": _shown_brand(brand),
        "navigation": _groups(scope, here, getattr(request, "waiting", {}), brand) if scope else [],
        **(_help(request, here) if scope and scope.may(Permission.READ_RESOURCES) else {}),
    }


def _help(request: HttpRequest, here: str) -> dict[str, object]:
    """Return where the reader of a page finds help: with this page, and from people."""
    return {
        "help_url": help_address(here),
        "desk_url": reverse("resources_desk")
        + ("" if hasattr(request, "refused") else f"?{urlencode({'from': request.path})}"),
    }


@dataclass(frozen=True, slots=True)
class ShownBrand:
    """How the hub looks to everybody of a partner: its name, where its logo and its color are."""

    name: str
    logo_url: str
    style_url: str


def _shown_brand(brand: Brand) -> ShownBrand:
    style = f"{reverse('organization_style')}?v={brand.accent[1:]}" if brand.accent else ""
    return ShownBrand(brand.name, logo_url(brand.logo), style)


def logo_url(digest: str) -> str:
    """Return the address of a logo, which changes with the picture; nothing where there is none."""
    return f"{reverse('organization_logo')}?v={digest[:SHORT]}" if digest else ""


@dataclass(frozen=True, slots=True)
class ShownLaunch:
    """The launch that lives: in whose organization, in which role, until when."""

    customer: str
    role: str
    until: str


def _shown_launch(launch: LaunchShape | None) -> ShownLaunch | None:
    return ShownLaunch(launch.customer, gettext(launch.role.label), figures.moment(launch.ends_at)) if launch else None


def _count(number: int) -> str:
    """Return how many wait; what was not counted any further as such."""
    return "" if not number else str(number) if number < COUNTED else f"{COUNTED - 1}+"


def _groups(scope: Scope, here: str, waiting: Mapping[str, int], brand: Brand) -> list[tuple[str, list[dict[str, object]]]]:
    groups: dict[str, list[dict[str, object]]] = {}
    for entry in (OWN, *ENTRIES):
        is_there = entry is not OWN or brand.is_launched or scope.may(Permission.CHANGE_SETTINGS)
        if entry.is_for(scope) and is_there:
            active = here == entry.name or here.startswith(BEHIND.get(entry.name, entry.name.rstrip("s")))
            item = {
                "label": gettext(entry.label), "icon": entry.icon, "url": reverse(entry.name), "active": active,
                "count": _count(waiting.get(entry.name, 0)),
            }  # fmt: skip
            groups.setdefault(gettext(entry.group) if entry.group else "", []).append(item)
    return list(groups.items())
