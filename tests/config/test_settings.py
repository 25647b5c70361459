"""Wrong settings are refused at start in one clear line that names the setting and repeats no password (P16)."""

import socket

import pytest

from tests.config.conftest import environment, hub, refused


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://user:geheim@host/name", ["sqlite:///path", "postgres://"]),
        ("DATABASE_URL", "nonsense:geheim", ["sqlite:///path", "postgres://"]),
        ("DATABASE_URL", "postgres://user:geheim@host:port/name", ["not an address"]),
        ("DATABASE_URL", "postgres://user:geheim@host", ["names no database"]),
        ("DATABASE_URL", "sqlite://", ["names no database"]),
        ("DATABASE_URL", "sqlite:////no/such/folder/hub.sqlite3", ["unable to open database file"]),
        ("DATABASE_URL", "postgres://user:geheim@127.0.0.1:1/name", ["does not answer"]),
        ("LAKE_URL", "s3://bucket/lake", ["LAKE_URL=s3://bucket/lake", "folder"]),
        ("ENGINE_URL", "spark://host:7077", ["ENGINE_URL=spark://host:7077", "duckdb", "sc://host:port"]),
        ("HUB_BIND", "8000", ["HUB_BIND=8000", "host:port"]),
        ("HUB_BIND", "localhost:", ["host:port"]),
        ("HUB_BIND", "localhost:0", ["host:port"]),
        ("HUB_BIND", "localhost:65536", ["host:port"]),
        ("HUB_BIND", "localhost:http", ["host:port"]),
        ("HUB_PUBLIC_URL", "hub.example", ["HUB_PUBLIC_URL=hub.example", "https://host"]),
        ("HUB_PUBLIC_URL", "ftp://hub.example", ["https://host"]),
        ("HUB_PUBLIC_URL", "https://", ["https://host"]),
        ("HUB_PUBLIC_URL", "http://[::1", ["https://host"]),
        ("HUB_PUBLIC_URL", "http://hub.example:port", ["https://host"]),
        ("HUB_EMAIL_URL", "mailto:somebody", ["HUB_EMAIL_URL", "smtp://"]),
        ("HUB_EMAIL_URL", "smtp://user:geheim@host:port", ["HUB_EMAIL_URL", "smtp://"]),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line_that_says_what_would_do(run, name, value, words):
    done = run("reports", **{name: value})
    refused(done, *words)
    assert "geheim" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    refused(hub(tmp_path / "file" / "home", "reports"), "HUB_HOME=", "Not a directory", "name a folder")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("HUB_BIND = ", ["hub.toml"]),
        ('HUB_BIN = "localhost:8000"', ["hub.toml", "HUB_BIN", "HUB_BIND", "settings: "]),
        ("HUB_BIND = 8000", ["hub.toml", "HUB_BIND", "text value"]),
        ('HUB_BIND = "8000"', ["HUB_BIND=8000", "host:port"]),
    ],
)
def test_a_wrong_file_of_settings_is_refused_in_one_line(tmp_path, content, words):
    (tmp_path / "hub.toml").write_text(content)
    refused(hub(tmp_path, "reports"), *words)


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(tmp_path):
    (tmp_path / "hub.toml").write_text('HUB_BIND = "localhost:8123"\nHUB_PUBLIC_URL = "https://file.example"')
    said = hub(tmp_path, "doctor", HUB_BIND="localhost:8124").stdout
    assert "HUB_BIND: localhost:8124 (environment)" in said
    assert "HUB_PUBLIC_URL: https://file.example (hub.toml)" in said
    assert "ENGINE_URL: duckdb (default)" in said


def test_an_empty_data_folder_works_without_any_setting(run, tmp_path):
    done = run("reports")
    assert done.returncode == 0 and "\ncustomers  " in f"\n{done.stdout}" and done.stderr == ""
    assert (tmp_path / "fresh" / "secret").stat().st_mode & 0o777 == 0o600


def test_a_busy_port_is_one_clear_line(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(run("run", HUB_BIND=f"127.0.0.1:{port}"), f"127.0.0.1:{port}", "in use", "HUB_BIND")


def test_a_host_that_is_not_this_machine_is_one_clear_line(run):
    refused(run("run", HUB_BIND="192.0.2.1:8000"), "192.0.2.1:8000", "HUB_BIND")


def test_nothing_of_the_machine_reaches_the_hubs_of_these_tests(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/name")
    assert "DATABASE_URL" not in environment(tmp_path)
