"""The overview and the upkeep say over the API what their pages show, to each their own (P11); asking there is no visit."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import quote_plus

import pytest
from django.conf import settings

from partnerhub.guidance.desk import Desk, change_desk
from partnerhub.keeping.archive import FORMAT, Manifest, Writer
from partnerhub.keeping.restoring import Restoration
from partnerhub.portfolio.tags import create_tag
from partnerhub.reports.habits import AWAY
from partnerhub.reports.models import Habit
from partnerhub.terms.statuses import Status
from partnerhub.web import figures
from partnerhub.web.import_words import kind_words
from tests.conftest import NOW
from tests.doors.test_overview import ages, asked, ending, numbers, shown
from tests.ingest.sending import put, went_in
from tests.ingest.vendor import export, leg, measured, statistics
from tests.world import customer, licenses

WHO = pytest.mark.parametrize("name", ["alice", "adam"])
MADE = Manifest(FORMAT, "0.1.0", "2026-11-20T02:00:00+00:00", "sqlite", "secret", (), {}, 0)


def told(doors, name: str, call: str = "overview") -> dict:
    answer = doors.program(name).get(f"/api/v1/{call}")
    assert answer.status_code == 200
    return answer.json()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html.split('<main id="main"')[1])))


@pytest.fixture
def busy(doors):
    """Many things end soon, one call sounded poor, some gave up in the queue, somebody asked for help."""
    world = doors.world
    for days, id_ in ((0, "TODAY"), (30, "MONTH"), (91, "LATER")):
        world.take_in(
            customers=[customer(id_)], subscriptions=[ending(f"S-{id_}", id_, world.today + timedelta(days=days))],
            licenses=[licenses(f"S-{id_}", world.today, 10, 5)],
        )  # fmt: skip
    return doors


@pytest.fixture
def calling(doors, tmp_path):
    """Harbor called last week; one call in two was poor, and two callers in ten gave up."""
    legs, media = [leg("r1"), leg("r2", User_UUID="u-bo")], [measured("r1"), measured("r2", packet_loss="20")]
    for name, content in (("calls", export(*legs)), ("media", written(media)), ("queues", written([statistics()]))):
        went_in(doors.world.bring(put(tmp_path / name, {f"{name}.csv": content})))
    doors.world.build()
    return doors


def written(rows: list[dict[str, object]]) -> bytes:
    lines = (list(rows[0]), *(row.values() for row in rows))
    return "\n".join(",".join(str(cell) for cell in line) for line in lines).encode()


@WHO
def test_how_customers_stand_is_the_same(busy, name):
    html, stands = shown(busy, name), told(busy, name)["standing"]
    expected = {f"status:{status}": number for status, number in stands["statuses"].items()}
    expected |= {one["q"]: one["customers"] for one in stands["ends"]}
    assert numbers(html) == {f"/customers/?q={quote_plus(q)}": number for q, number in expected.items()}
    assert {one["within_days"] for one in stands["ends"]} == {7, 30, 90} and any(expected.values())
    assert f"{stands['total']} customers" in text_of(html) or f"{stands['total']} customer " in text_of(html)
    rows = re.findall(r'by-id/([^/]+)/">([^<]+)</a><span class="quiet">(\w+) ([^<]+)<', html.split('id="ending"')[1])
    told_rows = [
        (one["customer_id"], one["customer"], "renews" if one["renews"] else "ends", figures.day(day_of(one["end_date"])))
        for one in stands["soonest"]
    ]
    assert [tuple(unescape(part) for part in row) for row in rows] == told_rows and told_rows


def day_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


@WHO
def test_last_weeks_calls_are_the_same(calling, name):
    html, week = shown(calling, name, "/overview/calls/"), told(calling, name)["calls"]
    said = re.findall(r'class="overview-number">([^<]+)</span>(?: <span class="status[^>]*>(\w+)<)?', html)
    share, rate = figures.percent(week["poor_share"]), figures.percent(week["abandoned_rate"])
    level = week["abandoned_level"]
    assert said == [(share, "spike" if week["is_spike"] else ""), (rate, level), (str(week["active_users"]), "")]
    assert (week["poor_share"], week["abandoned_rate"], level, week["active_users"]) == (0.5, 0.2, "high", 2)
    assert (week["from_date"], week["to_date"]) == ("2026-11-15", "2026-11-21")
    waited = (figures.seconds(week[one]) for one in ("time_to_answer_seconds", "wait_before_abandon_seconds"))
    assert "took {}; who gave up had waited {}".format(*waited) in text_of(html)


@WHO
def test_without_calls_nothing_is_known_and_nothing_made_up(doors, name):
    week = told(doors, name)["calls"]
    known = {key: value for key, value in week.items() if not key.endswith("_date")}
    assert set(known.values()) == {None, False}  # nobody called: 0
    assert "Nothing is known of calls" in shown(doors, name, "/overview/calls/")


@WHO
def test_how_fresh_it_is_is_the_same(doors, clock, name):
    clock.move_to(NOW + timedelta(days=9), tick=False)
    rows, fresh = ages(shown(doors, name, "/overview/fresh/")), told(doors, name)["fresh"]
    assert set(rows) == {"Figures", *(kind_words(one["kind"]) for one in fresh["sources"])}
    assert figures.day(day_of(fresh["built_date"])) in rows["Figures"] and ("old" in rows["Figures"]) is fresh["is_old"]
    for one in fresh["sources"]:
        row = rows[kind_words(one["kind"])]
        assert ("old" in row) is one["is_old"] and figures.moment(day_of(one["taken_at"])) in row
        assert one["newest_date"] is None or figures.day(day_of(one["newest_date"])) in row
    assert any(one["is_old"] for one in fresh["sources"])


def test_what_is_new_is_the_same_and_asking_is_no_visit(doors, clock):
    world, program = doors.world, doors.program("alice")

    def news() -> dict:
        return program.get("/api/v1/overview").json()["news"]

    assert news() is None and not Habit.objects.exists()
    shown(doors, "alice", "/overview/news/")
    clock.move_to(NOW + timedelta(days=2), tick=False)
    world.take_in(customers=[customer("FRESH")])
    create_tag(world.adam, label="byadam")
    before = list(Habit.objects.values())
    first, second = news(), news()
    assert first == second and list(Habit.objects.values()) == before
    text = text_of(shown(doors, "alice", "/overview/news/"))
    assert first["new_customers"] == 1 and "1 new in the list" in text
    assert day_of(first["since"]) == NOW and figures.moment(NOW) in text
    said = [
        " ".join(filter(None, (Status(one["status"]).look.label, one["begun"] and f"{one['begun']} more",
                               one["ended"] and f"{one['ended']} no longer")))
        for one in first["statuses"]
    ]  # fmt: skip
    assert " ".join(said) in text and "No services 1 more" in said
    assert [(one["actor"], one["subject"]) for one in first["acts"] if one["act"] == "tag.created"] == [
        ("adam@acme.example", "byadam")
    ]
    assert news()["since"] == first["since"]  # the visit goes on
    clock.move_to(NOW + timedelta(days=2) + AWAY, tick=False)
    assert day_of(news()["since"]) == NOW + timedelta(days=2)


def test_requests_for_help_that_wait_are_the_same(doors):
    change_desk(doors.world.alice, Desk(0, "Desk", email="desk@desk.example"))
    assert told(doors, "alice")["help"] == {"requests": 0, "oldest_at": None}
    doors.browser("adam").post("/resources/desk/", asked())
    waiting, text = told(doors, "alice")["help"], text_of(shown(doors, "alice", "/overview/news/"))
    assert waiting["requests"] == 1 and "1 not answered yet" in text
    assert f"waits since {figures.moment(day_of(waiting['oldest_at']))}" in text
    assert told(doors, "hal")["help"]["requests"] == 0  # it is not his


@pytest.mark.parametrize("name", ["hal", "petra"])
def test_who_sees_no_figures_is_told_none(doors, name):
    assert [part for part, value in told(doors, name).items() if value is None] == ["standing", "calls", "fresh", "news"]


def test_before_anything_is_built_there_are_no_calls_to_tell_of(doors):
    (settings.MARTS_DIR).rename(settings.HOME / "gone")
    found = told(doors, "alice")
    assert found["calls"] is None and found["fresh"]["built_date"] is None and found["standing"]["total"] == 3


@pytest.mark.parametrize("name", ["alice", "rita"])
def test_the_upkeep_is_the_same(doors, name, clock):
    folder = settings.BACKUPS_DIR
    folder.mkdir()
    for day in (19, 20):
        with (folder / f"hub-202611{day}T020000Z.backup").open("wb") as file:
            Writer(file).finish(replace(MADE, made_at=f"2026-11-{day}T02:00:00+00:00"))
    Restoration.objects.create(token="0" * 32, backup_made_at=NOW, backup_version="0.1.0", restored_at=NOW)
    found, text = told(doors, name, "upkeep"), text_of(shown(doors, name, "/settings/upkeep/"))
    backups = found["backups"]
    assert [one["file"] for one in backups["items"]] == ["hub-20261120T020000Z.backup", "hub-20261119T020000Z.backup"]
    for one in backups["items"]:
        made = day_of(one["made_at"])
        line = f"{one['file']} {figures.moment(made)} {figures.age(NOW - made)} {figures.size(one['bytes'])}"
        assert line in text
    jobs, mail = found["jobs"], found["mail"]
    assert f"{jobs['waiting']} waiting, {jobs['failed']} failed within the last day" in text
    assert (jobs["is_well"], mail["is_well"], found["figures"]["is_well"]) == (True, True, True)
    assert mail["waiting"] == 0 and "None waits for a second try" in text
    assert f"Built up to {figures.day(day_of(found['figures']['built_date']))}" in text
    assert f"restored from a backup on {figures.moment(day_of(found['restored_at']))}" in text
    assert backups["is_well"] is False and text.count("look here") == 1  # two days and ten hours
    clock.move_to(NOW - timedelta(days=1), tick=False)
    assert told(doors, name, "upkeep")["backups"]["is_well"] is True
