"""A text as somebody writes it, and what makes it fit to be kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext

from partnerhub.guidance import markdown
from partnerhub.guidance.links import broken_links, listed, problem_of
from partnerhub.kit.words import words_in
from partnerhub.terms.resources import Audience, ResourceKind, Topic
from partnerhub.terms.texts import LANGUAGES

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
PRODUCT = re.compile(r"[a-z0-9_]{1,40}")
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY, LONGEST_URL, MOST_PLACES = 120, 300, 50_000, 500, 99
LONGEST_WORD = 48  # what lies beyond is not compared


class WrongText(ValueError):
    """A text that cannot be kept: which field, and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


@dataclass(frozen=True, slots=True)
class ResourceText:
    """A resource in one language. `featured` and `quick` are its places among those, nothing when it is not one of them."""

    name: str
    language: str
    title: str
    summary: str
    body: str
    url: str = ""
    topic: Topic = Topic.GETTING_STARTED
    audience: Audience = Audience.EVERYONE
    kind: ResourceKind = ResourceKind.GUIDE
    products: tuple[str, ...] = ()
    featured: int | None = None
    quick: int | None = None

    def in_language(self, language: str) -> "ResourceText":
        """Return the same in another language, before anybody translated it."""
        return replace(self, language=language)

    def columns(self) -> dict[str, object]:
        """Return the text as the columns of its table."""
        return {
            "title": self.title, "summary": self.summary, "body": self.body, "url": self.url, "topic": self.topic,
            "audience": self.audience, "kind": self.kind, "products": ",".join(self.products), "featured": self.featured,
            "quick": self.quick,
        }  # fmt: skip


def found_by(text: ResourceText) -> str:
    """Return the words that search finds a text by, each once, in order."""
    seen = {*words_in(f"{text.title} {text.summary} {text.topic.label} {text.name}"), *markdown.words(text.body)}
    return " ".join(sorted({word[:LONGEST_WORD] for word in seen}))


def check(text: ResourceText, names: Collection[str]) -> None:
    """Raise WrongText for the first thing that is wrong with a text. `names` are the resources that links may lead to."""
    if not NAME.fullmatch(text.name):
        raise WrongText("name", gettext("a name has small letters, digits and hyphens, 60 at most"))
    if text.language not in LANGUAGES:
        raise WrongText("language", gettext("no language “%(code)s”; there are en and sv") % {"code": text.language})
    if not text.title.strip() or len(text.title) > LONGEST_TITLE or not text.title.isprintable():
        raise WrongText("title", gettext("a title has 1 to %(most)s printable signs") % {"most": LONGEST_TITLE})
    if len(text.summary) > LONGEST_SUMMARY or not text.summary.isprintable():
        raise WrongText("summary", gettext("a summary has at most %(most)s printable signs") % {"most": LONGEST_SUMMARY})
    if len(text.body) > LONGEST_BODY or not all(line.isprintable() for line in text.body.replace("\t", " ").split("\n")):
        most = number_format(LONGEST_BODY, force_grouping=True)
        raise WrongText("body", gettext("a text has at most %(most)s signs, and no control characters") % {"most": most})
    for field, place in (("featured", text.featured), ("quick", text.quick)):
        if place is not None and not 1 <= place <= MOST_PLACES:
            raise WrongText(field, gettext("a place is 1 to %(most)s") % {"most": MOST_PLACES})
    if not all(PRODUCT.fullmatch(code) for code in text.products):
        raise WrongText("products", gettext("products are named by their codes"))
    _check_leading(text, names)


def _check_leading(text: ResourceText, names: Collection[str]) -> None:
    if text.kind is ResourceKind.LINK:
        problem = problem_of(text.url, names) if text.url else gettext("a link needs an address")
        if problem or len(text.url) > LONGEST_URL:
            raise WrongText("url", problem or gettext("an address has at most %(most)s signs") % {"most": LONGEST_URL})
    elif text.url:
        raise WrongText("url", gettext("only a resource of the kind Link has an address"))
    elif not text.body.strip():
        raise WrongText("body", gettext("there is nothing to read yet"))
    wrong = broken_links(text.body, {*names, text.name})
    if wrong:
        raise WrongText("body", ". ".join(listed(wrong)))
