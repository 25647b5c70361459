"""What commands answer to the wrong question: an exit status and one sentence that says what there is."""

import json
import subprocess

import pytest

from tests.config.conftest import HUB, environment, hub, refused

COMMANDS = ("run", "demo", "import", "build", "report", "reports", "link", "token", "doctor")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report", "nothing"], ['no report "nothing"', "customers and subscriptions"]),
        (["report", "subscription"], ["Did you mean subscriptions?"]),
        (["report", "subscriptions", "--block", "nothing"], ['no block "nothing"', "license_trend"]),
        (["report", "subscriptions", "--block", "overage"], ["Did you mean overages?"]),
        (["report", "subscriptions", "--product", "fax"], ['no product "fax"', "meetings or calling"]),
        (["report", "subscriptions", "--weeks", "14"], ["13, 26 or 52"]),
        (["report", "subscriptions", "--as-of", "2020-01-01"], ["not built", "`hub build --as-of 2020-01-01`"]),
        (["report", "customers", "--as-of", "2020-01-01"], ["not built", "`hub build --as-of 2020-01-01`"]),
        (["report", "subscriptions", "--partner", "Nobody"], ['no partner is named "Nobody"', "Meridian Communications"]),
        (["report", "subscriptions", "--as-user", "x@y.example"], ['nobody with the address "x@y.example"']),
        (["build", "--partner", "Nobody"], ['no partner is named "Nobody"', "Meridian Communications"]),
        (["link", "x@y.example"], ['nobody with the address "x@y.example"', "administrators file"]),
        (["token", "x@y.example", "--scope", "read"], ['nobody with the address "x@y.example"', "administrators file"]),
        (["token", "x@y.example", "--scope", "read", "--days", "0"], ["--days 0", "1 to 730"]),
        (["token", "x@y.example", "--scope", "read", "--days", "731"], ["--days 731", "1 to 730"]),
        (["import", "/no/such/file"], ["/no/such/file", "no such file"]),
        (["demo", "--customers", "0"], ["1 to 1,000,000"]),
    ],
    ids=" ".join,
)
def test_what_does_not_exist_is_said_in_one_line_with_what_does(demo, arguments, words):
    refused(hub(demo, *arguments), *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report"], ["required: name", "hub report --help"]),
        (["report", "subscriptions", "--as-of", "2026-02-30"], ["--as-of", "2026-02-30", "is not a date"]),
        (["report", "subscriptions", "--as-of", "1999-12-31"], ["1999-12-31", "2000-01-01 to 2100-12-31"]),
        (["report", "subscriptions", "--weeks", "many"], ["--weeks", "many"]),
        (["report", "subscriptions", "--format", "xml"], ["--format", "xml", "json", "csv"]),
        (["report", "subscriptions", "--nothing"], ["--nothing"]),
        (["build", "--as-of", "yesterday"], ["--as-of", "yesterday", "is not a date"]),
        (["import"], ["required: PATH"]),
        (["import", "x.csv", "--kind", "fax"], ["--kind", "fax", "customers"]),
        (["token", "x@y.example"], ["required: --scope"]),
        (["token", "x@y.example", "--scope", "all"], ["--scope", "all", "read", "write"]),
        (["link"], ["required: email"]),
        (["doctor", "--nothing"], ["--nothing"]),
    ],
    ids=" ".join,
)
def test_a_misused_command_says_in_one_line_what_it_takes(tmp_path, arguments, words):
    refused(hub(tmp_path, *arguments), *words, status=2)
    assert not (tmp_path / "hub.sqlite3").exists(), "a command that was misspelled does nothing"


def test_an_unknown_command_says_which_there_are(run):
    for arguments in (["frobnicate"], ["--frobnicate"]):
        done = run(*arguments)
        assert done.returncode == 2 and done.stdout == "" and arguments[0] in done.stderr
        assert all(f"hub {name}" in done.stderr for name in COMMANDS)
    assert run().returncode == 2 and run("--help").returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_needs_no_database(run, command):
    done = run(command, "--help", DATABASE_URL="postgres://127.0.0.1:1/none")
    assert done.returncode == 0 and done.stderr == "" and f"usage: hub {command}" in done.stdout


def test_a_mart_that_was_lost_is_one_line_that_says_what_mends_it(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    (files / "customers.csv").write_text("customer_id,name\nC1,Customer\n")
    assert hub(tmp_path, "import", str(files)).returncode == 0
    refused(hub(tmp_path, "report", "subscriptions"), "nothing was built yet", "`hub build`")
    assert hub(tmp_path, "build").returncode == 0
    (marts,) = (tmp_path / "marts").iterdir()
    for lost in marts.glob("line_day*"):
        lost.write_bytes(b"no longer a mart")
    refused(hub(tmp_path, "report", "subscriptions"), "cannot be read", f"delete {marts}", "hub build")
    (marts / "manifest.json").write_text("{")
    refused(hub(tmp_path, "report", "subscriptions"), "manifest.json is broken", "hub build")


def test_a_database_that_is_none_is_one_line(tmp_path):
    (tmp_path / "hub.sqlite3").write_bytes(b"this is not a database, however long one looks at it" * 100)
    refused(hub(tmp_path, "reports"), "not a database")


def test_whoever_has_seen_enough_may_close_the_pipe(demo):
    command = [HUB, "report", "subscriptions"]
    with subprocess.Popen(
        command, env=environment(demo), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    ) as program:
        assert program.stdout.readline() == "{\n"
        program.stdout.close()
        assert program.stderr.read() == ""


def test_an_answer_is_alone_on_standard_output(demo):
    done = hub(demo, "report", "subscriptions", "--block", "kpis")
    assert done.returncode == 0 and done.stderr == ""
    assert [block["name"] for block in json.loads(done.stdout)["blocks"]] == ["kpis"]
