"""The customer behind a row, as an administrator works with it: by mouse and by keyboard, with scripts and without."""

import csv
import re

import pytest


@pytest.fixture(params=["with scripts", "without scripts"])
def visitor(request, visit):
    """Somebody in a browser that runs scripts, and in one that does not."""
    return visit(java_script_enabled=request.param == "with scripts")


def current(page) -> str:
    return page.locator(".tabs [aria-current=page]").inner_text().strip()


def test_a_row_opens_the_customer_and_its_tabs_are_pages(visitor):
    """CL-13, CD-01, CD-02, CD-08, CD-09: from the list through every tab, each with an address of its own."""
    page = visitor.open("/customers/?q=C-10004")
    name = page.locator("tbody .cell-name a").first.inner_text()
    page.locator("tbody .cell-name a").first.click()
    addresses = set()
    for label in ("Overview", "Subscriptions", "Trials", "Partner administrators", "Activity", "Edit details"):
        page.locator(".tabs a", has_text=label).click()
        page.wait_for_load_state()
        assert current(page) == label and page.locator("h1").inner_text() == name
        assert page.title().startswith(f"{label} · {name}")
        addresses.add(page.url)
    assert len(addresses) == 6
    page.go_back()
    assert current(page) == "Activity"


def test_tabs_are_reached_by_keyboard_alone(visit):
    page = visit().open("/customers/by-id/C-10004/")
    page.locator(".tabs a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/subscriptions/C-10004/")
    assert current(page) == "Subscriptions"


def test_a_status_says_why(visitor):
    page = visitor.open("/customers/trials/C-10004/")
    page.locator(".badges a.status", has_text="License overage").click()
    page.wait_for_url("**/by-id/C-10004/#why")
    why = page.locator(".whys li", has_text="License overage")
    assert re.search(r"\d+ of \d+ \w+ licenses assigned", why.inner_text()) and "since" in why.inner_text()


def test_a_tag_is_added_and_taken_off_where_it_stands(visitor):
    """TG-06."""
    page = visitor.open("/customers/subscriptions/C-10006/")
    page.locator(".tag-new").click()
    page.fill("#new-tag", "renew soon")
    page.locator(".tag-add button").click()
    page.wait_for_selector(".notice-success")
    assert current(page) == "Subscriptions"
    tag = page.locator(".tag-list .tag", has_text="renew soon")
    assert tag.count() == 1
    tag.locator("button").click()
    page.wait_for_selector(".notice-success:has-text('taken off')")
    assert page.locator(".tag-list .tag", has_text="renew soon").count() == 0


def test_the_subscriptions_say_whether_more_is_wanted_and_who_sits_on_licenses(visitor):
    """CD-03, CD-04, CD-05, CD-06, CD-07: down to the people who have not used their license, searched and taken away."""
    page = visitor.open("/customers/subscriptions/C-10004/")
    assert "Exceeds what was bought" in page.inner_text(".uptake >> nth=0")
    assert "Since the week of" in page.inner_text(".uptake >> nth=0")
    card = page.locator(".subscription").first
    assert re.search(r"(Renews after|Ends) \d+ \w+ \d{4}, in [\d,]+ days", card.inner_text())
    assert card.locator("tbody tr").count() >= 2
    for heading in ("Invoices", "Order history"):
        assert page.locator("section", has=page.locator(f"h2:text-is('{heading}')")).locator("tbody tr").count() > 0
    link = card.locator(".idle a", has_text="30 days").first
    count = int(link.locator("strong").inner_text())
    link.click()
    page.wait_for_url("**/holders/**idle=30**")
    assert page.locator("#found tbody tr").count() == count
    assert page.locator(".status-filter[aria-current]").inner_text().split() == ["Not", "for", "30", "days", str(count)]
    page.locator(".block-tools summary").click()
    with page.expect_download() as download:
        page.locator(".block-tools").get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines()))
    assert len(rows) == count and {"name", "product", "last_used_date"} <= set(rows[0])


def test_holders_are_found_as_one_types(visit):
    page = visit().open("/customers/holders/C-10004/")
    name = page.locator("#found tbody th").nth(3).inner_text().splitlines()[0]
    page.keyboard.press("/")
    page.keyboard.type(name.upper())
    page.wait_for_url("**q=**")
    page.wait_for_function("document.querySelectorAll('#found tbody tr').length < 5")
    assert all(name in text for text in page.locator("#found tbody th").all_inner_texts())


def test_the_trend_of_the_customer_is_drawn_from_its_table(visit):
    page = visit().open("/customers/subscriptions/C-10004/?product=calling&weeks=26")
    chart = page.locator("#block-license_trend")
    assert chart.locator(".chart svg").first.is_visible()
    chart.locator("summary", has_text="The numbers behind the chart").click()
    assert chart.locator("table.table > tbody > tr").count() == 26
    chart.locator("tbody tr:last-child a").first.click()
    page.wait_for_selector("dialog[open] .explanation")
    assert "C-10004" in page.inner_text("dialog[open]")


def test_a_trial_is_started_from_its_tab_and_becomes_a_subscription(visitor):
    """TR-02, CD-08."""
    page = visitor.open("/customers/?q=type:subscription+-type:trial+product:calling&sort=-quiet")
    page.locator("tbody .cell-name a").first.click()
    page.locator(".tabs a", has_text="Trials").click()
    page.locator("main .empty a", has_text="Start a trial").click()
    page.fill("[name=administrator_email]", "ada@customer.example")
    page.select_option("[name=vertical]", "retail")
    page.fill("[name=quantity-contact_center]", "5")
    page.locator("main form button").click()
    page.locator("button", has_text="Start the trial").click()
    page.wait_for_selector(".notice-success")
    assert current(page) == "Trials"
    card = page.locator(".subscription").first
    words = card.inner_text()
    assert "29 days left" in words and "Day 1 of 30" in words and "ada@customer.example" in words and "Alice Admin" in words
    card.locator("summary", has_text="Convert").click()
    card.locator("button", has_text="Convert to paid").click()
    page.wait_for_selector(".notice-success")
    assert "Converted" in page.locator("#past ~ .card tbody tr").first.inner_text()
    page.locator(".tabs a", has_text="Activity").click()
    assert "converted to subscription" in page.locator(".acts li").first.inner_text()


def test_an_administrator_is_assigned_and_removed(visitor):
    """CD-10, CD-11."""
    page = visitor.open("/customers/administrators/C-10020/")
    mail = "zoe@partner.example.com"
    page.fill("[name=email]", mail)
    page.fill("[name=name]", "Zoe New")
    page.locator(".assign-form button").click()
    page.wait_for_selector(".notice-success")
    row = page.locator("tbody tr", has_text=mail)
    assert "Partner administrator" in row.inner_text() and "until" in row.inner_text()
    row.locator("summary", has_text="Change").click()
    row.locator("button", has_text="Revoke").click()
    page.wait_for_selector(".notice-success:has-text('revoked')")
    assert page.locator("tbody tr", has_text=mail).count() == 0


def test_the_second_of_two_editors_chooses_what_should_hold(visit):
    """Both at their own screen; what the second one typed is still there."""
    first, second = visit(), visit(java_script_enabled=False)
    second.expected = {409}
    theirs, ours = first.open("/customers/details/C-10011/"), second.open("/customers/details/C-10011/")
    theirs.fill("[name=domain]", "first.example")
    theirs.locator(".details-form button").click()
    theirs.wait_for_selector(".notice-success")
    ours.fill("[name=name]", "Second & Sons")
    ours.locator(".details-form button").click()
    ours.wait_for_selector(".both-versions")
    words = ours.inner_text("main")
    assert "Somebody else changed these details meanwhile" in words
    assert "first.example" in words and "Second & Sons" in words
    assert ours.locator("fieldset", has_text="Domain").locator("[value=now]").is_checked()
    assert ours.locator("fieldset", has_text="Name").locator("[value=yours]").is_checked()
    ours.locator(".both-versions button").click()
    ours.wait_for_selector(".notice-success")
    assert ours.locator("h1").inner_text() == "Second & Sons"
    assert "first.example" in ours.inner_text(".customer-head")


def test_paper_has_the_customer_without_tabs_and_buttons(visit):
    page = visit().open("/customers/subscriptions/C-10004/")
    page.emulate_media(media="print")
    assert not page.is_visible(".tabs") and not page.is_visible(".page-tools") and not page.is_visible(".tag-new")
    assert page.locator("h1").is_visible() and page.locator(".subscription tbody tr").first.is_visible()
