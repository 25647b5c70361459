"""Users and their roles on the pages: added one by one or from a file, shut out, given roles in words (FR-09, FR-10)."""

import html
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partnerhub.jobs.worker import run_all
from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.ingest.selectors import import_run
from partnerhub.tenancy.models import Grant, Person
from partnerhub.terms.codes import HUB_ROLES, Role
from partnerhub.web.pages.administrators import LAST_ONE

ZOE = {"act": "add", "name": "Zoë Zander", "email": "zoe@acme.example", "invites": "on"}


@pytest.fixture
def alice(doors):
    return doors.browser("alice")


def page_of(browser, address: str) -> str:
    return browser.get(address).content.decode()


def articles(page: str) -> dict[str, str]:
    """Return what the page of a user's roles says of each role, by its label."""
    found = re.findall(r"<article.*?</article>", page, re.S)
    return {re.search(r"<h3[^>]*>([^<]+)<", one).group(1): one for one in found}


def test_every_administrator_role_is_listed_in_words_with_what_it_may_do_and_how_far_it_reaches(alice, doors):
    """FR-09: Users > (user) > Roles and security > Administrator roles."""
    adam = doors.world.person("adam").id
    assert f'href="/users/{adam}/"' in page_of(alice, "/users/")
    assert f'href="/users/{adam}/roles/"' in page_of(alice, f"/users/{adam}/")
    roles = articles(page_of(alice, f"/users/{adam}/roles/"))
    assert list(roles) == [role.label for role in HUB_ROLES]
    held = [label for label, text in roles.items() if "held" in text]
    assert held == [Role.ADMIN.label] and "Harbor Foods" in roles[Role.ADMIN.label]
    assert "all 3 customers" in roles[Role.READ_ONLY.label]
    assert "Give and revoke roles" in roles[Role.FULL_ADMIN.label]
    assert "Give and revoke roles" not in roles[Role.ADMIN.label]


def test_a_role_is_given_to_another_user_after_its_effect_was_shown(alice, doors):
    """FR-10: so that they can help with customer trials."""
    nobody = doors.world.person("nobody").id
    address = f"/users/{nobody}/roles/"
    sent = {"act": "grant", "role": "admin", "customers": "HARBOR\nORCHARD"}
    preview = alice.post(address, sent).content.decode()
    assert "Nothing was given yet" in preview and "<strong>2</strong> of 3 customers" in preview
    assert "Start trials" in preview
    assert not Grant.objects.filter(person_id=nobody).exists()
    assert alice.post(address, sent | {"confirmed": "1"})["Location"] == address
    given = Grant.objects.filter(person_id=nobody)
    assert {one.customer_id for one in given} == {doors.world.harbor, doors.world.orchard}
    assert all(one.ends_at is not None for one in given)
    helper = doors.browser("nobody")
    assert helper.get("/trials/start/?customer=HARBOR").status_code == 200


def test_what_is_given_is_taken_back_on_the_same_page(alice, doors):
    adam = doors.world.person("adam").id
    page = page_of(alice, f"/users/{adam}/roles/")
    (number,) = re.findall(r'name="grant" value="(\d+) ?([^"]*)"', page)[:1]
    answer = alice.post(f"/users/{adam}/roles/", {"act": "revoke", "grant": " ".join(number)})
    assert answer.status_code == 302 and not Grant.objects.filter(person_id=adam).exists()


def test_nobody_shuts_out_the_last_full_administrator_and_the_page_says_so(doors, giver):
    giver.grant("anna", Role.FULL_ADMIN)
    giver.grant("bert", Role.FULL_ADMIN, ends_at=doors.world.alice.made_at + timedelta(days=2))
    Grant.objects.filter(person__email="alice@acme.example").delete()
    answer = doors.browser("bert").post(f"/users/{doors.world.person('anna').id}/", {"act": "suspend"})
    assert answer.status_code == 422 and LAST_ONE in html.unescape(answer.content.decode())
    assert Person.objects.get(email="anna@acme.example").is_active


def test_somebody_added_stands_in_the_list_with_status_and_without_a_role(alice):
    assert alice.post("/users/", ZOE).status_code == 302
    row = re.search(r"<tr data-row>(?:(?!</tr>).)*Zoë.*?</tr>", page_of(alice, "/users/?q=zo"), re.S).group(0)
    assert "Invited" in row and "none" in row
    again = alice.post("/users/", ZOE)
    assert again.status_code == 422 and "is a user already" in again.content.decode()


def test_who_is_shut_out_is_out_on_the_next_click_and_back_after_it(alice, doors):
    rita, address = doors.browser("rita"), f"/users/{doors.world.person('rita').id}/"
    assert rita.get("/customers/").status_code == 200
    alice.post(address, {"act": "suspend"})
    assert rita.get("/customers/").status_code == 302
    assert "Suspended" in page_of(alice, address)
    alice.post(address, {"act": "resume"})
    assert doors.browser("rita").get("/customers/").status_code == 200


def test_a_file_of_users_is_previewed_and_taken_in_whole(alice, doors):
    content = "email,name\nzoe@acme.example,Zoë\nadam@acme.example,Adam Adamson\n".encode()
    answer = alice.post("/users/file/", {"given": SimpleUploadedFile("people.csv", content)})
    there = answer["Location"]
    run_all()
    assert alice.get(there).status_code == 200
    (planned,) = import_run(doors.world.alice, uuid.UUID(there.split("/")[2]), faults=0).summary
    assert planned == ("users", 1, 1, 0)
    assert not Person.objects.filter(email="zoe@acme.example").exists()
    alice.post(f"{there}commit/")
    run_all()
    assert Person.objects.get(email="zoe@acme.example").name == "Zoë"
    assert Person.objects.get(email="adam@acme.example").name == "Adam Adamson"


@pytest.mark.parametrize(
    ("row", "says"),
    [("carol@globex.example,Carol", "cannot be a user here"), ("no address,N", "E_"), ("zed@acme.example,", "E_REQUIRED")],
)
def test_a_file_with_a_wrong_row_takes_nobody_in(alice, row, says):
    content = f"email,name\nzoe@acme.example,Zoë\n{row}\n".encode()
    there = alice.post("/users/file/", {"given": SimpleUploadedFile("people.csv", content)})["Location"]
    run_all()
    page = page_of(alice, there)
    assert says in page
    alice.post(f"{there}commit/")
    run_all()
    assert not Person.objects.filter(email="zoe@acme.example").exists()


def test_a_file_of_addresses_and_names_is_never_taken_for_users_unasked(alice, doors):
    file = SimpleUploadedFile("people.csv", b"email,name\nzoe@acme.example,Zoe\n")
    run = uploads.take_upload(doors.world.alice, [file], Options())
    run_all()
    assert import_run(doors.world.alice, run, faults=9).errors > 0


def test_a_program_adds_suspends_and_removes(doors):
    program = doors.program("alice")
    body = {"content_type": "application/json"}
    made = program.post("/api/v1/users", json.dumps({"email": "zoe@acme.example", "name": "Zoë"}), **body)
    zoe = json.loads(made.content)
    assert (made.status_code, zoe["status"], zoe["roles"]) == (201, "invited", [])
    address = f"/api/v1/users/{zoe['id']}"
    assert json.loads(program.patch(address, '{"suspended": true}', **body).content)["status"] == "suspended"
    assert json.loads(program.patch(address, '{"suspended": false}', **body).content)["status"] == "invited"
    assert program.patch(address, '{"suspended": true, "name": "Z"}', **body).status_code == 422
    assert program.delete(address).status_code == 200 and program.get(address).status_code == 404
