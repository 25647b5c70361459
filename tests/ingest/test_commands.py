"""`hub import` and `hub build` on a terminal: what they print, and with which exit status they end."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, load_command_class

from partnerhub.pipeline.ingest.prepare import KINDS
from partnerhub.portfolio.models import Customer
from partnerhub.tenancy.models import Organization
from partnerhub.terms.faults import FAULTS
from tests.files.builders import lines, zipped
from tests.files.state import everything_kept
from tests.ingest.program import Home
from tests.ingest.sending import EVERYTHING, as_csv, put

GOOD = lines("customer_id,name", "NEW,New Ltd")


@pytest.fixture
def hub(world, capsys):
    """Return a function that runs a command for Acme as the program does, and returns (refusal or None, out, err)."""

    def run(name: str, *arguments: object) -> tuple[str | None, str, str]:
        command = load_command_class("partnerhub.pipeline", name)
        try:
            options = vars(command.create_parser("hub", name).parse_args(["--partner", "Acme", *map(str, arguments)]))
            command.execute(*options.pop("args", ()), **options)
        except CommandError as wrong:
            return str(wrong), *capsys.readouterr()
        return None, *capsys.readouterr()

    return run


def test_an_import_prints_what_was_new_changed_and_unchanged_by_kind(hub, tmp_path):
    put(tmp_path / "all", {kind: as_csv(rows) for kind, rows in EVERYTHING.items()})
    refusal, out, err = hub("import", tmp_path / "all")
    *counted, last = out.splitlines()
    assert (refusal, last, err) == (None, "committed", "")
    assert sorted(counted) == sorted(f"{kind}: {len(rows)} new, 0 changed, 0 unchanged" for kind, rows in EVERYTHING.items())


def test_a_refused_import_names_file_line_column_code_value_and_what_to_do(hub, tmp_path):
    (path,) = put(tmp_path, {"c.csv": lines("customer_id,name,country", "A,Alfa,SE", "B,Beta,Sverige", "C,,SE")})
    refusal, _, err = hub("import", path)
    assert refusal == "nothing was changed: 2 errors; mend them and import again"
    first, second = err.splitlines()
    assert first.startswith("c.csv:3: country E_CHOICE [Sverige] ")
    assert second.startswith("c.csv:4: name E_REQUIRED ")
    advice = {fault.code: str(fault.advice) for fault in FAULTS}
    assert (first.endswith(advice["E_CHOICE"]), second.endswith(advice["E_REQUIRED"])) == (True, True)


def test_the_first_errors_are_printed_and_the_others_counted(hub, tmp_path):
    rows = [f"C{number}," for number in range(30)]
    refusal, _, err = hub("import", *put(tmp_path, {"c.csv": lines("customer_id,name", *rows)}))
    assert refusal == "nothing was changed: 30 errors; mend them and import again"
    assert (len(err.splitlines()), err.splitlines()[-1]) == (21, "… and 10 more")


def test_one_error_is_one_error(hub, tmp_path):
    refusal, _, _ = hub("import", *put(tmp_path, {"c.csv": lines("customer_id,name", "A,")}))
    assert refusal == "nothing was changed: 1 error; mend it and import again"


def test_errors_come_in_swedish_when_asked_for(hub, tmp_path):
    paths = put(tmp_path, {"c.csv": lines("customer_id,name", "A,")})
    _, _, err = hub("import", *paths, "--language", "sv")
    assert "E_REQUIRED Cellen är tom" in err


def test_warnings_are_printed_and_the_files_go_in(hub, tmp_path):
    paths = put(tmp_path, {"c.csv": lines("customer_id,name,Shoe size", "NEW,New Ltd,42")})
    refusal, out, err = hub("import", *paths)
    assert (refusal, out.splitlines()[-1]) == (None, "committed; 1 warning")
    assert "c.csv:1: Shoe size W_UNKNOWN_COLUMN" in err
    assert Customer._base_manager.filter(reference="NEW").exists()


def test_a_dry_run_says_what_would_go_in(hub, tmp_path):
    before = everything_kept()
    refusal, out, _ = hub("import", *put(tmp_path, {"c.csv": GOOD}), "--dry-run")
    assert (refusal, out.splitlines()) == (
        None, ["customers: 1 new, 0 changed, 0 unchanged", "nothing was changed (dry run)"],
    )  # fmt: skip
    assert everything_kept() == before


def test_a_dry_run_of_wrong_files_is_refused(hub, tmp_path):
    refusal, _, err = hub("import", *put(tmp_path, {"c.csv": lines("customer_id,name", "A,")}), "--dry-run")
    assert "nothing was changed" in (refusal or "")
    assert "E_REQUIRED" in err


def test_one_path_that_is_missing_keeps_all_of_them_out(hub, tmp_path):
    before = everything_kept()
    (good,) = put(tmp_path, {"c.csv": GOOD})
    refusal, out, _ = hub("import", good, tmp_path / "missing.csv")
    assert (refusal, out) == (f"{tmp_path / 'missing.csv'}: no such file or folder", "")
    assert everything_kept() == before


def test_a_folder_without_files_is_refused_by_its_name(hub, tmp_path):
    for name in ("empty", "hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "hidden" / ".c.csv").write_bytes(GOOD)
    (tmp_path / "empty" / "deeper").mkdir()
    for name in ("empty", "hidden"):
        refusal, _, err = hub("import", tmp_path / name)
        assert (refusal or "").startswith("nothing was changed: 1 error")
        assert err.startswith(f"{name}: E_EMPTY ")


def unreadable(folder: Path, how: str) -> Path:
    """Return a path that exists in some way and cannot be read."""
    (folder / "files").mkdir()
    path = folder / "files" / "c.csv"
    if how == "a link into nothing":
        path.symlink_to(folder / "nowhere")
        return path.parent
    if how == "a pipe":
        os.mkfifo(path)
        return path
    path.symlink_to("/proc/self/mem")  # opens, and refuses every read; what no right to read does to those who are not root
    return path


@pytest.mark.parametrize(
    ("how", "code"),
    [("a link into nothing", "E_DAMAGED"), ("a pipe", "E_TYPE"), ("a file that refuses to be read", "E_DAMAGED")],
)
def test_what_cannot_be_read_is_refused_and_named(how, code, hub, tmp_path):
    refusal, _, err = hub("import", *put(tmp_path, {"good.csv": GOOD}), unreadable(tmp_path, how))
    assert (refusal or "").startswith("nothing was changed: 1 error")
    assert err.startswith(f"c.csv: {code} ")
    assert not Customer._base_manager.filter(reference="NEW").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_that_may_not_be_looked_into_is_refused(hub, tmp_path):
    put(tmp_path, {"closed/c.csv": GOOD})
    (tmp_path / "closed").chmod(0)
    with pytest.raises(PermissionError):
        hub("import", tmp_path / "closed")


def test_an_encoding_that_nobody_knows_is_refused(hub, tmp_path):
    paths = put(tmp_path, {"c.csv": "customer_id,name\nNEW,Åkeri\n".encode("cp1252")})
    refusal, _, err = hub("import", *paths, "--encoding", "klingon")
    assert (refusal or "").startswith("nothing was changed")
    assert "E_ENCODING" in err


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_is_named_is_what_the_file_must_be(kind, hub, tmp_path):
    refusal, _, err = hub("import", *put(tmp_path, {"x.csv": lines("colour,size", "red,4")}), "--kind", kind)
    assert (refusal or "").startswith("nothing was changed")
    assert {line.split()[2] for line in err.splitlines()} == {"E_HEADER_MISSING"}
    assert {line.split()[1] for line in err.splitlines()} == set(KINDS[kind].required)


def test_names_tell_the_way_through_folders_and_zips(hub, tmp_path):
    bad = lines("customer_id,name", "A,")
    put(tmp_path / "in", {"deep/er/all.zip": zipped({"x/y/c.csv": bad, "good.csv": GOOD}), "deep/c.csv": bad})
    _, _, err = hub("import", tmp_path / "in")
    assert [line.split(": ")[0] for line in err.splitlines()] == ["deep/c.csv:2", "deep/er/all.zip/x/y/c.csv:2"]


@pytest.mark.parametrize("arguments", [("--as-of", "2026-02-30"), ("--as-of", "22/11/2026"), ("--as-of", "1999-12-31")])
def test_a_build_of_a_day_that_is_none_is_refused(arguments, hub, home):
    refusal, out, _ = hub("build", *arguments)
    assert arguments[1] in (refusal or "")
    assert (out, (home / "marts").exists()) == ("", False)


def test_a_build_says_what_it_did_and_that_it_had_nothing_to_do(hub, world):
    assert hub("build") == (None, f"Acme: {world.today} built, 0 weeks closed\n", "")
    assert hub("build") == (None, f"Acme: {world.today} already built\n", "")
    day = world.today - timedelta(days=3)
    assert hub("build", "--as-of", day) == (None, f"Acme: {day} built, 0 weeks closed\n", "")


def test_a_build_of_a_partner_that_nobody_knows_names_those_there_are(hub):
    refusal, out, _ = hub("build", "--partner", "Nobody")
    assert (refusal, out) == ('no partner is named "Nobody" (partners: "Acme", "Globex")', "")


@pytest.mark.kill
def test_the_program_ends_with_a_status_and_one_sentence(tmp_path):
    """The same by the real program, on an empty data folder: 0 only when all went in, else one sentence on stderr."""
    home = Home(tmp_path / "hub")
    good, bad = put(tmp_path, {"good.csv": GOOD, "bad.csv": lines("customer_id,name", "A,")})
    refused = [
        ("import", tmp_path / "missing.csv"), ("import", bad), ("import", good, bad), ("import",),
        ("import", good, "--kind", "x"), ("build", "--partner", "Nobody"), ("build", "--as-of", "2026-02-30"), ("biuld",),
    ]  # fmt: skip
    for arguments in refused:
        done = home.hub(*arguments)
        assert done.returncode in (1, 2), arguments
        assert done.stderr.splitlines()[-1].startswith(("hub: ", "  hub ")), done.stderr
        assert "Traceback" not in done.stderr
    assert home.does("import", good).hub("import", good).stdout.endswith("1 unchanged\ncommitted\n")


def test_an_import_makes_the_partner_it_names(world, tmp_path):
    call_command("import", str(put(tmp_path, {"c.csv": GOOD})[0]), partner="Third")
    assert Organization.objects.get(name="Third").id == Customer._base_manager.get(reference="NEW").partner_id
