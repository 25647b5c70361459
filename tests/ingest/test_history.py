"""License rows over time: the lake keeps every day, corrections win, the newest day is the current state (readings 1)."""

from datetime import timedelta

import pytest

from partnerhub.pipeline import manifest
from partnerhub.pipeline.models import LakePart
from partnerhub.portfolio.models import Customer, LicenseLine
from tests.files.state import files_under
from tests.ingest.sending import history
from tests.world import licenses, subscription

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def lines(world):
    """Give Harbor two subscriptions with a row each for today and for a week ago, and return today."""
    on = world.today
    world.take_in(
        subscriptions=[subscription("S1", "HARBOR", on), subscription("S2", "HARBOR", on)],
        licenses=[licenses(id_, day, 10, 5, 4, 5) for id_ in ("S1", "S2") for day in (on - WEEK, on)],
    )
    return on


def take(world, *rows: dict) -> tuple[int, int, int]:
    found = world.take_in(licenses=rows).summary["licenses"]
    return found["new"], found["changed"], found["unchanged"]


def stored(world, id_: str) -> dict:
    return {row[0]: row[3:] for row in history(world) if row[1] == id_}


def current(id_: str) -> tuple:
    line = LicenseLine._base_manager.get(subscription__reference=id_)
    return line.row_date, line.total, line.assigned, line.used_7d, line.used_90d


def test_rows_that_are_known_leave_the_lake_byte_for_byte(world, lines, settings):
    before, parts = files_under(settings.LAKE_DIR), LakePart.objects.count()
    assert take(world, licenses("S1", lines, 10, 5, 4, 5), licenses("S2", lines - WEEK, 10, 5, 4, 5)) == (0, 0, 2)
    assert (files_under(settings.LAKE_DIR), LakePart.objects.count()) == (before, parts)


def test_a_later_file_corrects_an_earlier_day_and_nothing_else(world, lines):
    assert take(world, licenses("S1", lines - WEEK, 20, 9, 4, 5)) == (0, 1, 0)
    assert stored(world, "S1") == {lines - WEEK: (20, 9, 4, 5), lines: (10, 5, 4, 5)}
    assert stored(world, "S2")[lines - WEEK] == (10, 5, 4, 5)
    assert current("S1") == (lines, 10, 5, 4, 5)


def test_a_correction_of_the_newest_day_is_the_current_state(world, lines):
    assert take(world, licenses("S1", lines, 12, 15, 4, 5)) == (0, 1, 0)
    assert current("S1") == (lines, 12, 15, 4, 5)
    assert current("S2") == (lines, 10, 5, 4, 5)


def test_of_two_corrections_of_one_day_the_later_wins_and_going_back_is_a_change(world, lines):
    for total, counted in ((11, (0, 1, 0)), (12, (0, 1, 0)), (12, (0, 0, 1)), (10, (0, 1, 0))):
        assert take(world, licenses("S1", lines - WEEK, total, 5, 4, 5)) == counted
        assert stored(world, "S1")[lines - WEEK][0] == total


def test_a_day_that_comes_in_pieces_is_the_sum_of_them(world, lines):
    day = lines - DAY
    assert take(world, licenses("S1", day, 1, 1)) == (1, 0, 0)
    assert take(world, licenses("S2", day, 2, 2), licenses("S1", day, 1, 1)) == (1, 0, 1)
    assert take(world, licenses("S1", day, 3, 3, product="calling")) == (1, 0, 0)
    assert sorted(row[1:5] for row in history(world) if row[0] == day) == [
        ("S1", "calling", 3, 3), ("S1", "meetings", 1, 1), ("S2", "meetings", 2, 2),
    ]  # fmt: skip


def test_a_day_before_the_newest_is_history_and_not_the_current_state(world, lines):
    assert take(world, licenses("S1", lines - 3 * DAY, 99, 99)) == (1, 0, 0)
    assert stored(world, "S1")[lines - 3 * DAY] == (99, 99, None, None)
    assert current("S1") == (lines, 10, 5, 4, 5)


def test_an_absent_column_leaves_the_use_of_a_day_alone_and_an_empty_cell_makes_it_unknown(world, lines):
    without = {name: cell for name, cell in licenses("S1", lines, 11, 6).items() if name not in ("used_7d", "used_90d")}
    assert take(world, without) == (0, 1, 0)
    assert (stored(world, "S1")[lines], current("S1")) == ((11, 6, 4, 5), (lines, 11, 6, 4, 5))
    assert take(world, licenses("S1", lines, 11, 6, "", 5)) == (0, 1, 0)
    assert (stored(world, "S1")[lines], current("S1")) == ((11, 6, None, 5), (lines, 11, 6, None, 5))


def test_zero_is_not_unknown(world, lines):
    assert take(world, licenses("S1", lines, 0, 0, 0, 0)) == (0, 1, 0)
    assert current("S1") == (lines, 0, 0, 0, 0)


def test_a_rule_is_checked_against_what_is_stored(world, lines):
    run = world.bring([world.write("licenses", [{**licenses("S1", lines, 10, 5), "used_90d": 3, "used_7d": 4}])])
    assert [fault.code for fault in run.faults.all()] == ["E_CROSS_FIELD"]
    half = {name: cell for name, cell in licenses("S1", lines, 10, 5, 0, 3).items() if name != "used_7d"}
    run = world.bring([world.write("licenses", [half])])
    assert [(f.code, f.line, f.column, f.value) for f in run.faults.all()] == [("E_CROSS_FIELD", 2, "used_7d", "4")]


def test_a_row_dated_ahead_waits_for_its_day(world, lines, clock):
    assert take(world, licenses("S1", lines + DAY, 50, 60)) == (1, 0, 0)
    assert current("S1") == (lines, 10, 5, 4, 5)
    clock.shift(DAY)
    world.build(lines + DAY)
    assert current("S1") == (lines + DAY, 50, 60, None, None)


def test_a_correction_of_a_closed_week_is_built_anew_and_its_version_says_so(world, lines):
    world.build()
    before = manifest.load(world.acme.id)
    take(world, licenses("S1", lines - WEEK, 20, 9, 4, 5))
    assert manifest.load(world.acme.id) == before
    world.build()
    after = manifest.load(world.acme.id)
    week = (lines - WEEK).isoformat()
    assert (before.weeks[week].version, after.weeks[week].version) == (1, 2)
    assert world.rows("license_trend")[-1]["total"] == 30


def test_an_import_that_changes_nothing_leaves_nothing_to_build(world, lines):
    world.build()
    take(world, licenses("S1", lines, 10, 5, 4, 5))
    assert world.build().skipped


def test_days_long_past_change_nothing_of_today_so_nobody_is_judged_anew(world):
    on = world.today
    world.take_in(subscriptions=[subscription("S", "HARBOR", on)], licenses=[licenses("S", on, 10, 5)])

    def version() -> int:
        return Customer._base_manager.get(reference="HARBOR").list_version

    before = version()
    world.take_in(licenses=[licenses("S", on - timedelta(days=back), 10, 50) for back in (1, 30, 90)])
    assert version() == before
    world.take_in(licenses=[licenses("S", on, 10, 50)])
    assert version() > before
