"""Isolation (P1): every text carries a secret word, and no answer holds a word that is out of the caller's sight."""

import logging

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from partnerhub.jobs.worker import run_all
from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.reports.answer import reports
from tests.doors.conftest import Doors
from tests.doors.words import CUSTOMERS, Words, everything_asked, whole, words_in

# caller → (customers in sight, texts that the role does not open)
SIGHT = {
    "alice": (("HARBOR", "ORCHARD", "QUARRY", "acme", "texts of acme", "requests of acme"), ()),
    "adam": (("HARBOR", "acme", "texts of acme"), ("file",)),
    "rita": (("HARBOR", "ORCHARD", "QUARRY", "acme", "texts of acme", "requests of acme"), ()),
    "hal": (("HARBOR", "ORCHARD", "QUARRY", "texts of acme"), ("console", "invoice", "file")),
    "petra": (("ORCHARD", "texts of acme"), ("invoice", "file")),
    "cleo": (("HARBOR",), ("tag", "console", "file")),
    "carol": (("INITECH", "globex", "texts of globex", "requests of globex"), ()),
    "nobody": ((), ()),
    "": ((), ()),
}
MANAGE_HARBOR = ("alice", "adam", "rita", "hal")  # their names are shown to the customer's own administrator


@pytest.fixture
def words(world) -> Words:
    words = Words()
    words.hang_on(world)
    return words


def without_addresses(text: str, addresses: list[str]) -> str:
    """Return a log without the addresses that were asked for: what a caller wrote there is no news to them."""
    for address in sorted(addresses, key=len, reverse=True):
        text = text.replace(address.partition("?")[0], "")
    return text


def out_of_sight(words: Words, name: str) -> set[str]:
    owners, closed = SIGHT[name]
    named = {words.word("acme", f"name of {one}@acme.example") for one in MANAGE_HARBOR} if name == "cleo" else set()
    return set(words.known.values()) - words.of(*owners, without=closed) - named


@pytest.mark.parametrize("name", SIGHT, ids=[name or "a stranger" for name in SIGHT])
def test_no_page_fragment_export_or_call_holds_a_word_out_of_sight(world, words, name, caplog):
    doors, hidden, seen, leaks = Doors(world), out_of_sight(words, name), set(), {}
    caplog.set_level(logging.DEBUG)
    pages, calls = everything_asked(doors, words)
    browser, program = doors.browser(name), doors.program(name)
    asked = [(page, browser.get(page)) for page in pages]
    asked += [(f"part {p}", browser.get(p, headers={"HX-Request": "true"})) for p in pages if "/blocks/" in p]
    asked += [(call, program.get(call)) for call in calls]
    for address, answer in asked:
        assert answer.status_code < 500 or answer.status_code == 503, address
        found = words_in(whole(answer))
        found -= words_in(address) if answer.status_code != 200 else set()  # a refusal may repeat what was asked for
        seen |= found
        if found & hidden:
            leaks[address] = found & hidden
    assert leaks == {}
    assert words_in(without_addresses(caplog.text, [*pages, *calls])) & hidden == set()
    owners, _ = SIGHT[name]
    for owner in owners:
        assert not CUSTOMERS.get(owner) or words.word(owner, "subscription") in seen, "the test itself sees too little"
        assert not owner.startswith(("texts", "requests")) or words.of(owner) <= seen, "the test itself sees too little"


@pytest.mark.parametrize(
    ("name", "customer"), [("alice", "QUARRY"), ("adam", "HARBOR"), ("rita", "HARBOR"), ("petra", "ORCHARD")]
)
def test_no_page_of_who_launched_an_organization_holds_a_word_out_of_sight(world, words, name, customer):
    doors, hidden = Doors(world), out_of_sight(words, name)
    browser, program = doors.browser(name), doors.program(name)
    within = {words.word(customer, "subscription"), words.word(customer, "name")}
    assert browser.post("/launch/", {"customer": customer}).status_code == 302
    assert program.post(f"/api/v1/customers/{customer}/launch").status_code == 201
    pages, calls = everything_asked(doors, words)
    asked = [browser.get(page) for page in pages] + [program.get(call) for call in calls if "/reports/" not in call]
    assert [words_in(whole(answer)) & hidden for answer in asked if words_in(whole(answer)) & hidden] == []
    inside = whole(browser.get("/workspace/"))
    others = {words.word(one, text) for one in CUSTOMERS if one != customer for text in ("name", "subscription", "trial")}
    assert within <= words_in(inside) and words_in(inside) & others == set()


@pytest.mark.parametrize("name", ["alice", "adam", "rita", "hal", "petra", "cleo", "carol"])
def test_no_report_on_the_command_line_holds_a_word_out_of_sight(world, words, name, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    hidden, partner = out_of_sight(words, name), "Globex" if name == "carol" else "Acme"
    for report in reports():
        for form in ("json", "csv"):
            try:
                call_command("report", report, partner=partner, as_user=world.person(name).email, format=form)
            except CommandError as refused:
                assert "may not see" in str(refused)
    printed = capsys.readouterr()
    assert words_in(printed.out + printed.err + caplog.text) & hidden == set()
    assert name in {"hal", "petra"} or words_in(printed.out)


def test_a_report_cannot_be_asked_as_somebody_without_a_role_there(world, words, capsys):
    for email in ("nobody@acme.example", "carol@globex.example", "stranger@acme.example"):
        with pytest.raises(CommandError):
            call_command("report", "customers", partner="Acme", as_user=email)
    assert words_in(capsys.readouterr().out) == set()


def test_errors_of_an_import_hold_no_word_of_another_partner(world, words):
    """A file of Carol's names things of Acme's by their beginnings: she learns nothing but what she wrote."""
    doors, began = Doors(world), words.word("HARBOR", "subscription")[:8]
    rows = [{"order_id": "O", "subscription_id": began, "ordered_date": world.today, "action": "new"}]
    file = ContentFile(world.write("orders", rows).read_bytes(), name="orders.csv")
    run = uploads.take_upload(world.carol, [file], Options())
    run_all()
    hidden = out_of_sight(words, "carol")
    for language in ("en", "sv"):
        for address in (f"/imports/{run}/", f"/imports/{run}/errors/", f"/api/v1/imports/{run}"):
            answer = whole(doors.browser("carol").get(f"{address}?language={language}"))
            assert "E_REF_SUBSCRIPTION" in answer and words_in(answer) & hidden == set()


def test_what_a_job_logs_holds_nobodys_words(world, words, caplog):
    from partnerhub.pipeline.tasks import nightly

    caplog.set_level(logging.DEBUG, "partnerhub")
    nightly.enqueue()
    world.take_in(customers=[{"customer_id": "LATE", "name": "Late"}])
    run_all()
    assert "nightly run of Acme" in caplog.text and words_in(caplog.text) == set()


def test_words_are_found_in_workbooks_and_columnar_files_too(world, words):
    """The test of the test: what Alice may see is found in every form of export."""
    browser = Doors(world).browser("alice")
    for form in ("csv", "xlsx", "parquet"):
        for address in ("/customers/export/", "/analytics/subscriptions/export/"):
            assert words.word("QUARRY", "name") in words_in(whole(browser.get(f"{address}?format={form}"))), form
