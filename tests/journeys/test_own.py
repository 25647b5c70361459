"""FR-01, FR-03 to FR-05, FR-07, FR-08: who ordered gets in and launches the own organization, with scripts and without."""

import csv
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.hub import RunningHub, Visitor
from tests.journeys.test_pages import LOOKS, serious
from tests.portfolio.own_scenes import SEEN_ON_BOTH

TODAY = datetime.now(UTC).date()


@pytest.fixture(params=["with scripts", "without scripts"])
def visitor(request, tmp_path, browser):
    """Return the first administrator of a partner who ordered 25 Meetings licenses and begins with an empty folder."""
    hub = RunningHub(tmp_path / "partner")
    hub.home.mkdir()
    tables = {
        "customers": [["customer_id", "name", "country", "managed_by"], ["OWN", "Birka Partners", "SE", "self"]],
        "subscriptions": [["subscription_id", "customer_id", "kind", "start_date", "end_date", "setup_state"],
                          ["OWN-1", "OWN", "subscription", TODAY, TODAY + timedelta(days=364), "pending"]],
        "orders": [["order_id", "subscription_id", "product", "ordered_date", "action", "quantity"],
                   ["1", "OWN-1", "meetings", TODAY, "new", 25]],
    }  # fmt: skip
    for table, rows in tables.items():
        with (tmp_path / f"{table}.csv").open("w", newline="") as out:
            csv.writer(out).writerows(rows)
    hub.command("import", *(str(tmp_path / f"{table}.csv") for table in tables))
    with hub.running() as link:
        made = Visitor(browser, hub.base, java_script_enabled=request.param == "with scripts")
        made.open(link)
        made.page.fill("input[name=name]", "Ada Admin")
        made.page.fill("input[name=email]", "ada@birka.example")
        press(made, "Begin")
        yield made
        made.context.close()
    assert made.complaints == []


def press(visitor: Visitor, words: str) -> None:
    visitor.page.click(f"main button:has-text('{words}')")
    visitor.settle()


def test_the_own_organization_is_launched_left_and_resumed_and_looks_like_itself(visitor):
    page = visitor.page
    page.click("#navigation >> text=Launch my organization")
    visitor.settle()
    assert "Meetings" in page.inner_text("main") and "25" in page.inner_text("main")
    press(visitor, "This is right")
    page.check("[name=agreement]")
    press(visitor, "Get started")
    assert page.input_value("[name=name]") == "Birka Partners"  # as the records have it
    page.fill("[name=city]", "Birka")
    press(visitor, "Save the profile")
    visitor.open("/customers/")
    visitor.open("/organization/")
    assert "Step 4 of 6" in page.inner_text("main")
    page.fill("[name=accent]", SEEN_ON_BOTH)
    press(visitor, "Save the brand")
    page.fill("[name=email]", "bo@birka.example")
    press(visitor, "Preview the role")
    assert "Nothing was given yet" in page.inner_text("main")
    press(visitor, "Give the role")
    assert "bo@birka.example" in page.inner_text("main table")
    press(visitor, "These are the administrators")
    press(visitor, "Launch my organization")
    assert page.url.endswith("/organization/")
    assert "Birka" in page.inner_text(".brand")
    border = page.evaluate("getComputedStyle(document.querySelector('.sidebar')).borderTopColor")
    assert border == f"rgb({', '.join(str(int(SEEN_ON_BOTH[at : at + 2], 16)) for at in (1, 3, 5))})"
    page.click("text=Set it up")
    visitor.settle()
    assert "OWN-1" in page.inner_text("main")


@pytest.mark.parametrize("visitor", ["with scripts"], indirect=True)
def test_every_step_and_the_organization_are_sound_in_every_look(visitor):
    """P17, P20."""
    page = visitor.page
    visitor.open("/organization/set-up/")
    for words in ("This is right", "Get started", "Save the profile", "Save the brand", "These are", "Launch my", ""):
        for look in LOOKS.values():
            page.emulate_media(color_scheme=look.get("color_scheme", "light"))
            page.set_viewport_size(look.get("viewport", {"width": 1360, "height": 900}))
            page.reload()  # colors change slowly on a page that is there already
            visitor.settle()
            assert not visitor.scrolls_sideways(), (words, look)
            assert serious(page) == [], (words, look)
        if words == "Get started":
            page.check("[name=agreement]")
        if words:
            press(visitor, words)
    assert page.url.endswith("/organization/")
