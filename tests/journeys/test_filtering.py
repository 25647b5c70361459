"""Filtering as people do it: by typing with suggestions, by ruling out, by numbers; kept as views; asked why; by keys."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_customer_list import names, open_menu


@pytest.fixture(params=["with scripts", "without scripts"])
def page(request, visit):
    """Somebody at the list, in a browser that runs scripts and in one that does not."""
    return visit(java_script_enabled=request.param == "with scripts").open("/customers/")


def total(page) -> int:
    return int(page.locator(".pager span").inner_text().split()[0].replace(",", ""))


def test_a_value_is_ruled_out_with_one_click_and_taken_back(page):
    everybody = total(page)
    value = open_menu(page, "Product").locator("li", has_text="Messaging")
    having = int(value.locator(".num").inner_text())
    value.get_by_role("link", name="Not Messaging").click()
    page.wait_for_url("**-product%3Amessaging**")
    assert total(page) == everybody - having
    page.locator(".applied a", has_text="not Product: Messaging").click()
    page.wait_for_url(re.compile(r"/customers/$"))
    assert total(page) == everybody


def test_statuses_are_asked_for_in_their_groups(page):
    """FI-06: of subscriptions, of trials, of the organization."""
    panel = open_menu(page, "Status by group")
    assert panel.locator("h3").all_inner_texts() == ["Subscription status", "Trial status", "Organization status"]
    running = panel.locator("li a", has_text="Running").first
    count = int(running.locator(".num").inner_text())
    running.click()
    page.wait_for_url("**trial%3Arunning**")
    assert total(page) == count > 0
    assert all("Trial" in text for text in page.locator("tbody .statuses").all_inner_texts())


def test_a_number_is_chosen_or_said_exactly(page):
    panel = open_menu(page, "Dates and numbers")
    choice = panel.locator("section", has_text="Licenses").locator("a", has_text="at least 100").first
    count = int(choice.locator(".num").inner_text())
    choice.click()
    page.wait_for_url("**licenses%3E%3D100**")
    assert total(page) == count
    panel = open_menu(page, "Dates and numbers")
    panel.locator("select[name=with]").select_option(label="Licenses")
    panel.locator("select[name=is]").select_option("<")
    panel.locator("input[name=than]").fill("500")
    panel.locator("button").click()
    page.wait_for_url("**licenses%3C500**")
    assert page.locator("#q").input_value() == "licenses>=100 licenses<500"


def test_columns_are_put_in_another_order(page):
    menu = open_menu(page, "Columns")
    menu.get_by_role("button", name="Move Products to the left").click()
    page.wait_for_url("**columns=products%2Cstatuses**")
    heads = [text.strip() for text in page.locator("thead th").all_inner_texts()]
    assert heads.index("Products") < heads.index("Statuses")


def test_a_view_is_kept_opened_shared_and_deleted(page):
    page.goto("/customers/?q=country:SE&sort=-licenses&columns=statuses,licenses")
    shown = names(page)
    name = "Big in Sweden"
    menu = open_menu(page, "Views")
    menu.locator("input[name=name]").fill(name)
    menu.locator("button", has_text="Keep").click()
    page.wait_for_selector(f".notice-success:has-text('{name}')")
    page.goto("/customers/")
    open_menu(page, "Views").locator("li a", has_text=name).click()
    page.wait_for_url("**sort=-licenses**")
    assert names(page) == shown
    page.goto("/views/")
    row = page.locator("tbody tr", has_text=name)
    row.get_by_role("button", name=f"Share {name}").click()
    page.wait_for_selector(".notice-success:has-text('shared')")
    page.locator("tbody tr", has_text=name).get_by_role("button", name=f"Delete {name}").click()
    page.wait_for_selector(".notice-success:has-text('deleted')")
    assert page.locator("tbody tr", has_text=name).count() == 0


def test_a_click_on_statuses_says_why(visit):
    """CL-02: the facts and days behind each status, in a drawer and as a page."""
    page = visit().open("/customers/?q=status:expiring_soon")
    name = names(page)[0]
    page.locator("a.why").first.click()
    page.wait_for_selector("dialog[open] .reasons")
    said = page.locator("dialog[open]").inner_text()
    assert name in said and "Expiring soon" in said and re.search(r"\d+ \w{3} \d{4}", said)
    page.keyboard.press("Escape")
    plain = visit(java_script_enabled=False).open("/customers/?q=status:expiring_soon")
    plain.locator("a.why").first.click()
    plain.wait_for_url("**/customers/why/**")
    assert "Expiring soon" in plain.locator("main").inner_text()


def test_a_line_is_typed_with_suggestions_by_keys_alone(visit):
    page = visit().open("/customers/")
    page.keyboard.press("/")
    page.keyboard.type("sta")
    page.wait_for_selector("#suggestions li")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "suggestion-1")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_have_value("status:")
    page.keyboard.type("trial")
    option = page.locator("#suggestions li[data-line='status:trial ']")
    option.wait_for()
    count = option.locator(".num").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".pager span")).to_have_text(f"{count} customers")
    page.keyboard.press("Escape")
    assert not page.locator("#suggestions").is_visible()
    assert page.locator(".applied a", has_text="Status: Trial").is_visible()


def test_suggestions_that_come_late_open_nothing_and_take_no_choice_away(visit):
    page = visit().open("/customers/")
    held: list = []

    def hold(route) -> None:
        held.append(route)

    def let_through() -> None:
        with page.expect_response(re.compile("/suggest/")):
            held.pop().continue_()
        page.wait_for_timeout(200)

    page.keyboard.press("/")
    page.keyboard.type("sta")
    page.wait_for_selector("#suggestions li")
    page.wait_for_timeout(300)
    page.route(re.compile("/suggest/"), hold)
    with page.expect_request(re.compile("/suggest/")):
        page.keyboard.type("t")
    page.keyboard.press("ArrowDown")
    let_through()
    expect(page.locator("#suggestions [aria-selected=true]")).to_have_attribute("data-line", "status:")
    with page.expect_request(re.compile("/suggest/")):
        page.keyboard.type("u")
    expect(page.locator("#suggestions [aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Escape")
    let_through()
    assert not page.locator("#suggestions").is_visible()


def test_a_line_that_is_not_finished_keeps_what_was_found(visit):
    page = visit().open("/customers/?q=country:SE")
    shown = names(page)
    page.locator("#q").press("End")
    page.keyboard.type(" status:ex")
    page.wait_for_timeout(700)
    assert names(page) == shown and page.locator("[role=alert]").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:has-text('no status')")


def test_a_menu_closes_with_escape_and_when_another_one_opens(visit):
    page = visit().open("/customers/")
    first, second = page.locator("details.facet").nth(0), page.locator("details.facet").nth(3)
    first.locator("summary").click()
    second.locator("summary").click()
    expect(second).to_have_attribute("open", "")
    expect(first).not_to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(second).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_what_became_of_each_tagged_customer_is_a_page(page):
    """TG-02: changed, or so already; undone from there as well."""
    for box in page.locator("tbody input[name=customers]").all()[:3]:
        box.check()
    page.fill("#bulk-tag", "outcome")
    page.locator(".bulk button", has_text="Add").click()
    page.wait_for_selector(".notice-success a")
    page.locator(".notice-success a", has_text="See each").click()
    page.wait_for_url("**/customers/tag/runs/**")
    assert page.locator("tbody .status", has_text="added").count() == 3
    page.locator(".page-tools button", has_text="Undo").click()
    page.wait_for_selector(".notice-success:has-text('taken off')")


def test_a_group_follows_a_line_after_a_preview(page):
    page.goto("/customers/?q=status:expired")
    count = total(page)
    page.goto("/administrators/groups/")
    page.locator("input[name=name]").first.fill("Lost ones")
    page.locator("input[name=line]").first.fill("status:expired")
    page.locator("button", has_text="Create").click()
    page.wait_for_selector("text=finds")
    assert f"{count} customers" in page.locator("main").inner_text()
    page.locator("button", has_text="Let the group follow it").click()
    page.wait_for_selector(".notice-success")
    row = page.locator("tbody tr", has_text="Lost ones")
    assert row.locator("td").first.inner_text() == str(count) and "status:expired" in row.inner_text()
    row.locator("summary").click()
    row.locator("button", has_text="Delete").click()
    page.wait_for_selector(".notice-success:has-text('deleted')")
