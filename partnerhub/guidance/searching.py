"""Finding texts by beginnings of words, alike on both databases: the words were split here, once, and the text search of
each database compares them as they stand."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from partnerhub.guidance.writing import LONGEST_WORD
from partnerhub.kit.words import words_in

MOST_WORDS = 10
IN_TITLE, IN_SUMMARY, IN_BODY = 8, 3, 1
SQLITE = "SELECT rowid FROM guidance_words WHERE guidance_words MATCH %s"
POSTGRESQL = "SELECT id FROM guidance_resource WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"


def wanted_words(search: str) -> list[str]:
    """Return the words that somebody looks for."""
    return [word[:LONGEST_WORD] for word in words_in(search)[:MOST_WORDS]]


def matching(words: Sequence[str]) -> set[int]:
    """Return the ids of all texts that have, for each of some words, one that begins so. Words are letters and digits."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE, [" AND ".join(f'"{word}"*' for word in words)])
        else:
            cursor.execute(POSTGRESQL, [" & ".join(f"'{word}':*" for word in words)])
        return {id_ for (id_,) in cursor.fetchall()}


def rank(words: Iterable[str], title: str, summary: str) -> int:
    """Return how well a text that matches fits: each word counts by the best place in which it is found."""
    places: Mapping[int, list[str]] = {IN_TITLE: words_in(title), IN_SUMMARY: words_in(summary)}
    return sum(next((w for w, found in places.items() if _begins(word, found)), IN_BODY) for word in words)


def _begins(word: str, found: Iterable[str]) -> bool:
    return any(one.startswith(word) for one in found)
