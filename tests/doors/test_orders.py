"""CL-08, FR-06 at the doors: an order is set up step by step without scripts, a customer added; the same for programs."""

import json
import re
import uuid

import pytest

from partnerhub.portfolio.models import Customer, Subscription
from partnerhub.tenancy.models import AuditEntry, TokenScope
from tests.portfolio.order_scenes import with_orders
from tests.world import customer

ORDER = "/orders/by-id/ORD-1/"


@pytest.fixture
def waiting(doors):
    with_orders(doors.world)
    return doors


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split('<main id="main"')[1]))


def hidden(answer) -> dict[str, str]:
    """Return what the last form of a page carries along."""
    form = answer.content.decode().rsplit("<form", 1)[1]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def step(browser, at: str = ORDER, **sent):
    """Open an address, send its form, and return the page that follows."""
    page = browser.get(at)
    return browser.post(at.partition("?")[0], hidden(page) | sent, follow=True)


def test_the_list_shows_what_waits_and_the_navigation_counts_it(waiting):
    page = waiting.browser("alice").get("/orders/")
    found = text_of(page)
    assert found.index("ORD-1") < found.index("ORD-3") < found.index("ORD-5")
    assert "12 Calling" in found and "25 Meetings" in found and "5 waiting" in found and "9 days" in found
    for name, count in (("alice", "5"), ("adam", "3"), ("petra", "1"), ("rita", "")):
        content = waiting.browser(name).get("/customers/").content.decode()
        counted = re.findall(r'class="nav-count">(\d+)<', content)
        assert set(counted) == ({count} if count else set()) and ("/orders/" in content) == bool(count), name


def test_an_order_is_set_up_step_by_step_and_gone_from_the_list(waiting):
    browser = waiting.browser("adam")
    page = browser.get(ORDER)
    assert "Whose order is it?" in text_of(page) and "As the order says" in text_of(page)
    page = step(browser, choice="HARBOR", contact="Ada@harbor.example")
    assert "Review the plan" in text_of(page) and "25" in text_of(page)
    page = step(browser, step="plan")
    assert "I accept these terms for Harbor Foods" in text_of(page)
    refused = browser.post(ORDER, hidden(page))
    assert refused.status_code == 422 and "accept the terms" in text_of(refused)
    page = step(browser, agreement="1")
    assert "Set up everything" in text_of(page) and "A license line with 12 licenses" in text_of(page)
    page = step(browser, products="calling")
    assert "What was chosen is set up" in text_of(page)
    page = step(browser, all="1")
    assert "ORD-1 is set up for Harbor Foods" in text_of(page) and "Set up everything" not in text_of(page)
    assert "ORD-1" not in text_of(browser.get("/orders/"))
    acts = AuditEntry.objects.filter(subject="ORD-1").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["order.mapped", "setup.plan_reviewed", "setup.begun", "order.set_up", "order.set_up"]


def test_steps_ahead_cannot_be_jumped_to_and_the_way_is_resumed(waiting):
    browser = waiting.browser("alice")
    for name in ("services", "terms", "nothing"):
        assert "Whose order is it?" in text_of(browser.get(f"{ORDER}?step={name}"))
    step(browser, choice="HARBOR", contact="ada@harbor.example")
    other = waiting.browser("adam")
    assert "Review the plan" in text_of(other.get(f"{ORDER}?step=services"))
    assert "Contact: ada@harbor.example" in text_of(other.get(f"{ORDER}?step=organization"))


def test_a_new_customer_that_may_be_there_already_is_asked_about_once_more(waiting):
    """FR-06."""
    browser = waiting.browser("alice")
    new = {"choice": "new", "name": "Quarry Steel AB", "country": "SE", "contact": "q@quarry.example"}
    page = step(browser, **new)
    assert "One of these may be the same organization" in text_of(page) and "Quarry Steel" in text_of(page)
    assert not Customer._base_manager.filter(name="Quarry Steel AB").exists()
    sent = hidden(page) | new | {"anyway": "1"}
    page = browser.post(ORDER, sent, follow=True)
    assert "Review the plan" in text_of(page) and "Quarry Steel AB" in text_of(page)
    assert browser.post(ORDER, sent | {"anyway": ""}).status_code == 302
    assert Customer._base_manager.filter(name="Quarry Steel AB").count() == 1


def test_suggestions_and_search_stay_within_reach(waiting):
    waiting.world.take_in(customers=[customer("ALIKE", "Harbor Foods Ltd")])
    found = text_of(waiting.browser("alice").get(ORDER))
    assert "Harbor Foods Ltd" in found and "The same name" in found
    assert "Quarry Steel" in text_of(waiting.browser("alice").get(f"{ORDER}?step=organization&q=quar"))
    for address in (ORDER, f"{ORDER}?step=organization&q=quar", f"{ORDER}?step=organization&q=harbor"):
        found = text_of(waiting.browser("adam").get(address))
        assert "Harbor Foods Ltd" not in found and "Quarry" not in found
    assert "Search your customers" not in waiting.browser("cleo").get(ORDER).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"choice": "QUARRY", "contact": ""}, "e-mail address"),
     ({"choice": "INITECH", "contact": "a@b.example"}, "has to be chosen"),
     ({"choice": "new", "contact": "a@b.example"}, "Name"), ({"contact": "a@b.example"}, "choice"),
     ({"choice": "QUARRY", "contact": "a@b.example\0"}, "valid email")],
)  # fmt: skip
def test_what_cannot_be_says_why_and_what_was_chosen_stays(waiting, sent, said):
    page = waiting.browser("alice").get(ORDER)
    answer = waiting.browser("alice").post(ORDER, hidden(page) | sent)
    assert answer.status_code == 422 and "Nothing was changed" in text_of(answer) and said in text_of(answer)


def test_the_second_of_two_is_told_and_the_same_form_sent_twice_acts_once(waiting):
    """P8, P9."""
    alice, adam = waiting.browser("alice"), waiting.browser("adam")
    sent = hidden(alice.get(ORDER)) | {"choice": "HARBOR", "contact": "ada@harbor.example"}
    assert [alice.post(ORDER, sent).status_code for _ in range(2)] == [302, 302]
    late = adam.post(ORDER, sent | {"contact": "eve@harbor.example", "step": "organization"})
    assert late.status_code == 409 and "ada@harbor.example" in text_of(late) and "eve@harbor.example" in text_of(late)
    assert AuditEntry.objects.filter(act="order.mapped").count() == 1


def test_what_is_set_up_or_over_is_shown_and_offers_nothing(waiting):
    for reference, said in (("DONE", "whole"), ("OVER", "Nothing is left to set up"), ("PAST", "Nothing is left to set up")):
        page = waiting.browser("alice").get(f"/orders/by-id/{reference}/")
        assert page.status_code == 200 and "Set up everything" not in text_of(page), reference
        assert reference == "DONE" or said in text_of(page)


def test_an_organization_that_was_just_added_is_set_up_by_the_same_steps(waiting):
    """FR-06: the wizard of a new customer: plan review, terms, "Get started", prompts."""
    browser = waiting.browser("petra")
    sent = hidden(browser.get("/customers/add/")) | {"name": "Nordic Bees", "country": "SE", "domain": "bees.example"}
    sent |= {"key": str(uuid.uuid4())}
    page = browser.post("/customers/add/", sent, follow=True)
    assert "Review the plan" in text_of(page) and "Nothing was ordered yet" in text_of(page)
    assert browser.post("/customers/add/", sent)["Location"] == page.redirect_chain[-1][0]
    at = page.redirect_chain[-1][0]
    page = step(browser, at)
    page = step(browser, at, agreement="1")
    assert "Set up what was ordered" in text_of(page) and "Start a trial" not in text_of(page)
    page = step(browser, at)
    assert "Nordic Bees is set up" in text_of(page)
    assert Customer._base_manager.filter(name="Nordic Bees").count() == 1


def test_possible_duplicates_are_shown_before_a_customer_is_added(waiting):
    browser = waiting.browser("alice")
    sent = hidden(browser.get("/customers/add/")) | {"name": "harbor foods AB", "country": "SE", "domain": ""}
    page = browser.post("/customers/add/", sent)
    assert page.status_code == 200 and "One of these may be the same" in text_of(page)
    assert not Customer._base_manager.filter(name="harbor foods AB").exists()
    assert "may be the same" not in text_of(waiting.browser("petra").post("/customers/add/", sent, follow=True))
    wrong = browser.post("/customers/add/", sent | {"name": "Zebra", "domain": "no domain"})
    assert wrong.status_code == 422 and "A domain looks like" in text_of(wrong)


def call(program, address: str, method: str = "post", **body):
    sent = {"data": json.dumps(body), "content_type": "application/json"} if method != "get" else {}
    answer = getattr(program, method)(f"/api/v1/{address}", **sent)
    return answer.status_code, json.loads(answer.content)


def test_a_program_sets_an_order_up(waiting):
    program = waiting.program("adam")
    _, page = call(program, "orders?limit=1", "get")
    assert ([one["subscription_id"] for one in page["items"]], page["total"], page["after"]) == (["ORD-1"], 3, "ORD-1")
    _, rest = call(program, f"orders?after={page['after']}", "get")
    assert [one["subscription_id"] for one in rest["items"]] == ["ORD-2", "ORD-5"]
    given = {"customer_id": "HARBOR", "contact": "ada@harbor.example", "version": 0}
    status, order = call(program, "orders/ORD-1/organization", **given)
    assert (status, order["version"], order["mapped_by"]) == (200, 1, "adam@acme.example")
    status, stale = call(program, "orders/ORD-1/organization", **given | {"contact": "eve@harbor.example"})
    assert status == 409 and stale["current"]["contact"] == "ada@harbor.example"
    _, terms = call(program, "terms", "get")
    status, wrong = call(program, "orders/ORD-1/begin", version=1)
    assert (status, wrong["errors"][0]["pointer"]) == (422, "/agreement")
    _, order = call(program, "orders/ORD-1/begin", version=1, accepted_terms=terms["version"])
    assert order["accepted_terms"] == terms["version"]
    _, order = call(program, "orders/ORD-1/products", version=2, products=["meetings"])
    assert (order["setup_state"], order["is_fixed"]) == ("partial", True)
    _, order = call(program, "orders/ORD-1/products", version=3)
    assert order["setup_state"] == "done" and all(one["set_up_by"] for one in order["products"])
    assert Subscription._base_manager.get(reference="ORD-1").setup_state == "DONE"
    assert call(waiting.program("adam", TokenScope.READ), "orders/ORD-2/begin", version=0)[0] == 403


def test_a_program_adds_a_customer_once_and_finds_similar_ones(waiting):
    program, key = waiting.program("petra"), str(uuid.uuid4())
    made = [call(program, "customers", name="Nordic Bees", country="SE", key=key) for _ in range(2)]
    assert made[0] == made[1] and made[0][0] == 201
    status, wrong = call(program, "customers", name="Nordic", country="Sweden")
    assert (status, wrong["errors"][0]["pointer"]) == (422, "/country")
    _, alike = call(program, "similar-customers?name=nordic%20bees%20ab", "get")
    assert [(one["customer"], one["reasons"][0]["fact"]) for one in alike] == [("Nordic Bees", "The same name")]
    assert call(waiting.program("adam"), "similar-customers?name=nordic%20bees", "get")[1] == []
