"""Markdown as the hub draws it: no HTML of the writer's, no pictures, nothing that runs. Two fences: the reader of Markdown
is told to know no HTML, and what it drew passes a sanitizer that knows only what is listed here."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from partnerhub.kit.words import words_in

READER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])
TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, **{f"h{level}": {"id"} for level in range(2, 7)}}
SCHEMES = {"http", "https", "mailto", "tel"}
RESOURCE = "resource:"
PLACE = "text-"  # before the places of a text, so that none is taken for a part of the page around it

Address = Callable[[str], str]  # name of a resource → address of its page


@dataclass(frozen=True, slots=True)
class Link:
    """Where a text leads, and in which of its lines."""

    target: str
    line: int


def drawn(text: str, address: Address) -> SafeString:
    """Return a text as HTML that can be put into a page. Its headings begin below the page's own."""
    tokens = READER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    for token, heading in _headings(tokens):
        token.attrSet("id", f"{PLACE}{heading}")
    for token in _inline(tokens):
        if token.type == "link_open":
            token.attrSet("href", _led(str(token.attrGet("href") or ""), address))
    html = READER.renderer.render(tokens, READER.options, {})
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    return mark_safe(clean)  # noqa: S308  # what the sanitizer lets through


def _led(target: str, address: Address) -> str:
    if target.startswith("#"):
        return f"#{PLACE}{target.removeprefix('#')}"
    if not target.startswith(RESOURCE):
        return target
    name, sign, place = target.removeprefix(RESOURCE).partition("#")
    return f"{address(name)}#{PLACE}{place}" if sign else address(name)


def links(text: str) -> list[Link]:
    """Return every link of a text, in order."""
    found = []
    for block in READER.parse(text):
        line = (block.map or [0])[0] + 1
        for token in block.children or ():
            if token.type == "link_open":
                found.append(Link(str(token.attrGet("href") or ""), line))
            elif token.type in {"softbreak", "hardbreak"}:
                line += 1
    return found


def headings(text: str) -> set[str]:
    """Return the places of a text that a link can lead to."""
    return {heading for _, heading in _headings(READER.parse(text))}


def words(text: str) -> list[str]:
    """Return the words that a reader of the text sees, as search compares them."""
    seen = (token.content for token in _inline(READER.parse(text)) if token.type in {"text", "code_inline"})
    blocks = (token.content for token in READER.parse(text) if token.type in {"fence", "code_block"})
    return words_in(" ".join([*seen, *blocks]))


def _inline(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or ()


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Yield each heading with a name for its place: its words with hyphens, a number behind those that come again."""
    seen: dict[str, int] = {}
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            name = re.sub(r"[^\w]+", "-", inline.content.casefold()).strip("-") or "place"
            seen[name] = seen.get(name, 0) + 1
            yield token, name if seen[name] == 1 else f"{name}-{seen[name]}"
