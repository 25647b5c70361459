"""The overview: every number is that of the list it leads to; what changed is told from visit to visit; nothing foreign."""

import re
from datetime import date, timedelta

import pytest

from partnerhub.guidance.desk import Desk, change_desk
from partnerhub.portfolio.tags import create_tag
from partnerhub.reports.habits import AWAY
from tests.conftest import NOW
from tests.world import customer, licenses, subscription


def shown(doors, name: str, address: str = "/overview/") -> str:
    answer = doors.browser(name).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(html: str) -> dict[str, int]:
    """Return address → the number that leads to it."""
    found = re.findall(r'<a href="(/customers/\?[^"]+)"[^>]*>\s*<(?:strong|span class="overview-number")>([\d,]+)<', html)
    return {address.replace("&amp;", "&"): int(number.replace(",", "")) for address, number in found}


@pytest.mark.parametrize("name", ["alice", "adam", "rita"])
def test_every_number_is_that_of_the_list_it_leads_to(doors, name):
    found = numbers(shown(doors, name))
    assert any("status" in address for address in found) and any("expires" in address for address in found)
    for address, number in found.items():
        listed = shown(doors, name, address)
        rows = set(re.findall(r'href="/customers/by-id/([^/"]+)/"', listed))
        assert len(rows) == number, address


def test_who_sees_no_statuses_is_shown_none_and_can_search(doors):
    for name in ("hal", "petra"):
        html = shown(doors, name)
        assert "overview-statuses" not in html and 'role="search"' in html and "overview/fresh" not in html


def test_the_soonest_come_first_and_those_beyond_the_window_do_not_come(doors):
    world = doors.world
    for days, id_ in ((90, "LAST"), (0, "TODAY"), (91, "LATER"), (30, "MONTH")):
        world.take_in(
            customers=[customer(id_)], subscriptions=[ending(f"S-{id_}", id_, world.today + timedelta(days=days))],
            licenses=[licenses(f"S-{id_}", world.today, 10, 5)],
        )  # fmt: skip
    html = shown(doors, "alice").split('id="ending"')[1].split("</section>")[0]
    named = re.findall(r"/customers/by-id/([^/]+)/", html)
    assert [one for one in named if one in {"LAST", "TODAY", "LATER", "MONTH"}] == ["TODAY", "MONTH", "LAST"]


def test_the_day_begins_with_the_customers_until_somebody_chooses_otherwise_for_themselves(doors):
    def first_page(name):
        return doors.browser(name).get("/").headers["Location"]

    assert first_page("alice") == "/customers/"
    doors.browser("alice").post("/overview/", {"begin": "overview"})
    assert (first_page("alice"), first_page("rita")) == ("/overview/", "/customers/")
    assert "beginning.chosen" in shown(doors, "alice", "/audit/")
    doors.browser("alice").post("/overview/", {"begin": "customers"})
    assert first_page("alice") == "/customers/"


def test_what_others_did_since_the_visit_before_is_told_and_not_ones_own(doors, clock):
    world, start = doors.world, NOW
    assert "your first visit" in shown(doors, "alice", "/overview/news/")
    clock.move_to(start + timedelta(minutes=10), tick=False)
    create_tag(world.adam, label="byadam")
    create_tag(world.alice, label="byalice")
    assert "your first visit" in shown(doors, "alice", "/overview/news/")  # it goes on
    clock.move_to(start + timedelta(minutes=10) + AWAY, tick=False)
    create_tag(world.adam, label="later")
    html = shown(doors, "alice", "/overview/news/")
    assert "later" in html and "byalice" not in html
    assert "later" not in shown(doors, "carol", "/overview/news/")


def test_statuses_and_customers_that_came_since_the_visit_before_are_counted(doors, clock):
    world, start = doors.world, NOW
    clock.move_to(start + timedelta(days=1), tick=False)
    shown(doors, "alice", "/overview/news/")
    clock.move_to(start + timedelta(days=2), tick=False)
    world.take_in(customers=[customer("FRESH")])
    html = shown(doors, "alice", "/overview/news/")
    assert "<strong>1</strong> new in the list" in html
    assert re.search(r"No services</a><span>1 more", html) and "Trial</a>" not in html
    assert "new in the list" not in shown(doors, "carol", "/overview/news/")


def test_unanswered_requests_are_counted_for_whom_they_are(doors):
    world = doors.world
    change_desk(world.alice, Desk(0, "Desk", email="desk@desk.example"))
    assert "Every request for help is answered" in shown(doors, "alice", "/overview/news/")
    doors.browser("adam").post("/resources/desk/", asked())
    assert re.search(r">1</a> <span>not answered yet", shown(doors, "alice", "/overview/news/"))
    assert "Every request for help is answered" in shown(doors, "hal", "/overview/news/")  # it is not his


def test_every_source_says_how_fresh_it_is_and_what_is_old_is_marked(doors, clock):
    world, start = doors.world, NOW
    world.take_in(subscriptions=[subscription("S-1", "HARBOR", world.today)], licenses=[licenses("S-1", world.today, 10, 5)])
    rows = ages(shown(doors, "alice", "/overview/fresh/"))
    assert {"Figures", "Customers", "Subscriptions", "Licenses"} <= set(rows)
    assert f"{world.today.day} " in rows["Licenses"] and "old" not in rows["Licenses"]
    clock.move_to(start + timedelta(days=9), tick=False)
    rows = ages(shown(doors, "alice", "/overview/fresh/"))
    assert "old" in rows["Licenses"] and "old" in rows["Figures"] and "old" not in rows["Customers"]


def ending(id_: str, customer_id: str, on: date) -> dict[str, object]:
    """Return the row of a term that began long ago and ends on a day."""
    return subscription(id_, customer_id, on - timedelta(days=182), end_date=on)


def ages(html: str) -> dict[str, str]:
    rows = re.findall(r'<tr><th scope="row">([A-Z][a-z ]+)(.*?)</tr>', html, re.DOTALL)
    return {name.strip(): re.sub(r"<[^>]+>", " ", rest) for name, rest in rows}


def asked() -> dict[str, str]:
    return {
        "key": "7c4dfb37-7b9c-4f1c-8d3e-111111111111", "subject": "Help", "message": "Please", "product": "", "page": "",
        "step": "confirm",
    }  # fmt: skip
