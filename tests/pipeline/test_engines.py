"""The same SQL files on another engine: every table of every week of calls, cell by cell."""

import math
import shutil
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from partnerhub.pipeline import manifest
from partnerhub.pipeline.call_weeks import LASTING
from partnerhub.pipeline.engine import EngineFailed
from partnerhub.pipeline.manifest import Manifest
from partnerhub.pipeline.models import LakePart
from partnerhub.pipeline.sources.demo.files import write_partner
from partnerhub.portfolio.services import change_settings
from partnerhub.tenancy.services import ensure_partner
from tests.engines import apache_spark, sail

ENGINES = {"sail": sail, "apache spark": apache_spark}


@pytest.fixture
def partner(world, tmp_path: Path):
    """Return a partner with some weeks of calls, closed in process."""
    folder, partner = tmp_path / "demo", ensure_partner("Demo")
    list(write_partner(folder, 24, 4, 7, world.today))
    calling = [path for path in sorted(folder.iterdir()) if path.name.startswith(("calls", "media", "queues"))]
    world.bring([path for path in sorted(folder.iterdir()) if path not in calling], partner)
    assert world.bring(calling, partner).state == "COMMITTED"
    return partner


def tables_of(known: Manifest, folder: Path) -> dict[tuple[str, str], list[tuple]]:
    """Return the rows of every table of every week."""
    found = {}
    for week, built in known.call_weeks.items():
        with duckdb.connect() as engine:
            engine.execute(f"ATTACH '{folder / built.file}' AS lasting (READ_ONLY)")
            for mart in LASTING:
                found[week, mart] = engine.execute(f"SELECT * FROM lasting.{mart} ORDER BY ALL").fetchall()
            if not built.days:  # a week that is no longer kept in detail
                continue
            engine.execute(f"ATTACH '{folder / built.days}' AS by_day (READ_ONLY)")
            found[week, "quality_day"] = engine.execute("SELECT * FROM by_day.quality_day ORDER BY ALL").fetchall()
    return found


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other and type(one) is type(other)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("from_rows", [False, True], ids=["added up at ingest", "from the rows themselves"])
def test_an_engine_elsewhere_makes_the_same_cells(world, settings, partner, name, from_rows):
    with ENGINES[name]() as url:
        if from_rows:
            LakePart.objects.filter(source__startswith="calls ").delete()
        folder = manifest.folder_of(partner.id)
        world.build(partner=partner)
        here = tables_of(manifest.load(partner.id), folder)
        shutil.rmtree(folder)
        settings.ENGINE_URL = url
        world.build(partner=partner)
        there = tables_of(manifest.load(partner.id), folder)
    assert len(here) > 6 and all(rows for (_, mart), rows in here.items() if mart != "queue_week")
    assert here.keys() == there.keys()
    for table, rows in here.items():
        differ = [pair for pair in zip(rows, there[table], strict=True) if not all(map(same, *pair))]
        assert differ == [], table


def test_thresholds_that_change_are_applied_elsewhere_too(world, settings, partner):
    strict = {"poor_loss_percent": 1, "poor_jitter_ms": 20, "poor_beyond": 1, "heavy_calls": 20, "short_abandon_seconds": 9}
    change_settings(world.system(partner), values=strict, based_on=0)
    folder = manifest.folder_of(partner.id)
    world.build(partner=partner)
    here = tables_of(manifest.load(partner.id), folder)
    shutil.rmtree(folder)
    with sail() as url:
        settings.ENGINE_URL = url
        world.build(partner=partner)
    there = tables_of(manifest.load(partner.id), folder)
    assert all(all(map(same, a, b)) for table in here for a, b in zip(here[table], there[table], strict=True))


def test_an_engine_that_does_not_answer_is_said_in_one_sentence_and_changes_nothing(world, settings, partner):
    world.build(world.today - timedelta(days=1), partner)
    before = manifest.load(partner.id)
    LakePart.objects.filter(source="calls", partner_id=partner.id).first().delete()
    settings.ENGINE_URL = "sc://127.0.0.1:9"
    with pytest.raises(EngineFailed, match=r"the engine at sc://127.0.0.1:9 does not answer .*: is it running\?"):
        world.build(partner=partner)
    assert manifest.load(partner.id) == before
