"""Access for some hours at the doors: asked for, told by mail, approved, refused, ended; customers left out of rights."""

import json
import re
from datetime import timedelta

import pytest

from partnerhub.jobs.models import OutgoingMail
from partnerhub.tenancy.models import AccessRequest, AuditEntry, Grant, GrantExclusion
from partnerhub.terms.codes import Role
from tests.doors.words import Words, words_in
from tests.tenancy.conftest import Giver

ASKED = {"act": "ask", "customer": "HARBOR", "level": "full", "hours": "4", "reason": "calls drop at noon"}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split('<main id="main"')[1]))


def key_of(answer) -> str:
    return re.search(r'name="key" value="([^"]+)"', answer.content.decode())[1]


@pytest.fixture
def desk(doors):
    """Add Hanna, who is advanced at the help desk."""
    Giver(doors.world).grant("hanna", Role.HELP_DESK_ADVANCED)
    return doors


def asked(desk, **more) -> int:
    """Let Hanna ask Harbor, and return the request's id."""
    browser = desk.browser("hanna")
    answer = browser.post("/access/", ASKED | {"key": key_of(browser.get("/access/"))} | more)
    assert answer.status_code == 302, text_of(answer)
    return AccessRequest.objects.latest("id").id


def test_the_help_desk_asks_from_the_page_of_a_customer_and_sees_the_state(desk):
    browser = desk.browser("hanna")
    assert "/access/?customer=HARBOR" in browser.get("/customers/by-id/HARBOR/").content.decode()
    page = browser.get("/access/?customer=HARBOR")
    assert 'value="HARBOR"' in page.content.decode()
    sent = ASKED | {"key": key_of(page)}
    assert [browser.post("/access/", sent).status_code for _ in range(2)] == [302, 302]
    found = text_of(browser.get("/access/"))
    assert "Harbor Foods" in found and "calls drop at noon" in found and "waits for an answer" in found
    assert AccessRequest.objects.count() == 1
    assert "Ask the customer" not in text_of(desk.browser("hal").get("/access/"))


def test_the_customer_approves_the_help_desk_enters_and_either_side_ends_it(desk):
    request = asked(desk)
    cleo, hanna = desk.browser("cleo"), desk.browser("hanna")
    page = cleo.get("/access/")
    assert "Waiting for your answer" in text_of(page) and "calls drop at noon" in text_of(page)
    assert 'class="nav-count">1<' in page.content.decode()
    assert hanna.post("/launch/", {"customer": "HARBOR"}).status_code == 403
    page = cleo.post("/access/", {"act": "approve", "request": request, "hours": "2", "answer": "fine"}, follow=True)
    assert "Access is open" in text_of(page) and "End now" in text_of(page)
    page = hanna.post("/launch/", {"customer": "HARBOR"}, follow=True)
    assert "as Help desk administrator (advanced) until 22 Nov 2026, 14:00 UTC" in text_of(page)
    assert hanna.get("/workspace/people/").status_code == 200 and hanna.get("/workspace/trail/").status_code == 403
    assert "approved it: look and mend" in text_of(desk.browser("alice").get("/administrators/"))
    assert "approved it: look and mend" in text_of(desk.browser("alice").get("/customers/administrators/HARBOR/"))
    cleo.post("/access/", {"act": "end", "request": request})
    assert hanna.get("/workspace/").status_code == 403
    assert "ended by cleo@acme.example" in text_of(hanna.get("/access/"))


def test_a_refusal_is_told_with_its_reason_and_the_second_of_two_answers_is_told(desk):
    Giver(desk.world).grant("dora", Role.CUSTOMER_ADMIN, customer=desk.world.harbor)
    request = asked(desk)
    cleo, dora = desk.browser("cleo"), desk.browser("dora")
    cleo.post("/access/", {"act": "refuse", "request": request, "answer": "not today"})
    late = dora.post("/access/", {"act": "approve", "request": request})
    assert late.status_code == 409 and "refused by cleo@acme.example" in text_of(late)
    found = text_of(desk.browser("hanna").get("/access/"))
    assert "refused by cleo@acme.example" in found and "“not today”" in found


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"customer": "INITECH"}, "no customer of yours"), ({"customer": "QUARRY"}, "no administrator of its own"),
     ({"hours": "73"}, "Hours"), ({"reason": ""}, "Why"), ({"level": "king"}, "What for"), ({"email": "x"}, "help desk"),
     ({"email": "rita@acme.example"}, "at the help desk"), ({"reason": "a\0b"}, "Null characters")],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(desk, sent, said):
    browser = desk.browser("hanna")
    answer = browser.post("/access/", ASKED | {"key": key_of(browser.get("/access/"))} | sent)
    assert answer.status_code == 422 and said in text_of(answer)
    assert not AccessRequest.objects.exists()


def test_a_request_out_of_sight_answers_like_one_that_never_existed(desk):
    Giver(desk.world).grant("dora", Role.CUSTOMER_ADMIN, customer=desk.world.orchard)
    request, dora = asked(desk), desk.browser("dora")
    for act in ("approve", "refuse", "withdraw", "end"):
        found = [dora.post("/access/", {"act": act, "request": one}).status_code for one in (request, request + 7)]
        assert found == [404, 404]
    assert "Harbor" not in text_of(dora.get("/access/"))


def test_the_customers_administrators_get_a_mail_with_a_link_and_nothing_of_others(desk):
    words = Words()
    words.hang_on(desk.world)
    OutgoingMail.objects.all().delete()
    asked(desk)
    (letter,) = OutgoingMail.objects.all()
    assert letter.to == "cleo@acme.example"
    for text in (letter.text, letter.html):
        assert "calls drop at noon" in text and "4 hours" in text and "http://localhost:8000/access/" in text
        assert "token" not in text and "/link/" not in text
    mine = words.of("HARBOR") | {words.word("acme", f"name of {name}@acme.example") for name in ("hanna", "cleo")}
    assert words_in(letter.subject + letter.text + letter.html) <= mine
    assert words.word("HARBOR", "name") in words_in(letter.html)


def test_who_asked_is_told_the_answer_by_mail(desk):
    request = asked(desk)
    OutgoingMail.objects.all().delete()
    desk.browser("cleo").post("/access/", {"act": "approve", "request": request, "hours": "1", "answer": "<b>be quick</b>"})
    (letter,) = OutgoingMail.objects.all()
    assert letter.to == "hanna@acme.example" and "until 22 Nov 2026, 13:00 UTC" in letter.text
    assert "<b>be quick</b>" in letter.text and "&lt;b&gt;be quick" in letter.html


def call(program, method: str, address: str, **body):
    sent = {"data": json.dumps(body), "content_type": "application/json"} if method != "get" else {}
    answer = getattr(program, method)(f"/api/v1/{address}", **sent)
    return answer.status_code, json.loads(answer.content)


def test_programs_ask_answer_and_end(desk):
    Giver(desk.world).grant("dora", Role.CUSTOMER_ADMIN, customer=desk.world.orchard)
    alice, cleo = desk.program("alice"), desk.program("cleo")
    given = {"customer_id": "HARBOR", "level": "full", "reason": "phones", "hours": 6, "email": "hanna@acme.example"}
    status, made = call(alice, "post", "access-requests", **given)
    assert (status, made["state"], made["email"], made["asked_by"]) == (
        201, "asked", "hanna@acme.example", "alice@acme.example",
    )  # fmt: skip
    at = f"access-requests/{made['id']}"
    assert call(alice, "post", f"{at}/approve")[0] == 403
    status, wrong = call(cleo, "post", f"{at}/approve", hours=7)
    assert (status, wrong["errors"][0]["pointer"]) == (422, "/hours")
    status, approved = call(cleo, "post", f"{at}/approve", hours=3)
    assert (status, approved["state"], approved["ends_at"]) == (200, "approved", "2026-11-22T15:00:00Z")
    assert [one["state"] for one in call(desk.program("hanna"), "get", "access-requests")[1]] == ["approved"]
    (shown,) = [one for one in call(alice, "get", "administrators")[1] if one["basis"] == "approval"]
    assert (shown["level"], shown["customer_id"], shown["ends_at"]) == ("full", "HARBOR", "2026-11-22T15:00:00Z")
    assert call(alice, "post", f"{at}/withdraw")[0] == 409
    assert call(alice, "post", f"{at}/end")[1]["state"] == "ended"
    assert call(cleo, "get", at) == call(alice, "get", at) and call(desk.program("dora"), "get", at)[0] == 404


def test_who_answers_with_a_version_answers_that_version(desk):
    """P9: an approval with If-Match is refused with the request as it is by now."""
    at, cleo = f"/api/v1/access-requests/{asked(desk)}", desk.program("cleo")
    seen = cleo.get(at)["ETag"]
    assert call(desk.program("hanna"), "post", f"{at.removeprefix('/api/v1/')}/withdraw")[0] == 200
    answer = cleo.post(f"{at}/approve", data="{}", content_type="application/json", headers={"If-Match": seen})
    assert (answer.status_code, json.loads(answer.content)["current"]["state"]) == (412, "withdrawn")
    assert not Grant.objects.filter(access__isnull=False).exists()


def grant_of(name: str) -> Grant:
    return Grant.objects.get(person__email__startswith=f"{name}@")


def test_customers_are_left_out_of_a_right_after_a_look_at_what_would_be_left(doors):
    browser, hal = doors.browser("alice"), grant_of("hal")
    at = f"/administrators/left-out/{hal.id}/"
    assert at in browser.get("/administrators/").content.decode()
    page = browser.get(at)
    assert "Help desk administrator (basic) on all customers" in text_of(page)
    preview = browser.post(at, {"customers": "QUARRY\r\n", "seen": ""})
    assert "would see 2 of 3 customers" in text_of(preview) and "Quarry Steel" in text_of(preview)
    assert not GrantExclusion.objects.exists()
    sent = {"customers": "QUARRY", "seen": "", "confirmed": "1"}
    assert browser.post(at, sent).status_code == 302
    assert "all customers except Quarry Steel" in text_of(browser.get("/administrators/"))
    assert doors.browser("hal").get("/customers/by-id/QUARRY/").status_code == 404
    late = browser.post(at, {"customers": "HARBOR", "seen": "", "confirmed": "1"})
    assert late.status_code == 409 and "Quarry Steel" in text_of(late) and "Harbor Foods" in text_of(late)
    assert "QUARRY" in browser.get(at).content.decode()
    assert AuditEntry.objects.filter(act="role.exclusions_changed").count() == 1


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [("hal", {"customers": "INITECH"}, "no customer of yours"), ("adam", {"customers": "HARBOR"}, "revoke it instead"),
     ("alice", {"customers": "HARBOR", "confirmed": "1"}, "full administrator"), ("hal", {"seen": "x"}, "seen")],
)  # fmt: skip
def test_what_cannot_be_left_out_says_why(doors, name, sent, said):
    answer = doors.browser("alice").post(f"/administrators/left-out/{grant_of(name).id}/", sent)
    assert answer.status_code == 422 and "Nothing was changed" in text_of(answer) and said in text_of(answer)


def test_a_role_is_given_with_exceptions_after_a_preview(doors):
    browser = doors.browser("alice")
    sent = {"act": "grant", "email": "zoe@acme.example", "role": "read_only", "without": "QUARRY"}
    preview = browser.post("/administrators/", sent)
    assert "would see 2 of 3 customers" in text_of(preview) and "Left out: Quarry Steel" in text_of(preview)
    assert 'name="without" hidden>QUARRY' in preview.content.decode()
    assert browser.post("/administrators/", sent | {"confirmed": "1"}).status_code == 302
    assert GrantExclusion.objects.get().grant.person.email == "zoe@acme.example"


def test_a_program_leaves_customers_out(doors):
    program, at = doors.program("alice"), f"administrators/grants/{grant_of('hal').id}"
    assert call(program, "get", f"{at}/reach?without=QUARRY") == (200, {"customers": 2, "of": 3})
    status, shown = call(program, "put", f"{at}/exclusions", customers=["QUARRY"], seen=[])
    assert (status, shown["without"], shown["without_customers"]) == (200, ["Quarry Steel"], ["QUARRY"])
    assert call(program, "get", f"{at}/reach") == (200, {"customers": 3, "of": 3})
    assert call(program, "put", f"{at}/exclusions", customers=["HARBOR"], seen=[])[0] == 409
    assert call(program, "put", f"{at}/exclusions", customers=["INITECH"])[0] == 404
    mine = f"administrators/grants/{grant_of('alice').id}/exclusions"
    assert call(program, "put", mine, customers=["HARBOR"])[0] == 409
    sent = {"email": "zoe@acme.example", "role": "read_only", "without": ["HARBOR"]}
    assert call(program, "post", "administrators/grants", **sent)[1][0]["without_customers"] == ["HARBOR"]


def test_approved_access_is_over_by_itself_on_every_page(desk, clock):
    """P4."""
    request, hanna = asked(desk), desk.browser("hanna")
    desk.browser("cleo").post("/access/", {"act": "approve", "request": request, "hours": "1"})
    hanna.post("/launch/", {"customer": "HARBOR"})
    assert hanna.get("/workspace/").status_code == 200
    clock.shift(timedelta(hours=1))
    assert hanna.get("/workspace/").status_code == 403
    assert hanna.post("/launch/", {"customer": "HARBOR"}).status_code == 403
    assert "End now" not in text_of(hanna.get("/access/"))
