"""RH-04, RH-05: search by beginnings of words, the best first, alike on both databases; filters with true counts."""

import random
import re
import unicodedata

import pytest

from partnerhub.guidance.models import Resource
from partnerhub.guidance.selectors import FILTERS, Wanted, library
from partnerhub.guidance.services import save_resource
from partnerhub.guidance.shipped import ensure_shipped, shipped_texts
from partnerhub.guidance.writing import ResourceText
from partnerhub.terms.resources import Audience, ResourceKind, Topic


def found(world, search: str = "", **filters: str) -> list[str]:
    return [row.name for row in library(world.alice, Wanted(search, **filters), "en").rows]


def naive_words(text: str) -> list[str]:
    """Return the words of a text, obviously: letters and digits that stand together, in small letters."""
    spaced = "".join(sign if sign.isalnum() else " " for sign in unicodedata.normalize("NFKC", text).casefold())
    return spaced.split()


def naive(world, search: str) -> set[str]:
    """Return the English texts that have, for each word, a word that begins so, by looking at every one of them."""
    wanted = naive_words(search)
    every = [one.text for one in shipped_texts() if one.text.language == "en"]
    seen = {
        text.name: naive_words(
            f"{text.title} {text.summary} {text.topic.label} {text.name} {re.sub(r'][(][^)]*[)]', '] ', text.body)}"
        )
        for text in every
    }
    return {name for name, words in seen.items() if all(any(one.startswith(w) for one in words) for w in wanted)}


@pytest.mark.parametrize(
    "search",
    ["trial", "tri", "license overage", "over lic", "HUB backup", "e-mail", "ends renew", "csv xlsx", "seven", "30", "zzz"],
)
def test_search_finds_what_looking_at_every_text_finds(world, search):
    assert set(found(world, search)) == naive(world, search)


def test_search_finds_what_looking_finds_for_words_at_random(world):
    rng = random.Random(5)
    words = sorted({word for one in shipped_texts() for word in naive_words(one.text.title + " " + one.text.summary)})
    for _ in range(40):
        search = " ".join(word[: rng.randint(1, len(word))] for word in rng.sample(words, rng.randint(1, 3)))
        assert set(found(world, search)) == naive(world, search), search


def test_words_in_the_title_count_most_then_those_in_the_summary(world, write):
    write("body", "Quokka in the text.")
    write("summary", summary="On the quokka")
    write("title", title="Quokkas")
    assert found(world, "quokka") == ["title", "summary", "body"]


def test_signs_that_mean_something_to_a_database_are_only_letters_that_nobody_wrote(world):
    for search in (
        '"',
        "tri*",
        "a AND b",
        "NOT trial",
        "'; DROP TABLE x; --",
        "(",
        "^trial",
        "trial:*",
        "words : x",
        "\\",
        "!",
    ):
        assert set(found(world, search)) == (naive(world, search) if naive_words(search) else set()), search


def test_accents_and_scripts_are_kept_apart_and_capitals_are_not(world, write):
    write("nordic", "Förnyelse är viktig. Straße. ΣΊΣΥΦΟΣ. 東京タワー x²")
    for search in ("förny", "FÖRNY", "strasse", "σίσυ", "東京", "x2"):
        assert found(world, search) == ["nordic"], search
    assert found(world, "fornyelse") == []


def test_words_longer_than_what_is_compared_are_found_all_the_same(world, write):
    write("long", "x" * 200)
    assert found(world, "x" * 300) == ["long"]


def test_a_text_that_changes_is_found_by_its_new_words_only(world, write):
    write("plan", "About wombats.")
    write("plan", "About numbats.", based_on=1)
    assert found(world, "wombats") == [] and found(world, "numbats") == ["plan"]


def test_counts_are_those_that_a_filter_leaves(world):
    rng = random.Random(11)
    for number in range(12):
        text = ResourceText(
            f"made-{number}", rng.choice(["en", "sv"]), f"Made {number}", "", "Platypus.", "", rng.choice(list(Topic)),
            rng.choice(list(Audience)), rng.choice([ResourceKind.GUIDE, ResourceKind.NEWS]),
            tuple(rng.sample(["calling", "meetings"], rng.randint(0, 2))),
        )  # fmt: skip
        save_resource(world.alice, text, based_on=0)
    for wanted in (Wanted("platypus"), Wanted("platypus", kind="news"), Wanted(topic="trials"), Wanted(product="calling")):
        counts = library(world.alice, wanted, "en").counts
        for name in FILTERS:
            for value, count in counts[name].items():
                narrowed = Wanted(**{field: getattr(wanted, field) for field in wanted.__slots__} | {name: value})
                assert len(library(world.alice, narrowed, "en").rows) == count, (wanted, name, value)


def test_everybody_reads_in_their_language_and_in_the_original_where_there_is_none(world, write):
    write("both", title="Both")
    write("both", title="Bägge", language="sv")
    write("only", title="Only here")
    titles = {row.name: row.title for row in library(world.alice, Wanted(), "sv").rows}
    assert titles["both"] == "Bägge" and titles["only"] == "Only here"
    assert "only" not in found(world, language="sv")


def test_shipped_texts_are_brought_up_to_date_and_only_those_that_changed(world):
    assert ensure_shipped() == 0
    one = Resource.objects.filter(partner=None).first()
    Resource.objects.filter(id=one.id).update(title="Old", digest="old")
    Resource.objects.create(
        name="gone", language="en", title="Gone", topic=Topic.TRIALS, audience=Audience.EVERYONE, kind=ResourceKind.GUIDE,
        changed_at=one.changed_at,
    )  # fmt: skip
    assert ensure_shipped() == 2
    again = Resource.objects.get(partner=None, name=one.name, language=one.language)
    assert again.title != "Old" and not Resource.objects.filter(name="gone").exists()
