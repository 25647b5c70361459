"""What a help text has in bold stands on a page of the hub: in English as in Swedish."""

import re

import pytest

from partnerhub.guidance.shipped import FOLDER
from tests.rules.test_catalogue import BOTH, PLACEHOLDER

BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
BETWEEN = re.compile(rf"<[^>]*>|{PLACEHOLDER.pattern}")
TEXTS = {"en": [text for text, _ in BOTH], "sv": [said for _, said in BOTH]}


def plain(text: str) -> str:
    return " ".join(text.split()).strip(".:;?!…, ").casefold()


def on_pages(language: str) -> set[str]:
    """Return every text of a language, and the parts of it between markup and what is filled in."""
    return {plain(part) for text in TEXTS[language] for part in (text, *BETWEEN.split(text))}


def bold_in(language: str) -> list[tuple[str, str]]:
    paths = sorted((FOLDER / language).glob("*.md"))
    return [(path.stem, bold) for path in paths for bold in BOLD.findall(path.read_text("utf-8"))]


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_what_is_bold_in_help_is_called_so_on_the_pages(language):
    known, found = on_pages(language), bold_in(language)
    assert len(found) > 60
    assert [(name, bold) for name, bold in found if plain(bold) not in known] == [], "as on the page; emphasis is *so*"


def test_words_that_no_page_has_would_be_found():
    assert plain("Add many from a file") not in on_pages("sv") and plain("Add many from a file") in on_pages("en")
