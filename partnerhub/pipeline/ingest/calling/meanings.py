"""What the words in records mean: looked up once for every different set of words, which then goes by a number."""

from collections.abc import Callable, Mapping

import duckdb

from partnerhub.pipeline.engine import quoted
from partnerhub.pipeline.ingest.calling.staging import rows_in
from partnerhub.terms.call_rules import (
    endpoint_of,
    features_of,
    is_ignored,
    is_queue,
    is_voicemail,
    user_kind_of,
)

LEG_WORDS = (
    "user_type", "client_type", "sub_client_type", "os_type", "model", "original_reason", "redirect_reason",
    "related_reason", "recording_result",
)  # fmt: skip
MEDIA_WORDS = ("endpoint_type", "client_type", "sub_client_type", "os_type", "model")
LEG_MEANING = (
    "user_kind TINYINT, is_queue TINYINT, is_voicemail TINYINT, is_agent TINYINT, is_ignored BOOLEAN, endpoint VARCHAR, "
    "features INTEGER"
)
SEPARATOR = "\x1f"
ROWS = 200
Words = Mapping[str, str]


def key_of(words: tuple[str, ...], alias: str = "") -> str:
    """Return the SQL of a text that stands for a set of words."""
    return f"concat_ws(chr(31), {', '.join(f'''coalesce({alias}{word}, '')''' for word in words)})"


def learn_legs(engine: duckdb.DuckDBPyConnection, table: str) -> None:
    """Let the table leg_meaning know all sets of words that the legs of a table have, each with a number and its words."""
    _learn(engine, "leg", LEG_MEANING, table, LEG_WORDS, _leg_meaning)


def learn_media(engine: duckdb.DuckDBPyConnection, table: str) -> None:
    """Let media_meaning know likewise; the endpoint is empty where the row says nothing of it."""
    _learn(engine, "media", "endpoint VARCHAR", table, MEDIA_WORDS, _media_meaning)


def _learn(
    engine: duckdb.DuckDBPyConnection,
    kind: str,
    columns: str,
    table: str,
    words: tuple[str, ...],
    meaning: Callable[[Words], tuple[object, ...]],
) -> None:
    name = f"{kind}_meaning"
    texts = ", ".join(f"said_{word} VARCHAR" for word in words)
    engine.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} (id INTEGER, key VARCHAR, {texts}, {columns})")
    different = f"SELECT DISTINCT {key_of(words)} AS key FROM {table}"
    found = [str(key) for (key,) in rows_in(engine, f"SELECT key FROM ({different}) ANTI JOIN {name} USING (key)")]
    [(first,)] = engine.execute(f"SELECT count(*) FROM {name}").fetchall()
    rows = []
    for number, key in enumerate(found, first):
        said = key.split(SEPARATOR)
        rows.append((number, key, *(word or None for word in said), *meaning(dict(zip(words, said, strict=True)))))
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        marks = ", ".join(f"({', '.join('?' * len(row))})" for row in some)
        engine.execute(f"INSERT INTO {name} VALUES {marks}", [value for row in some for value in row])
    _let_words(engine, kind, words)


def _let_words(engine: duckdb.DuckDBPyConnection, kind: str, words: tuple[str, ...]) -> None:
    """Let leg_words or media_words stand for the words by number, of a type that takes a byte or two instead of a text."""
    every = f"SELECT DISTINCT unnest([{', '.join(f'said_{word}' for word in words)}]) AS word FROM {kind}_meaning"
    given = [quoted(word) for (word,) in engine.execute(f"SELECT word FROM ({every}) WHERE word IS NOT NULL").fetchall()]
    of_type = f"ENUM({', '.join(given)})" if given else "VARCHAR"
    shown = ", ".join(f"CAST(said_{word} AS {of_type}) AS {word}" for word in words)
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {kind}_words AS SELECT id, {shown} FROM {kind}_meaning")


def _leg_meaning(words: Words) -> tuple[object, ...]:
    kind = user_kind_of(words["user_type"])
    agent = kind == 1 and words["redirect_reason"].strip().casefold() == "callqueue"
    features = sum(feature.bit for feature in features_of(words))
    return (
        kind, int(is_queue(words["user_type"])), int(is_voicemail(words["user_type"])), int(agent),
        is_ignored(words["related_reason"]), str(endpoint_of(words)), features,
    )  # fmt: skip


def _media_meaning(words: Words) -> tuple[object, ...]:
    return (str(endpoint_of(words)) if any(words.values()) else None,)
