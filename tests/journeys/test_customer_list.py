"""The list that says who needs attention, filtered, put in order and tagged as an administrator would, scripts or not."""

import re

import pytest


@pytest.fixture(params=["with scripts", "without scripts"])
def page(request, visit):
    """Somebody at the list, in a browser that runs scripts and in one that does not."""
    return visit(java_script_enabled=request.param == "with scripts").open("/customers/")


def names(page) -> list[str]:
    return page.locator("tbody .cell-name a").all_inner_texts()


def open_menu(page, label: str):
    menu = page.locator("details.facet", has=page.locator(f"summary:has-text('{label}')"))
    menu.locator("summary").click()
    return menu


def test_a_question_is_one_click_and_its_filters_can_be_taken_off(page):
    """FI-02, FI-03: who has gone quiet, which trials end."""
    everybody = page.locator(".pager span").inner_text()
    for words, status in (("Who has gone quiet?", "No recent activity"), ("Which trials end", "Expiring soon")):
        open_menu(page, "Questions").locator(f"a:has-text('{words}')").click()
        page.wait_for_url("**q=**")
        rows = page.locator("tbody tr")
        assert rows.count() > 0
        assert all(status in text for text in rows.locator(".statuses").all_inner_texts())
        page.locator(".applied a", has_text="Show everyone").click()
        page.wait_for_url(re.compile(r"/customers/$"))
        assert page.locator(".pager span").inner_text() == everybody


def test_a_value_with_its_count_is_a_filter_that_shows_as_many(page):
    """FI-01, FI-05: by mouse; the line says the same."""
    choice = open_menu(page, "Product").locator("li a", has_text="Messaging")
    count = choice.locator(".num").inner_text()
    choice.click()
    page.wait_for_url("**product%3Amessaging**")
    assert page.locator(".pager span").inner_text() == f"{count} customers"
    assert page.locator("#q").input_value() == "product:messaging"


def test_a_wrong_line_says_where_and_offers_what_was_meant(visit):
    page = visit().open("/customers/?q=nordic+staus:expired")
    said = page.locator("[role=alert]")
    assert "Sign 8" in said.inner_text()
    said.locator("a").click()
    page.wait_for_url("**status%3Aexpired**")
    assert page.locator("[role=alert]").count() == 0


def test_columns_and_order_are_chosen_and_stay_in_the_address(page):
    menu = open_menu(page, "Columns")
    menu.get_by_role("checkbox", name="Country").check()
    menu.get_by_role("checkbox", name="Tags").uncheck()
    menu.locator("button", has_text="Show these").click()
    page.wait_for_url("**columns=**")
    heads = [text.strip() for text in page.locator("thead th").all_inner_texts()]
    assert "Country" in heads and "Tags" not in heads
    page.locator("thead a", has_text="Country").click()
    page.wait_for_url("**sort=country**")
    assert "Country" in [text.strip() for text in page.locator("thead th[aria-sort=ascending]").all_inner_texts()]


def test_chosen_customers_are_tagged_and_the_tag_is_taken_back(page):
    """TG-01, TG-02, TG-06: chosen in the list, shown there, undone with one click."""
    chosen = names(page)[:2]
    for box in page.locator("tbody input[name=customers]").all()[:2]:
        box.check()
    page.fill("#bulk-tag", "journey")
    page.locator(".bulk button", has_text="Add").click()
    page.wait_for_selector(".notice-success")
    assert "2 customers" in page.locator(".notice-success").inner_text()
    tagged = page.locator("tbody tr", has=page.locator(".tag", has_text="journey")).locator(".cell-name a")
    assert tagged.all_inner_texts() == chosen
    page.locator(".notice-success button", has_text="Undo").click()
    page.wait_for_selector(".notice-success:has-text('taken off')")
    assert page.locator("tbody .tag", has_text="journey").count() == 0


def test_everybody_of_a_filter_is_tagged_after_a_preview(visit):
    page = visit().open("/customers/?q=status:expired")
    count = page.locator(".pager span").inner_text().split()[0]
    page.fill("#bulk-tag", "lost")
    page.locator(".bulk input[name=all]").check()
    page.locator(".bulk button", has_text="Add").click()
    page.wait_for_selector("text=customers match")
    assert count in page.locator("main").inner_text()
    page.locator("main form button").click()
    page.wait_for_selector(".notice-success")
    visit_tags = visit().open("/tags/")
    assert visit_tags.locator("tbody tr:has(th:has-text('lost')) .num").inner_text() == count
    page.locator(".notice-success button", has_text="Undo").click()
    page.wait_for_selector(".notice-success:has-text('taken off')")


def test_the_list_is_gone_through_by_keys(visit):
    page = visit().open("/customers/")
    first, second = names(page)[:2]
    for key in "jjkj":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == second != first
    page.keyboard.press("x")
    assert page.locator("tbody tr").nth(1).locator("input[name=customers]").is_checked()
    page.keyboard.press("?")
    assert page.locator("#keys[open]").is_visible()
    page.keyboard.press("Escape")
    page.locator("tbody tr").nth(1).locator("th a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/by-id/**")
    assert second in page.locator("h1").inner_text()
