"""User stories of organizations that are launched, and of people whom a customer lets in; with scripts and without."""

import csv

import pytest

DESK, OWN = "hanna@partner.example.com", "cleo@customer.example"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request) -> bool:
    return request.param


@pytest.fixture(scope="module")
def helpers(hub, tmp_path_factory) -> None:
    """Let Hanna be at the help desk, advanced."""
    folder = tmp_path_factory.mktemp("helpers")
    with (folder / "administrators.csv").open("w", newline="") as out:
        csv.writer(out).writerows([["email", "name", "role"], [DESK, "Hanna Helpdesk", "help_desk_advanced"]])
    hub.command("import", str(folder))


@pytest.fixture
def customer(hub, visit) -> str:
    """Give a customer an administrator of its own, and return its name."""
    visitor = visit()
    page = visitor.open("/administrators/")
    if OWN not in page.inner_text("main"):
        for field, value in (("email", OWN), ("name", "Cleo Customer"), ("customers", "C-10001")):
            page.fill(f"[name={field}]", value)
        page.select_option("[name=role]", "customer_admin")
        press(visitor, "Preview")
        press(visitor, "Give the role")
    return visitor.open("/customers/by-id/C-10001/").inner_text("h1").strip()


@pytest.fixture
def signed_in_as(hub, visit, scripts, helpers):
    """Return a maker of people who signed in by a link of the terminal."""

    def arrive(email: str):
        visitor = visit(guest=True, java_script_enabled=scripts)
        visitor.open(hub.command("link", email).strip())
        press(visitor, "Sign in")
        return visitor

    return arrive


def press(visitor, words: str) -> None:
    visitor.page.click(f"main button:has-text('{words}')")
    visitor.settle()


def banner(visitor) -> str:
    found = visitor.page.locator(".launched")
    return found.inner_text() if found.count() else ""


def test_an_organization_is_launched_from_its_row_and_left_again(visit, scripts, customer):
    """CL-11, P4: every page says where one acts, in which role and until when."""
    visitor = visit(java_script_enabled=scripts)
    page = visitor.open("/customers/?q=C-10001")
    page.click("tbody button.launch")
    visitor.settle()
    assert page.url.endswith("/workspace/") and customer in page.inner_text("h1")
    for path in ("/workspace/", "/workspace/people/", "/workspace/trail/", "/customers/", "/administrators/"):
        visitor.open(path)
        assert f"You act in {customer} as Partner full administrator until" in banner(visitor), path
    page.click(".launched button:has-text('Leave')")
    visitor.settle()
    assert banner(visitor) == ""
    assert visitor.open("/workspace/").url.endswith("/customers/")


def test_the_second_launch_replaces_the_first_one_and_says_so(visit, scripts, customer):
    visitor = visit(java_script_enabled=scripts)
    for reference in ("C-10001", "C-10002"):
        page = visitor.open(f"/customers/by-id/{reference}/")
        press(visitor, "Launch organization")
    assert f"You left {customer}" in page.inner_text("main")
    assert customer not in banner(visitor) and "You act in" in banner(visitor)
    page.click(".launched button:has-text('Leave')")
    visitor.settle()


def test_somebody_at_the_help_desk_is_let_in_by_the_customer_and_no_longer_when_it_ends_that(customer, signed_in_as):
    """P4: asked for with a reason, approved by the customer's own administrator, launched, ended by the customer."""
    hanna, cleo = signed_in_as(DESK), signed_in_as(OWN)
    page = hanna.open("/customers/by-id/C-10001/")
    assert not page.locator("text=Launch organization").count()
    page.click("main >> text=Ask for access")
    hanna.settle()
    page.fill("[name=reason]", "calls drop at noon")
    page.select_option("[name=level]", "full")
    page.fill("[name=hours]", "6")
    press(hanna, "Ask the customer")
    asked = cleo.open("/access/").locator("article.request")
    assert "Hanna Helpdesk" in asked.inner_text() and "calls drop at noon" in asked.inner_text()
    asked.locator("[name=hours]").fill("2")
    asked.locator("[name=answer]").fill("before lunch, please")
    press(cleo, "Approve")
    page = hanna.open("/access/")
    assert "before lunch, please" in page.inner_text("tbody tr:first-child")
    hanna.open("/customers/by-id/C-10001/")
    press(hanna, "Launch organization")
    assert customer in banner(hanna)
    trail = cleo.open("/workspace/trail/").inner_text("tbody")
    assert DESK in trail
    page = cleo.open("/access/")
    page.click("button[name=act][value=end]")
    cleo.settle()
    hanna.expected = {403}
    assert hanna.page.goto("/workspace/").status == 403
    hanna.expected = set()
    hanna.open("/access/")
    assert banner(hanna) == ""
    assert f"ended by {OWN}" in hanna.page.inner_text("tbody tr:first-child").lower()


def test_the_customer_refuses_and_nothing_opens(customer, signed_in_as):
    hanna, cleo = signed_in_as(DESK), signed_in_as(OWN)
    page = hanna.open("/access/?customer=C-10001")
    page.fill("[name=reason]", "just curious")
    page.fill("[name=hours]", "1")
    press(hanna, "Ask the customer")
    cleo.open("/access/").locator("article.request [name=answer]").fill("no, thanks")
    press(cleo, "Refuse")
    assert "no, thanks" in hanna.open("/access/").inner_text("tbody tr:first-child")
    assert not hanna.open("/customers/by-id/C-10001/").locator("text=Launch organization").count()
