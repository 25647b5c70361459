"""P14: a backup restores on an empty machine by one command, on either database, to the same answers; P16: no secrets."""

import re
import subprocess

import pytest

from tests.ingest.program import HUB
from tests.keeping.acts import SECRET_SESSION, SECRET_SUBJECT
from tests.keeping.hubs import Hub, new_database, rows_of, said_by, trail_of, unpacked

KINDS = ("sqlite", "postgresql")


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_a_hub_moves_from_each_database_to_each_with_every_row_and_every_answer(source, target, made, place, tmp_path):
    backup = made.backup
    if source == "postgresql":
        began = place(source, "began").does("restore", backup)
        backup = tmp_path / "from.backup"
        began.does("backup", backup)
    assert said_by(backup).database == source
    hub = place(target)
    said = hub.said("restore", backup)
    assert "looked over: everything is whole" in said
    assert hub.answers() == made.answers
    assert all(line.startswith("  ok ") for line in hub.said("verify").splitlines())
    assert hub.strays() == set()
    hub.does("backup", tmp_path / "again.backup")
    (_, first), (_, last) = (
        unpacked(one, tmp_path / name) for one, name in ((made.backup, "a"), (tmp_path / "again.backup", "z"))
    )
    assert rows_of(last) == rows_of(first)
    before, after = trail_of(first), trail_of(last)
    assert after[: len(before)] == before
    later = [act for _, _, act, _ in after[len(before) :]]
    assert set(later) == {"hub.restored"}


def test_a_hub_that_moved_goes_on_working(made, place, tmp_path):
    """Numbers of new rows begin behind those that came along; search finds what came along."""
    for kind in KINDS:
        hub = place(kind, "works").does("restore", made.backup)
        more = tmp_path / f"{kind}.csv"
        more.write_text("customer_id,name\nNEW-1,Came afterwards\n")
        hub.does("import", more).does("build")
        assert "Came afterwards" in hub.said("report", "customers")
        assert all(line.startswith("  ok ") for line in hub.said("verify").splitlines())


def test_uploaded_files_come_along(made, place):
    hub = place("sqlite").does("restore", made.backup)
    sent = [path.read_bytes() for path in (hub.path / "uploads").rglob("0001")]
    assert sent == [b"customer_id,name\nUP-1,Sent from a page\n"]


def test_no_secret_is_in_a_backup(made, tmp_path):
    """P16: neither the instance's secret, nor a session, nor what waiting mail says, nor passwords of settings."""
    _, records = unpacked(made.backup, tmp_path)
    said = made.backup.read_bytes() + records.read_bytes()
    secret = (made.hub.path / "secret").read_bytes()
    live = (made.hub.path / "hub.sqlite3").read_bytes() + (made.hub.path / "hub.toml").read_bytes()
    for word in (secret, SECRET_SESSION.encode(), SECRET_SUBJECT.encode(), b"zqpasswordzq"):
        assert word not in said
        assert word in live + secret  # the test of the test: it is there to be found
    assert made.backup.stat().st_mode & 0o077 == 0


def test_the_old_secret_can_be_given_and_without_it_that_is_said(made, place):
    hub = place("sqlite")
    assert "another secret" in hub.said("restore", made.backup)
    given = place("sqlite", "given")
    secret = made.hub.path / "secret"
    assert "another secret" not in given.said("restore", made.backup, "--secret", secret)
    assert (given.path / "secret").read_text() == secret.read_text()
    assert (given.path / "secret").stat().st_mode & 0o777 == 0o600
    short = hub.path / "short"
    short.write_text("too short")
    assert "not the secret" in hub.refused("restore", made.backup, "--replace", "--secret", short)


def test_a_backup_goes_through_a_pipe(made, place, tmp_path):
    hub, through = place("sqlite"), tmp_path / "piped.backup"
    with through.open("wb") as out:
        done = subprocess.run([HUB, "backup", "-"], env=made.hub.environment, stdout=out, stderr=subprocess.PIPE, check=True)
    assert re.search(rb"-: [\d,]+ rows", done.stderr)
    with through.open("rb") as source:
        subprocess.run([HUB, "restore", "-"], env=hub.environment, stdin=source, capture_output=True, check=True)
    assert hub.answers() == made.answers


def test_a_hub_with_data_is_replaced_only_when_asked_and_what_was_there_is_set_aside(made, place, server):
    for kind in KINDS:
        hub = place(kind, "full").does("demo", "--customers", "5", "--weeks", "1")
        before = hub.answers()
        assert "--replace" in hub.refused("restore", made.backup)
        assert hub.answers() == before
        said = hub.said("restore", made.backup, "--replace")
        assert hub.answers() == made.answers
        if kind == "sqlite":
            (aside,) = (hub.path / ".set-aside").iterdir()
            assert str(aside) in said
            old = Hub(hub.path.with_name("old"))
            old.path.mkdir()
            aside.joinpath("hub.sqlite3").rename(old.path / "hub.sqlite3")
            for part in ("lake", "marts"):
                (folder,) = (hub.path / part / ".set-aside").iterdir()
                folder.rename(old.path / part)
            assert old.answers() == before
        else:
            assert list(hub.path.rglob(".set-aside/*")) == []


def test_a_database_that_cannot_be_read_any_more_is_replaced(made, place):
    hub = place("sqlite")
    hub.path.mkdir()
    (hub.path / "hub.sqlite3").write_bytes(b"no database any more" * 1000)
    assert "--replace" in hub.refused("restore", made.backup)
    hub.does("restore", made.backup, "--replace")
    assert hub.answers() == made.answers


def test_a_place_that_was_only_looked_at_is_empty(made, place):
    for kind in KINDS:
        hub = place(kind, "seen").does("doctor")
        hub.does("restore", made.backup)
        assert hub.answers() == made.answers


def test_a_database_elsewhere_is_restored_there(made, tmp_path):
    hub = Hub(tmp_path / "home", f"sqlite:///{tmp_path}/disk/records.db")
    (tmp_path / "disk").mkdir()
    hub.environment |= {"LAKE_URL": str(tmp_path / "lake disk")}
    hub.does("restore", made.backup)
    assert hub.answers() == made.answers and (tmp_path / "lake disk" / "1").is_dir()


def test_the_server_of_these_tests_makes_databases(server):
    assert new_database(server) != new_database(server)
