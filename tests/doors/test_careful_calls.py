"""Versions and repetitions over the API: what a caller decided on is compared; a key makes a call count once (P8, P9)."""

import json

import pytest

from partnerhub.portfolio.models import SavedView
from partnerhub.tenancy.models import AuditEntry, SentOnce

TRIAL = {"products": {"contact_center": 5}, "administrator_email": "ada@harbor.example", "vertical": "retail"}


def send(program, method: str, address: str, body: object = None, **headers: str):
    sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    return getattr(program, method)(
        f"/api/v1/{address}", **sent, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def started(program) -> str:
    return str(send(program, "post", "customers/HARBOR/trials", TRIAL).json()["subscription_id"])


def test_an_answer_has_a_tag_and_who_has_it_already_is_told_so_without_a_body(doors):
    program = doors.program("alice")
    first = send(program, "get", "tags")
    again = send(program, "get", "tags", If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    send(program, "post", "tags", {"label": "new"})
    assert send(program, "get", "tags", If_None_Match=first["ETag"]).status_code == 200


def test_a_tag_made_weak_by_compression_is_the_same_tag(doors):
    program = doors.program("alice")
    tag = send(program, "get", "customers")["ETag"]
    assert send(program, "get", "customers", If_None_Match=f"W/{tag}").status_code == 304


def test_an_act_on_what_the_caller_saw_happens_and_on_anything_else_does_not(doors):
    program = doors.program("alice")
    trial = started(program)
    seen = send(program, "get", f"trials/{trial}")["ETag"]
    first = send(program, "post", f"trials/{trial}/extend", {"days": 60}, If_Match=seen)
    assert first.status_code == 200
    before = AuditEntry.objects.count()
    second = send(program, "post", f"trials/{trial}/cancel", {}, If_Match=seen)
    assert second.status_code == 412
    assert second.json()["current"]["end_date"] == first.json()["end_date"]
    assert AuditEntry.objects.count() == before
    now = send(program, "get", f"trials/{trial}")["ETag"]
    assert send(program, "post", f"trials/{trial}/cancel", {}, If_Match=now).status_code == 200


@pytest.mark.parametrize(("method", "address", "body"), [
    ("put", "settings", {"version": 0, "values": {"near_days": 60}}), ("put", "tags/mine", {"label": "ours"}),
    ("delete", "tags/mine", None), ("patch", "customers/HARBOR", {"version": 1, "domain": "harbor.example"}),
])  # fmt: skip
def test_every_act_of_an_address_compares_with_what_that_address_shows(doors, method, address, body):
    program = doors.program("alice")
    send(program, "post", "tags", {"label": "mine"})
    assert send(program, method, address, body, If_Match='"something else"').status_code == 412
    assert send(program, method, address, body, If_Match="*").status_code == 200


def test_the_same_call_under_the_same_key_happens_once_and_gets_the_same_answer(doors):
    program = doors.program("alice")
    first = send(program, "post", "customers/HARBOR/trials", TRIAL, Idempotency_Key="k-1")
    again = send(program, "post", "customers/HARBOR/trials", TRIAL, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true"
    assert AuditEntry.objects.filter(act="trial.started").count() == 1


def test_a_key_for_one_call_is_refused_for_another(doors):
    program = doors.program("alice")
    send(program, "post", "tags", {"label": "one"}, Idempotency_Key="k-1")
    other = send(program, "post", "tags", {"label": "two"}, Idempotency_Key="k-1")
    assert other.status_code == 422 and "another call" in other.json()["detail"]


def test_a_call_that_was_refused_leaves_its_key_free(doors):
    program = doors.program("alice")
    assert send(program, "post", "tags", {"label": "a, b"}, Idempotency_Key="k-1").status_code == 422
    assert SentOnce.objects.count() == 0
    assert send(program, "post", "tags", {"label": "ab"}, Idempotency_Key="k-1").status_code == 201


def test_keys_belong_to_their_person(doors):
    """P1: what was answered to one is never answered to another."""
    alice = send(doors.program("alice"), "post", "views", {"name": "Mine", "q": "country:SE"}, Idempotency_Key="k-1")
    rita = send(doors.program("rita"), "post", "views", {"name": "Mine", "q": "country:SE"}, Idempotency_Key="k-1")
    assert (alice.status_code, rita.status_code) == (201, 201)
    assert alice.json()["id"] != rita.json()["id"]
    assert SavedView.objects.count() == 2


def test_a_right_that_ended_gets_no_answer_of_before(doors):
    """P4: whoever may not act any more is refused, whatever was answered yesterday."""
    program, world = doors.program("adam"), doors.world
    assert send(program, "post", "tags", {"label": "one"}, Idempotency_Key="k-1").status_code == 201
    world.person("adam").grants.all().delete()
    assert send(program, "post", "tags", {"label": "one"}, Idempotency_Key="k-1").status_code in {401, 403}


def test_after_a_day_a_key_is_free_again(doors, clock):
    program = doors.program("alice")
    send(program, "post", "tags", {"label": "one"}, Idempotency_Key="k-1")
    clock.shift(24 * 60 * 60 + 1)
    program = doors.program("alice")
    assert send(program, "post", "tags", {"label": "two"}, Idempotency_Key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_cannot_be_is_refused(doors, key):
    assert send(doors.program("alice"), "post", "tags", {"label": "one"}, Idempotency_Key=key).status_code == 422
