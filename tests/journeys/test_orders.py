"""User stories of who sets up orders: found, given to the right organization, set up; with scripts and without."""

import csv
import uuid
from datetime import UTC, datetime, timedelta

import pytest

TODAY = datetime.now(UTC).date()


@pytest.fixture(params=["with scripts", "without scripts"])
def visitor(request, visit):
    return visit(java_script_enabled=request.param == "with scripts")


def some_name() -> str:
    """Return a name that no other story uses."""
    return f"Birka b{uuid.uuid4().hex[:8]}"


@pytest.fixture
def order(hub, tmp_path, visitor):
    """Import an order of 25 Meetings and 12 Calling licenses for a customer whom the partner knows under another id."""
    name = some_name()
    domain = f"{name.split()[-1]}.example"
    tables = {
        "customers": [["customer_id", "name", "country", "domain"], [f"{name} X", name, "SE", domain],
                      [f"{name} K", f"{name} AB", "SE", domain]],
        "subscriptions": [["subscription_id", "customer_id", "kind", "start_date", "end_date", "auto_renews", "setup_state"],
                          [name, f"{name} X", "subscription", TODAY, TODAY + timedelta(days=364), "yes", "pending"]],
        "orders": [["order_id", "subscription_id", "product", "ordered_date", "action", "quantity"],
                   [f"{name} 1", name, "meetings", TODAY, "new", 25], [f"{name} 2", name, "calling", TODAY, "new", 12]],
    }  # fmt: skip
    for table, rows in tables.items():
        with (tmp_path / f"{table}.csv").open("w", newline="") as out:
            csv.writer(out).writerows(rows)
    hub.command("import", str(tmp_path))
    return name


def press(visitor, words: str) -> None:
    visitor.page.click(f"main button:has-text('{words}')")
    visitor.settle()


def row_of(page, product: str):
    return page.locator("tbody tr", has=page.locator("th", has_text=product))


def test_an_order_is_given_to_the_right_organization_and_set_up(visitor, order):
    """CL-08, FR-06: the whole set-up, left in the middle and resumed; the status goes when it is done."""
    page = visitor.open(f"/customers/?q={order}")
    assert "Ready for order setup" in page.locator("tbody tr", has_text=f"{order} X").inner_text()
    page = visitor.open(f"/orders/?q={order}")
    page.click("tbody a:has-text('Set up')")
    visitor.settle()
    page.locator("label.choice", has_text=f"{order} AB").locator("input").check()
    page.fill("#contact", "ada@birka.example")
    press(visitor, "This is the right organization")
    assert "Meetings" in page.inner_text("main") and "renews after" in page.inner_text("main")
    press(visitor, "This is right")
    page.check("[name=agreement]")
    press(visitor, "Get started")
    row_of(page, "Meetings").locator("input").check()
    press(visitor, "Set up what is chosen")
    assert "set up" in row_of(page, "Meetings").inner_text() and "waits" in row_of(page, "Calling").inner_text()
    visitor.open("/customers/")
    page = visitor.open(f"/orders/?q={order}")
    assert "partly set up" in page.inner_text("tbody tr")
    page.click("tbody a:has-text('Set up')")
    visitor.settle()
    press(visitor, "Set up everything")
    assert "Everything is set up for" in page.inner_text("main")
    page = visitor.open(f"/orders/?q={order}")
    assert page.locator("tbody tr").count() == 0
    page = visitor.open(f"/customers/?q={order}")
    assert page.locator("tbody tr").count() == 2
    assert "Ready for order setup" not in page.inner_text("tbody")


def test_where_an_order_went_stays_once_something_is_set_up(visitor, order):
    """VX-04: the point of no return is said, and there is no way back behind it."""
    page = visitor.open(f"/orders/?q={order}")
    page.click("tbody a:has-text('Set up')")
    visitor.settle()
    assert "after that it stays where it is" in page.inner_text("main")
    page.fill("#contact", "ada@birka.example")
    for words in ("This is the right organization", "This is right"):
        press(visitor, words)
    page.check("[name=agreement]")
    press(visitor, "Get started")
    press(visitor, "Set up everything")
    page.locator(".walk a").first.click()
    visitor.settle()
    assert "The order stays with this organization" in page.inner_text("main")
    assert page.locator("main input[name=choice], main input[name=contact]").count() == 0


def test_a_customer_is_added_without_an_order_and_a_double_is_noticed(visitor):
    """FR-06: possible doubles are shown before; then the wizard of the new organization begins."""
    name = some_name()
    for again in (False, True):
        page = visitor.open("/customers/add/")
        page.fill("[name=name]", name)
        page.select_option("[name=country]", "SE")
        press(visitor, "Add")
        if again:
            assert name in page.inner_text("[role=alert]")
            return
        assert name in page.inner_text(".page-head") and "/customers/set-up/" in page.url
