"""In which language the hub answers: the person's, else the organization's, else what the browser asks for."""

import re

import pytest

from partnerhub.portfolio.own import services
from partnerhub.tenancy.models import AuditEntry, Person
from partnerhub.tenancy.speaking import language_to
from tests.portfolio.own_scenes import launch


def spoken(doors, name: str, asks: str, address: str = "/profile/") -> str:
    """Return the language of a page, which its head and its document agree on."""
    answer = doors.browser(name).get(address, headers={"Accept-Language": asks})
    said = re.search(r'<html lang="(\w+)"', answer.content.decode())
    assert said and said[1] == answer["Content-Language"] and "Accept-Language" in answer["Vary"]
    return said[1]


def choose(doors, name: str, language: str):
    return doors.browser(name).post("/profile/", {"act": "language", "language": language})


@pytest.mark.parametrize(
    ("asks", "answered"),
    [
        ("sv", "sv"),
        ("sv-FI,sv;q=0.9,en;q=0.8", "sv"),
        ("en-GB,sv;q=0.5", "en"),
        ("de", "en"),
        ("de,sv;q=0.2", "sv"),
        ("", "en"),
    ],
)
def test_a_browser_that_asks_is_answered_in_the_nearest_language(doors, asks, answered):
    assert spoken(doors, "alice", asks) == answered
    assert spoken(doors, "", asks, "/accounts/login/") == answered


def test_the_organization_comes_before_the_browser_and_the_person_before_both(doors):
    launch(doors.world)
    services.change_own(doors.world.alice, seen=3, changes={"language": "sv"})
    assert {name: spoken(doors, name, "en") for name in ("alice", "rita", "petra", "carol")} == {
        "alice": "sv", "rita": "sv", "petra": "sv", "carol": "en",
    }  # fmt: skip
    assert choose(doors, "rita", "en").status_code == 302
    assert [spoken(doors, "rita", asks) for asks in ("sv", "en")] == ["en", "en"]
    assert choose(doors, "carol", "sv").status_code == 302
    assert spoken(doors, "carol", "en") == "sv"
    assert choose(doors, "carol", "").status_code == 302
    assert [spoken(doors, "carol", asks) for asks in ("sv", "en")] == ["sv", "en"]


def test_a_letter_is_in_the_language_of_who_reads_it(doors):
    launch(doors.world)
    emails = {name: doors.world.person(name).email for name in ("alice", "rita", "carol")}
    Person.objects.filter(email=emails["rita"]).update(language="en")
    services.change_own(doors.world.alice, seen=3, changes={"language": "sv"})
    assert {name: language_to(email) for name, email in emails.items()} == {"alice": "sv", "rita": "en", "carol": "en"}
    assert language_to("nobody@elsewhere.example") == "en"


def test_a_choice_is_in_the_trail_once_and_another_language_than_ours_is_refused(doors):
    for _ in range(2):
        choose(doors, "adam", "sv")
    entry = AuditEntry.objects.get(act="user.language_chosen")
    assert entry.details["language"] == {"before": "", "after": "sv"}
    answer = choose(doors, "adam", "tlh")
    assert answer.status_code == 422 and doors.world.person("adam").language == "sv"


def test_dates_are_written_as_the_language_does(doors):
    pattern = re.compile(r"\b(\d{1,2}) (\w{3,4})\.? (20\d\d)\b")
    english, swedish = (
        pattern.findall(doors.browser("alice").get("/customers/", headers={"Accept-Language": language}).content.decode())
        for language in ("en", "sv")
    )
    assert english and [(day, year) for day, _, year in english] == [(day, year) for day, _, year in swedish]
    assert all(month.istitle() for _, month, _ in english) and all(month.islower() for _, month, _ in swedish)
