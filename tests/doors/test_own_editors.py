"""Two people change the own organization: the second finds what they typed, and what it says now beside it (P9)."""

import re
from html import unescape

import pytest
from django.core.files.base import ContentFile

from partnerhub.portfolio.models import OwnOrganization
from partnerhub.portfolio.own import services
from tests.portfolio.own_scenes import PNG, SEEN_ON_BOTH, launch

PROFILE, BRAND, SET_UP = "/organization/profile/", "/organization/brand/", "/organization/set-up/"
TAKEN = "Taken over from the other one"


def page(answer) -> str:
    return unescape(answer.content.decode())


def fields(answer) -> dict[str, str]:
    """Return what a browser would send back: hidden fields, texts and choices."""
    form = answer.content.decode().split('own-form"')[1].split("</form>")[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = {name: unescape(value) for name, value in re.findall(r' ([a-z]+)="([^"]*)"', tag)}
        if given["type"] not in {"file", "checkbox"} or " checked" in tag:
            found[given["name"]] = given.get("value", "")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    found.pop("csrfmiddlewaretoken")
    return found


def beside(answer, name: str) -> str:
    """Return what is said beside a field about the other one's change."""
    said = re.search(rf'<p class="quiet" id="id_{name}-help">.*?<strong>(.*?)</strong>', answer.content.decode())
    return unescape(said[1]) if said else ""


def kept(*names: str) -> tuple[object, ...]:
    return OwnOrganization._base_manager.values_list(*names).get()


@pytest.fixture
def acme(doors):
    """Acme is launched and in Sweden; version 4."""
    launch(doors.world)
    services.change_own(doors.world.alice, seen=3, changes={"country": "SE", "city": "Lund"})
    return doors


@pytest.fixture(params=[PROFILE, f"{SET_UP}?step=profile"])
def behind(acme, request):
    """The form was open when somebody else changed name and city; return the address, the browser, what it sends."""
    first, second, at = acme.browser("alice"), acme.browser("alice"), request.param
    mine = fields(second.get(at))
    assert first.post(PROFILE, fields(first.get(PROFILE)) | {"name": "Acme North", "city": "Malmö"}).status_code == 302
    return at, second, mine | {"name": "Acme “South” <AB>", "country": "NO"}


def test_nothing_was_stored_and_what_was_typed_is_in_the_form_with_the_others_words_beside_it(behind):
    at, browser, mine = behind
    answer = browser.post(at, mine)
    assert answer.status_code == 409 and kept("name", "city", "country", "version") == ("Acme North", "Malmö", "SE", 5)
    again = fields(answer)
    assert (again["name"], again["country"], again["version"]) == ("Acme “South” <AB>", "NO", "5")
    assert beside(answer, "name") == "Now it says: Acme North" and beside(answer, "country") == "Now it says: Sweden"
    assert "Somebody else changed this meanwhile" in page(answer)


def test_what_only_the_other_one_changed_is_taken_over_and_said(behind):
    at, browser, mine = behind
    answer = browser.post(at, mine)
    assert fields(answer)["city"] == "Malmö" and beside(answer, "city") == f"{TAKEN}; it said: Lund"
    assert beside(answer, "street") == ""
    assert browser.post(at, fields(answer)).status_code == 302
    assert kept("name", "city", "country", "version") == ("Acme “South” <AB>", "Malmö", "NO", 6)


def test_a_third_editor_in_between_is_noticed_again_and_nothing_is_lost(behind, doors):
    at, browser, mine = behind
    chosen = fields(browser.post(at, mine))
    third = doors.browser("alice")
    third.post(PROFILE, fields(third.get(PROFILE)) | {"street": "Storgatan 1"})
    answer = browser.post(at, chosen)
    assert answer.status_code == 409
    assert (fields(answer)["name"], fields(answer)["street"]) == ("Acme “South” <AB>", "Storgatan 1")
    assert browser.post(at, fields(answer)).status_code == 302 and kept("version") == (7,)


def test_a_mistake_in_the_form_does_not_hide_that_somebody_else_was_first(behind):
    at, browser, mine = behind
    wrong = browser.post(at, mine | {"phone": "call me"})
    assert wrong.status_code == 422 and fields(wrong)["version"] == mine["version"]
    answer = browser.post(at, fields(wrong) | {"phone": ""})
    assert answer.status_code == 409 and fields(answer)["city"] == "Malmö" and kept("name") == ("Acme North",)


def test_without_what_the_page_showed_what_was_typed_stays(acme):
    browser = acme.browser("alice")
    answer = browser.post(PROFILE, {"step": "profile", "version": "0", "name": "Second"})
    assert answer.status_code == 409
    assert (fields(answer)["name"], fields(answer)["city"]) == ("Second", "")
    assert beside(answer, "city") == "Now it says: Lund"


@pytest.mark.parametrize("at", [BRAND, f"{SET_UP}?step=brand"])
def test_a_color_that_was_typed_stays_and_a_picture_has_to_be_chosen_again(acme, at):
    browser, other = acme.browser("alice"), acme.browser("alice")
    mine = fields(browser.get(at)) | {"accent": "#2a7fbf"}
    assert other.post(BRAND, fields(other.get(BRAND)) | {"accent": SEEN_ON_BOTH}).status_code == 302
    answer = browser.post(at, mine | {"logo": ContentFile(PNG, name="logo.png")})
    assert answer.status_code == 409 and beside(answer, "accent") == f"Now it says: {SEEN_ON_BOTH}"
    assert fields(answer)["accent"] == "#2a7fbf" and "choose it again" in beside(answer, "logo")
    sent = fields(answer) | {"logo": ContentFile(PNG, name="logo.png")}
    assert browser.post(at, sent).status_code == 302
    assert kept("accent", "logo_type") == ("#2a7fbf", "image/png")


def test_who_looked_at_the_administrators_on_an_old_page_is_shown_them_again(acme):
    OwnOrganization._base_manager.update(staffed_at=None)
    browser = acme.browser("alice")
    answer = browser.post(SET_UP, {"step": "administrators", "version": "1"})
    assert answer.status_code == 409 and "Look at it as it is now" in page(answer)
    version = re.search(r'value="administrators"><input type="hidden" name="version" value="(\d+)"', page(answer))[1]
    assert browser.post(SET_UP, {"step": "administrators", "version": version}).status_code == 302
