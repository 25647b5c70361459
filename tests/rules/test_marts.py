"""Marts and what is counted over them: two rooms that meet in a file's name and its columns."""

import re
from datetime import date

import duckdb
import pytest

import partnerhub.metrics
from partnerhub.kit.discovery import declared
from partnerhub.metrics.declare import Dimension, Metric
from partnerhub.pipeline import reader
from partnerhub.reports.answer import reports
from partnerhub.reports.declare import BlockKind
from partnerhub.reports.explaining import EVIDENCE
from partnerhub.terms.thresholds import DEFAULTS
from tests.rules.source import PRODUCT
from tests.world import licenses, subscription

SQL = PRODUCT / "pipeline"
METRICS = [pytest.param(m, id=f"{module.__name__}.{name}") for module, name, m in declared(partnerhub.metrics, Metric)]
BLOCKS = [(report, block) for report in reports().values() for block in report.blocks if block.metrics]
VALUES = {name: str(value) for name, value in DEFAULTS.items()} | {
    "on": "DATE '2026-11-22'", "people": "0", "everyone": "0",
}  # fmt: skip


@pytest.mark.parametrize("path", sorted((*SQL.glob("marts/*.sql"), *SQL.glob("warehouse/*.sql"))), ids=lambda p: p.stem)
def test_every_sql_file_begins_with_its_grain(path):
    assert re.match(r"-- One row per \w+", path.read_text("utf-8")), f"{path.name}: begin with “-- One row per …”"


@pytest.mark.parametrize("path", sorted(SQL.glob("marts/*.sql")), ids=lambda path: path.stem)
def test_every_mart_is_named_by_subject_and_grain(path):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*_(day|week)", path.stem)


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_names_a_mart_that_exists(metric):
    assert (SQL / "marts" / f"{metric.mart}.sql").exists()


@pytest.fixture
def described(world) -> dict[str, duckdb.DuckDBPyConnection]:
    """Return, per mart as built, an engine with an empty table of the mart's columns and nothing else."""
    on = world.today
    rows = [licenses("S1", on, 10, 5, 5, 5), licenses("S1", date(2026, 11, 10), 10, 5, 5, 5)]
    rows.append(licenses("S1", date(2026, 11, 10), 10, 5, product="calling"))
    world.take_in(subscriptions=[subscription("S1", "HARBOR", on)], licenses=rows)
    world.take_in(
        calls=[
            {
                "report_id": "R1",
                "org_uuid": "HARBOR",
                "start_time": "2026-11-16T08:00:00Z",
                "answered": "true",
                "user_uuid": "U1",
                "user_type": "CallCenterBasic",
            }
        ],
        media=[{"report_id": "R1", "org_uuid": "HARBOR", "start_time": "2026-11-16T08:00:00Z", "jitter": "1"}],
    )
    world.build()
    marts, engines = reader.open_day(world.alice), {}
    for mart in marts.tables:
        columns = marts.ask(world.alice, next(iter(reports().values())).needs, mart, f"SELECT * FROM {mart} LIMIT 1")[0]
        kinds = marts.engine.cursor().execute(f"DESCRIBE SELECT * FROM {marts.tables[mart]}").fetchall()
        assert [kind[0] for kind in kinds] == list(columns)
        engines[mart] = duckdb.connect()
        engines[mart].execute(f"CREATE TABLE {mart} ({', '.join(f'{kind[0]} {kind[1]}' for kind in kinds)})")
    return engines


def asked(described, mart: str, sql: str) -> None:
    text = re.sub(r"\$([a-z_0-9]+)", lambda found: VALUES[found.group(1)], sql)
    described[mart].execute(text)


def test_formulas_segments_dimensions_and_evidence_use_columns_that_their_mart_has(described):
    for parameter in METRICS:
        (metric,) = parameter.values
        for sql in filter(None, (metric.formula.sql, metric.formula.over, metric.formula.under)):
            asked(described, metric.mart, f"SELECT {sql.replace('{where}', '')} FROM {metric.mart}")
    for _, block in BLOCKS:
        mart = block.metrics[0].mart
        segments = {block.segment, *(metric.segment for metric in block.metrics if metric.segment)}
        for segment in segments:
            asked(described, mart, f"SELECT * FROM {mart} WHERE {segment.sql}")
        for dimension in block.dimensions:
            asked(described, mart, f"SELECT {dimension.sql} FROM {mart}")
    for mart, shown in EVIDENCE.items():
        for dimension in shown:
            asked(described, mart, f"SELECT {dimension.sql} FROM {mart}")


def test_every_built_mart_states_its_columns_the_same_way_when_it_is_empty(world, described):
    no_weeks = duckdb.connect().execute(f"DESCRIBE {reader.NO_WEEKS}").fetchall()
    full = described["license_week"].execute("DESCRIBE license_week").fetchall()
    assert [row[:2] for row in no_weeks] == [row[:2] for row in full]


@pytest.mark.parametrize(("report", "block"), [pytest.param(r, b, id=f"{r.name}/{b.name}") for r, b in BLOCKS])
def test_a_block_counts_over_one_mart_unless_it_shows_single_numbers(report, block):
    marts = {metric.mart for metric in block.metrics}
    assert len(marts) == 1 or block.kind is BlockKind.KPIS


def test_every_declared_dimension_is_shown_somewhere():
    shown = {column.sql for _, block in BLOCKS for column in block.dimensions}
    shown |= {dimension.sql for evidence in EVIDENCE.values() for dimension in evidence}
    assert {name for _, name, d in declared(partnerhub.metrics, Dimension) if d.sql not in shown} == set()


def test_every_threshold_that_a_segment_names_is_declared_with_it():
    for _, block in BLOCKS:
        for segment in (block.segment, *(metric.segment for metric in block.metrics if metric.segment)):
            named = set(re.findall(r"\$([a-z_0-9]+)", f"{segment.sql} {segment.help}")) & set(DEFAULTS)
            assert named <= {threshold.name for threshold in segment.thresholds}, segment.label
