"""User stories of somebody who wants to know whether customers use what they bought, how it sounds and who gives up."""

import csv
import re

import pytest

from tests.journeys.test_mornings import number

PAGE = "/analytics/calling/"
SECTIONS = [
    "Call usage last week", "Call quality last week", "Advanced calling features last week", "Call queue insights last week",
]  # fmt: skip
PICTURED = {
    "#block-users_by_volume .chart": "CE-05",
    "#block-usage table.table": "CE-07",
    "#block-quality_trend .chart": "CQ-02",
    "#block-quality_by_endpoint .chart": "CQ-04",
    "#block-quality table.table": "CQ-06",
    "#block-feature_usage .chart": "CF-03",
    "#block-queue_kpis .tiles": "QI-06",
    "#block-queues table.table": "QI-07",
}


def rows(page, block: str):
    return page.locator(f"#block-{block} table.table > tbody > tr")


def heads(page, block: str) -> list[str]:
    return [" ".join(head.split()) for head in page.locator(f"#block-{block} table.table > thead th").all_inner_texts()]


def column(page, block: str, label: str) -> list[str]:
    """Return the texts of a column, the arrow that says how a table is sorted put aside."""
    place = [head.rstrip(" ↑↓") for head in heads(page, block)].index(label)
    return [row.locator("th, td").nth(place).inner_text().strip() for row in rows(page, block).all()]


def test_the_navigation_leads_to_the_last_week_and_the_page_says_when_it_closed(visit):
    """CE-02, CE-03, CE-04, CQ-01, CF-01, QI-01: four sections about one week, closed on Sunday at midnight UTC."""
    page = visit().open("/customers/")
    page.click("#navigation >> text=Calling engagement")
    page.wait_for_url(f"**{PAGE}")
    assert page.locator("main section h2").all_inner_texts() == SECTIONS
    assert "A week closes on Sunday at 00:00:00 UTC." in page.inner_text("main")
    assert re.search(r"Week of \d+ \w+ \d+ – \d+ \w+ \d+", page.inner_text(".page-head"))


def test_every_chart_table_and_row_of_numbers_is_there_as_pictured(visit):
    """CE-05, CE-07, CQ-02, CQ-04, CQ-06, CF-03, QI-06, QI-07: seen, with something in it."""
    page = visit().open(PAGE)
    for place, row in PICTURED.items():
        element = page.locator(place).first
        assert element.is_visible(), row
        assert element.bounding_box()["height"] > 60, row
        assert len(element.screenshot()) > 2000, row
    assert page.locator("#block-queue_kpis dt").all_inner_texts() == [
        "Avg time to answer", "Avg wait before abandoning", "Avg abandoned call rate",
    ]  # fmt: skip
    assert all(re.search(r"\d", text) for text in page.locator("#block-queue_kpis .tile-value").all_inner_texts())


def test_nobody_without_calls_is_drawn_until_asked_for(visit):
    """CE-05: heavy, medium and light over eight weeks; users without calls are hidden at first."""
    page = visit().open(PAGE)
    page.click("#block-users_by_volume summary >> text=The numbers behind the chart")
    assert rows(page, "users_by_volume").count() == 8
    assert heads(page, "users_by_volume") == ["Week", "Heavy", "Medium", "Light", "No calls"]
    off = page.locator("#block-users_by_volume th[data-off]")
    assert off.all_inner_texts() == ["No calls"]


def test_customers_that_call_less_come_first_and_are_told_from_the_others(visit):
    """CE-07, CE-08: what falls stands first, with an arrow, a sign and the course of eight weeks."""
    page = visit().open(PAGE)
    changes = [int(text.replace("−", "-").replace("±", "")) for text in column(page, "usage", "Change of active users")]
    assert changes[0] < 0 and changes == sorted(changes)
    first = rows(page, "usage").first
    assert first.locator(".change-worse svg").count() == 1
    assert first.locator("svg.spark path").get_attribute("d").startswith("M")
    assert len(first.locator("svg.spark").get_attribute("aria-label").split(", ")) == 8


def test_a_spike_says_why_and_leads_to_customer_endpoint_and_day_in_three_clicks(visit):
    """CQ-03, CQ-05: marked with its reason; one click to the customers, one to the endpoint types, one to the days."""
    visitor = visit()
    page = visitor.open(PAGE)
    mark = page.locator("#block-quality_trend .spike-note").last
    share, usual = (float(found) for found in re.findall(r"([\d.]+) %", mark.inner_text()))
    assert share > usual
    page.click("#block-quality_trend summary >> text=The numbers behind the chart")
    assert (
        page.locator("#block-quality_trend th[data-mark=spike]").count()
        == page.locator("#block-quality_trend .spike-note").count()
    )
    mark.locator("a").click()
    visitor.settle()
    customer = rows(page, "customers").first.locator("a").first
    name = customer.inner_text()
    customer.click()
    visitor.settle()
    assert name in page.inner_text("[aria-label=Chosen]")
    open_numbers(page, "endpoints")
    shares = column(page, "endpoints", "Poor share of measurements")
    worst = max(range(len(shares)), key=lambda place: float(shares[place].rstrip(" %").replace("–", "0")))
    endpoint = rows(page, "endpoints").nth(worst).locator("a").first
    kind = endpoint.inner_text()
    endpoint.click()
    visitor.settle()
    assert kind in page.inner_text("[aria-label=Chosen]")
    open_numbers(page, "days")
    assert any(number(text) for text in column(page, "days", "Poor measurements") if text != "–")


def open_numbers(page, block: str) -> None:
    if not page.locator(f"#block-{block} details.chart-table[open]").count():
        page.click(f"#block-{block} summary >> text=The numbers behind the chart")


def test_features_of_all_calling_customers_are_one_click_away(visit):
    """CF-02, CF-03, CF-04: customers with a queue at first, all Calling customers when switched."""
    visitor = visit()
    page = visitor.open(PAGE)
    open_numbers(page, "feature_usage")
    before = [number(text) for text in column(page, "feature_usage", "Calls with the feature")]
    page.locator("#block-feature_usage a.btn:not([aria-current])").first.click()
    visitor.settle()
    assert "everyone=1" in page.url
    assert page.locator("#block-feature_usage a.btn[aria-current=true]").inner_text() == "All Calling customers"
    open_numbers(page, "feature_usage")
    after = [number(text) for text in column(page, "feature_usage", "Calls with the feature")]
    assert sum(after) > sum(before)


def test_customers_that_give_up_stand_first_with_a_word_and_derived_figures_say_so(visit):
    """QI-02, QI-07, QI-08: the highest abandoned share first; nothing by color alone."""
    page = visit().open(f"{PAGE}?queues.size=50")
    rates = [float(text.split(" %")[0]) for text in column(page, "queues", "Avg abandoned call rate")]
    offered = [number(text) for text in column(page, "queues", "Offered")]
    enough = [rate for rate, calls in zip(rates, offered, strict=True) if calls >= 20]
    assert enough == sorted(enough, reverse=True)
    assert "high" in column(page, "queues", "Avg abandoned call rate")[0]
    assert set(column(page, "queues", "Derived")) == {"derived", ""}


@pytest.mark.parametrize("line", ["country:SE", "status:trial", "amber"])
def test_the_line_of_the_customer_list_narrows_every_block(visit, line):
    visitor = visit()
    listed = visitor.open(f"/customers/?q={line}&size=200").locator("tbody .cell-name a").all_inner_texts()
    page = visitor.open(PAGE)
    page.fill("#line", line)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.settle()
    shown = column(page, "usage", "Customer")
    assert shown and set(shown) <= set(listed)


def test_the_table_as_shown_is_one_download(visit):
    page = visit().open(f"{PAGE}?usage.q=amber")
    page.click("#block-usage .menu summary")
    with page.expect_download() as shown:
        page.click("#block-usage .menu >> text=CSV, as shown")
    found = list(csv.DictReader(shown.value.path().read_text("utf-8-sig").splitlines()))
    assert [row["customer"] for row in found] == column(page, "usage", "Customer")


def test_without_scripts_every_block_can_be_reached(visit):
    page = visit(java_script_enabled=False).open(f"{PAGE}?full=1")
    assert all(rows(page, block).count() for block in ("users_by_volume", "usage", "quality", "feature_usage", "queues"))
    page = visit(java_script_enabled=False).open(PAGE)
    page.click("main >> text=Customers and call quality")
    page.wait_for_url("**/blocks/quality/**")
    page.click("#block-quality th >> text=Unrated calls")
    page.wait_for_url("**sort=unrated_calls**")


def test_print_keeps_charts_and_tables(visit):
    page = visit().open(f"{PAGE}?full=1")
    page.emulate_media(media="print")
    assert not page.is_visible(".sidebar")
    assert not page.is_visible(".page-tools")
    for block in ("users_by_volume", "quality_trend", "feature_usage"):
        assert page.locator(f"#block-{block} .chart svg").is_visible()


def test_the_overview_tells_how_calls_went_and_leads_there(visit):
    page = visit().open("/overview/")
    page.wait_for_selector("#part-calls .overview-number")
    poor = page.locator("#part-calls .overview-number").first.inner_text()
    page.locator("#part-calls a").nth(0).click()
    page.wait_for_url("**/analytics/calling/#section-2")
    page.wait_for_selector(f"#block-quality_trend :text('{poor} of')")
