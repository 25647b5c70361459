"""User stories of an administrator who opens the hub in the morning."""

import re


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_administrator_signs_in_by_the_link_and_sees_who_needs_attention(visit):
    """FR-02, CL-01, CL-02: landing page with every customer and its statuses."""
    page = visit().open("/")
    assert page.title() == "Customers · Partner Hub"
    assert page.locator("tbody tr").count() == 50
    assert number(page.inner_text(".pager span")) >= 100  # the demo partner's, and what other journeys import
    statuses = {text.strip() for text in page.locator("tbody .status").all_inner_texts()}
    assert {"Subscription", "Expired", "Expiring soon"} <= statuses


def test_left_navigation_reaches_what_exists(visit):
    """FR-11 (what exists so far)."""
    page = visit().open("/customers/")
    for label in (
        "Customers",
        "Order setup",
        "Access requests",
        "Tags",
        "Subscriptions",
        "Imports",
        "Thresholds",
        "Audit trail",
        "API",
    ):
        page.click(f"#navigation >> text={label}")
        page.wait_for_load_state("networkidle")
        here = page.locator("#navigation [aria-current=page]").all_inner_texts()
        assert [text.splitlines()[0] for text in here] == [label]


def test_search_narrows_the_list_as_one_types(visit):
    page = visit().open("/customers/")
    page.keyboard.press("/")
    page.keyboard.type("C-10007")
    page.wait_for_url("**q=C-10007**")
    assert page.locator("tbody tr").count() == 1
    page.locator("tbody a").first.click()
    assert "C-10007" in page.inner_text(".page-head")


def test_status_count_is_the_number_of_rows_behind_it(visit):
    page = visit().open("/customers/")
    chip = page.locator(".status-filter", has_text="Expired")
    count = number(chip.locator("strong").inner_text())
    chip.click()
    page.wait_for_url("**q=status%3Aexpired**")
    assert page.locator("tbody tr").count() == count


def test_top_numbers_and_headings_are_there(visit):
    """KP-01, KP-03 to KP-08: five tiles under their heading, with the count of all managed customers beside the first."""
    page = visit().open("/analytics/subscriptions/")
    assert page.locator("h2", has_text="KPIs").is_visible()
    tiles = page.locator("#block-kpis dt").all_inner_texts()
    assert tiles == [
        "Total customers",
        "Nearing expiration",
        "Nearing renewal",
        "Low license assignment",
        "Over license limit",
    ]
    beside = page.locator("#block-kpis .tile").first.inner_text()
    everybody = number(visit().open("/customers/").locator(".pager span").inner_text())
    assert f"of {everybody} managed" in beside


def test_toggle_changes_everything_after_the_top_numbers_and_nothing_before(visit):
    """TO-01, TO-02, TO-03, TO-04."""
    page = visit().open("/analytics/subscriptions/")
    before = page.inner_text("#block-kpis .tiles")
    meetings = page.inner_text("#block-license_trend table") if page.locator("details[open]").count() else ""
    sums = page.locator("#block-recent_kpis .tile-value").all_inner_texts()
    page.click(".toggle >> text=Calling")
    page.wait_for_load_state("networkidle")
    assert page.inner_text("#block-kpis .tiles") == before
    assert page.locator("#block-recent_kpis .tile-value").all_inner_texts() != sums or meetings
    assert page.locator(".toggle [aria-current]").first.inner_text() == "Calling"
    assert "Calling data currently excludes basic app-to-app calling" in page.inner_text(".toggle-row")


def test_trend_is_drawn_from_its_table(visit):
    """LD-01, LD-02, LD-03: a stacked chart with used, assigned and available; 13, 26 or 52 weeks; its own numbers below."""
    page = visit().open("/analytics/subscriptions/")
    chart = page.locator("#block-license_trend")
    assert chart.locator("svg").first.is_visible()
    page.click("#block-license_trend summary >> text=The numbers behind the chart")
    assert chart.locator("table.table > tbody > tr").count() == 13
    heads = [head.strip() for head in chart.locator("thead th").all_inner_texts()]
    assert heads[:5] == ["Week", "Used in the week", "Assigned, not used", "Not assigned", "Overage"]
    page.click("#block-license_trend >> text=26 weeks")
    page.wait_for_load_state("networkidle")
    assert page.locator("#block-license_trend table.table > tbody > tr").count() == 26


def test_bar_says_in_words_what_it_draws(visit):
    """NC-10, EX-11, RN-11, LA-13: details on hover and on focus, each license kind with its number and share."""
    page = visit().open("/analytics/subscriptions/")
    for block in ("recent", "expiring", "renewing", "low_assignment"):
        bar = page.locator(f"#block-{block} .bar").first
        bar.locator(".bar-drawing").scroll_into_view_if_needed()
        bar.locator(".bar-drawing").hover()
        words = bar.locator(".bar-details").inner_text()
        assert all(word in words for word in ("Used in 7 days", "Available", "Assigned", "Total", "%", "Counted on"))
        page.mouse.move(0, 0)
        assert not bar.locator(".bar-details").is_visible()
        bar.locator(".bar-drawing").focus()
        assert bar.locator(".bar-details").is_visible()


def test_trials_are_called_by_their_words(visit):
    """NC-07: a trial's subscription id reads Enterprise Trial; its own id is in the tooltip."""
    page = visit().open("/analytics/subscriptions/?recent.kind=trial")
    trial = page.locator("#block-recent .badge-trial").first
    assert trial.inner_text().strip() == "Enterprise Trial"
    assert trial.get_attribute("title").startswith("TRIAL-")


def test_tables_sort_search_and_page_and_the_address_keeps_it(visit):
    visitor = visit()
    page = visitor.open("/analytics/subscriptions/")
    page.click("#block-low_assignment th >> text=Total licenses")
    page.wait_for_url("**low_assignment.sort=total**")
    visitor.settle()
    totals = [
        number(text)
        for text in page.locator("#block-low_assignment table.table > tbody > tr td:nth-child(5)").all_inner_texts()
    ]
    assert totals == sorted(totals)
    assert page.locator("#block-low_assignment th[aria-sort=ascending]").inner_text().startswith("Total licenses")
    page.locator("#block-low_assignment >> text=Next").click()
    page.wait_for_url("**low_assignment.page=2**")
    page.reload()
    visitor.settle()
    assert "11–" in page.inner_text("#block-low_assignment .pager")
    page.fill("#low_assignment-q", "no such customer")
    page.wait_for_selector("#block-low_assignment >> text=Nothing matches these filters.")


def test_number_opens_its_explanation_and_the_rows_it_counts(visit):
    visitor = visit()
    page = visitor.open("/analytics/subscriptions/")
    shown = page.inner_text("#block-low_assignment_kpis .tile:nth-child(2) .tile-value")
    page.click("#block-low_assignment_kpis .tile:nth-child(2) .tile-value")
    page.wait_for_selector("dialog[open] .explanation")
    words = page.inner_text("dialog[open]")
    assert "licenses assigned ÷ sum of licenses bought" in words
    assert "Low assignment: percentile" in words and "thresholds version" in words
    divided = re.search(r"([\d,]+) ÷ ([\d,]+) =", words)
    assert round(100 * number(divided[1]) / number(divided[2])) == number(shown)
    assert page.locator("dialog[open] h3", has_text="The rows it counts").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog[open]").count()


def test_everything_can_be_reached_by_keyboard_alone(visit):
    page = visit().open("/analytics/subscriptions/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#block-kpis .tile-value").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] .explanation")


def test_export_brings_the_view_as_a_file(visit):
    page = visit().open("/analytics/subscriptions/")
    page.click(".page-tools >> text=Export everything")
    with page.expect_download() as download:
        page.click(".page-tools .menu >> text=XLSX")
    assert download.value.suggested_filename.endswith(".xlsx")
    page.click("#block-expiring .menu summary")
    with page.expect_download() as shown:
        page.click("#block-expiring .menu >> text=CSV, as shown")
    lines = shown.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) - 1 == page.locator("#block-expiring table.table > tbody > tr").count()


PICTURED = {
    "#block-kpis .tiles": ("KP-08", 5),
    "#block-recent_kpis .tiles": ("NC-04", 2),
    "#block-recent table.table": ("NC-13", 7),
    "#block-expiring_kpis .tiles": ("EX-05", 3),
    "#block-expiring table.table": ("EX-13", 6),
    "#block-renewing_kpis .tiles": ("RN-05", 3),
    "#block-renewing table.table": ("RN-13", 6),
    "#block-low_assignment_kpis .tiles": ("LA-06", 4),
    "#block-low_assignment table.table": ("LA-15", 7),
    "#block-overage_kpis .tiles": ("OV-05", 3),
    "#block-overages table.table": ("OV-14", 7),
}


def test_every_row_of_numbers_and_every_table_is_there_as_pictured(visit, tmp_path):
    """KP-08, NC-04, NC-13, EX-05, EX-13, RN-05, RN-13, LA-06, LA-15, OV-05, OV-14: seen as pictured, with all parts."""
    page = visit().open("/analytics/subscriptions/")
    for place, (row, parts) in PICTURED.items():
        element = page.locator(place).first
        assert element.is_visible(), row
        drawn = element.locator(".tile" if "tiles" in place else "> thead th").count()
        assert drawn == parts, row
        assert element.bounding_box()["height"] > 60, row
        assert len(element.screenshot()) > 2000, row


def test_without_scripts_the_page_can_be_read_and_the_tables_turned(visit):
    visitor = visit(java_script_enabled=False)
    page = visitor.open("/analytics/subscriptions/")
    page.click("text=Subscriptions expiring soon")
    page.wait_for_url("**/blocks/expiring/**")
    assert page.locator("#block-expiring table.table > tbody > tr").count() > 0
    page.click("#block-expiring th >> text=Total licenses")
    page.wait_for_url("**sort=total**")
    page = visitor.open("/analytics/subscriptions/?full=1")
    assert page.locator("section").count() == 7
    assert page.locator("#block-license_trend table.table > tbody > tr").count() == 13
