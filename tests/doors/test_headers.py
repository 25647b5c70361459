"""What every answer carries: no cache keeps it, no cache mixes up callers, and the browser is told what it may do (P17)."""

import re

import pytest

from partnerhub.tenancy import services
from partnerhub.tenancy.selectors import person_with_email
from tests.doors.conftest import let_go
from tests.doors.expected import PAGES
from tests.doors.expected_calls import CALLS
from tests.doors.test_matrix import filled

NOBODY_ELSE = {"'none'", "'self'", "data:"}


@pytest.fixture
def answers(doors):
    """Return every answer that Alice, Hal and a stranger get, pages and calls."""
    run, found = doors.import_in_order(), []
    addresses = [address for address, _ in PAGES] + [f"/api/v1/{a}" for method, a, _, _ in CALLS if method == "get"]
    addresses += ["/customers", "/api/v1/", "/customers/?q=%00", "/customers/by-id/a%00b/"]
    for name in ("alice", "hal", ""):
        browser = doors.browser(name)
        found += [(f"{name} {address}", browser.get(filled(address, run))) for address in addresses]
        found.append((f"{name} POST", doors.browser(name, enforce_csrf_checks=True).post("/look/", {"theme": "dark"})))
    return found


def test_every_answer_is_private_and_guarded(answers):
    for address, answer in answers:
        assert {"no-store", "private"} <= set(re.split(r",\s*", answer["Cache-Control"])), address
        assert {"Cookie", "HX-Request"} <= set(re.split(r",\s*", answer["Vary"])), address
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "Server" not in answer and "X-Powered-By" not in answer


def test_the_content_policy_stands_on_every_answer_and_allows_nothing_unsafe_or_from_outside(answers):
    for address, answer in answers:
        policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", address
        assert {"script-src", "style-src", "base-uri", "form-action", "frame-ancestors"} <= set(policy)
        assert {source for sources in policy.values() for source in sources.split()} <= NOBODY_ELSE, address


def test_no_page_has_a_script_a_style_or_a_picture_from_elsewhere_or_of_its_own(answers):
    for address, answer in answers:
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        text = answer.content.decode()
        assert not re.search(r"<style|<script(?![^>]*\ssrc=\"/static/)|\sstyle=|<[^>]*\son[a-z]+=|javascript:", text), (
            address
        )
        sources = re.findall(r"<(?:script|link|img|use|source)[^>]*\s(?:src|href)=\"([^\"]*)\"", text)
        assert all(source.startswith("/static/") for source in sources), (address, sources)


def test_an_address_with_a_nul_is_a_bad_request(doors):
    browser = doors.browser("alice")
    for address in ("/customers/?q=%00", "/customers/by-id/a%00b/", "/audit/?before=%00"):
        assert browser.get(address).status_code == 400
    answer = browser.get("/api/v1/customers/a%00b")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_nothing_about_the_inside_is_told_when_something_breaks(doors, monkeypatch):
    from partnerhub.portfolio.listing import keeper

    def broken(*args, **kwargs):
        raise RuntimeError("the inside")

    monkeypatch.setattr(keeper, "version_of", broken)
    page, call = doors.browser("alice").get("/customers/"), doors.browser("alice").get("/api/v1/customers")
    assert (page.status_code, call.status_code) == (500, 500)
    assert b"the inside" not in page.content + call.content and b"Traceback" not in page.content + call.content
    assert call["Content-Type"] == "application/problem+json"
    assert "no-store" in page["Cache-Control"] and "no-store" in call["Cache-Control"]


def test_cookies_are_kept_from_scripts_and_from_other_sites(doors):
    world, browser = doors.world, doors.browser("")
    secret = services.make_link(world.system(), person_with_email("alice@acme.example"))
    browser.get(f"/link/{secret}/")
    session = browser.post(f"/link/{secret}/").cookies["sessionid"]
    assert session["httponly"] and session["samesite"] == "Lax" and session["max-age"] == 12 * 60 * 60
    assert browser.cookies["csrftoken"]["samesite"] == "Lax"


def test_static_files_may_be_kept_by_caches(client):
    from django.templatetags.static import static

    answer = client.get(static("styles.css"))
    assert answer.status_code == 200 and "max-age" in answer["Cache-Control"] and "no-store" not in answer["Cache-Control"]
    let_go(answer)
