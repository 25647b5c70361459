"""Every page in a made-up language: what is not of its catalogue, and no data either, was forgotten.

The language is the Swedish catalogue with each text between brackets, under the name of a language that the hub does not
speak. Whatever letters a page shows outside of brackets come from the records, or are not translated.
"""

import gettext
import re
from html.parser import HTMLParser
from zoneinfo import available_timezones

import pytest
from django.utils.translation import trans_real

from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.prepare import KINDS
from partnerhub.portfolio.models import Product
from partnerhub.tenancy.models import AuditEntry, Person
from partnerhub.terms.codes import Code
from tests.doors.expected import PAGES
from tests.doors.expected_acts import POSTS
from tests.doors.test_matrix import filled
from tests.rules.source import PRODUCT
from tests.rules.test_catalogue import BOTH, PLACEHOLDER

OTHERS = ["mail"]  # in the Swedish of the sign-in library
CARRIER = "da"
OPEN, SHUT = "⟦", "⟧"
MO = PRODUCT / "locale" / "sv" / "LC_MESSAGES" / "django.mo"
SHOWN = ("title", "aria-label", "placeholder", "alt", "label")
QUIET = {"script", "style", "code", "kbd", "svg", "pre", "textarea"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture
def brackets(settings):
    """Speak the made-up language to whoever asks for its carrier."""
    settings.LANGUAGES = [*settings.LANGUAGES, (CARRIER, "Dansk")]
    with MO.open("rb") as file:
        ours = gettext.GNUTranslations(file)
    ours._catalog = {key: f"{OPEN}{text}{SHUT}" for key, text in ours._catalog.items() if key}
    made = trans_real.DjangoTranslation("sv")
    made.merge(ours)
    forget()
    trans_real._translations[CARRIER] = made
    yield
    del trans_real._translations[CARRIER]
    forget()


def forget() -> None:
    """Let the framework look at the settings' languages anew."""
    trans_real.reset_cache(setting="LANGUAGES", enter=True)


class Letters(HTMLParser):
    """Collects what a page shows outside of brackets, wherever elements begin or end between them."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.quiet: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        has_own = ("lang" in given and tag != "html") or given.get("translate") == "no"
        is_quiet = tag in QUIET or has_own or bool(self.quiet and self.quiet[-1])
        if tag not in VOID:
            self.quiet.append(is_quiet)
        if not is_quiet:
            for name in SHOWN:
                self.take(given.get(name) or "", apart=True)

    def handle_endtag(self, tag: str) -> None:
        if self.quiet and tag not in VOID:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if not (self.quiet and self.quiet[-1]):
            self.take(data)

    def take(self, text: str, *, apart: bool = False) -> None:
        depth, outside = 0 if apart else self.depth, ""
        for sign in text:
            depth += (sign == OPEN) - (sign == SHUT)
            outside += sign if not depth and sign != SHUT else " "
        if not apart:
            self.depth = depth
        if outside.strip():
            self.found.append(outside.strip())


def outside(html: str) -> list[str]:
    """Return the pieces of a page that no bracket holds."""
    letters = Letters()
    letters.feed(html)
    assert letters.depth == 0
    return letters.found


def words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(PLACEHOLDER.sub(" ", text))}


def english_words() -> set[str]:
    """Return the words that are in texts of ours, but in no translation: whoever reads Swedish should never see them."""
    return words(" ".join(text for text, _ in BOTH)) - words(" ".join(said for _, said in BOTH))


def words_of_data() -> set[str]:
    """Return words that are no text of ours: names in the records, codes, zones of time."""
    codes = [code.public for kind in Code.__subclasses__() for code in kind]
    people = [*Person.objects.values_list("name", flat=True), *Person.objects.values_list("email", flat=True)]
    sent = [str(value) for _, values, _ in POSTS for value in values.values()]
    reasons = [str(one.get("reason", "")) for one in AuditEntry.objects.values_list("details", flat=True)]
    names = [*Product.objects.values_list("label", flat=True), *people, *available_timezones(), *KINDS, *CALLING_KINDS]
    return words(" ".join([*codes, *names, *reasons, *sent, *OTHERS]).replace("_", " "))


def forgotten(answers) -> dict[str, str]:
    """Return each piece in which English is left, and where it was seen first."""
    english, found = english_words() - words_of_data(), {}
    for address, answer in answers:
        if answer.get("Content-Type", "").startswith("text/html") and answer.content:
            for piece in outside(answer.content.decode()):
                if words(piece) & english:
                    found.setdefault(piece, address)
    return found


@pytest.mark.parametrize("name", ["alice", "petra", "cleo", ""], ids=lambda name: name or "a stranger")
def test_no_page_shows_a_text_that_is_not_translated(doors, brackets, name):
    run, browser = doors.import_in_order(), doors.browser(name, headers={"Accept-Language": CARRIER})
    pages = [filled(address, run) for address, _ in PAGES]
    asked = ((page, browser.get(page)) for page in [*pages, "/account/login/", "/account/password/reset/"])
    assert forgotten(asked) == {}


@pytest.mark.parametrize("name", ["alice", "cleo"])
def test_no_answer_to_an_act_shows_a_text_that_is_not_translated(doors, brackets, name):
    run, browser = doors.import_in_order(), doors.browser(name, headers={"Accept-Language": CARRIER})
    acts = [(filled(address, run), sent) for address, sent, _ in POSTS]
    assert forgotten((f"POST {act} of nothing", browser.post(act, {})) for act, _ in acts) == {}
    asked = ((f"POST {act}", browser.post(act, sent, follow=True)) for act, sent in acts)
    assert forgotten(asked) == {}


def test_a_text_that_is_not_translated_would_be_found():
    page = "<p>⟦Hej <b title='Somebody changed this'>du</b>⟧<code>status:</code> <i lang='en'>Once</i> Harbor Foods</p>"
    left = [piece for piece in outside(page) if words(piece) & english_words()]
    assert left == ["Somebody changed this"]
