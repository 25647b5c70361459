"""Texts as pages show them: resources drawn from Markdown, lists of them, and the help for the page around."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from partnerhub.guidance.markdown import RESOURCE, drawn
from partnerhub.guidance.shapes import ResourceRow
from partnerhub.guidance.shipped import help_by_page
from partnerhub.tenancy.gate import Door, Need
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import ResourceKind
from partnerhub.terms.texts import LANGUAGES
from partnerhub.web.request import Request

ICONS = {
    ResourceKind.HELP: "help", ResourceKind.GUIDE: "book", ResourceKind.CHECKLIST: "checklist",
    ResourceKind.TEMPLATE: "template", ResourceKind.NEWS: "news", ResourceKind.LINK: "link",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownResource:
    """A resource as lists show it, every text finished. `is_outside`: the link leads away from the hub."""

    title: str
    summary: str
    url: str
    icon: str
    kind: str
    topic: str
    products: tuple[str, ...]
    language: str
    is_foreign: bool
    is_own: bool
    is_outside: bool


def reader_language(request: Request) -> str:
    """Return the language in which somebody reads: as the address says, else as the hub speaks with them."""
    asked = request.GET.get("language", "")
    spoken = (translation.get_language() or "en")[:2]
    return asked if asked in LANGUAGES else spoken


def address_of(name: str) -> str:
    """Return the address of a resource's page."""
    return reverse("resource", args=[name])


def html(text: str) -> SafeString:
    """Return a text as it is shown."""
    return drawn(text, address_of)


def shown_rows(rows: Iterable[ResourceRow], labels: Mapping[str, str], language: str) -> list[ShownResource]:
    """Return resources as lists show them. `labels` says how products are called, `language` what the reader speaks."""
    return [
        ShownResource(
            row.title, row.summary, led(row.url) or address_of(row.name), ICONS[row.kind], gettext(row.kind.label),
            gettext(row.topic.label),
            tuple(labels.get(code, code) for code in row.products), LANGUAGES[row.language], row.language != language,
            row.is_own, bool(row.url) and led(row.url) == row.url and not row.url.startswith("/"),
        )
        for row in rows
    ]  # fmt: skip


def led(url: str) -> str:
    """Return where the address of a link leads: to the page of a resource, or as it is."""
    return address_of(url.removeprefix(RESOURCE)) if url.startswith(RESOURCE) else url


def open_to(scope: Scope, rows: Iterable[ResourceRow]) -> list[ResourceRow]:
    """Return the resources whose links lead where the caller may go."""
    return [row for row in rows if _may_open(scope, led(row.url))]


def _may_open(scope: Scope, url: str) -> bool:
    if not url.startswith("/"):
        return True
    try:
        needs = _needs().get(resolve(urlsplit(url).path).view_name)
    except Resolver404:
        return False
    return scope.may(needs) if isinstance(needs, Permission) else needs is Door.SIGNED_IN


@cache
def _needs() -> Mapping[str, Need]:
    """Return what each page of the hub needs, by the name of its view."""
    patterns = [one for one in get_resolver().url_patterns if isinstance(one, URLPattern | URLResolver)]
    return {str(one.name): one.needs for one in patterns if isinstance(one, URLPattern) and hasattr(one, "needs")}


def help_address(view: str) -> str:
    """Return the address of the help for a page, named by its view; nothing where there is none."""
    return reverse("resources_help", args=[view]) if view in help_by_page() else ""
