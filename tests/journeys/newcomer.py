"""The walk of somebody who has never seen the hub: from an empty data folder to a hub that two people run."""

import csv
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.journeys.hub import RunningHub, Visitor
from tests.journeys.test_signing_in import PASSWORD, way_in_by_letter
from tests.signin.codes import app_code

Keep = Callable[[str, Page], object]
FIRST, SECOND = "ada@birka.example", "bo@birka.example"


def walk(hub: RunningHub, link: str, browser: Browser, folder: Path, keep: Keep, **look: object) -> tuple[Visitor, Visitor]:
    """Do all of it by what the pages say alone, and return both administrators' browsers. `keep` gets each page of note."""
    ada = Visitor(browser, hub.base, **look)
    begin(ada, link)
    keep("empty", ada.page)
    set_up_app(ada)
    launch(ada, keep)
    bo = Visitor(browser, hub.base, **look)
    bo.open(way_in_by_letter(hub, SECOND))
    bo.page.fill("input[name=password]", PASSWORD)
    press(bo, "Come in")
    set_up_app(bo)
    bring_customers(ada, folder, keep)
    ask_for_help(bo, keep)
    return ada, bo


def press(visitor: Visitor, words: str) -> None:
    visitor.page.locator("main").get_by_role("button", name=words, exact=True).or_(
        visitor.page.locator("main").get_by_role("link", name=words, exact=True)
    ).first.click()
    visitor.settle()


def begin(visitor: Visitor, link: str) -> None:
    """Come in by the link that the terminal printed."""
    visitor.open(link)
    visitor.page.fill("input[name=name]", "Ada Admin")
    visitor.page.fill("input[name=email]", FIRST)
    press(visitor, "Begin")


def set_up_app(visitor: Visitor) -> None:
    """Follow the note about a second factor, or the page that asks for one, and set up an app."""
    page = visitor.page
    if page.locator(".enrol").count():
        press(visitor, "Set one up")
    press(visitor, "Set up an app")
    page.fill("input[name=code]", app_code(page.inner_text(".typed-key"), steps=-1))
    press(visitor, "Set it up")
    page.wait_for_url("**/recovery-codes/**")
    press(visitor, "I have kept them")


def launch(visitor: Visitor, keep: Keep) -> None:
    """Launch the own organization: plan, terms, profile, brand, a second administrator."""
    page = visitor.page
    page.click("#navigation >> text=Launch my organization")
    visitor.settle()
    press(visitor, "This is right")
    page.check("[name=agreement]")
    press(visitor, "Get started")
    page.fill("[name=name]", "Birka Partners")
    page.select_option("[name=country]", "SE")
    press(visitor, "Save the profile")
    press(visitor, "Save the brand")
    page.fill("[name=email]", SECOND)
    page.fill("[name=name]", "Bo Second")
    press(visitor, "Preview the role")
    press(visitor, "Give the role")
    keep("administrators", page)
    press(visitor, "These are the administrators")
    press(visitor, "Launch my organization")
    keep("organization", page)


def bring_customers(visitor: Visitor, folder: Path, keep: Keep) -> None:
    """Import the first customer."""
    path = folder / "customers.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([["customer_id", "name", "country"], ["C-1", "Harbor Foods", "SE"]])
    page = visitor.page
    page.click("#navigation >> text=Customers")
    visitor.settle()
    press(visitor, "Import your first files")
    page.set_input_files("input[type=file]", str(path))
    press(visitor, "Check files")
    page.wait_for_selector("button:has-text('Commit')")
    keep("preview", page)
    press(visitor, "Commit 1 change")
    page.wait_for_selector(".state-committed")
    page.click("#navigation >> text=Customers")
    visitor.settle()


def ask_for_help(visitor: Visitor, keep: Keep) -> None:
    """Open the help desk from the icon on every page, say how it is reached, and send it a request after a look at it."""
    page = visitor.page
    page.click("a[href*='/resources/desk/'] >> nth=0")
    visitor.settle()
    press(visitor, "Set it up")
    page.fill("input[name=email]", "desk@birka.example")
    press(visitor, "Save as a new version")
    page.click("a[href*='/resources/desk/?from'] >> nth=0")
    visitor.settle()
    page.fill("input[name=subject]", "Our first day")
    page.fill("textarea[name=message]", "Where do subscriptions come from?")
    press(visitor, "Look it over")
    keep("help", page)
    press(visitor, "Send it")
