"""Two people edit one customer: the second sees both versions on one page and takes over or keeps, detail by detail (P9)."""

import re
from html import unescape

import pytest

from partnerhub.portfolio.models import Customer

AT = "/customers/details/HARBOR/"


def fields(answer) -> dict[str, str]:
    """Return what a browser would send back: hidden fields, texts, and the choices that are made already."""
    page = answer.content.decode().split('<form method="post" class="card')[1].split("</form>")[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        if given.get("type") != "radio" or " checked" in tag:
            found[given["name"]] = given.get("value", "")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    found.pop("csrfmiddlewaretoken")
    return found


def kept() -> tuple[object, ...]:
    return Customer._base_manager.values_list("name", "domain", "country", "version").get(reference="HARBOR")


@pytest.fixture
def behind(doors):
    """Adam opened the form, then Alice changed name and domain; return his browser and what he sends."""
    adam, alice = doors.browser("adam"), doors.browser("alice")
    his, hers = fields(adam.get(AT)), fields(alice.get(AT))
    assert alice.post(AT, hers | {"name": "Harbor & Sons", "domain": "sons.example"}).status_code == 302
    return adam, his | {"name": "Harbor “Foods” <AB>", "country": "NO"}


def test_nothing_was_stored_and_both_versions_stand_on_one_page(behind):
    adam, his = behind
    answer = adam.post(AT, his)
    assert answer.status_code == 409 and kept() == ("Harbor & Sons", "sons.example", "SE", 2)
    page = unescape(answer.content.decode())
    for words in ("Harbor & Sons", "Harbor “Foods” <AB>", "sons.example", "harbor.example", "Sweden", "Norway"):
        assert words in page


def test_what_only_the_other_one_changed_is_taken_over_unless_one_says_otherwise(behind):
    adam, his = behind
    chosen = fields(adam.post(AT, his))
    assert {name: value for name, value in chosen.items() if name.startswith("choice_")} == {
        "choice_name": "yours", "choice_domain": "now", "choice_country": "yours",
    }  # fmt: skip
    assert adam.post(AT, chosen).status_code == 302
    assert kept() == ("Harbor “Foods” <AB>", "sons.example", "NO", 3)


def test_each_detail_can_be_taken_over_or_kept(behind):
    adam, his = behind
    chosen = fields(adam.post(AT, his)) | {"choice_name": "now", "choice_domain": "yours", "choice_country": "now"}
    assert adam.post(AT, chosen).status_code == 302
    assert kept() == ("Harbor & Sons", "harbor.example", "SE", 3)


def test_who_takes_everything_over_changes_nothing(behind):
    adam, his = behind
    chosen = fields(adam.post(AT, his))
    chosen |= {name: "now" for name in chosen if name.startswith("choice_")}
    assert adam.post(AT, chosen).status_code == 302 and kept()[3] == 2


def test_a_third_editor_in_between_is_noticed_again_and_nothing_is_lost(behind, doors):
    adam, his = behind
    chosen = fields(adam.post(AT, his))
    alice = doors.browser("alice")
    alice.post(AT, fields(alice.get(AT)) | {"country": "DK"})
    again = adam.post(AT, chosen)
    assert again.status_code == 409 and kept() == ("Harbor & Sons", "sons.example", "DK", 3)
    last = fields(again)
    assert last["yours_name"] == "Harbor “Foods” <AB>" and last["yours_country"] == "NO" and last["choice_name"] == "yours"
    assert adam.post(AT, last).status_code == 302
    assert kept() == ("Harbor “Foods” <AB>", "sons.example", "NO", 4)


def test_two_who_change_the_same_to_the_same_do_not_disturb_each_other(doors):
    adam, alice = doors.browser("adam"), doors.browser("alice")
    his, hers = fields(adam.get(AT)), fields(alice.get(AT))
    assert alice.post(AT, hers | {"country": "NO"}).status_code == adam.post(AT, his | {"country": "NO"}).status_code == 302
    assert kept()[2:] == ("NO", 2)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(doors):
    browser = doors.browser("alice")
    answer = browser.post(AT, fields(browser.get(AT)) | {"name": "New name", "console_url": "console.example"})
    page = answer.content.decode()
    assert answer.status_code == 422 and kept()[3] == 1
    assert "An address begins with http:// or https://." in page and 'aria-invalid="true"' in page
    sent = fields(answer)
    assert (sent["name"], sent["console_url"], sent["was_name"]) == ("New name", "console.example", "Harbor Foods")
    assert browser.post(AT, sent | {"console_url": "https://console.example/"}).status_code == 302
    assert kept()[0] == "New name"


def test_a_form_without_a_version_overwrites_nothing(doors):
    browser = doors.browser("alice")
    for version in ("", "x", "-1", "0", "99", "٣"):
        assert browser.post(AT, {"version": version, "name": "Overwritten"}).status_code == 409
    assert kept()[0] == "Harbor Foods"
