"""CD-05, CD-06: invoices with their states and what is owed, and the order history, newest first and page by page."""

from datetime import timedelta
from decimal import Decimal

import pytest

from partnerhub.portfolio.customer.papers import invoices, orders
from partnerhub.tenancy.refusals import Forbidden
from tests.world import subscription

STATES = ("open", "paid", "past_due", "void")
AMOUNTS = ("100.10", "-40.05", "0.3333", "250")


@pytest.fixture
def bills(crowd) -> list[dict[str, object]]:
    """Give Harbor 40 invoices of two subscriptions in two currencies, several on one day, and Orchard one."""
    on = crowd.today
    rows = [
        {"invoice_id": f"I{n}", "subscription_id": f"HS{n % 2}", "issued_date": on - timedelta(days=n // 3),
         "due_date": "" if n % 5 == 0 else on, "amount": AMOUNTS[n % 4], "currency": "SEK" if n % 3 else "EUR",
         "state": STATES[n // 2 % 4]} for n in range(40)
    ]  # fmt: skip
    acts = [("new", "meetings", 10), ("add", "meetings", 5), ("reduce", "calling", 2), ("renew", "", ""), ("cancel", "", "")]
    ordered = [
        {"order_id": f"O{n}", "subscription_id": f"HS{n % 2}", "product": product, "action": action, "quantity": quantity,
         "ordered_date": on - timedelta(days=n // 2)} for n, (action, product, quantity) in enumerate(acts * 3)
    ]  # fmt: skip
    crowd.take_in(
        subscriptions=[subscription(f"HS{n}", "HARBOR", on) for n in (0, 1)] + [subscription("OS", "ORCHARD", on)],
        invoices=[*rows, rows[0] | {"invoice_id": "OTHER", "subscription_id": "OS"}], orders=ordered,
    )  # fmt: skip
    return rows


def gathered(ask, limit: int) -> list:
    found, after = [], ""
    while True:
        page = ask(after=after, limit=limit)
        found += page.rows
        if page.after is None:
            return found
        after = page.after


@pytest.mark.parametrize("limit", [1, 3, 7, 39, 40, 1000])
def test_pages_of_invoices_put_together_are_all_of_them_newest_first(crowd, bills, limit):
    found = gathered(lambda **place: invoices(crowd.alice, crowd.harbor, **place), limit)
    assert sorted(row.reference for row in found) == sorted(row["invoice_id"] for row in bills)
    assert [row.issued_date for row in found] == sorted((row["issued_date"] for row in bills), reverse=True)


@pytest.mark.parametrize("subscription_id", ["", "HS0"])
@pytest.mark.parametrize("state", ["", *STATES])
def test_what_is_owed_is_the_sum_of_open_and_past_due_ones_whatever_is_shown(crowd, bills, subscription_id, state):
    page = invoices(crowd.alice, crowd.harbor, subscription=subscription_id, state=state, limit=2)
    ours = [row for row in bills if subscription_id in {"", row["subscription_id"]}]
    assert page.total == sum(state in {"", row["state"]} for row in ours)
    owed = {}
    for row in (row for row in ours if row["state"] in {"open", "past_due"}):
        amount, number = owed.get(row["currency"], (Decimal(0), 0))
        owed[row["currency"]] = amount + Decimal(row["amount"]), number + 1
    assert {currency: (amount, number) for currency, amount, number in page.owed} == owed
    assert [currency for currency, *_ in page.owed] == sorted(owed)


def test_an_invoice_says_what_its_file_said(crowd, bills):
    found = {row.reference: row for row in invoices(crowd.alice, crowd.harbor, limit=None).rows}
    for row in bills:
        ours = found[row["invoice_id"]]
        assert (ours.subscription, ours.issued_date, ours.due_date or "", ours.currency, ours.state) == tuple(
            row[name] for name in ("subscription_id", "issued_date", "due_date", "currency", "state")
        )
        assert ours.amount == Decimal(row["amount"])


@pytest.mark.parametrize("name", ["hal", "petra"])
def test_help_desk_and_provisioning_see_no_invoice(crowd, bills, name):
    with pytest.raises(Forbidden):
        invoices(getattr(crowd, name), crowd.harbor)


def test_invoices_and_orders_of_customers_out_of_reach_are_none(crowd, bills):
    for scope in (crowd.carol, crowd.adam, crowd.cleo):
        assert invoices(scope, crowd.orchard).total == 0 == len(orders(scope, crowd.orchard).rows)
    assert invoices(crowd.cleo, crowd.harbor).total == len(bills)


@pytest.mark.parametrize("limit", [1, 4, 15, 100])
def test_the_order_history_is_whole_and_newest_first(crowd, bills, limit):
    found = gathered(lambda **place: orders(crowd.hal, crowd.harbor, **place), limit)
    assert len(found) == 15 == orders(crowd.hal, crowd.harbor).total
    assert [row.ordered_date for row in found] == sorted((row.ordered_date for row in found), reverse=True)
    acts = {(row.action, row.product, row.quantity) for row in found}
    assert acts == {("new", "Meetings", 10), ("add", "Meetings", 5), ("reduce", "Calling", 2), ("renew", "", None),
                    ("cancel", "", None)}  # fmt: skip
    ours = orders(crowd.hal, crowd.harbor, subscription="HS1", limit=None)
    assert {row.subscription for row in ours.rows} == {"HS1"} and ours.total == len(ours.rows) == 7


def test_what_is_asked_for_at_once_costs_one_question(crowd, bills, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(invoices(crowd.alice, crowd.harbor, limit=5, summed=False).rows) == 5
        assert len(orders(crowd.alice, crowd.harbor, limit=5, counted=False).rows) == 5
