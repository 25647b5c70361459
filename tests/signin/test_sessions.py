"""Sessions and tokens: listed with device and address, ended one by one or all, gone on the next request (P4)."""

import re
from datetime import timedelta

import pytest

from partnerhub.tenancy.models import AuditEntry, Launch
from partnerhub.tenancy.signin.sessions import device_of
from partnerhub.tenancy.users import services
from partnerhub.terms.codes import Role, TokenScope
from tests.signin.codes import app_code

TOKEN = re.compile(r"hub_[\w-]{20,}")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/1 Safari/604"


@pytest.fixture
def two(comer):
    """Return two browsers in which Rita is signed in, each with its own agent."""
    both = [comer("rita"), comer("rita")]
    for rita, steps, agent in zip(both, (0, -1), (FIREFOX, PHONE), strict=True):
        rita.client.defaults["HTTP_USER_AGENT"] = agent
        rita.password()
        assert rita.code(app_code(steps=steps)).status_code == 302
    return [rita.client for rita in both]


def numbers(browser) -> list[str]:
    return re.findall(r'name="number" value="(\d+)"', browser.get("/profile/").content.decode())


def test_every_session_is_listed_with_its_device_and_this_one_is_marked(two):
    page = two[0].get("/profile/").content.decode()
    assert "Firefox on Linux" in page and "Safari on iPhone" in page
    assert page.count("this one") == 1 and len(numbers(two[0])) == 1


def test_a_session_that_was_ended_is_out_on_the_next_click(two):
    (other,) = numbers(two[0])
    assert two[1].get("/customers/").status_code == 200
    two[0].post("/profile/", {"act": "end", "number": other})
    assert two[1].get("/customers/").status_code == 302 and two[1].get("/api/v1/customers").status_code == 401
    assert two[0].get("/customers/").status_code == 200
    assert AuditEntry.objects.get(act="session.ended").details["device"] == "Safari on iPhone"


def test_all_others_end_at_once(two):
    two[1].post("/profile/", {"act": "end_others"})
    assert [browser.get("/customers/").status_code for browser in two] == [302, 200]


def test_nobody_ends_the_session_of_somebody_else(two, comer):
    alice = comer("alice").come_in()
    (hers,) = numbers(two[0])
    assert alice.post("/profile/", {"act": "end", "number": hers}).status_code == 404
    assert alice.delete(f"/api/v1/profile/sessions/{hers}").status_code == 404
    assert two[1].get("/customers/").status_code == 200


ENDING = [services.suspend_user, services.remove_user, services.reset_factors, services.end_user_sessions]


@pytest.mark.parametrize("act", ENDING)
def test_what_an_administrator_ends_is_ended_everywhere_within_a_second(two, world, act):
    act(world.alice, world.person("rita").id)
    assert [browser.get("/customers/").status_code for browser in two] == [302, 302]


def test_a_token_dies_with_its_person_and_with_its_right(world, doors):
    program = doors.program("rita", TokenScope.READ)
    assert program.get("/api/v1/customers").status_code == 200
    services.suspend_user(world.alice, world.person("rita").id)
    assert program.get("/api/v1/customers").status_code == 401
    services.resume_user(world.alice, world.person("rita").id)
    assert program.get("/api/v1/customers").status_code == 200


def test_a_token_is_shown_once_listed_by_its_beginning_and_revoked(comer, client):
    rita = comer("rita").come_in()
    page = rita.post("/profile/tokens/", {"name": "Nightly", "kind": "read", "days": "30"}).content.decode()
    (secret,) = TOKEN.findall(page)
    listed = rita.get("/profile/tokens/").content.decode()
    assert secret not in listed and secret[:8] in listed and "Nightly" in listed
    (number,) = re.findall(r'name="number" value="(\d+)"', listed)
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/customers", headers=headers).status_code == 200
    rita.post("/profile/tokens/", {"act": "revoke", "number": number})
    assert client.get("/api/v1/customers", headers=headers).status_code == 401


def test_a_token_ends_on_its_day(comer, clock, client):
    rita = comer("rita").come_in()
    page = rita.post("/profile/tokens/", {"name": "Short", "kind": "write", "days": "1"}).content.decode()
    (secret,) = TOKEN.findall(page)
    headers = {"Authorization": f"Bearer {secret}"}
    clock.shift(timedelta(days=1) - timedelta(seconds=1))
    assert client.get("/api/v1/customers", headers=headers).status_code == 200
    clock.shift(1)
    assert client.get("/api/v1/customers", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("agent", "device"),
    [(FIREFOX, "Firefox on Linux"), (PHONE, "Safari on iPhone"), ("curl/8", "Unknown device"), ("", "Unknown device"),
     ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140 Safari/537 Edg/140", "Edge on Windows")],
)  # fmt: skip
def test_a_device_is_told_in_a_few_words(agent, device):
    assert device_of(agent) == device


def test_with_its_session_a_launch_ends_and_both_trails_say_so(comer, world, giver):
    alice = comer("alice").come_in()
    assert alice.post("/launch/", {"customer": "HARBOR"}).status_code == 302
    assert Launch.objects.get().ended_at is None
    giver.grant("anna", Role.FULL_ADMIN)
    services.end_user_sessions(giver.scope("anna"), world.person("alice").id)
    assert Launch.objects.get().ended_at is not None
    ended = AuditEntry.objects.filter(act="launch.ended")
    assert ended.count() == 2 and all(one.details["because"] == "its session was ended" for one in ended)
