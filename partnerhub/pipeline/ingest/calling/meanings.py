"""What the words in records mean, looked up once for every different set of words instead of for every row."""

from collections.abc import Callable, Mapping

import duckdb

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
    """Make the table leg_meaning for all sets of words that the legs of a table have."""
    _learn(engine, "leg_meaning", LEG_MEANING, table, LEG_WORDS, _leg_meaning)


def learn_media(engine: duckdb.DuckDBPyConnection, table: str) -> None:
    """Make the table media_meaning likewise; the endpoint is empty where the row says nothing of it."""
    _learn(engine, "media_meaning", "endpoint VARCHAR", table, MEDIA_WORDS, _media_meaning)


def _learn(
    engine: duckdb.DuckDBPyConnection,
    name: str,
    columns: str,
    table: str,
    words: tuple[str, ...],
    meaning: Callable[[Words], tuple[object, ...]],
) -> None:
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} (key VARCHAR, {columns})")
    found = list(rows_in(engine, f"SELECT DISTINCT {key_of(words)} FROM {table}"))
    rows = [(key, *meaning(dict(zip(words, str(key).split(SEPARATOR), strict=True)))) for (key,) in found]
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        marks = ", ".join(f"({', '.join('?' * len(row))})" for row in some)
        engine.execute(f"INSERT INTO {name} VALUES {marks}", [value for row in some for value in row])


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
