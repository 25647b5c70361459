"""Every address and every operation, asked by everybody, answers what the role table says (P2, P3)."""

import json
import uuid

import pytest
from django.urls import resolve

from partnerhub.tenancy.models import Person
from partnerhub.terms.thresholds import DEFAULTS
from tests.doors.expected import COLUMNS, PAGES
from tests.doors.expected_acts import POSTS
from tests.doors.expected_calls import CALLS
from tests.rules.test_addresses import addresses

EVERYBODY = pytest.mark.parametrize("name", COLUMNS, ids=[name or "a stranger" for name in COLUMNS])
OTHER = str(uuid.UUID(int=7))
# Pages between the steps of signing in and out: they send strangers to the beginning themselves.
MIDWAY = {
    "/account/logout/", "/account/second-factor/authenticate/", "/account/second-factor/webauthn/login/",
}  # fmt: skip


def filled(address: str, run: str) -> str:
    adam = Person.objects.filter(email="adam@acme.example").first() if "{adam}" in address else None
    return address.format(run=run, other=OTHER, adam=adam.pk if adam else 1)


def check(found: list[tuple[str, int, int]]) -> None:
    wrong = [f"{what}: {got} instead of {expected}" for what, got, expected in found if got != expected]
    assert not wrong, "\n".join(["not as the role table says:", *wrong])


@EVERYBODY
def test_every_page_answers_everybody_as_the_role_table_says(doors, name):
    run, browser, place = doors.import_in_order(), doors.browser(name), COLUMNS.index(name)
    found = [(address, browser.get(filled(address, run)).status_code, codes[place]) for address, codes in PAGES]
    for address, sent, codes in POSTS:
        body = {"version": 0, **DEFAULTS, "near_days": 60} if sent.get("settings") else sent
        found.append((f"POST {address}", browser.post(filled(address, run), body).status_code, codes[place]))
    check(found)


@EVERYBODY
def test_every_fragment_answers_like_its_page_and_strangers_are_sent_to_sign_in(doors, name):
    run, browser, place, found = doors.import_in_order(), doors.browser(name), COLUMNS.index(name), []
    for address, codes in PAGES:
        answer = browser.get(filled(address, run), headers={"HX-Request": "true"})
        expected = codes[place]
        if not name and expected == 302 and address not in MIDWAY:
            found.append((address, answer.status_code, 401))
            assert answer["HX-Redirect"] == "/account/login/" and answer.content == b""
        else:
            found.append((address, answer.status_code, expected))
    check(found)


@EVERYBODY
def test_every_operation_answers_everybody_as_the_role_table_says(doors, name):
    run, program, place, found = doors.import_in_order(), doors.program(name), COLUMNS.index(name), []
    for method, address, body, codes in CALLS:
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = getattr(program, method)(f"/api/v1/{filled(address, run)}", **sent)
        found.append((f"{method} {address}", answer.status_code, codes[place]))
        if answer.status_code >= 400:
            problem = json.loads(answer.content)
            assert answer["Content-Type"] == "application/problem+json", address
            assert (problem["status"], problem["type"]) == (answer.status_code, "about:blank")
            assert problem["title"] and "detail" in problem
    check(found)


@pytest.mark.parametrize("name", ["alice", "adam", "rita", "hal", "petra", "cleo", "carol"])
def test_reading_over_the_api_from_a_page_answers_like_a_token(doors, name):
    run, browser, place = doors.import_in_order(), doors.browser(name), COLUMNS.index(name)
    found = [
        (address, browser.get(f"/api/v1/{filled(address, run)}").status_code, codes[place])
        for method, address, _, codes in CALLS
        if method == "get"
    ]
    check(found)


def test_somebody_without_a_role_is_forbidden_from_a_page_too(doors):
    answer = doors.browser("nobody").get("/api/v1/customers")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_the_table_knows_every_address(db):
    run = str(uuid.uuid4())
    listed = {
        resolve(filled(a, run).split("?")[0]).route
        for a, codes in PAGES
        if codes != (404,) * 9 or any(word in a for word in ("/invented/", "/back/", "/finish/"))
    }
    called = {resolve(f"/api/v1/{filled(a, run).split('?')[0]}").route for _, a, _, _ in CALLS if a != "nothing"}
    every = {address.replace("^", "").replace("$", "") for address, _ in addresses()} - {"api/v1/"}
    known = {route.replace("^", "").replace("$", "") for route in listed | called}
    assert every - known == set(), "say in tests/doors/expected.py what these answer to everybody"
