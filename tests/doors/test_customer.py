"""The customer behind a row at the doors: its tabs, who sees which, and the same answers for programs."""

import csv
import io
import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from partnerhub.portfolio.models import Customer
from partnerhub.tenancy.models import AuditEntry, TokenScope
from tests.world import licenses, subscription

TABS = {
    "Overview": "by-id", "Subscriptions": "subscriptions", "Trials": "trials", "Partner administrators": "administrators",
    "Activity": "activity", "Edit details": "details",
}  # fmt: skip
SEEN = {
    "alice": set(TABS), "adam": set(TABS), "rita": set(TABS) - {"Edit details"}, "cleo": set(TABS),
    "hal": {"Overview", "Subscriptions", "Trials", "Activity"},
}  # fmt: skip


def text_of(answer) -> str:
    page = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split('<main id="main"')[1].split("<dialog")[0]))


def tab(name: str, reference: str = "HARBOR") -> str:
    return f"/customers/{TABS[name]}/{reference}/"


@pytest.fixture
def bought(doors):
    """Give Harbor people, invoices and orders, and a term that was to renew and of which nothing is heard."""
    world, on = doors.world, doors.world.today
    world.take_in(
        subscriptions=[subscription("OLD", "HARBOR", on, end_date=on - timedelta(days=5), auto_renews="yes")],
        people=[{"person_id": f"P{n}", "customer_id": "HARBOR", "name": f"Person {n}"} for n in range(60)],
        holders=[
            {"subscription_id": "HARBOR-T1", "product": "meetings", "person_id": f"P{n}",
             "assigned_date": on - timedelta(days=100), "last_used_date": on - timedelta(days=n + 1) if n < 40 else ""}
            for n in range(60)
        ],
        invoices=[
            {"invoice_id": f"I{n}", "subscription_id": "HARBOR-S1", "issued_date": on - timedelta(days=30 * n),
             "due_date": on - timedelta(days=30 * n - 10), "amount": f"{100 + n}.50", "currency": "SEK",
             "state": ("open", "past_due", "paid", "paid")[min(n, 3)]} for n in range(8)
        ],
        orders=[
            {"order_id": f"O{n}", "subscription_id": "HARBOR-S1", "product": "meetings", "action": ("new", "add")[n > 0],
             "ordered_date": on - timedelta(days=100 - n), "quantity": n + 1} for n in range(8)
        ],
    )  # fmt: skip
    return doors


@pytest.mark.parametrize("name", SEEN)
def test_a_tab_that_a_role_may_not_see_is_not_there_and_answers_403(doors, name):
    browser = doors.browser(name)
    head = browser.get(tab("Overview")).content.decode()
    shown = set(re.findall(r"</svg>\s*([^<]+)</a></li>", head.split('<nav class="tabs"')[1].split("</nav>")[0]))
    assert shown == SEEN[name]
    assert {label: browser.get(tab(label)).status_code for label in TABS} == {
        label: 200 if label in SEEN[name] else 403 for label in TABS
    }


@pytest.mark.parametrize("label", TABS)
def test_each_tab_says_where_the_reader_is(doors, label):
    page = doors.browser("alice").get(tab(label)).content.decode()
    here = re.findall(r'<a href="([^"]+)" aria-current="page">', page.split('<nav class="tabs"')[1].split("</nav>")[0])
    assert here == [tab(label)]


def test_a_row_of_the_list_opens_the_customer(doors):
    """CL-13."""
    browser = doors.browser("alice")
    assert f'href="{tab("Overview")}"' in browser.get("/customers/").content.decode()
    found = text_of(browser.get(tab("Overview")))
    for words in (
        "Harbor Foods",
        "HARBOR",
        "harbor.example",
        "Sweden",
        "Why these statuses",
        "ends and does not renew",
        "since",
    ):
        assert words in found


def test_the_overview_says_what_is_used_what_comes_and_what_changed(doors):
    """CD-01, CD-07."""
    browser = doors.browser("alice")
    browser.post("/customers/tags/HARBOR/", {"act": "add", "tag": "gold", "here": "customer"})
    found = text_of(browser.get(tab("Overview")))
    assert "Exceeds what was bought" in found and "32 of 110" not in found
    assert re.search(r"Meetings 37 of 135 assigned", found) and re.search(r"Calling 30 of 50 assigned", found)
    assert "Renews after 12 Dec 2026, in 20 days" in found and "Ends 12 Dec 2026, in 20 days; does not renew" in found
    assert "Tag “gold” added" in found and "Became License overage" in found


def test_the_tab_of_subscriptions_says_renewal_licenses_invoices_and_orders(bought):
    """CD-02, CD-03, CD-04, CD-05, CD-06, CD-07."""
    browser = bought.browser("alice")
    found = text_of(browser.get(tab("Subscriptions")))
    assert "Renews after 12 Dec 2026, in 20 days" in found
    assert re.search(r"Meetings 10 12 0 5 5", found)  # total, assigned, available, used, used in 90 days
    assert "Exceeds what was bought" in found and "In the last 7 days:" in found and "Since the week of" in found
    assert "60 holders never 20 30 days 30 60 days 20 90 days 20" in found and "derived from the holders" in found
    assert re.search(r"I0 HARBOR-S1 22 Nov 2026 2 Dec 2026 in 10 days 100.50 SEK Open", found)
    assert "I5" not in found and "All invoices" in found  # the newest five here, all of them on a page of their own
    assert re.search(r"21 Aug 2026 O7 HARBOR-S1 Added Meetings 8", found)
    past = text_of(browser.get(f"{tab('Subscriptions')}?show=past"))
    assert "Renewal not confirmed; ended 17 Nov 2026, 5 days ago" in past and "HARBOR-S1 12" not in past


def test_one_subscription_alone_shows_what_is_its_own(bought):
    found = text_of(bought.browser("alice").get(f"{tab('Subscriptions')}?subscription=HARBOR-S2"))
    assert "Only HARBOR-S2" in found and "No invoices" in found and "HARBOR-T1" not in found


def test_the_help_desk_sees_subscriptions_without_invoices_and_trend(bought):
    browser = bought.browser("hal")
    found = text_of(browser.get(tab("Subscriptions")))
    assert "Order history" in found and "Invoices" not in found and "SEK" not in found and "Since the week" not in found
    assert browser.get("/customers/invoices/HARBOR/").status_code == 403


def test_invoices_have_a_page_with_what_is_owed_and_a_filter_by_state(bought):
    """CD-05."""
    browser = bought.browser("cleo")
    found = text_of(browser.get("/customers/invoices/HARBOR/"))
    assert "Owed: 202.00 SEK in 2 invoices" in found and "8 invoices" in found
    late = text_of(browser.get("/customers/invoices/HARBOR/?state=past_due"))
    assert "I1" in late and "I2" not in late and "20 days ago" in late


def test_the_order_history_has_a_page_of_its_own(bought):
    """CD-06."""
    found = text_of(bought.browser("petra").get("/customers/orders/ORCHARD/"))
    assert "Nothing was ordered" in found
    found = text_of(bought.browser("hal").get("/customers/orders/HARBOR/"))
    assert found.index("O7") < found.index("O0") and "New" in found and "8 lines" in found


def test_holders_are_filtered_by_their_counts_searched_and_paged(bought):
    browser, at = bought.browser("hal"), "/customers/holders/HARBOR/"
    page = browser.get(at)
    assert "Everyone 60 Never used 20 Not for 30 days 30 Not for 60 days 20" in text_of(page)
    following = re.search(r'href="([^"]+)" rel="next"', page.content.decode())[1].replace("&amp;", "&")
    assert text_of(browser.get(following)).count("Person ") == 10
    assert "30 licenses" in text_of(browser.get(f"{at}?idle=30"))
    one = text_of(browser.get(f"{at}?q=person+7"))
    assert "Person 7" in one and "1 license" in one
    assert "Nobody matches" in text_of(browser.get(f"{at}?q=nobody"))
    part = browser.get(f"{at}?q=person+7", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="found"') and "Person 7" in part


def test_holders_are_taken_away_as_a_file_by_those_who_may_export(bought):
    answer = bought.browser("rita").get("/customers/holders-export/HARBOR/?idle=never&format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert {row["person_id"] for row in rows} == {f"P{n}" for n in range(40, 60)}
    assert {row["last_used_date"] for row in rows} == {""} and rows[0]["subscription_id"] == "HARBOR-T1"
    assert "export" not in bought.browser("hal").get("/customers/holders/HARBOR/").content.decode()


def test_tags_are_added_and_taken_off_in_place(doors):
    """TG-03, TG-06: by whoever may, from any tab and back to it."""
    browser, at = doors.browser("adam"), "/customers/tags/HARBOR/"
    answer = browser.post(at, {"act": "add", "tag": " Key  account ", "here": "customer_trials"})
    assert answer["Location"] == tab("Trials") and "Key account" in text_of(browser.get(tab("Trials")))
    assert "Key account" in text_of(doors.browser("hal").get(tab("Overview")))
    assert "Key account" not in text_of(doors.browser("cleo").get(tab("Overview")))
    browser.post(at, {"act": "add", "tag": "a,b", "here": "elsewhere"})
    assert "Nothing was changed: a tag cannot have a comma" in text_of(browser.get(tab("Overview")))
    assert browser.post(at, {"act": "remove", "tag": "Key account"})["Location"] == tab("Overview")
    assert "Tag “Key account” taken off" in text_of(browser.get(tab("Trials")))
    assert "Key account" not in text_of(browser.get(tab("Trials")))


def test_the_activity_reads_as_sentences_with_before_and_after(doors):
    """Who, when, from where, and what changed; a page of older ones behind."""
    browser = doors.browser("alice")
    browser.post("/customers/details/HARBOR/", {"version": "1", "name": "Harbor AB", "managed_by": "both"})
    browser.post("/customers/administrators/HARBOR/", {
        "act": "assign", "email": "petra@acme.example", "role": "admin", "ends": str(doors.world.today),
    })  # fmt: skip
    found = text_of(browser.get(tab("Activity")))
    assert "petra@acme.example was given the role Partner administrator, until 22 Nov 2026" in found
    assert "Details changed, now version 2" in found
    assert "Name: Harbor Foods → becomes Harbor AB" in found and "Managed by: Partner → becomes Both" in found
    assert "alice@acme.example from 127.0.0.1" in found and "22 Nov 2026, 12:00 UTC" in found
    newest = AuditEntry.objects.filter(partner_id=doors.world.acme.id, customer_id=doors.world.harbor).latest("number")
    assert "given the role" not in text_of(browser.get(f"{tab('Activity')}?before={newest.number}"))
    assert "Nothing was done yet by you" in text_of(doors.browser("hal").get(tab("Activity")))
    assert "Details changed" in text_of(doors.browser("cleo").get(tab("Activity")))


def test_what_expired_says_until_when_its_data_is_kept(doors):
    world, on = doors.world, doors.world.today
    world.take_in(
        customers=[{"customer_id": "GONE", "name": "Gone"}],
        subscriptions=[subscription("G", "GONE", on, end_date=on - timedelta(days=10))],
    )
    browser = doors.browser("alice")
    assert "Data kept until 12 Dec 2026" in text_of(browser.get(tab("Overview", "GONE")))
    browser.post("/settings/", {**settings_of(doors), "kept_days": "5"})
    assert "Data was kept until 17 Nov 2026" in text_of(browser.get(tab("Overview", "GONE")))


def settings_of(doors) -> dict[str, object]:
    found = doors.program("alice").get("/api/v1/settings").json()
    return {"version": found["version"], **{one["name"]: one["value"] for one in found["thresholds"]}}


def test_a_customers_own_administrator_lands_on_their_organization(doors):
    browser = doors.browser("cleo")
    assert browser.get("/")["Location"] == "/customers/own/"
    assert browser.get("/customers/own/")["Location"] == tab("Overview")
    page = browser.get(tab("Overview")).content.decode()
    assert "My organization" in page and 'href="/customers/"' not in page and "Start a trial" not in page
    assert doors.browser("alice").get("/")["Location"] == "/customers/"


def test_a_console_is_linked_only_where_its_address_is_one(doors):
    doors.world.take_in(customers=[{"customer_id": "HARBOR", "name": "H", "console_url": "https://c.example/h"}])
    for name, sees in (("alice", True), ("rita", True), ("hal", False), ("cleo", False)):
        assert ("https://c.example/h" in doors.browser(name).get(tab("Overview")).content.decode()) == sees


def test_ids_with_slashes_and_signs_have_all_their_tabs(doors):
    reference = "A/B c?#%ä"
    doors.world.take_in(customers=[{"customer_id": reference, "name": "Slashed"}])
    browser = doors.browser("alice")
    page = browser.get("/customers/by-id/A/B%20c%3F%23%25%C3%A4/").content.decode()
    links = re.findall(r'<li><a href="([^"]+)"', page.split('<nav class="tabs"')[1].split("</nav>")[0])
    assert len(links) == len(TABS)
    assert {browser.get(link).status_code for link in links} == {200}


def call(program, method: str, address: str, **body):
    answer = getattr(program, method)(f"/api/v1/{address}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_a_program_changes_details_by_their_version(doors):
    program = doors.program("adam")
    version = program.get("/api/v1/customers/HARBOR").json()["version"]
    status, made = call(program, "patch", "customers/HARBOR", version=version, name="Harbor AB", country="no")
    assert (status, made["version"], made["name"], made["country"]) == (200, version + 1, "Harbor AB", "NO")
    status, stale = call(program, "patch", "customers/HARBOR", version=version, name="Another")
    assert (status, stale["current"]["version"], stale["current"]["name"]) == (409, version + 1, "Harbor AB")
    assert call(program, "patch", "customers/HARBOR", version=version, name="Harbor AB") == (
        200,
        made,
    )  # once more: the same
    status, wrong = call(program, "patch", "customers/HARBOR", version=version + 1, console_url="javascript:alert(1)")
    assert (status, wrong["errors"][0]["pointer"]) == (422, "/console_url")
    status, closed = call(program, "patch", "customers/HARBOR", version=version + 1, org_uuid="X")
    assert (status, closed["detail"]) == (403, "field_forbidden: org_uuid")
    assert call(program, "patch", "customers/HARBOR", version=version + 1, reference="X")[0] == 422
    assert call(doors.program("adam", TokenScope.READ), "patch", "customers/HARBOR", version=2, name="X")[0] == 403
    assert call(program, "patch", "customers/HARBOR", version=version + 1, domain="", name=None)[1]["domain"] == ""
    assert Customer._base_manager.get(reference="HARBOR").domain is None


def test_a_program_reads_what_the_tabs_show(bought):
    program = bought.program("rita")

    def get(part: str):
        return program.get(f"/api/v1/customers/HARBOR{part}").json()

    whole, sold = get(""), get("/subscriptions")
    assert [one["subscription_id"] for one in sold["items"]] == [one["subscription_id"] for one in whole["subscriptions"]]
    assert whole["uptake"]["uptake"] == sold["uptake"]["uptake"] == "exceeds"
    assert sold["uptake"]["sentence"] in text_of(bought.browser("rita").get(tab("Subscriptions")))
    by_id = {one["subscription_id"]: one for one in sold["items"]}
    assert by_id["OLD"]["renewal_not_confirmed"] and by_id["OLD"]["uptake"] is None
    assert not by_id["HARBOR-S2"]["renewal_not_confirmed"] and by_id["HARBOR-S2"]["uptake"]["assignment_change"] is not None
    (line,) = by_id["HARBOR-T1"]["lines"]
    assert line["holders"] == {"holders": 60, "never": 20, "idle_30": 30, "idle_60": 20, "idle_90": 20, "used_7d": 7,
                               "used_90d": 40}  # fmt: skip
    assert line["use_is_derived"] and line["used_7d"] == 7
    first = get("/holders?limit=50")
    rest = get(f"/holders?limit=50&after={first['after']}")
    assert len({row["person_id"] for row in first["items"] + rest["items"]}) == 60 == first["total"]
    assert get("/holders?idle=never&q=person 41")["items"][0]["person_id"] == "P41"
    billed = get("/invoices?limit=3")
    (owed,) = billed["owed"]
    assert (owed["currency"], Decimal(owed["amount"]), owed["invoices"]) == ("SEK", Decimal(202), 2)
    assert get(f"/invoices?after={billed['after']}")["items"][0]["invoice_id"] == "I3"
    assert [row["quantity"] for row in get("/orders?limit=2")["items"]] == [8, 7]
    (trial,) = get("/trials")
    assert (trial["subscription_id"], trial["days_left"], trial["is_over"], trial["started_by"]) == (
        "HARBOR-T1",
        20,
        False,
        None,
    )
    people = {one["email"]: (one["role"], one["basis"]) for one in get("/administrators")}
    assert people["adam@acme.example"] == ("admin", "customer") and people["rita@acme.example"] == ("read_only", "all")
    assert get("/activity") == []


def test_the_trend_of_one_customer_is_that_of_the_report_narrowed_to_it(bought):
    """CD-07: page, customer and report give the same weeks."""
    world, program = bought.world, bought.program("rita")
    world.take_in(licenses=[licenses("HARBOR-S1", world.today - timedelta(days=70), 90, 10, 5, 5)])
    world.build()
    asked = "reports/subscriptions/blocks/license_trend?product={}&customer=HARBOR"
    weeks: dict[str, list[dict]] = {}
    for product in ("meetings", "calling"):
        for row in program.get(f"/api/v1/{asked.format(product)}").json()["rows"]:
            if row["total"] is not None:
                weeks.setdefault(row["week"], []).append(row)
    trend = program.get("/api/v1/customers/HARBOR/subscriptions").json()["trend"]
    first, last = min(weeks), max(weeks)
    assert (trend["since"], trend["until"]) == (first, last)
    assert trend["assigned"] == sum(r["assigned"] for r in weeks[last]) - sum(r["assigned"] for r in weeks[first]) != 0
    found = text_of(bought.browser("rita").get(tab("Subscriptions")))
    assert f"+{trend['assigned']} licenses assigned" in found
    report = program.get("/api/v1/reports/subscriptions/blocks/license_trend?product=meetings").json()
    assert report["rows"][-1]["total"] > weeks[last][0]["total"] and report["current"]["customers"] == 3


def test_a_report_of_a_customer_out_of_sight_is_absent(bought):
    for reference in ("ORCHARD", "INITECH", "NEVER"):
        for block in ("license_trend", "kpis"):
            asked = f"/api/v1/reports/subscriptions/blocks/{block}?customer={reference}"
            assert bought.program("adam").get(asked).status_code == 404
