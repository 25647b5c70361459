"""Checking where texts lead: inside, against the hub's own addresses and resources; outside, only the form. Nothing is asked
from outside: a hub has to work where nothing outside can be reached."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from partnerhub.guidance.markdown import RESOURCE, headings, links
from partnerhub.kit.words import nearest

LETTERS = ("mailto", "tel")


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link that leads nowhere: in which line it stands, where it was to lead, what is wrong."""

    line: int
    target: str
    problem: str


def broken_links(text: str, names: Collection[str]) -> list[BrokenLink]:
    """Return the links of a text that lead nowhere. `names` are the resources that there are."""
    places = headings(text)
    found = []
    for link in links(text):
        problem = _place(link.target, places) if link.target.startswith("#") else problem_of(link.target, names)
        if problem:
            found.append(BrokenLink(link.line, link.target, problem))
    return found


def problem_of(target: str, names: Collection[str]) -> str:
    """Return what is wrong with an address that somebody is to be led to, nothing when it is in order."""
    if target.startswith(RESOURCE):
        return _resource(target.removeprefix(RESOURCE).partition("#")[0], names)
    if target.startswith("/") and not target.startswith("//"):
        return _inside(target)
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        return "this is no address"
    if parts.scheme in LETTERS:
        return "" if parts.path else "it names nobody"
    if parts.scheme not in {"http", "https"}:
        return "write /page/ for a page of the hub, resource:name for a resource, or a whole address with https://"
    return _outside(parts, port)


def _place(target: str, places: Collection[str]) -> str:
    wanted = target.removeprefix("#")
    return "" if wanted in places else f"no heading of this text is called so{_meant(wanted, places)}"


def _resource(name: str, names: Collection[str]) -> str:
    return "" if name in names else f"there is no such resource{_meant(name, names)}"


def _inside(target: str) -> str:
    try:
        resolve(urlsplit(target).path)
    except Resolver404:
        return "the hub has no such page"
    return ""


def _outside(parts: SplitResult, port: int | None) -> str:
    own = urlsplit(settings.PUBLIC_URL)
    if not parts.hostname or ("." not in parts.hostname and parts.hostname != own.hostname):
        return "it names no machine"
    return _inside(parts.path or "/") if (parts.hostname, port) == (own.hostname, own.port) else ""


def _meant(name: str, known: Collection[str]) -> str:
    found = nearest(name, known)
    return f"; did you mean {found}?" if found else ""


def listed(found: Collection[BrokenLink]) -> Iterator[str]:
    """Yield broken links in words, one sentence each."""
    for one in found:
        yield f"Line {one.line}: {one.target}: {one.problem}"
