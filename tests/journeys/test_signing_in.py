"""User stories of people who come in: by invitation, with a passkey, with an app; each in a browser of their own."""

import email
import re
import subprocess
import sys
import time
from collections.abc import Callable
from email.policy import default

import pytest

from tests.journeys.hub import RunningHub, Visitor
from tests.signin.codes import app_code

PASSWORD = "correct horse battery staple"
WITH_FINGER = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


# Moves every proof in every session back by twenty minutes, as if that much time had gone by.
LATER = """
import django; django.setup()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
for session in Session.objects.all():
    kept = SessionStore(session.session_key)
    kept["account_authentication_methods"] = [
        {**one, "at": one["at"] - 1200} for one in kept.get("account_authentication_methods", [])
    ]
    kept.save()
"""


def way_in_by_letter(hub: RunningHub, address: str) -> str:
    """Return the path of the link in the invitation to somebody, once it has been sent."""
    for _ in range(150):
        for file in (hub.home / "mail").glob("*.log"):
            letter = email.message_from_bytes(file.read_bytes(), policy=default)
            text = letter.get_body(("plain",)).get_content()
            if letter["To"] == address and (link := re.search(r"http://\S+?(/invitation/\S+)", text)):
                return link.group(1)
        time.sleep(0.1)
    raise AssertionError(f"no letter to {address}")


def let_proofs_age(hub: RunningHub) -> None:
    """Let so much time go by that nobody's proof is fresh any more."""
    environment = hub.environment | {"DJANGO_SETTINGS_MODULE": "partnerhub.config.settings"}
    subprocess.run([sys.executable, "-c", LATER], env=environment, check=True)


def give_authenticator(visitor: Visitor) -> None:
    """Let a visitor's device have a finger, and a place to keep passkeys."""
    devices = visitor.context.new_cdp_session(visitor.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": WITH_FINGER})


@pytest.fixture
def invited(hub, visit) -> Callable[[str, str], str]:
    """Return a function that adds somebody, gives them a role, and returns the way in that their invitation names."""

    def invite(name: str, address: str) -> str:
        page = visit().open("/users/")
        page.fill("input[name=name]", name)
        page.fill("input[name=email]", address)
        page.click("button:has-text('Add') >> nth=0")
        page.wait_for_url("**/users/*/")
        page.click("text=Roles and security")
        role = page.locator("article", has=page.get_by_role("heading", name="Partner read-only administrator", exact=True))
        role.locator("summary", has_text="Assign").click()
        role.locator("button").click()
        page.wait_for_load_state("networkidle")
        assert "will be asked to set one up" in page.inner_text("main")
        page.click("text=Assign the role")
        page.wait_for_load_state("networkidle")
        assert f"{name} is Partner read-only administrator now." in page.inner_text("main")
        return way_in_by_letter(hub, address)

    return invite


def test_somebody_invited_sets_up_a_passkey_and_signs_in_by_it_alone(invited, visit):
    """FR-02, FR-10, P6: no password was ever chosen, and the list is there after one touch."""
    way_in = invited("Pia Passkey", "pia@example.com")
    pia = visit(guest=True)
    give_authenticator(pia)
    page = pia.open(way_in)
    page.click("text=Come in")
    pia.settle()
    assert page.url.endswith("/account/second-factor/") and page.locator("#navigation").count() == 0
    page.click("text=Add a passkey")
    pia.settle()
    page.fill("#id_name", "My laptop")
    page.click("button:has-text('Add it')")
    page.wait_for_url("**/recovery-codes/**")
    assert page.locator(".codes code").count() == 10
    page.click("text=I have kept them")
    pia.settle()
    assert page.title() == "Customers · Partner Hub"
    page.click("button:has-text('Sign out'):visible")
    pia.settle()
    pia.open("/account/login/")
    page.click("text=Sign in with a passkey")
    page.wait_for_url("**/customers/")
    assert page.locator("tbody tr").count() == 50
    page.goto("/profile/")
    assert "My laptop" in page.inner_text("main")


def test_somebody_invited_signs_in_by_password_and_app_together(invited, visit):
    """FR-02, P6: the password alone stops at the second step, whatever page is asked for."""
    way_in = invited("Theo Typist", "theo@example.com")
    theo = visit(guest=True)
    page = theo.open(way_in)
    page.fill("input[name=password]", PASSWORD)
    page.click("text=Come in")
    theo.settle()
    page.click("text=Set up an app")
    theo.settle()
    key = page.inner_text(".typed-key")
    page.fill("input[name=code]", app_code(key, steps=-1))
    page.click("button:has-text('Set it up')")
    page.wait_for_url("**/recovery-codes/**")
    page.click("text=I have kept them")
    theo.settle()
    page.click("button:has-text('Sign out'):visible")
    theo.settle()
    theo.open("/account/login/?next=/profile/")
    page.fill("input[name=login]", "theo@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.click("button:has-text('Sign in') >> nth=0")
    theo.settle()
    assert page.inner_text("h1") == "Second step"
    page.goto("/customers/")
    assert page.inner_text("h1") == "Second step"
    page.fill("input[name=code]", app_code(key))
    page.click("button:has-text('Go on')")
    theo.settle()
    assert page.locator("#navigation").count() == 1
    assert page.url.endswith("/profile/")
    assert page.locator("text=this one").count() == 1


def test_the_first_administrator_sees_customers_at_once_and_is_told_what_is_missing(visit):
    page = visit().open("/customers/")
    assert "Before your next sign-in by password you need a second factor" in page.inner_text("main")
    assert page.locator("tbody tr").count() == 50


def test_a_dangerous_act_waits_for_a_touch_and_then_goes_on_by_itself(invited, visit, hub):
    """What was sent is kept while its sender proves who they are, and sent once more by the page itself."""
    way_in = invited("Nils Now", "nils@example.com")
    nils = visit(guest=True)
    give_authenticator(nils)
    page = nils.open(way_in)
    page.click("text=Come in")
    nils.settle()
    page.click("text=Add a passkey")
    nils.settle()
    page.click("button:has-text('Add it')")
    page.wait_for_url("**/recovery-codes/**")
    let_proofs_age(hub)
    page.goto("/profile/tokens/")
    page.fill("input[name=name]", "Nightly")
    page.click("button:has-text('Make a token')")
    nils.settle()
    assert page.inner_text("h1") == "Is it you?"
    page.click("text=Use a passkey")
    page.wait_for_url("**/profile/tokens/")
    nils.settle()
    assert "hub_" in page.inner_text(".made-token")
