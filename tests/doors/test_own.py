"""FR-03, FR-08: the own organization at the doors: where it is launched from, how it looks to whom, over the API, too."""

import json

import pytest
from django.core.files.base import ContentFile

from partnerhub.portfolio.own import services
from partnerhub.tenancy.models import AuditEntry, Grant
from tests.portfolio.own_scenes import PNG, SEEN_ON_BOTH, launch, order_for_acme

LAUNCH = "Launch my organization"
ALL_OF_ACME = ("alice", "adam", "rita", "hal", "petra", "cleo")


def page(doors, name: str, address: str = "/audit/") -> str:
    return doors.browser(name).get(address).content.decode()


@pytest.fixture
def branded(doors):
    """Acme is launched, with a color and a logo."""
    launch(doors.world)
    services.change_own(doors.world.alice, seen=3, changes={"accent": SEEN_ON_BOTH}, logo=PNG)
    return doors


def test_it_is_first_in_the_navigation_of_who_may_launch_it_and_of_the_partners_people_afterwards(doors):
    """FR-03: before it is launched, others have nothing to see there."""
    shown = [name for name in ALL_OF_ACME if LAUNCH in page(doors, name)]
    assert shown == ["alice"]
    navigation = page(doors, "alice").split('id="navigation"')[1]
    assert navigation.index(LAUNCH) < navigation.index('href="/customers/"')
    assert doors.browser("alice").get("/")["Location"] == "/customers/"  # the day begins there all the same
    launch(doors.world)
    assert [name for name in ALL_OF_ACME if LAUNCH in page(doors, name)] == ["alice", "adam", "rita", "hal", "petra"]
    assert LAUNCH in page(doors, "carol") and doors.browser("carol").get("/organization/").status_code == 302


def test_the_look_of_the_partner_is_around_every_page_of_its_people_and_of_nobody_else(branded):
    for name in ALL_OF_ACME:
        text = page(branded, name)
        assert "Acme Nordic" in text and "/organization/brand.css?v=" in text and "/organization/logo/?v=" in text
    text = page(branded, "carol")
    assert "Acme" not in text and "/organization/brand.css" not in text and "/organization/logo/" not in text
    for address in ("/organization/logo/", "/organization/brand.css"):
        assert branded.browser("carol").get(address).status_code == 404
        assert branded.browser("").get(address).status_code == 302


def test_logo_and_color_may_stay_in_the_readers_own_browser_and_nowhere_else(branded):
    browser = branded.browser("rita")
    for address, kind in (("/organization/logo/", "image/png"), ("/organization/brand.css", "text/css; charset=utf-8")):
        plain = browser.get(address)
        assert (plain.status_code, plain["Content-Type"], plain["Cache-Control"]) == (200, kind, "private, no-cache")
        assert plain["X-Content-Type-Options"] == "nosniff" and "Cookie" in plain["Vary"]
        again = browser.get(address, headers={"If-None-Match": plain["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        by_content = browser.get(f"{address}?v={plain['ETag'].strip(chr(34))}")
        assert "immutable" in by_content["Cache-Control"] and "private" in by_content["Cache-Control"]
        assert "immutable" not in browser.get(f"{address}?v=another")["Cache-Control"]
    assert browser.get("/organization/logo/").content == PNG
    assert SEEN_ON_BOTH in browser.get("/organization/brand.css").content.decode()


def test_a_logo_is_sent_with_the_form_and_refused_when_it_is_something_else(doors):
    browser = doors.browser("alice")
    sent = {"step": "brand", "version": "0", "accent": ""}
    wrong = browser.post("/organization/brand/", sent | {"logo": ContentFile(b"<svg/>", name="logo.png")})
    assert wrong.status_code == 422 and "PNG, JPEG, WebP or GIF" in wrong.content.decode()
    large = ContentFile(PNG + b"\0" * services.LARGEST_LOGO, name="logo.png")
    assert browser.post("/organization/brand/", sent | {"logo": large}).status_code == 422
    assert browser.post("/organization/brand/", sent | {"logo": ContentFile(PNG, name="x.exe")}).status_code == 302
    assert browser.get("/organization/logo/")["Content-Type"] == "image/png"
    assert browser.post("/organization/brand/", sent | {"version": "1", "remove_logo": "1"}).status_code == 302
    assert browser.get("/organization/logo/").status_code == 404


def test_who_comes_second_is_told_both_versions_on_a_page_in_the_wizard_and_over_the_api(doors):
    """P9."""
    alice = doors.browser("alice")
    assert alice.post("/organization/profile/", {"step": "profile", "version": "0", "name": "First"}).status_code == 302
    second = alice.post("/organization/profile/", {"step": "profile", "version": "0", "name": "Second"})
    assert second.status_code == 409
    assert "First" in second.content.decode() and "Second" in second.content.decode()
    body = {"data": json.dumps({"version": 0, "name": "Third"}), "content_type": "application/json"}
    call = doors.program("alice").patch("/api/v1/organization", **body)
    assert (call.status_code, call.json()["current"]["name"]) == (409, "First")


def test_over_the_api_it_is_changed_on_what_was_seen(doors):
    program = doors.program("alice")
    seen = program.get("/api/v1/organization")
    assert (seen.json()["version"], seen.json()["launched"], seen.json()["name"]) == (0, False, "")
    body = {"data": json.dumps({"version": 0, "name": "We", "country": "se"}), "content_type": "application/json"}
    assert program.patch("/api/v1/organization", **body, headers={"If-Match": '"other"'}).status_code == 412
    made = program.patch("/api/v1/organization", **body, headers={"If-Match": seen["ETag"]})
    assert (made.status_code, made.json()["country"], made.json()["version"]) == (200, "SE", 1)
    assert AuditEntry.objects.filter(act="organization.changed").count() == 1


def test_the_wizard_goes_to_the_first_step_that_is_not_done_and_gives_roles_after_a_look(doors):
    """FR-04, FR-07: left and resumed; a role is given by the service that guards rights."""
    alice, at = doors.browser("alice"), "/organization/set-up/"
    assert "Step 1 of 6" in page(doors, "alice", at)
    assert "Step 1 of 6" in page(doors, "alice", f"{at}?step=administrators")
    for sent in (
        {"step": "plan", "version": "0"}, {"step": "terms", "version": "1", "agreement": "1"},
        {"step": "profile", "version": "0", "name": "Acme Nordic"}, {"step": "brand", "version": "1"},
    ):  # fmt: skip
        assert alice.post(at, sent).status_code == 302
    assert "Step 5 of 6" in page(doors, "alice", at)
    given = {"step": "administrators", "act": "grant", "email": "zoe@acme.example", "role": "full_admin"}
    looked = alice.post(at, given)
    assert looked.status_code == 200 and "Nothing was given yet" in looked.content.decode()
    assert not Grant.objects.filter(person__email="zoe@acme.example").exists()
    assert alice.post(at, given | {"confirmed": "1"}).status_code == 302
    assert Grant.objects.get(person__email="zoe@acme.example").role == "FULL_ADMIN"
    assert alice.post(at, given | {"confirmed": "1"}).status_code == 422  # held already
    assert alice.post(at, given | {"email": "alice@acme.example", "confirmed": "1"}).status_code == 403
    assert alice.post(at, {"step": "administrators", "version": "2"}).status_code == 302
    assert alice.post(at, {"step": "products", "version": "2"}).status_code == 302
    assert alice.get(at)["Location"] == "/organization/"
    assert alice.get(f"{at}?step=profile").status_code == 200


def test_the_workspace_shows_everybody_what_is_theirs_and_asks_at_most_twelve_times(branded, django_assert_max_num_queries):
    """FR-08: users, services and subscriptions, analytics of the own organization, settings."""
    order_for_acme(branded.world)
    texts = {}
    for name in ("alice", "rita", "hal", "adam", "petra"):
        browser = branded.browser(name)
        with django_assert_max_num_queries(12, info=name):
            texts[name] = browser.get("/organization/").content.decode()
    for name, has in (("alice", True), ("rita", True), ("hal", False), ("adam", False)):
        assert ("30 of 40 licenses" in texts[name]) is has, name
    assert "OWN-2" in texts["hal"] and "OWN-2" not in texts["adam"] and "OWN-2" not in texts["petra"]
    assert 'href="/orders/by-id/OWN-1/"' in texts["alice"] and 'href="/orders/by-id/OWN-1/"' not in texts["rita"]
    assert 'href="/administrators/"' in texts["alice"] and 'href="/organization/profile/"' in texts["alice"]
    assert 'href="/organization/profile/"' not in texts["rita"]
    assert branded.browser("alice").get("/orders/by-id/OWN-1/").status_code == 200
