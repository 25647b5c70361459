"""P7: whatever kills an import or a build, it leaves before or after and nothing between, and doing it again ends well.

Loss of power is not tried here: it takes a disk that forgets. What must be on disk is forced there before it is named.
"""

import csv
import random
import re
import signal
import subprocess
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from partnerhub.pipeline.sources.demo.files import write_partner
from tests.ingest import kept
from tests.ingest.program import Home, on_a_full_disk
from tests.ingest.vendor import export, leg

pytestmark = pytest.mark.kill

KILLED = -9
CLOSE_TO_MIDNIGHT = timedelta(minutes=3)


def away_from_midnight() -> date:
    """Return today; near its end wait for tomorrow, so that all commands of a test see one day."""
    now = datetime.now(UTC)
    left = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC) - now
    if left < CLOSE_TO_MIDNIGHT:
        time.sleep(left.total_seconds())
    return datetime.now(UTC).date()


def written(path: Path, *rows: list[object]) -> Path:
    with path.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def corrections(folder: Path, on: date) -> Path:
    """Write files that change something of every kind of work: a name, a term, a day long past, today."""
    folder.mkdir()
    written(folder / "c.csv", ["customer_id", "name"], ["C-10001", "Renamed"], ["LATE", "Late Comers"])
    terms = ["subscription_id", "customer_id", "kind", "start_date", "end_date"]
    written(folder / "s.csv", terms, ["LATE-S", "LATE", "subscription", on - timedelta(days=90), on + timedelta(days=9)])
    rows = [[day, "LATE-S", "meetings", 9, 12] for day in (on - timedelta(days=30), on - timedelta(days=8), on)]
    legs = [
        leg(f"late-{back}", Org_UUID="C-10001", Start_time=f"{on - timedelta(days=back)}T10:00:00Z") for back in (0, 7, 14)
    ]
    (folder / "v.csv").write_bytes(export(*legs, leg("never", Org_UUID="NOT-YET")))
    written(folder / "l.csv", ["date", "subscription_id", "product", "total", "assigned"], *rows)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> SimpleNamespace:
    """Make files, and hubs before and after each undisturbed command."""
    folder, on = tmp_path_factory.mktemp("hubs"), away_from_midnight()
    list(write_partner(folder / "files", customers=20, weeks=5, seed=7, on=on))
    more = corrections(folder / "more", on)
    fresh = Home(folder / "fresh").does("reports")
    begun = time.monotonic()
    built = fresh.copy(folder / "built").does("import", folder / "files").does("build")
    seconds = (time.monotonic() - begun) / 2
    corrected = built.copy(folder / "corrected").does("import", more)
    rebuilt = corrected.copy(folder / "rebuilt").does("build")
    return SimpleNamespace(
        fresh=fresh, built=built, corrected=corrected, rebuilt=rebuilt, files=folder / "files", more=more, seconds=seconds
    )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return where the hub of one test lies."""
    away_from_midnight()
    return tmp_path / "hub"


def assert_same(home: Home, expected: Home) -> None:
    """Assert that a hub came to what an undisturbed one is, and that nothing lies about."""
    assert kept.records(home.path) == kept.records(expected.path)
    assert kept.history(home.path) == kept.history(expected.path)
    assert kept.marts(home.path) == kept.marts(expected.path)
    assert kept.strays(home.path) == set()
    assert kept.is_unbroken(home.path)


def assert_import_is_whole(home: Home, before: Home, after: Home) -> bool:
    """Assert that a killed import left before or after, and return whether it went in."""
    found = kept.filed(home.path)
    went_in = found == kept.filed(after.path)
    assert went_in or found == kept.filed(before.path)
    assert kept.marts(home.path) == kept.marts(before.path)
    assert kept.is_unbroken(home.path)
    truly = kept.statuses((after if went_in else before).path)
    late = {id_ for id_, bits in kept.statuses(home.path).items() if bits != truly[id_]}
    assert late <= kept.unjudged(home.path)
    return went_in


def assert_import_can_be_done_again(home: Home, made: SimpleNamespace, *, went_in: bool) -> None:
    again = home.hub("import", made.more)
    assert (again.returncode, again.stderr) == (0, "")
    assert ("customers: 0 new, 0 changed, 2 unchanged" in again.stdout) == went_in
    states = [state for (state,) in kept.select(home.path, "SELECT state FROM pipeline_importrun")]
    assert set(states) <= {"COMMITTED", "FAILED"}
    assert_same(home, made.corrected)


STAGES = ["reading l.csv", "comparing licenses", "comparing calls", "writing history", "joining weeks", "storing"]


@pytest.mark.parametrize("stage", STAGES)
def test_p7_an_import_that_is_killed_at_a_stage_leaves_before_or_after(stage, made, place):
    home = made.built.copy(place)
    assert home.watch("import", made.more).until(stage).kill() == KILLED
    went_in = assert_import_is_whole(home, made.built, made.corrected)
    assert_import_can_be_done_again(home, made, went_in=went_in)


@pytest.mark.parametrize("seed", range(2))
def test_p7_an_import_that_is_killed_around_its_commit_leaves_before_or_after(seed, made, place):
    home = made.built.copy(place)
    home.watch("import", made.more).until("storing").kill(after=random.Random(seed).uniform(0.005, 0.12))
    went_in = assert_import_is_whole(home, made.built, made.corrected)
    assert_import_can_be_done_again(home, made, went_in=went_in)


STEPS = ["reading the records", "closing weeks", "closing calling weeks", "judging the day"]


@pytest.mark.parametrize("step", STEPS)
def test_p7_a_build_that_is_killed_at_a_step_leaves_the_figures_of_before_or_after(step, made, place):
    home = made.corrected.copy(place)
    home.watch("build").until(step).kill(after=random.Random(step).uniform(0, 0.02))
    assert kept.marts(home.path) in (kept.marts(made.corrected.path), kept.marts(made.rebuilt.path))
    assert kept.history(home.path) == kept.history(made.corrected.path)
    assert_same(home.does("build"), made.rebuilt)


@pytest.mark.parametrize("seed", range(2))
def test_p7_a_hub_whose_first_commands_are_killed_comes_to_the_same(seed, made, place):
    chance, home = random.Random(seed), made.fresh.copy(place)
    for arguments in (["import", made.files], ["build"]):
        home.watch(*arguments).kill(after=chance.uniform(0.2, 1) * made.seconds)
        home.does(*arguments)
    assert_same(home, made.built)


def test_what_follows_a_commit_cannot_undo_it_and_is_made_up_for(made, place):
    home = made.built.copy(place)
    fails = "BEFORE UPDATE OF judged_date ON portfolio_customer WHEN NEW.judged_date IS NOT NULL"
    home.tamper(f"CREATE TRIGGER broken {fails} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")
    done = home.hub("import", made.more)
    assert done.returncode == 0
    assert "the import is in" in done.stderr
    assert_import_is_whole(home, made.built, made.corrected)
    assert kept.unjudged(home.path)
    home.tamper("DROP TRIGGER broken")
    assert_same(home.does("build"), made.rebuilt)


@pytest.mark.parametrize(
    ("command", "before", "after"), [("import", "built", "corrected"), ("build", "corrected", "rebuilt")]
)
def test_however_little_may_be_written_it_is_one_sentence_and_nothing_is_half_done(command, before, after, made, place):
    home, limit, refused = getattr(made, before).copy(place), 2_000, 0
    arguments = [command, made.more] if command == "import" else [command]
    while (done := home.hub(*arguments, file_bytes=limit)).returncode:
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(r"hub: .*(disk I/O error|no space left on the disk .*)\n", done.stderr)
        assert kept.filed(home.path) == kept.filed(getattr(made, before).path)
        assert kept.marts(home.path) == kept.marts(getattr(made, before).path)
        limit, refused = limit * 8, refused + 1
    assert refused >= 2
    assert_same(home, getattr(made, after))


@pytest.mark.parametrize(
    ("command", "before", "after"), [("import", "built", "corrected"), ("build", "corrected", "rebuilt")]
)
def test_a_full_disk_is_said_in_one_sentence_and_leaves_everything_as_it_was(command, before, after, made, place):
    arguments = [command, made.more] if command == "import" else [command]
    done, home = on_a_full_disk(getattr(made, before), place, *arguments)
    sentence = r"hub: no space left on the disk \(\S+\); nothing was changed: free some and run it again\n"
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(sentence, done.stderr), done.stderr
    assert kept.filed(home.path) == kept.filed(getattr(made, before).path)
    assert kept.marts(home.path) == kept.marts(getattr(made, before).path)
    assert_same(home.does(*arguments), getattr(made, after))


@pytest.mark.parametrize("second", ["import", "build"])
def test_of_two_that_write_at_once_one_waits_for_its_turn(second, made, place):
    home = made.built.copy(place)
    first = home.watch("import", made.more).until("comparing licenses")
    first.send(signal.SIGSTOP)
    other = home.watch(*(["import", made.more] if second == "import" else ["build"])).until("waiting for its turn")
    with pytest.raises(subprocess.TimeoutExpired):
        other.process.wait(timeout=1)
    first.send(signal.SIGCONT)
    assert (first.end(), other.end()) == (0, 0)
    assert "customers: 1 new, 1 changed, 0 unchanged" in first.said
    assert ("customers: 0 new, 0 changed, 2 unchanged" if second == "import" else "built") in other.said
    assert_same(home.does("build"), made.rebuilt)
