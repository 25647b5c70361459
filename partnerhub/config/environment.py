"""Reads the configuration from the environment and from hub.toml in the data folder, and says where each value came from."""

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import dj_database_url
import platformdirs

from partnerhub.kit.files import write_whole

MOST_BACKUPS = 1000
CHECKOUT = Path(__file__).resolve().parents[2]


class WrongSetting(Exception):
    """A value of the configuration cannot be used. The text says which, why and what would do."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting of the instance: its name, its default as people read it, and its meaning."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("HUB_HOME", "var/ in a checkout, else the user's data folder", "database, lake, marts, secret, uploads"),
    Variable("DATABASE_URL", "sqlite:///$HUB_HOME/hub.sqlite3", "or postgres://user:password@host/name"),
    Variable("LAKE_URL", "$HUB_HOME/lake", "folder of the lake"),
    Variable("ENGINE_URL", "duckdb", "the engine that adds up weeks of calls; or sc://host:port (Spark Connect)"),
    Variable("HUB_PUBLIC_URL", "http://localhost:8000", "address people use; for links and cookies"),
    Variable("HUB_BIND", "127.0.0.1:8000", "where `hub run` listens"),
    Variable("HUB_PROXIES", "0", "how many proxies of your own stand before the hub; each adds to X-Forwarded-For"),
    Variable("HUB_BACKUPS", "$HUB_HOME/backups", "folder of the nightly backups"),
    Variable("HUB_BACKUPS_KEPT", "7", "how many nightly backups are kept; 0: none is made"),
    Variable("HUB_EMAIL_URL", "files in $HUB_HOME/mail", "outgoing mail: smtp://user:password@host:port"),
)


@dataclass(slots=True)
class Environment:
    """The configuration in force. `origins` says for each name where its value came from."""

    home: Path
    values: dict[str, str]
    origins: dict[str, str] = field(default_factory=dict)

    def get(self, name: str, default: str) -> str:
        """Return a value, and remember its origin."""
        if os.environ.get(name):
            self.origins[name] = "environment"
            return os.environ[name]
        if name in self.values:
            self.origins[name] = "hub.toml"
            return self.values[name]
        self.origins[name] = "default"
        return default


def load() -> Environment:
    """Find the data folder, create it, and read hub.toml in it. Raise WrongSetting."""
    home = Path(os.environ.get("HUB_HOME") or _default_home()).expanduser().absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise WrongSetting(f"HUB_HOME={home}: {wrong.strerror}; name a folder that can be written") from None
    environment = Environment(home, _hub_toml(home / "hub.toml"))
    environment.origins["HUB_HOME"] = "environment" if os.environ.get("HUB_HOME") else "default"
    return environment


def _default_home() -> Path:
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    return Path(platformdirs.user_data_dir("partnerhub"))


def _hub_toml(path: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise WrongSetting(f"{path}: {wrong}") from None
    known = {variable.name for variable in VARIABLES}
    for name, value in values.items():
        if name not in known or not isinstance(value, str):
            raise WrongSetting(f"{path}: {name}: not a setting with a text value (settings: {', '.join(sorted(known))})")
    return values


def secret_key(home: Path) -> str:
    """Return the instance's secret, made at first use and readable by its owner alone."""
    path = home / "secret"
    if not path.exists():
        write_whole(path, secrets.token_urlsafe(48).encode(), mode=0o600)
    return path.read_text()


def database(environment: Environment) -> dict[str, object]:
    """Return the framework's description of the records database. Raise WrongSetting."""
    url = environment.get("DATABASE_URL", f"sqlite:///{environment.home / 'hub.sqlite3'}")
    scheme, _, rest = url.partition("://")
    expected = "expected sqlite:///path or postgres://user:password@host/name"
    if scheme not in {"sqlite", "postgres", "postgresql"}:
        raise WrongSetting(f"DATABASE_URL={scheme if rest else ''}…: {expected}")
    try:
        found: dict[str, object] = dict(dj_database_url.parse(url))
    except (ValueError, KeyError):  # the library's words may repeat the password
        raise WrongSetting(f"DATABASE_URL={scheme}://…: this is not an address, {expected}") from None
    if found["NAME"] in {"", ":memory:"}:
        raise WrongSetting(f"DATABASE_URL={scheme}://…: it names no database, {expected}")
    if scheme == "sqlite":
        # IMMEDIATE: a transaction that begins by reading and then writes would otherwise lose the race for the lock.
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    else:
        found |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return found


def local_folder(environment: Environment, name: str, default: str) -> Path:
    """Return a folder given as a path or a file:// address. Raise WrongSetting for anything else."""
    value = environment.get(name, default)
    parts = urlsplit(value)
    if parts.scheme not in {"", "file"}:
        what = "the lake" if name == "LAKE_URL" else "backups"
        raise WrongSetting(f"{name}={value}: this version keeps {what} in a folder; give a path or file:///path")
    return Path(parts.path if parts.scheme else value).expanduser().absolute()


def kept_backups(environment: Environment) -> int:
    """Return how many nightly backups are kept. Raise WrongSetting."""
    value = environment.get("HUB_BACKUPS_KEPT", "7")
    if not value.isdecimal() or int(value) > MOST_BACKUPS:
        raise WrongSetting(f"HUB_BACKUPS_KEPT={value}: expected a number from 0 to {MOST_BACKUPS}")
    return int(value)


def engine(environment: Environment) -> str:
    """Return the engine's address. Raise WrongSetting."""
    value = environment.get("ENGINE_URL", "duckdb")
    if value == "duckdb":
        return value
    parts = _address(value)
    if parts is None or parts.scheme != "sc" or not parts.hostname:
        raise WrongSetting(f"ENGINE_URL={value}: expected duckdb, or sc://host:port of a Spark Connect engine")
    return value


def listen_on(environment: Environment) -> tuple[str, int]:
    """Return host and port to listen on. Raise WrongSetting."""
    value = environment.get("HUB_BIND", "127.0.0.1:8000")
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise WrongSetting(f"HUB_BIND={value}: expected host:port, for example 127.0.0.1:8000")
    return host.strip("[]"), int(port)


def public_url(environment: Environment) -> str:
    """Return the address that people use, without a slash at its end. Raise WrongSetting."""
    _, port = listen_on(environment)
    local = environment.origins["HUB_BIND"] != "default" and f"http://localhost:{port}"
    value = environment.get("HUB_PUBLIC_URL", local or "http://localhost:8000").rstrip("/")
    parts = _address(value)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongSetting(f"HUB_PUBLIC_URL={value}: expected http://host or https://host")
    return value


def proxies(environment: Environment) -> int:
    """Return how many proxies stand before the hub; the outermost of them saw the callers. Raise WrongSetting."""
    value = environment.get("HUB_PROXIES", "0")
    if not value.isdecimal() or int(value) > 9:
        raise WrongSetting(f"HUB_PROXIES={value}: expected a number from 0 to 9")
    return int(value)


def _address(value: str) -> SplitResult | None:
    """Return the parts of an address, or None when it has none: the library finds a bad port only when asked for it."""
    try:
        parts = urlsplit(value)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def mail(environment: Environment) -> dict[str, object]:
    """Return the framework's settings for outgoing mail. Raise WrongSetting."""
    value = environment.get("HUB_EMAIL_URL", "")
    if not value:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(environment.home / "mail"),
        }
    parts = _address(value)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise WrongSetting("HUB_EMAIL_URL: expected smtp://user:password@host:port or smtps://…")
    return {
        "EMAIL_HOST": parts.hostname, "EMAIL_PORT": parts.port or 25, "EMAIL_HOST_USER": parts.username or "",
        "EMAIL_HOST_PASSWORD": parts.password or "", "EMAIL_USE_SSL": parts.scheme == "smtps",
    }  # fmt: skip
