"""Before dangerous acts people prove anew who they are; what they were about to send is kept meanwhile."""

import json
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from partnerhub.tenancy.approvals import ask_for_access
from partnerhub.tenancy.models import AccessRequest, AuditEntry, Grant
from partnerhub.tenancy.signin.proofs import fresh_for
from partnerhub.terms.codes import AccessLevel, AccessState
from tests.signin.codes import app_code
from tests.signin.conftest import PASSWORD

PROOF = "/account/second-factor/reauthenticate/"
ROLE = {"email": "zoe@acme.example", "name": "Zoë", "role": "read_only", "confirmed": "1"}


@pytest.fixture
def alice(comer):
    """Return a browser in which Alice signed in with both factors."""
    return comer("alice").come_in()


def fields_of(page: str) -> tuple[str, dict[str, str]]:
    """Return where a form that waited goes, and what it sends."""
    to = re.search(r'action="([^"]+)" data-go-on', page)
    assert to
    return to.group(1), dict(re.findall(r'<textarea name="(\w+)" hidden>([^<]*)</textarea>', page))


def given() -> bool:
    return Grant.objects.filter(person__email="zoe@acme.example").exists()


def test_just_signed_in_nobody_is_asked_again(alice):
    assert alice.post("/administrators/", ROLE)["Location"] == "/administrators/"
    assert given()


def test_a_stale_session_gives_no_role_before_its_person_proved_who_they_are(alice, clock):
    clock.shift(fresh_for())
    assert alice.get("/administrators/").status_code == 200
    answer = alice.post("/administrators/", ROLE, headers={"Referer": "http://testserver/administrators/"})
    assert answer["Location"] == f"{PROOF}?next=%2Fadministrators%2F" and not given()
    assert "Is it you?" in alice.get(answer["Location"]).content.decode()
    assert alice.post(answer["Location"], {"code": "000000"}).status_code == 200 and not given()
    proven = alice.post(answer["Location"], {"code": app_code()})
    to, sent = fields_of(proven.content.decode())
    assert (to, sent) == ("/administrators/", ROLE) and not given()
    assert alice.post(to, sent)["Location"] == "/administrators/" and given()


@pytest.mark.parametrize(("seconds", "asked"), [(-1, False), (0, True)])
def test_a_proof_holds_for_a_quarter_of_an_hour(alice, clock, seconds, asked):
    clock.shift(fresh_for().total_seconds() + seconds)
    alice.post("/administrators/", ROLE)
    assert given() is not asked


def test_what_waits_lies_sealed(alice, clock):
    clock.shift(fresh_for())
    secret = {
        "version": "0",
        "name": "X",
        "issuer": "https://x.example",
        "client_id": "c",
        "secret": "s3cr3t-of-the-provider",
    }
    assert alice.post("/settings/sign-in/", secret).status_code == 302
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    assert any("sealed" in text for text in stored) and not any("s3cr3t" in text for text in stored)


def test_a_part_of_a_page_is_refused_and_the_page_goes_to_the_proof(alice, clock):
    clock.shift(fresh_for())
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/users/?q=a"}
    answer = alice.post("/administrators/", ROLE, headers=here)
    assert (answer.status_code, answer["HX-Redirect"]) == (403, f"{PROOF}?next=%2Fusers%2F%3Fq%3Da") and not given()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", ""])
def test_the_proof_leads_back_to_the_own_host_only(alice, clock, elsewhere):
    clock.shift(fresh_for())
    answer = alice.post("/administrators/", ROLE, headers={"Referer": elsewhere})
    assert answer["Location"] == f"{PROOF}?next=%2F"


def test_a_call_from_a_stale_session_is_refused_with_its_reason_and_a_program_is_not(alice, clock, doors):
    program = doors.program("alice")
    clock.shift(fresh_for())
    body = {"data": json.dumps({"email": "zoe@acme.example", "role": "read_only"}), "content_type": "application/json"}
    answer = alice.post("/api/v1/administrators/grants", **body)
    assert (answer.status_code, json.loads(answer.content)["code"]) == (403, "fresh_proof_required") and not given()
    assert program.post("/api/v1/administrators/grants", **body).status_code == 201 and given()


@pytest.mark.parametrize(("kind", "asked"), [("administrators", True), ("customers", False)])
def test_an_import_that_gives_roles_asks_for_a_proof_and_another_one_does_not(alice, world, clock, kind, asked):
    from django.core.files.base import ContentFile

    from partnerhub.jobs.worker import run_all
    from partnerhub.pipeline import uploads
    from partnerhub.pipeline.ingest.prepare import Options

    content = {"administrators": b"email,role\nzoe@acme.example,read_only\n", "customers": b"customer_id,name\nNEW,New\n"}[
        kind
    ]
    run = uploads.take_upload(world.alice, [ContentFile(content, name="file.csv")], Options())
    run_all()
    clock.shift(fresh_for())
    assert alice.post(f"/imports/{run}/commit/")["Location"].startswith(PROOF) is asked
    call = alice.post(f"/api/v1/imports/{run}/commit")
    assert call.status_code == (403 if asked else 202)


@pytest.fixture
def waits(world) -> int:
    """Return the id of a request of Alice, who waits for an answer of Harbor."""
    return ask_for_access(world.alice, world.harbor, level=AccessLevel.FULL, reason="calls drop at noon", hours=4)


def test_who_approves_access_proves_it_first_and_what_they_answered_is_kept(comer, clock, waits):
    cleo = comer("cleo")
    cleo.password()
    clock.shift(fresh_for())
    assert cleo.client.get("/access/").status_code == 200
    sent = {"act": "approve", "request": str(waits), "hours": "2", "answer": "fine"}
    there = cleo.client.post("/access/", sent)["Location"]
    assert there.startswith("/account/reauthenticate/") and answered(waits) is AccessState.ASKED
    proven = cleo.client.post(there, {"password": PASSWORD})
    to, kept = fields_of(proven.content.decode())
    assert (to, kept) == ("/access/", sent) and answered(waits) is AccessState.ASKED
    assert cleo.client.post(to, kept).status_code == 302 and answered(waits) is AccessState.APPROVED


def test_asking_and_refusing_let_nobody_in_and_wait_for_no_proof(comer, alice, clock, waits):
    cleo = comer("cleo")
    cleo.password()
    clock.shift(fresh_for())
    asked = {"act": "ask", "customer": "HARBOR", "level": "read", "hours": "1", "reason": "x", "key": str(uuid.uuid4())}
    assert cleo.client.post("/access/", {"act": "refuse", "request": waits})["Location"] == "/access/"
    assert answered(waits) is AccessState.REFUSED
    assert alice.post("/access/", asked)["Location"] == "/access/"


def test_a_call_of_a_stale_session_approves_nothing_and_a_program_does(comer, clock, waits, doors):
    program, cleo = doors.program("cleo"), comer("cleo")
    cleo.password()
    clock.shift(fresh_for())
    body = {"data": "{}", "content_type": "application/json"}
    call = cleo.client.post(f"/api/v1/access-requests/{waits}/approve", **body)
    assert (call.status_code, call.json()["code"]) == (403, "fresh_proof_required")
    assert cleo.client.post(f"/api/v1/access-requests/{waits + 1}/refuse", **body).status_code == 404
    assert program.post(f"/api/v1/access-requests/{waits}/approve", **body).status_code == 200


def answered(request: int) -> AccessState:
    return AccessState(AccessRequest.objects.get(id=request).state)


def test_who_came_by_a_link_and_has_nothing_to_prove_it_with_sets_up_a_factor_first(world, clock, without_factor):
    from partnerhub.tenancy import services
    from partnerhub.tenancy.selectors import person_with_email

    without_factor("alice")
    world.person("alice").set_unusable_password()
    person = world.person("alice")
    person.set_unusable_password()
    person.save()
    browser = Client()
    secret = services.make_link(world.system(), person_with_email("alice@acme.example"))
    browser.post(f"/link/{secret}/")
    assert browser.post("/administrators/", ROLE)["Location"] == "/administrators/"
    clock.shift(fresh_for())
    answer = browser.post("/administrators/", ROLE | {"email": "zed@acme.example"})
    assert answer["Location"] == "/account/second-factor/"
    assert "you have none set up yet" in browser.get(answer["Location"]).content.decode()
    assert not Grant.objects.filter(person__email="zed@acme.example").exists()


def test_too_many_wrong_proofs_are_answered_429(alice, clock):
    clock.shift(fresh_for())
    codes = [alice.post(PROOF, {"code": "000000"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_a_password_proves_it_for_who_has_no_second_factor(comer, clock):
    cleo = comer("cleo")
    cleo.password()
    clock.shift(fresh_for())
    page = "/account/second-factor/totp/activate/"
    there = cleo.client.get(page)["Location"]
    assert there.startswith("/account/reauthenticate/")
    assert cleo.client.post(there, {"password": "wrong"}).status_code == 200
    assert cleo.client.post(there, {"password": "correct horse battery staple"})["Location"] == page
    assert cleo.client.get(page).status_code == 200


def test_a_proof_is_no_act_and_leaves_no_entry(alice, clock):
    clock.shift(fresh_for())
    before = AuditEntry.objects.count()
    alice.post(f"{PROOF}?next=/", {"code": app_code()})
    assert AuditEntry.objects.count() == before
