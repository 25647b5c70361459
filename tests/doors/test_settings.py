"""Thresholds at both doors: out of range is named, and of two who change at once one is told (P9)."""

import pytest

from partnerhub.portfolio.selectors import settings_history, settings_in_force
from partnerhub.terms.thresholds import DEFAULTS, THRESHOLDS


def form(version: int = 0, **changed: object) -> dict[str, object]:
    return {"version": version, **DEFAULTS, **changed}


def put(doors, version: int, values: dict[str, object]):
    return doors.program("alice").put("/api/v1/settings", {"version": version, "values": values}, "application/json")


def test_a_change_on_the_page_makes_a_version_and_shows_it(doors):
    browser = doors.browser("alice")
    assert browser.post("/settings/", form(near_days=60)).status_code == 302
    text = browser.get("/settings/").content.decode()
    assert "Version 1 is in force" in text and "Near end of term 90 → 60" in text and "alice@acme.example" in text
    (change,) = settings_history(doors.world.alice)
    assert change.changes == (("near_days", 90, 60),)


def test_a_change_is_for_the_own_partner_only(doors):
    doors.browser("alice").post("/settings/", form(near_days=60))
    assert settings_in_force(doors.world.carol).version == 0
    assert "Version 0 is in force" in doors.browser("carol").get("/settings/").content.decode()


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda threshold: threshold.name)
def test_a_value_out_of_its_limits_is_refused_naming_it(doors, threshold):
    for value in (threshold.least - 1, threshold.most + 1):
        answer = put(doors, 0, {threshold.name: value})
        assert answer.status_code == 422
        detail = answer.json()["detail"]
        assert threshold.name in detail and f"{threshold.least} to {threshold.most}" in detail
        page = doors.browser("alice").post("/settings/", form(**{threshold.name: value}))
        assert page.status_code == 200
        place = page.content.decode().split(f'for="id_{threshold.name}"')[1].split("<input")[0]
        assert 'role="alert"' in place
    for value in (threshold.least, threshold.most):
        assert put(doors, settings_in_force(doors.world.alice).version, {threshold.name: value}).status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"version": 0, "values": {"nothing": 1}}, "nothing"),
        ({"version": 0, "values": {"near_days": "sixty"}}, "near_days"),
        ({"version": 0, "values": {"near_days": 60.5}}, "near_days"),
        ({"version": 0, "values": {"near_days": True}}, "near_days"),
        ({"version": 0, "values": {"near_days": None}}, "near_days"),
        ({"version": 0, "values": {"near_days": 60}, "near_days": 60}, "near_days"),
        ({"version": 0}, "values"),
        ({"values": {"near_days": 60}}, "version"),
        ([], "change"),
    ],
    ids=str,
)
def test_a_body_of_the_wrong_form_is_refused_naming_what_is_wrong(doors, body, named):
    answer = doors.program("alice").put("/api/v1/settings", body, "application/json")
    assert answer.status_code == 422 and named in answer.content.decode()
    assert settings_in_force(doors.world.alice).version == 0


def test_something_that_is_no_json_is_a_bad_request(doors):
    answer = doors.program("alice").put("/api/v1/settings", "{", "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_who_comes_second_is_told_and_sees_both_values(doors):
    first, second = doors.browser("alice"), doors.browser("alice")
    first.post("/settings/", form(near_days=60))
    answer = second.post("/settings/", form(near_days=45))
    text = answer.content.decode()
    assert answer.status_code == 409
    row = text.split("near days</th>")[1].split("</tr>")[0]
    assert ">60<" in row and ">45<" in row
    assert settings_in_force(doors.world.alice).complete()["near_days"] == 60


def test_a_program_that_comes_second_gets_the_current_version(doors):
    assert put(doors, 0, {"near_days": 60}).status_code == 200
    answer = put(doors, 0, {"near_days": 45})
    assert answer.status_code == 409
    assert answer.json()["current"] | {} == {"version": 1, **DEFAULTS, "near_days": 60}


def test_sending_the_same_form_twice_makes_one_version(doors):
    browser = doors.browser("alice")
    browser.post("/settings/", form(near_days=60))
    assert browser.post("/settings/", form(1, near_days=60)).status_code == 302
    assert settings_in_force(doors.world.alice).version == 1


def test_a_change_has_today_built_with_it(doors):
    from partnerhub.jobs.worker import run_all

    put(doors, 0, {"near_days": 5})
    assert run_all() == 1
    answer = doors.world.ask(blocks=("expiring_kpis",))
    assert answer.settings_version == 1 and answer.blocks[0].settings["near_days"] == 5
    assert answer.blocks[0].rows[0]["expiring_customers"] == 0
