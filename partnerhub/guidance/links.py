"""Checking where texts lead: inside, against the hub's own addresses and resources; outside, only the form. Nothing is asked
from outside: a hub has to work where nothing outside can be reached."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import gettext

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
        return gettext("this is no address")
    if parts.scheme in LETTERS:
        return "" if parts.path else gettext("it names nobody")
    if parts.scheme not in {"http", "https"}:
        return gettext("write /page/ for a page of the hub, resource:name for a resource, or a whole address with https://")
    return _outside(parts, port)


def _place(target: str, places: Collection[str]) -> str:
    wanted = target.removeprefix("#")
    return "" if wanted in places else _meant(gettext("no heading of this text is called so"), wanted, places)


def _resource(name: str, names: Collection[str]) -> str:
    return "" if name in names else _meant(gettext("there is no such resource"), name, names)


def _inside(target: str) -> str:
    try:
        resolve(urlsplit(target).path)
    except Resolver404:
        return gettext("the hub has no such page")
    return ""


def _outside(parts: SplitResult, port: int | None) -> str:
    own = urlsplit(settings.PUBLIC_URL)
    if not parts.hostname or ("." not in parts.hostname and parts.hostname != own.hostname):
        return gettext("it names no machine")
    return _inside(parts.path or "/") if (parts.hostname, port) == (own.hostname, own.port) else ""


def _meant(problem: str, name: str, known: Collection[str]) -> str:
    found = nearest(name, known)
    return gettext("%(problem)s; did you mean %(name)s?") % {"problem": problem, "name": found} if found else problem


def listed(found: Collection[BrokenLink]) -> Iterator[str]:
    """Yield broken links in words, one sentence each."""
    for one in found:
        about = {"line": one.line, "target": one.target, "problem": one.problem}
        yield gettext("Line %(line)s: %(target)s: %(problem)s") % about
