"""`python -m tests.screenshots`: the pictures of the README, taken from a demo partner in a real browser."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.hub import RunningHub, Visitor, chromium
from tests.journeys.newcomer import walk

OUT = Path(__file__).resolve().parents[1] / "docs" / "images"
DESK = {"viewport": {"width": 1360, "height": 940}, "device_scale_factor": 1}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}


def main() -> None:
    """Serve a demo partner, become its first administrator, and take one picture a page."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        hub = RunningHub(Path(folder))
        hub.command("demo", "--customers", "400")
        with hub.running() as link, chromium() as browser:
            visitor = Visitor(browser, hub.base, **DESK)
            visitor.open(link)
            visitor.page.fill("input[name=name]", "Alice Admin")
            visitor.page.fill("input[name=email]", "alice@example.com")
            visitor.page.click("text=Begin")
            session = visitor.context.storage_state()
            shoot(Visitor(browser, hub.base, storage_state=session, **DESK))
            dark = Visitor(browser, hub.base, storage_state=session, color_scheme="dark", **DESK)
            dark.open("/analytics/subscriptions/?product=calling")
            dark.page.screenshot(path=OUT / "subscriptions-dark.png")
            phone = Visitor(browser, hub.base, storage_state=session, **PHONE)
            phone.open("/analytics/subscriptions/")
            phone.page.screenshot(path=OUT / "subscriptions-phone.png")
            swedish = Visitor(browser, hub.base, storage_state=session, locale="sv-SE", **DESK)
            swedish.open("/overview/")
            swedish.page.screenshot(path=OUT / "overview-swedish.png")
    with tempfile.TemporaryDirectory() as folder:
        hub = RunningHub(Path(folder) / "empty")
        hub.home.mkdir()
        with hub.running() as link, chromium() as browser:
            walk(hub, link, browser, Path(folder), begun, **DESK)


def begun(name: str, page: Page) -> None:
    """Keep a picture of somebody's first hour."""
    page.screenshot(path=OUT / f"first-hour-{name}.png")


def shoot(visitor: Visitor) -> None:
    """Take the pictures of an administrator's morning."""
    page = visitor.open("/customers/")
    page.screenshot(path=OUT / "customers.png")
    page.locator("summary:has-text('Status by group')").click()
    page.screenshot(path=OUT / "filters.png")
    visitor.open("/customers/subscriptions/C-10004/")
    page.screenshot(path=OUT / "customer.png")
    act(visitor)
    visitor.open("/overview/")
    page.screenshot(path=OUT / "overview.png")
    visitor.open("/analytics/calling/")
    page.screenshot(path=OUT / "calling.png")
    visitor.open("/analytics/subscriptions/")
    page.screenshot(path=OUT / "subscriptions.png")
    page.locator("#section-6").scroll_into_view_if_needed()
    page.locator("#block-low_assignment .bar-drawing").nth(1).hover()
    page.screenshot(path=OUT / "low-assignment.png")
    page.mouse.move(0, 0)
    page.click("#block-low_assignment_kpis .tile:nth-child(3) .tile-value")
    page.wait_for_selector("dialog[open] .explanation")
    page.screenshot(path=OUT / "explained.png")
    with tempfile.TemporaryDirectory() as folder:
        wrong = Path(folder) / "subscriptions.csv"
        wrong.write_text(
            "subscription_id,customer_id,kind,start_date,end_date,auto_renews\n"
            "S-1,C-10001,subscription,2026-01-01,2025-12-31,no\nS-2,C-99999,subscription,01/02/2026,2026-12-31,maybe\n"
            "S-3,C-10002,trail,2026-01-01,2026-01-31,no\n"
        )
        visitor.open("/imports/")
        page.set_input_files("input[type=file]", [wrong])
        page.click("text=Check files")
        page.wait_for_selector(".state-refused")
        page.screenshot(path=OUT / "import.png")


def act(visitor: Visitor) -> None:
    """Take the pictures of an order that waits, and of a launched organization, which is left again."""
    page = visitor.open("/orders/")
    page.locator("tbody a:has-text('Set up')").first.click()
    visitor.settle()
    page.screenshot(path=OUT / "order.png")
    page = visitor.open("/customers/")
    page.locator("tbody button.launch").first.click()
    visitor.settle()
    page.screenshot(path=OUT / "launched.png")
    page.locator("form[action='/launch/end/'] button").click()
    visitor.settle()


if __name__ == "__main__":
    main()
