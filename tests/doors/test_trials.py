"""TR-01, TR-02 at the doors: a trial is started from a form without scripts and changed from the page of its customer."""

import json
import re
import uuid

import pytest

from partnerhub.portfolio import trials
from partnerhub.portfolio.models import Customer, Subscription
from partnerhub.portfolio.ordering import TrialOrder
from partnerhub.terms.codes import TokenScope

ASKED = {"administrator_email": "ada@orchard.example", "vertical": "retail", "days": "30", "quantity-meetings": "10"}
NEW = {"name": "Birka Bakery", "country": "SE", "domain": ""}


@pytest.fixture
def free(doors):
    """End the trial that Orchard has, so that another one can begin."""
    trials.cancel_trial(doors.world.alice, "ORCHARD-T1", on=doors.world.today)


@pytest.fixture
def running(doors, free):
    """Return a trial of Orchard that runs."""
    order = TrialOrder({"meetings": 10}, "ada@orchard.example", "retail")
    return trials.start_trial(doors.world.alice, "ORCHARD", order, on=doors.world.today)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_trial_for_a_new_customer_from_the_list_to_the_page_of_the_customer(doors):
    """TR-01: the form, a look at it once more, and the trial; sent twice it starts one."""
    browser = doors.browser("adam")
    assert "/trials/start/" in text_of(browser.get("/customers/"))
    asked = hidden(text_of(browser.get("/trials/start/"))) | NEW | ASKED
    review = browser.post("/trials/start/", asked)
    assert review.status_code == 200 and "Start this trial?" in text_of(review)
    assert not Customer._base_manager.filter(name="Birka Bakery").exists()
    confirmed = hidden(text_of(review)) | {"step": "confirm"}
    first, second = (browser.post("/trials/start/", confirmed) for _ in range(2))
    assert first.status_code == second.status_code == 302 and first["Location"] == second["Location"]
    page = text_of(browser.get(first["Location"]))
    assert "Birka Bakery" in page and "29 days left" in page and "Extend" in page
    assert Customer._base_manager.filter(name="Birka Bakery").count() == 1


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(doors):
    browser = doors.browser("alice")
    start = hidden(text_of(browser.get("/trials/start/")))
    answer = browser.post("/trials/start/", start | NEW | ASKED | {"country": "", "days": "900", "name": "Birka"})
    assert answer.status_code == 422
    assert "a trial has 1 to 730 days" in text_of(answer).lower() and 'value="Birka"' in text_of(answer)
    answer = browser.post("/trials/start/", start | NEW | ASKED | {"administrator_email": "ada"})
    assert answer.status_code == 422 and 'aria-invalid="true"' in text_of(answer)
    again = browser.post("/trials/start/", start | NEW | ASKED | {"step": "edit"})
    assert again.status_code == 200 and 'value="Birka Bakery"' in text_of(again)


def test_a_known_customer_without_a_trial_offers_one_on_its_page(doors, free):
    """TR-02, CD-08: from its tab, where the trial then stands with who started it and who looks after it."""
    browser = doors.browser("alice")
    assert "/trials/start/?customer=ORCHARD" in text_of(browser.get("/customers/trials/ORCHARD/"))
    asked = hidden(text_of(browser.get("/trials/start/?customer=ORCHARD"))) | ASKED | {"customer": "ORCHARD"}
    assert browser.post("/trials/start/", asked | {"step": "confirm"})["Location"] == "/customers/trials/ORCHARD/"
    page = text_of(browser.get("/customers/trials/ORCHARD/"))
    assert "29 days left" in page and "Alice" in page and "ada@orchard.example" in page and "Retail" in page
    assert "/trials/start/?customer" not in page
    assert "Extend" not in text_of(doors.browser("rita").get("/customers/trials/ORCHARD/"))


def test_a_running_trial_is_extended_changed_and_converted_from_its_page(doors, running):
    browser, at = doors.browser("alice"), f"/trials/by-id/{running.reference}/"
    form = {"customer": "ORCHARD", "seen": running.end_date.isoformat()}
    assert 'value="10"' in text_of(browser.get(at))
    page = text_of(browser.post(at, form | {"act": "extend", "days": "60"}, follow=True))
    assert "59 days left" in page
    late = browser.post(at, form | {"act": "cancel"})
    assert late.status_code == 409 and "/customers/trials/ORCHARD/" in text_of(late)
    form["seen"] = Subscription._base_manager.get(reference=running.reference).end_date.isoformat()
    page = text_of(browser.post(at, form | {"act": "change", "quantity-calling": "7"}, follow=True))
    assert ">Calling</th>" in page and ">Meetings</th>" not in page
    page = text_of(browser.post(at, form | {"act": "convert", "months": "12"}, follow=True))
    assert "Converted" in page and "Nothing was changed" not in page
    page = text_of(browser.post(at, form | {"act": "cancel"}, follow=True))
    assert "Nothing was changed" in page


def call(program, address: str, **body):
    answer = program.post(f"/api/v1/{address}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_program_starts_extends_converts_and_cancels(doors, free):
    program, asked = doors.program("alice"), {"products": {"meetings": 10}, "administrator_email": "ada@orchard.example"}
    asked["key"] = str(uuid.uuid4())
    status, made = call(program, "customers/ORCHARD/trials", **asked)
    assert (status, made["customer_id"]) == (201, "ORCHARD")
    assert call(program, "customers/ORCHARD/trials", **asked) == (201, made)
    status, wrong = call(program, "customers/ORCHARD/trials", **asked | {"key": None})
    assert (status, wrong["errors"][0]["pointer"]) == (422, "/products")
    at, seen = f"trials/{made['subscription_id']}", made["end_date"]
    assert call(program, f"{at}/extend", days=60, seen_end_date=seen)[0] == 200
    status, stale = call(program, f"{at}/cancel", seen_end_date=seen)
    assert status == 409 and stale["current"]["end_date"] > seen
    status, paid = call(program, f"{at}/convert", months=12)
    assert status == 200 and paid["subscription_id"] != made["subscription_id"]
    assert call(program, f"{at}/cancel")[0] == 422
    assert call(doors.program("alice", TokenScope.READ), f"{at}/cancel")[0] == 403


def test_a_trial_for_somebody_in_the_list_begins_with_finding_them(doors):
    """TR-01: from the list, for a customer who is there or a new one; nobody finds customers beyond their reach."""
    alice, adam = doors.browser("alice"), doors.browser("adam")
    page = alice.get("/trials/start/?find=harb").content.decode()
    assert "Harbor Foods" in page and "/trials/start/?customer=HARBOR" in page and "Name of the new customer" in page
    assert "Quarry" not in adam.get("/trials/start/?find=qua").content.decode()
    chosen = alice.get("/trials/start/?customer=HARBOR").content.decode()
    assert "For Harbor Foods, HARBOR" in chosen and "Name of the new customer" not in chosen
