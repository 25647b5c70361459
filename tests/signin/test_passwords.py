"""Passwords set anew by letter; who asks learns nothing of who is known, and sessions end with the old one."""

from datetime import timedelta

import pytest
from django.test import Client

from partnerhub.tenancy.models import AuditEntry
from tests.signin.conftest import PASSWORD, letters, link_in

RESET = "/account/password/reset/"
OTHER = "quite another horse battery"


@pytest.fixture
def rita(comer):
    """Return Rita, who came in before."""
    rita = comer("rita")
    rita.browser = rita.come_in()
    return rita


def ask(email: str):
    return Client().post(RESET, {"email": email})


def set_by(link: str, password: str):
    """Follow the letter's link as a browser does, and send a password."""
    browser = Client()
    page = browser.get(link)
    there = page["Location"] if page.status_code == 302 else link
    return browser.post(there, {"password1": password, "password2": password})


def test_known_and_unknown_addresses_are_answered_alike_and_only_one_gets_a_letter(rita):
    known, unknown = ask("rita@acme.example"), ask("stranger@nowhere.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, f"{RESET}done/")
    assert [letter.to for letter in letters()] == ["rita@acme.example"]


def test_who_never_came_in_or_is_suspended_gets_no_letter(rita, world):
    from partnerhub.tenancy.users import services

    services.suspend_user(world.alice, rita.person.id)
    ask("rita@acme.example"), ask("hal@acme.example")
    assert letters() == []


def test_the_link_sets_a_password_once_ends_sessions_and_keeps_the_second_step(rita):
    ask("RITA@acme.example")
    link = link_in(letters()[0])
    assert set_by(link, OTHER).status_code == 302
    assert rita.browser.get("/customers/").status_code == 302
    rita.client = Client()
    assert rita.password(PASSWORD).status_code == 200
    assert "second-factor" in rita.password(OTHER)["Location"]
    set_by(link, "a third horse entirely")
    assert "second-factor" in rita.password(OTHER)["Location"]
    acts = AuditEntry.objects.filter(subject="rita@acme.example").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["signed_in", "password.link_sent", "password.changed"]
    assert [letter.subject for letter in letters()][-1] == "Your sign-in was changed"


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_the_link_works_for_an_hour(rita, clock, minutes, works):
    ask("rita@acme.example")
    link = link_in(letters()[0])
    clock.shift(timedelta(minutes=minutes))
    set_by(link, OTHER)
    rita.client = Client()
    assert (rita.password(OTHER).status_code == 302) is works


def test_asking_too_often_is_answered_429(db):
    codes = [ask("rita@acme.example").status_code for _ in range(25)]
    assert 429 in codes and codes[0] == 302


def test_changing_it_ends_the_other_sessions_and_not_this_one(comer):
    here, there = comer("rita"), comer("rita")
    here.come_in()
    there.password()
    there.code(recovery_free_code())
    answer = here.client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    assert answer.status_code == 302
    assert here.client.get("/customers/").status_code == 200
    assert there.client.get("/customers/").status_code == 302


def recovery_free_code() -> str:
    """Return the code of the half minute before: a second sign-in takes none that was used."""
    from tests.signin.codes import app_code

    return app_code(steps=-1)
