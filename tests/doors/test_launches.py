"""CL-11 at the doors: the icon of a row enters an organization; every page says so until it is left or over (P4, P13)."""

import json
import re
from datetime import timedelta

import pytest

from partnerhub.tenancy.models import AuditEntry, Grant, Launch
from partnerhub.terms.codes import Role
from tests.doors.expected import COLUMNS, PAGES

BANNER = 'class="launched"'
PLACES = ("/customers/", "/tags/", "/administrators/", "/audit/", "/settings/", "/workspace/", "/workspace/people/",
          "/workspace/trail/", "/orders/", "/access/", "/account/password/set/", "/customers/by-id/NOBODY/")  # fmt: skip


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split('<main id="main"')[1]))


def enter(browser, reference: str = "HARBOR"):
    return browser.post("/launch/", {"customer": reference}, follow=True)


def trail(organization_id: int) -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(partner_id=organization_id).order_by("number").values_list("act", "actor")
    return [one for one in found if one[0].split(".")[0] in {"launch", "tag", "order", "setup"}]


def test_the_icon_at_the_end_of_each_row_and_the_button_on_the_page_enter_the_organization(doors):
    """CL-11."""
    browser = doors.browser("adam")
    row = browser.get("/customers/").content.decode().split("data-row")[1].split("</tr>")[0]
    assert re.search(r'<td><button class="launch" form="launch" name="customer" value="HARBOR"[^>]*Launch Harbor Foods', row)
    assert "Launch organization" in text_of(browser.get("/customers/by-id/HARBOR/"))
    page = enter(browser)
    assert page.redirect_chain[-1][0] == "/workspace/"
    assert "You act in Harbor Foods as Partner administrator until 22 Nov 2026, 16:00 UTC" in text_of(page)
    assert "HARBOR-S1" in text_of(page)


def test_whoever_may_not_launch_has_no_button(doors):
    for name in ("hal", "petra"):
        page = doors.browser(name).get("/customers/?q=harbor").content.decode()
        assert 'class="launch"' not in page
    assert 'class="launch"' in doors.browser("petra").get("/customers/").content.decode()
    assert "Launch organization" not in text_of(doors.browser("hal").get("/customers/by-id/HARBOR/"))


def test_every_page_has_the_banner_until_the_organization_is_left(doors):
    browser = doors.browser("alice")
    enter(browser)
    for address in PLACES:
        assert BANNER in browser.get(address, follow=True).content.decode(), address
    page = browser.post("/launch/end/", follow=True)
    assert page.redirect_chain[-1][0] == "/customers/by-id/HARBOR/" and "You left Harbor Foods" in text_of(page)
    for address in PLACES:
        assert BANNER not in browser.get(address, follow=True).content.decode(), address
    assert trail(doors.world.harbor) == [("launch.started", "alice@acme.example"), ("launch.ended", "alice@acme.example")]


def test_pages_answer_as_before_while_launched(doors):
    browser, place = doors.browser("adam"), COLUMNS.index("adam")
    enter(browser)
    for address, codes in PAGES:
        if not address.startswith(("/workspace/", "/account/", "/imports/")) and "{" not in address:
            assert browser.get(address).status_code == codes[place], address


def test_another_organization_replaces_the_first_and_says_so(doors):
    browser = doors.browser("alice")
    enter(browser)
    page = enter(browser, "QUARRY")
    assert "You left Harbor Foods" in text_of(page) and "You act in Quarry Steel" in text_of(page)
    assert [act for act, _ in trail(doors.world.harbor)] == ["launch.started", "launch.ended"]
    assert Launch.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.parametrize("reference", ["ORCHARD", "INITECH", "NEVER", "", "HAR\0BOR"])
def test_a_customer_out_of_reach_answers_like_one_that_never_existed(doors, reference):
    answers = [doors.browser("adam").post("/launch/", {"customer": one}) for one in (reference, "ELSEWHERE")]
    assert len({(one.status_code, re.sub(r'value="[^"]{64}"', "", one.content.decode())) for one in answers}) == 1
    assert answers[0].status_code == 404 and not Launch.objects.exists()


def test_it_ends_by_time_and_the_next_page_says_so(doors, clock):
    browser = doors.browser("alice")
    enter(browser)
    clock.shift(timedelta(hours=4))
    page = browser.get("/tags/")
    assert BANNER not in page.content.decode() and "The launch is over" in text_of(page)
    assert "The launch is over" not in text_of(browser.get("/tags/"))
    assert browser.get("/workspace/").status_code == 302
    assert AuditEntry.objects.get(partner_id=doors.world.harbor, act="launch.ended").details["because"]


def test_it_ends_with_the_right_on_the_next_request(doors):
    """P4."""
    browser = doors.browser("adam")
    enter(browser)
    Grant.objects.filter(person__name="Adam").update(ends_at=doors.world.alice.made_at + timedelta(seconds=-1),
                                                     created_at=doors.world.alice.made_at - timedelta(days=2))  # fmt: skip
    assert browser.get("/workspace/").status_code == 403
    other = doors.browser("rita")
    enter(other)
    Grant.objects.filter(person__name="Rita").update(role=Role.HELP_DESK_BASIC)
    assert other.get("/workspace/").status_code == 403
    assert BANNER not in other.get("/customers/").content.decode()


def test_it_ends_with_the_session(doors):
    browser = doors.browser("alice")
    enter(browser)
    browser.post("/account/logout/")
    assert Launch.objects.get().ended_at is not None
    assert AuditEntry.objects.get(partner_id=doors.world.harbor, act="launch.ended").details["because"] == "signed out"
    browser.force_login(doors.world.person("alice"))
    assert BANNER not in browser.get("/customers/").content.decode()


def test_a_launch_belongs_to_its_session_alone(doors):
    first, second = doors.browser("alice"), doors.browser("alice")
    enter(first)
    assert BANNER not in second.get("/customers/").content.decode()
    stolen = second.session
    stolen["launched"] = Launch.objects.get().id
    stolen.save()
    assert BANNER not in second.get("/customers/").content.decode()
    assert Launch.objects.get().ended_at is None


def test_acts_while_launched_are_in_both_trails_and_the_customers_own_read_them(doors):
    browser = doors.browser("alice")
    enter(browser)
    browser.post("/customers/set-up/HARBOR/", {"version": "0"})
    browser.post("/customers/set-up/ORCHARD/", {"version": "0"})
    assert [act for act, _ in trail(doors.world.harbor)] == ["launch.started", "setup.plan_reviewed"]
    page = text_of(doors.browser("cleo").get("/workspace/trail/"))
    assert "setup.plan_reviewed" in page and "alice@acme.example" in page and "here now" in page and "Orchard" not in page
    assert "setup.plan_reviewed" not in text_of(doors.browser("petra").get("/workspace/trail/", follow=True))


def test_who_only_reads_reads_inside_and_provisioning_sees_what_was_sold(doors):
    rita = doors.browser("rita")
    enter(rita)
    assert "launch.started" in text_of(rita.get("/workspace/trail/"))
    assert "Set it up" not in text_of(rita.get("/workspace/"))
    petra = doors.browser("petra")
    enter(petra, "ORCHARD")
    page = petra.get("/workspace/").content.decode()
    assert "ORCHARD-S1" in page and "/workspace/people/" not in page and "/workspace/trail/" not in page
    assert [petra.get(f"/workspace/{tab}/").status_code for tab in ("people", "trail")] == [403, 403]


def test_the_console_is_linked_from_within(doors):
    doors.world.take_in(customers=[{"customer_id": "HARBOR", "name": "Harbor Foods", "console_url": "https://c.example/h"}])
    browser = doors.browser("alice")
    assert "https://c.example/h" in enter(browser).content.decode()
    assert "https://c.example/h" not in doors.browser("cleo").get("/workspace/").content.decode()


def test_a_launched_page_asks_at_most_twelve_times(doors, django_assert_max_num_queries):
    for name in ("alice", "rita"):
        browser = doors.browser(name)
        enter(browser)
        for address in ("/customers/", "/customers/by-id/HARBOR/", "/workspace/", "/workspace/people/", "/workspace/trail/"):
            with django_assert_max_num_queries(12, info=f"{name} {address}"):
                browser.get(address)


def call(program, method: str, address: str):
    answer = getattr(program, method)(f"/api/v1/{address}")
    return answer.status_code, json.loads(answer.content)


def test_a_program_launches_reads_inside_and_leaves(doors):
    program, other = doors.program("adam"), doors.program("adam")
    status, made = call(program, "post", "customers/HARBOR/launch")
    assert (status, made["customer"], made["role"]) == (201, "Harbor Foods", "admin")
    assert call(program, "post", "customers/HARBOR/launch") == (201, made)
    assert call(program, "get", "launch") == (200, made) and call(other, "get", "launch")[0] == 404
    _, inside = call(program, "get", "workspace")
    assert inside["customer_id"] == "HARBOR" and {one["subscription_id"] for one in inside["subscriptions"]} == {
        "HARBOR-S1", "HARBOR-S2", "HARBOR-T1",
    }  # fmt: skip
    assert call(program, "get", "workspace/people")[1]["total"] == 0
    assert [one["act"] for one in call(program, "get", "workspace/trail")[1]] == ["launch.started"]
    assert call(program, "delete", "launch")[0] == 200 and call(program, "get", "workspace")[0] == 404
    assert [act for act, _ in trail(doors.world.harbor)] == ["launch.started", "launch.ended"]


def test_a_call_from_a_page_launches_the_session(doors):
    browser = doors.browser("alice")
    assert browser.post("/api/v1/customers/HARBOR/launch").status_code == 201
    assert BANNER in browser.get("/customers/").content.decode()
    assert browser.delete("/api/v1/launch").status_code == 200
    assert BANNER not in browser.get("/customers/").content.decode()
