"""Looking the hub over: configuration, stores, freshness, trail."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from partnerhub.config.environment import VARIABLES
from partnerhub.jobs.selectors import mail_state, queue_state
from partnerhub.keeping import shelf
from partnerhub.kit import clock
from partnerhub.kit.words import in_a_row
from partnerhub.pipeline import lake, manifest
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.tenancy import audit, selectors
from partnerhub.tenancy.shapes import PartnerShape
from partnerhub.tenancy.signin import providers, saml

LOW_SPACE = 500 * 2**20
ENDS_SOON = timedelta(days=30)
PASSWORD = re.compile(r"(?<=://)[^:/@]*:\S*@")  # to the last @: an unquoted password may have one of its own


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: ok, stale or wrong, and what to do about it."""

    state: str
    subject: str
    text: str
    advice: str = ""


def findings() -> Iterator[Finding]:
    """Yield what there is to say, configuration first. Values that hold a password are shown without it."""
    yield from _configuration()
    yield _database()
    yield _space()
    yield _secret()
    yield _queue()
    yield _mail()
    yield backups()
    for partner in selectors.partners():
        yield from _partner(partner)
    for name, until in providers.saml_providers():
        yield _saml(name, until)


def _configuration() -> Iterator[Finding]:
    origins, in_file = settings.ENVIRONMENT.origins, settings.ENVIRONMENT.values
    values = {
        "HUB_HOME": str(settings.HOME), "LAKE_URL": str(settings.LAKE_DIR), "ENGINE_URL": settings.ENGINE_URL,
        "HUB_BACKUPS": str(settings.BACKUPS_DIR), "HUB_PUBLIC_URL": settings.PUBLIC_URL,
        "HUB_BIND": ":".join(map(str, settings.LISTEN_ON)),
    }  # fmt: skip
    for variable in VARIABLES:
        name = variable.name
        given = values.get(name) or os.environ.get(name) or in_file.get(name) or variable.default
        shown = PASSWORD.sub("***@", given)
        yield Finding("ok", name, f"{shown} ({origins.get(name, 'default')})")
    known = {variable.name for variable in VARIABLES}
    for name in sorted(name for name in os.environ if name.startswith("HUB_") and name not in known):
        yield Finding("stale", name, "not a setting of the hub", f"unset it, or mend its name: {in_a_row(sorted(known))}")


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check" if connection.vendor == "sqlite" else "SELECT 'ok'")
        answer = cursor.fetchone()[0]
    if answer != "ok":
        return Finding("wrong", "records", f"{connection.vendor}: {answer}", "restore the newest backup")
    return Finding("ok", "records", f"{connection.vendor} answers")


def _space() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    text = f"{free / 2**30:,.1f} GiB free under {settings.HOME}"
    return (
        Finding("ok", "disk", text)
        if free > LOW_SPACE
        else Finding("wrong", "disk", text, "make room before the next build")
    )


def _secret() -> Finding:
    mode = (Path(settings.HOME) / "secret").stat().st_mode & 0o777
    if mode & 0o077:
        return Finding("wrong", "secret", f"readable by others (mode {mode:o})", f"chmod 600 {settings.HOME / 'secret'}")
    return Finding("ok", "secret", "readable by its owner alone")


def _queue() -> Finding:
    waiting, failed = queue_state()
    if failed:
        return Finding(
            "stale", "jobs", f"{waiting} waiting, {failed} failed in the last day", "the log of `hub run` says why"
        )
    return Finding("ok", "jobs", f"{waiting} waiting")


def _mail() -> Finding:
    waiting, since, problem = mail_state()
    if not waiting:
        return Finding("ok", "mail", "none waits for a second try")
    text = f"{waiting} could not be sent, the oldest since {since:%Y-%m-%d %H:%M} UTC ({problem})"
    return Finding("stale", "mail", text, "look at HUB_EMAIL_URL and at the mail server; the hub goes on trying")


def backups() -> Finding:
    """Return how old the newest backup is."""
    if not settings.BACKUPS_KEPT:
        return Finding("ok", "backups", "none is made at night (HUB_BACKUPS_KEPT=0)")
    newest = shelf.newest()
    if newest is None:
        return Finding("stale", "backups", f"none in {settings.BACKUPS_DIR}", "run `hub backup`, or keep `hub run` running")
    text = f"newest of {newest.made_at:%Y-%m-%d %H:%M} UTC, {newest.size / 2**20:,.1f} MiB, in {settings.BACKUPS_DIR}"
    if shelf.is_stale(newest):
        return Finding("stale", "backups", text, "the log of `hub run` says why none was made since; or run `hub backup`")
    return Finding("ok", "backups", text)


def _partner(partner: PartnerShape) -> Iterator[Finding]:
    yield from _trails(partner)
    if selectors.oldest_full_administrator(partner.id) is None:
        yield Finding(
            "stale", f"administrators of {partner.name}", "none yet", "open the one-time link that `hub run` prints"
        )
    yield from _figures(partner)


def _saml(organization: str, until: datetime | None) -> Finding:
    subject = f"sign-in of {organization}"
    if not saml.is_installed():
        advice = f"{saml.COMMAND}, then start the hub anew; until then its people use password or passkey"
        return Finding("wrong", subject, "set up by SAML, and the extra for it is missing", advice)
    advice = "paste a newer certificate of its provider on the page Sign-in"
    if until is None or until <= clock.now():
        return Finding("wrong", subject, "SAML, and every certificate of its provider has expired", advice)
    text = f"SAML, certificate good until {until:%Y-%m-%d}"
    if until - clock.now() < ENDS_SOON:
        return Finding("stale", subject, text, advice)
    return Finding("ok", subject, text)


def _trails(partner: PartnerShape) -> Iterator[Finding]:
    """Yield how the partner's trail is, and those trails of its customers that are not as they should be."""
    for id_, name in audit.trails_of(partner.id):
        broken = next(audit.broken_entries(id_), None)
        if broken is not None:
            advice = "compare with a backup: somebody changed the trail"
            yield Finding("wrong", f"trail of {name}", f"entry {broken} does not fit the one before", advice)
        elif id_ == partner.id:
            yield Finding("ok", f"trail of {name}", "unbroken")


def _figures(partner: PartnerShape) -> Iterator[Finding]:
    subject = f"figures of {partner.name}"
    try:
        known = manifest.load(partner.id)
    except MartsMissing as missing:
        yield Finding("wrong", subject, str(missing))
        return
    newest = known.newest_day(clock.today())
    lost = [name for name in known.files() if not (manifest.folder_of(partner.id) / name).exists()]
    if lost:
        advice = f"delete {manifest.folder_of(partner.id)} and run `hub build`"
        yield Finding("wrong", subject, f"{len(lost)} files are missing ({lost[0]})", advice)
    elif newest is None:
        yield Finding("stale", subject, "nothing built yet", "run `hub build`")
    elif newest < clock.today():
        yield Finding("stale", subject, f"built up to {newest}", "run `hub build`, or keep `hub run` running")
    else:
        yield Finding("ok", subject, f"built up to {newest}, {len(known.weeks)} closed weeks")
    parts = lake.parts_of(partner.id, lake.LICENSES)
    if parts and parts[-1].day < clock.today() - timedelta(days=1):
        yield Finding(
            "stale", f"license rows of {partner.name}", f"newest of {parts[-1].day}", "import a newer licenses file"
        )
    absent = [part for part in parts if not part.path.exists()]
    if absent:
        yield Finding(
            "wrong", f"lake of {partner.name}", f"{len(absent)} parts are missing", "restore the lake from a backup"
        )
