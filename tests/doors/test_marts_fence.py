"""The fence around the marts: a query that forgets it cannot name a mart, and the engine can open nothing else (P1)."""

import duckdb
import pytest

from partnerhub.pipeline import manifest, reader
from partnerhub.tenancy.permissions import Permission

VIEW = Permission.VIEW_ANALYTICS
MARTS = ("line_day", "customer_day", "license_week")


@pytest.fixture
def marts(doors) -> reader.Marts:
    return reader.open_day(doors.world.alice)


def ask(marts, world, sql: str, mart: str = "line_day", scope=None):
    return marts.ask(scope or world.adam, VIEW, mart, sql)


@pytest.mark.parametrize("mart", MARTS)
@pytest.mark.parametrize(("name", "seen"), [("alice", "HOQ"), ("rita", "HOQ"), ("adam", "H"), ("cleo", "H")])
def test_every_mart_shows_each_caller_their_own_customers(doors, marts, mart, name, seen):
    ids = {"H": doors.world.harbor, "O": doors.world.orchard, "Q": doors.world.quarry}
    rows = ask(marts, doors.world, f"SELECT DISTINCT customer_id FROM {mart}", mart, getattr(doors.world, name))
    assert {row["customer_id"] for row in rows} == {ids[letter] for letter in seen}


@pytest.mark.parametrize("mart", MARTS)
def test_a_query_that_forgets_the_fence_cannot_name_a_mart(marts, mart):
    with pytest.raises(duckdb.CatalogException):
        marts.engine.cursor().execute(f"SELECT * FROM {mart}")


@pytest.mark.parametrize(
    "table", ["main.line_day", "memory.main.line_day", "memory.line_day", "temp.line_day", "marts.line_day", "customer_day"]
)
def test_a_qualified_name_does_not_go_around_the_fence(doors, marts, table):
    with pytest.raises((duckdb.CatalogException, duckdb.BinderException)):
        ask(marts, doors.world, f"SELECT * FROM {table}")


def test_the_names_under_which_marts_are_attached_cannot_be_guessed(doors, marts):
    reader._open.clear()
    again = reader.open_day(doors.world.alice)
    names = [set(one.tables.values()) for one in (marts, again)]
    assert not names[0] & names[1]
    assert all("m" + "0" * 16 not in name for name in names[0])


def test_the_fence_holds_in_nested_and_joined_queries(doors, marts):
    sql = (
        "SELECT (SELECT count(*) FROM line_day) AS nested, "
        "(SELECT count(*) FROM line_day a CROSS JOIN line_day b) AS joined, "
        "(WITH again AS (SELECT * FROM line_day) SELECT count(*) FROM again) AS again, count(*) AS n FROM line_day"
    )
    (row,) = ask(marts, doors.world, sql)
    assert row == {"nested": 4, "joined": 16, "again": 4, "n": 4}


def test_the_fence_stays_when_a_query_has_its_own_or(doors, marts):
    (row,) = ask(marts, doors.world, "SELECT count(*) AS n FROM line_day WHERE false OR true")
    assert row["n"] == 4


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{folder}/x.duckdb'", "ATTACH '{file}' AS again (READ_ONLY)", "SELECT * FROM '{file}'",
        "SELECT * FROM read_blob('{file}')", "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM glob('/*')", "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{file}.wal'",
        "COPY (SELECT 1) TO '.tmp/out.csv'", "INSTALL httpfs", "LOAD httpfs", "EXPORT DATABASE '{folder}/out'",
        "SET enable_external_access = true", "SET lock_configuration = false", "SET memory_limit = '1TB'",
        "PRAGMA enable_profiling",
    ],
)  # fmt: skip
def test_the_engine_opens_nothing_writes_nothing_and_takes_no_other_settings(doors, marts, statement):
    folder = manifest.folder_of(doors.world.acme.id)
    text = statement.format(folder=folder, file=next(folder.glob("line_day*")))
    before = sorted(folder.iterdir())
    with pytest.raises(duckdb.Error):
        marts.engine.cursor().execute(text)
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 AS n; ATTACH ':memory:' AS other", "SELECT 1 AS n; SELECT 2 AS n",
        "SELECT 1 AS n; CREATE TABLE kept (n INT)", "SELECT 1 AS n; DETACH memory", "INSERT INTO kept SELECT 1",
        "DELETE FROM kept", "",
    ],
)  # fmt: skip
def test_a_question_is_one_select_and_leaves_nothing_behind_for_the_next_caller(doors, marts, sql):
    held = "SELECT database_name, table_name FROM duckdb_tables() UNION ALL SELECT database_name, '' FROM duckdb_databases()"
    before = sorted(marts.engine.cursor().execute(held).fetchall())
    with pytest.raises((ValueError, duckdb.Error)):
        ask(marts, doors.world, sql)
    assert sorted(marts.engine.cursor().execute(held).fetchall()) == before


@pytest.mark.parametrize("mart", ["line_day", "customer_day"])
def test_marts_cannot_be_written_to(marts, mart):
    with pytest.raises(duckdb.Error):
        marts.engine.cursor().execute(f"DELETE FROM {marts.tables[mart]}")


def test_what_people_type_never_becomes_sql(doors):
    browser = doors.browser("adam")
    for text in ("' OR 1=1 --", "x'); DROP TABLE line_day; --", '" OR ""="', "$fence", "%", "_", "\\", "{where}", "$1"):
        for address in ("blocks/expiring/?q=", "blocks/expiring/?sort=", "explain/expiring/total/?subscription="):
            answer = browser.get(f"/analytics/subscriptions/{address}", {address.split("?")[1].rstrip("="): text})
            assert answer.status_code in {200, 422} and b"ORCHARD" not in answer.content, (address, text)


def test_the_caller_of_one_day_never_gets_the_marts_of_another_partner(doors):
    world = doors.world
    mine, theirs = reader.open_day(world.alice), reader.open_day(world.carol)
    assert mine is not theirs and mine.partner_id != theirs.partner_id
    names = {row["customer"] for row in ask(theirs, world, "SELECT customer FROM line_day", scope=world.carol)}
    assert names == {"Initech Papaya"}


def test_marts_that_were_built_again_are_opened_again(doors):
    world = doors.world
    before = reader.open_day(world.alice)
    world.take_in(customers=[{"customer_id": "HARBOR", "name": "Renamed Harbor"}])
    world.build()
    after = reader.open_day(world.alice)
    assert before is not after
    names = {row["customer"] for row in ask(after, world, "SELECT customer FROM line_day")}
    assert names == {"Renamed Harbor"}
