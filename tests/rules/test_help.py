"""Every page has help, in both languages, whose links lead somewhere; a page without help says here why."""

import re

import pytest

from partnerhub.guidance.links import broken_links
from partnerhub.guidance.markdown import headings, links
from partnerhub.guidance.shipped import FOLDER, ShippedText, help_by_page, shipped_texts
from partnerhub.guidance.writing import check
from tests.rules.source import named
from tests.rules.test_addresses import addresses
from tests.rules.test_templates import VENDOR

PART, ACT, FILE = "a part of a page that has help", "it acts, and leads to a page that has help", "a file, not a page"
BEFORE = "it comes before there is anybody who could open help"
NO_PAGE = {
    "home": "it leads to another page",
    "link": BEFORE,
    "invitation": BEFORE,
    "users_file": ACT,
    "look": ACT,
    "openapi": FILE,
    "organization_logo": FILE,
    "organization_style": FILE,
    "customers_suggest": PART,
    "customers_export": FILE,
    "tag_customers": ACT,
    "undo_tagging": ACT,
    "customer_tags": ACT,
    "customer_holders_export": FILE,
    "launch": ACT,
    "end_launch": ACT,
    "subscriptions_export": FILE,
    "calling_export": FILE,
    "import_faults": FILE,
    "import_aside": FILE,
    "import_columns": ACT,
    "import_commit": ACT,
    "import_discard": ACT,
    "resources_help": PART,
    "overview_calls": PART,
    "overview_fresh": PART,
    "overview_news": PART,
}
ENGLISH, SWEDISH = ({one.text.name: one for one in shipped_texts() if one.text.language == code} for code in ("en", "sv"))
EVERY = [pytest.param(one, id=f"{one.text.language}/{one.text.name}") for one in shipped_texts()]


def pages() -> set[str]:
    """Return the names of the hub's own addresses that people open; those of the sign-in library and the API are not."""
    found = {pattern.name for address, pattern in addresses() if not address.startswith(("account/", "api/v1/"))}
    return found - set(NO_PAGE)


def test_every_page_has_help():
    missing = pages() - set(help_by_page())
    assert missing == set(), "write partnerhub/guidance/help/<language>/<page>.md, or say in NO_PAGE why there is none"


def test_help_is_for_pages_that_exist_and_each_has_one():
    every = [page for one in ENGLISH.values() for page in one.pages]
    assert set(every) - pages() == set() and len(every) == len(set(every))
    names = {pattern.name for _, pattern in addresses()}
    assert set(NO_PAGE) - names == set()


def test_every_text_is_there_in_both_languages():
    assert set(ENGLISH) == set(SWEDISH)


@pytest.mark.parametrize("name", sorted(ENGLISH))
def test_both_languages_say_the_same_about_the_same(name):
    """As many headings, the same links, the same place in the library."""
    english, swedish = ENGLISH[name], SWEDISH[name]
    assert swedish.pages == english.pages
    for part in ("url", "topic", "audience", "kind", "products", "featured", "quick"):
        assert getattr(swedish.text, part) == getattr(english.text, part), part
    assert len(headings(swedish.text.body)) == len(headings(english.text.body))
    assert sorted(one.target for one in links(swedish.text.body)) == sorted(one.target for one in links(english.text.body))
    assert code_in(swedish) == code_in(english)
    assert swedish.text.title != english.text.title or name in {"api", "import"}


def code_in(one: ShippedText) -> list[str]:
    """Return what both languages have to spell alike."""
    return sorted({code for code in re.findall(r"`([^`]+)`", one.text.body) if not code.startswith("[")})


@pytest.mark.parametrize("one", EVERY)
def test_every_shipped_text_is_fit_to_be_kept_and_its_links_lead_somewhere(one):
    check(one.text, set(ENGLISH))
    assert broken_links(one.text.body, set(ENGLISH)) == []
    assert one.text.summary.endswith(".")


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.md")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_shipped_text_names_no_other_company_and_fits_its_lines(path):
    text = path.read_text("utf-8")
    assert not VENDOR.search(text.replace("call_on_webex", "")), named(path)
    assert [line for line in text.splitlines() if len(line) > 130 and not line.startswith(("|", "summary:", "pages:"))] == []
