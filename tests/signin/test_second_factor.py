"""Nobody with reach into another organization gets past sign-in with a password alone (P6, FR-02)."""

import io
import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from partnerhub.tenancy import services
from partnerhub.tenancy.models import ApiToken, AuditEntry, Grant
from partnerhub.tenancy.refusals import SecondFactorMissing
from partnerhub.tenancy.selectors import person_with_email
from partnerhub.tenancy.signin.sealing import unseal
from partnerhub.terms.codes import Role, TokenScope
from tests.doors.expected import PAGES
from tests.doors.expected_calls import CALLS
from tests.signin.codes import app_code
from tests.signin.conftest import STEP

ENROLMENT = "/account/second-factor/"
APP = f"{ENROLMENT}totp/activate/"
INSIDE = [
    address for address, codes in PAGES if codes[8] == 302 and not address.startswith("/account/") and "{" not in address
]
ASKED = [address for method, address, _, codes in CALLS if method == "get" and "{" not in address and codes[8] == 401]


def key_on(page: str) -> str:
    found = re.search(r'typed-key">([A-Z2-7]+)<', page)
    assert found
    return found.group(1)


def enrol(browser) -> str:
    """Set an app up as somebody would, and return its key."""
    key = key_on(browser.get(APP).content.decode())
    answer = browser.post(APP, {"code": app_code(key)})
    assert answer.status_code == 302, answer.content.decode()
    return key


def test_a_password_alone_does_not_let_in_who_has_an_app(comer):
    rita = comer("rita")
    assert rita.password()["Location"] == STEP
    assert rita.client.get("/customers/")["Location"].startswith("/account/login/")
    assert rita.client.get("/api/v1/customers").status_code == 401
    assert rita.code()["Location"] == "/"
    assert rita.client.get("/customers/").status_code == 200
    assert rita.client.get("/api/v1/customers").status_code == 200


@pytest.mark.parametrize("name", ["alice", "adam", "rita", "hal", "petra", "carol"])
def test_who_has_no_second_factor_yet_is_sent_to_set_one_up_from_everywhere(comer, without_factor, name):
    without_factor(name)
    someone = comer(name)
    assert someone.password()["Location"] == "/"
    browser = someone.client
    for address in INSIDE:
        page = browser.get(address)
        assert (page.status_code, page["Location"]) == (302, ENROLMENT), address
        part = browser.get(address, headers={"HX-Request": "true"})
        assert (part.status_code, part["HX-Redirect"], part.content) == (403, ENROLMENT, b""), address
    for address in ASKED:
        answer = browser.get(f"/api/v1/{address}")
        assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "mfa_required"), address
    page = browser.get(ENROLMENT).content.decode()
    assert "a password alone does not let you in" in page and 'id="navigation"' not in page


def test_setting_up_an_app_lets_in_at_once_and_gives_recovery_codes_once(comer, without_factor):
    without_factor("rita")
    rita = comer("rita")
    rita.password()
    key = enrol(rita.client)
    codes = re.findall(r"<code>(\d{8})</code>", rita.client.get(f"{ENROLMENT}recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    assert codes[0] not in rita.client.get(f"{ENROLMENT}recovery-codes/").content.decode()
    assert rita.client.get("/customers/").status_code == 200
    kept = Authenticator.objects.get(user=rita.person, type="totp").data["secret"]
    assert kept != key and unseal(kept) == key
    assert list(AuditEntry.objects.filter(act="factor.added").values_list("subject", flat=True)) == ["rita@acme.example"]


def test_the_key_of_an_app_lies_sealed_in_the_session_until_it_is_set_up(comer, without_factor):
    from django.contrib.sessions.models import Session

    without_factor("rita")
    rita = comer("rita")
    rita.password()
    key = key_on(rita.client.get(APP).content.decode())
    assert all(key not in str(session.get_decoded()) for session in Session.objects.all())


@pytest.mark.parametrize("code", ["000000", "", "12345678", "abcdef", "0" * 500])
def test_a_wrong_code_lets_nobody_in(comer, code):
    rita = comer("rita")
    rita.password()
    assert rita.code(code).status_code == 200
    assert rita.client.get("/customers/").status_code == 302


def test_a_code_lets_in_once_although_it_is_right_for_a_while(comer, clock):
    code = app_code(steps=1)
    for lets_in in (True, False):
        rita = comer("rita")
        rita.password()
        assert (rita.code(code).status_code == 302) is lets_in
        clock.shift(31)
    assert app_code() != code


def test_a_recovery_code_lets_in_once(comer, without_factor):
    without_factor("rita")
    rita = comer("rita")
    rita.password()
    enrol(rita.client)
    page = rita.client.get(f"{ENROLMENT}recovery-codes/").content.decode()
    code = re.findall(r"<code>(\d{8})</code>", page)[0]
    for lets_in in (True, False):
        again = comer("rita")
        again.password()
        assert (again.code(code).status_code == 302) is lets_in


def test_too_many_wrong_codes_are_answered_429(comer):
    rita = comer("rita")
    rita.password()
    answers = [rita.code("000000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1]["Retry-After"] == "300"
    assert rita.code().status_code == 429  # the right one does not help any more


def test_a_customers_own_administrator_may_do_without(comer):
    cleo = comer("cleo")
    assert cleo.password()["Location"] == "/"
    assert cleo.client.get("/analytics/subscriptions/").status_code != 302
    assert cleo.client.get("/api/v1/reports").status_code == 200
    assert "You may do without" in cleo.client.get("/profile/").content.decode()


def test_who_is_given_a_role_of_the_hub_needs_a_second_factor_from_the_next_click(comer, giver):
    cleo = comer("cleo")
    cleo.password()
    assert cleo.client.get("/audit/").status_code == 200
    giver.grant("cleo", Role.READ_ONLY)
    assert cleo.client.get("/audit/")["Location"] == ENROLMENT


def test_a_link_of_the_terminal_signs_in_fully_and_says_until_it_is_done_what_is_missing(world, client, without_factor):
    without_factor("alice")
    secret = services.make_link(world.system(), person_with_email("alice@acme.example"))
    client.post(f"/link/{secret}/")
    for _ in range(2):
        page = client.get("/customers/")
        assert page.status_code == 200 and "Before your next sign-in by password" in page.content.decode()
    assert client.get("/api/v1/customers").status_code == 200
    enrol(client)
    assert "Before your next sign-in" not in client.get("/customers/").content.decode()


def test_who_has_a_second_factor_is_not_reminded(world, client):
    secret = services.make_link(world.system(), person_with_email("alice@acme.example"))
    client.post(f"/link/{secret}/")
    assert "Before your next sign-in" not in client.get("/customers/").content.decode()


def test_the_last_second_factor_of_who_needs_one_stays(comer):
    browser = comer("rita").come_in()
    page = browser.get(f"{ENROLMENT}totp/deactivate/")
    assert "you need one" in page.content.decode()
    browser.post(f"{ENROLMENT}totp/deactivate/")
    assert Authenticator.objects.filter(user__email="rita@acme.example", type="totp").exists()


def test_who_may_do_without_takes_their_app_off_again(comer):
    cleo = comer("cleo")
    cleo.password()
    enrol(cleo.client)
    assert cleo.client.post(f"{ENROLMENT}totp/deactivate/").status_code == 302
    assert not Authenticator.objects.filter(user=cleo.person).exists()
    acts = AuditEntry.objects.filter(subject="cleo@acme.example").values_list("act", flat=True)
    assert list(acts) == ["signed_in", "factor.added", "recovery_codes.made", "factor.removed"]


def test_no_token_is_made_for_who_reaches_others_and_has_no_second_factor(world, without_factor):
    without_factor("rita")
    with pytest.raises(SecondFactorMissing):
        services.make_token(world.system(), person_with_email("rita@acme.example"), TokenScope.READ, 1)
    assert not ApiToken.objects.exists()


def test_a_token_of_the_terminal_opens_what_its_person_may_see(world, client, without_factor):
    without_factor("rita")
    printed = io.StringIO()
    call_command("token", "rita@acme.example", scope="read", stdout=printed)
    headers = {"Authorization": f"Bearer {printed.getvalue().strip()}"}
    assert client.get("/api/v1/customers", headers=headers).status_code == 200


def test_a_token_made_on_one_factor_opens_nothing_once_its_person_reaches_others(world, client, giver):
    secret = services.make_token(world.system(), person_with_email("cleo@acme.example"), TokenScope.READ, 1)
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/audit", headers=headers).status_code == 200
    giver.grant("cleo", Role.READ_ONLY)
    answer = client.get("/api/v1/audit", headers=headers)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "mfa_required")


def test_a_token_from_before_second_factors_were_asked_for_opens_nothing(world, client):
    secret = services.make_token(world.system(), person_with_email("alice@acme.example"), TokenScope.READ, 1)
    ApiToken.objects.update(second_factor=False)
    answer = client.get("/api/v1/customers", headers={"Authorization": f"Bearer {secret}"})
    assert json.loads(answer.content)["code"] == "mfa_required"


def test_a_role_elsewhere_asks_for_a_second_factor_there_alone(comer, world):
    """Cleo looks after Harbor from inside at Acme; what Globex gives her is looked at with two factors only."""
    cleo = comer("cleo")
    Grant.objects.create(
        person=cleo.person, partner_id=world.globex.id, role=Role.ADMIN, customer_id=world.initech,
        created_at=world.alice.made_at, ends_at=world.scope_of("adam@acme.example").made_at.replace(year=2027),
    )  # fmt: skip
    cleo.password()
    assert cleo.client.get("/audit/").status_code == 200  # Acme comes first by name
    session = cleo.client.session
    session["partner_id"] = world.globex.id
    session.save()
    assert cleo.client.get("/audit/")["Location"] == ENROLMENT
