"""Coming in and going out: by invitation, back to one's own page, never more often than allowed (FR-02, FR-11, CL-01)."""

import re

import pytest
from django.urls import reverse

from partnerhub.tenancy.models import Grant, Person
from tests.signin.codes import app_code

PASSWORD = "correct horse battery staple"


@pytest.fixture
def rita(doors) -> Person:
    person = doors.world.person("rita")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(browser, address: str = "/account/login/", email: str = "rita@acme.example", password: str = PASSWORD):
    return browser.post(address, {"login": email, "password": password})


def come_in(browser, address: str = "/account/login/"):
    """Sign in by password and then by the code of one's app."""
    there = sign_in(browser, address)["Location"]
    return browser.post(there, {"code": app_code()})


def test_signing_in_leads_to_the_list_of_customers(doors, rita):
    browser = doors.browser("")
    answer = come_in(browser)
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert browser.get("/")["Location"] == "/customers/"


@pytest.mark.parametrize(
    ("name", "first"),
    [("alice", "/customers/"), ("hal", "/customers/"), ("petra", "/customers/"), ("cleo", "/customers/own/")],
)
def test_everybody_lands_on_a_page_they_may_see(doors, name, first):
    browser = doors.browser(name)
    assert browser.get("/")["Location"] == first
    assert browser.get(first, follow=True).status_code == 200


NAVIGATION = {
    "alice": [
        "Launch my organization", "Overview", "Customers", "Order setup", "Tags", "Administrators", "Users",
        "Access requests", "Subscriptions", "Calling engagement", "Resources and help", "Imports", "Thresholds", "Upkeep",
        "Sign-in", "Audit trail", "API",
    ],
    "adam": [
        "Overview", "Customers", "Order setup", "Tags", "Access requests", "Subscriptions", "Calling engagement",
        "Resources and help", "Imports", "Audit trail", "API",
    ],
    "rita": [
        "Overview", "Customers", "Tags", "Administrators", "Users", "Subscriptions", "Calling engagement",
        "Resources and help", "Thresholds", "Upkeep", "Sign-in", "Audit trail", "API",
    ],
    "hal": ["Overview", "Customers", "Tags", "Access requests", "Resources and help", "Audit trail"],
    "petra": ["Overview", "Customers", "Order setup", "Tags", "Resources and help", "Audit trail", "API"],
    "cleo": [
        "My organization", "Workspace", "Order setup", "Access requests", "Subscriptions", "Calling engagement",
        "Audit trail",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NAVIGATION)
def test_the_navigation_offers_what_one_may_follow_and_nothing_else(doors, name):
    """FR-11: the left navigation reaches the pages that there are."""
    browser = doors.browser(name)
    text = browser.get("/audit/").content.decode()
    side = text.split('id="navigation"')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)"[^>]*>.*?</svg>\s*<span>([^<]+)</span>', side)
    assert [label.strip() for _, label in found] == NAVIGATION[name]
    assert all(browser.get(address, follow=True).status_code == 200 for address, _ in found)


def test_a_stranger_comes_back_to_the_page_they_asked_for(doors, rita):
    browser = doors.browser("")
    asked = "/analytics/subscriptions/?product=calling&expiring.q=a%26b"
    there = browser.get(asked)["Location"]
    assert there.startswith("/account/login/?next=")
    assert come_in(browser, there)["Location"] == asked


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "http:///evil.example"],
)  # fmt: skip
def test_next_leads_to_the_own_host_only(doors, rita, elsewhere):
    browser = doors.browser("")
    step = browser.post(f"/account/login/?next={elsewhere}", {"login": rita.email, "password": PASSWORD, "next": elsewhere})
    answer = browser.post(step["Location"], {"code": app_code()})
    assert answer.status_code == 302 and answer["Location"] == "/"


@pytest.mark.parametrize("back", ["https://evil.example/page", "//evil.example", ""])
def test_choosing_a_look_goes_back_to_the_own_host_only(doors, back):
    answer = doors.browser("rita").post("/look/", {"theme": "dark"}, headers={"Referer": back})
    assert answer["Location"] == "/" and answer.cookies["theme"].value == "dark"


def test_choosing_a_look_goes_back_to_the_page_and_knows_three(doors):
    browser = doors.browser("rita")
    answer = browser.post("/look/", {"theme": "dark"}, headers={"Referer": "http://testserver/audit/"})
    assert answer["Location"] == "http://testserver/audit/"
    assert "theme" not in browser.post("/look/", {"theme": "<b>"}).cookies
    assert 'data-theme="dark"' in browser.get("/audit/").content.decode()


def test_open_sign_up_is_closed(doors):
    browser = doors.browser("")
    for answer in (browser.get("/account/signup/"), browser.post("/account/signup/", {
        "email": "mallory@evil.example", "password1": PASSWORD, "password2": PASSWORD,
    })):  # fmt: skip
        assert "By invitation only" in answer.content.decode()
    assert not Person.objects.filter(email="mallory@evil.example").exists()


def test_nobody_changes_the_address_that_their_rights_are_given_to(doors):
    browser = doors.browser("adam")
    for address in ("/account/email/", "/account/confirm-email/", "/account/login/code/confirm/"):
        assert browser.post(address, {"action_add": "", "email": "alice@acme.example"}).status_code == 404
    assert doors.world.person("adam").email == "adam@acme.example"


def test_a_wrong_password_and_an_unknown_address_answer_alike(doors, rita):
    texts = []
    for email, password in ((rita.email, "wrong"), ("stranger@acme.example", "wrong"), ("carol@globex.example", "wrong")):
        answer = sign_in(doors.browser(""), email=email, password=password)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "")
        texts.append((answer.status_code, text))
    assert len(set(texts)) == 1 and texts[0][0] == 200


def test_too_many_wrong_passwords_are_answered_429_with_when_to_try_again(doors, rita):
    browser = doors.browser("")
    codes = [sign_in(browser, password="wrong").status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    answer = sign_in(browser)
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Too many attempts" in answer.content.decode() and "no-store" in answer["Cache-Control"]


def test_a_suspended_person_is_out_on_the_next_click_in_every_session(doors):
    browsers = [doors.browser("rita"), doors.browser("rita")]
    Person.objects.filter(email="rita@acme.example").update(is_active=False)
    for browser in browsers:
        assert browser.get("/customers/").status_code == 302
        assert browser.get("/api/v1/customers").status_code == 401


def test_a_role_that_was_taken_away_is_gone_on_the_next_click(doors):
    browser = doors.browser("rita")
    assert browser.get("/customers/").status_code == 200
    Grant.objects.filter(person__email="rita@acme.example").delete()
    assert browser.get("/customers/").status_code == 403
    assert browser.get("/api/v1/customers").status_code == 403


def test_signing_out_ends_the_session(doors):
    browser = doors.browser("rita")
    assert browser.post("/account/logout/").status_code == 302
    assert browser.get("/customers/").status_code == 302


def test_who_came_by_a_link_can_set_a_password_and_sign_in_with_it(doors, client):
    from partnerhub.tenancy import services
    from partnerhub.tenancy.selectors import person_with_email

    world = doors.world
    world.take_in(administrators=[{"email": "new@acme.example", "role": "read_only", "name": "New"}])
    secret = services.make_link(world.system(), person_with_email("new@acme.example"))
    client.post(reverse("link", args=[secret]))
    assert client.get("/account/password/change/")["Location"] == "/account/password/set/"
    client.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(doors.browser(""), email="new@acme.example").status_code == 302


@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_needs_no_token_of_a_form_and_writing_does(doors, method):
    browser = doors.browser("alice", enforce_csrf_checks=True)
    assert getattr(browser, method)("/settings/").status_code == 200
    for address in ("/settings/", "/look/", "/imports/", "/account/logout/", "/account/login/", "/link/invented/"):
        answer = browser.post(address, {})
        assert answer.status_code == 403 and "Your role does not permit" in answer.content.decode()


def test_a_call_from_a_page_needs_the_form_token_to_write_and_a_program_does_not(doors):
    body = {"data": '{"version": 0, "values": {"near_days": 60}}', "content_type": "application/json"}
    browser = doors.browser("alice", enforce_csrf_checks=True)
    refused = browser.put("/api/v1/settings", **body)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    browser.get("/settings/")
    token = browser.cookies["csrftoken"].value
    assert browser.put("/api/v1/settings", **body, headers={"X-CSRFToken": token}).status_code == 200
    again = {"data": '{"version": 1, "values": {"near_days": 61}}', "content_type": "application/json"}
    assert doors.program("alice").put("/api/v1/settings", **again).status_code == 200


def test_a_call_by_nobody_is_401_before_anything_else(doors):
    for headers in ({}, {"Authorization": "Bearer hub_dead"}, {"Authorization": "Basic YTpi"}):
        answer = doors.browser("", enforce_csrf_checks=True).put(
            "/api/v1/settings", "{}", "application/json", headers=headers
        )
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_only_reads_writes_nothing(doors):
    from partnerhub.portfolio.selectors import settings_in_force
    from partnerhub.terms.codes import TokenScope

    program = doors.program("alice", TokenScope.READ)
    assert program.get("/api/v1/settings").status_code == 200
    for method, address in (("put", "settings"), ("post", "imports"), ("post", f"imports/{doors.import_in_order()}/commit")):
        answer = getattr(program, method)(f"/api/v1/{address}", "{}", "application/json")
        assert answer.status_code == 403, address
    assert settings_in_force(doors.world.alice).version == 0
