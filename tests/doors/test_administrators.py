"""Administrators at the doors: the tab, its preview, a customer's own list, and the same for programs."""

import json
import re
from datetime import timedelta

import pytest

from partnerhub.tenancy.models import AuditEntry, CustomerGroup, Grant

HARBOR = "/customers/administrators/HARBOR/"


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split('<main id="main"')[1]))


def right(name: str) -> str:
    """Return what a form sends for somebody's only right."""
    grant = Grant.objects.get(person__email__startswith=f"{name}@")
    return f"{grant.id} {(grant.ends_at - timedelta(days=1)).date() if grant.ends_at else ''}"


@pytest.mark.parametrize("name", ["alice", "rita"])
def test_the_tab_lists_who_has_access_to_all_customers_and_who_to_some(doors, name):
    """AD-01, AD-02: full administrators and read-only administrators are among the first."""
    answer = doors.browser(name).get("/administrators/")
    everything, some = text_of(answer).split("Access to some customers", 1)
    for role, person in (("full", "Alice"), ("read-only", "Rita")):
        assert re.search(rf"{person} {person.lower()}@acme.example +Partner {role} administrator +all customers", everything)
    assert "Harbor Foods" in some and "Adam" in some and "Adam" not in everything
    assert ("Preview" in text_of(answer)) == (name == "alice")


def test_a_role_is_previewed_given_ended_and_revoked_without_scripts(doors):
    browser = doors.browser("alice")
    sent = {"act": "grant", "email": "Zoe@acme.example", "name": "Zoe", "role": "admin", "customers": "HARBOR\r\nQUARRY\r\n"}
    preview = browser.post("/administrators/", sent)
    assert "would see 2 of 3 customers" in text_of(preview) and not Grant.objects.filter(person__name="Zoe").exists()
    hidden = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', preview.content.decode().split("guide")[1])
    )
    assert browser.post("/administrators/", hidden | {"customers": sent["customers"]}).status_code == 302
    assert "2 customers: Harbor Foods, Quarry Steel" in text_of(browser.get("/administrators/"))
    last_day = str(doors.world.today + timedelta(days=9))
    seen = right("petra")
    assert browser.post("/administrators/", {"act": "end", "grant": seen, "ends": last_day}).status_code == 302
    stale = browser.post("/administrators/", {"act": "revoke", "grant": seen})
    assert stale.status_code == 409 and last_day in text_of(stale)
    assert browser.post("/administrators/", {"act": "revoke", "grant": right("petra")}).status_code == 302
    assert not Grant.objects.filter(person__name="Petra").exists()
    found = AuditEntry.objects.filter(act__startswith="role.").order_by("number").values_list("act", flat=True)
    assert list(found) == ["role.granted", "role.end_changed", "role.revoked"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"email": "x", "role": "admin"}, "E-mail address: "), ({"email": "z@acme.example", "role": "admin"}, "say which"),
     ({"email": "z@acme.example", "role": "admin", "customers": "INITECH"}, "no customer of yours"),
     ({"act": "revoke", "grant": "x"}, "grant: ")],
)  # fmt: skip
def test_what_cannot_be_given_says_why(doors, sent, said):
    answer = doors.browser("alice").post("/administrators/", sent)
    assert answer.status_code == 422 and "Nothing was changed" in text_of(answer) and said in text_of(answer)


def test_the_last_full_administrator_stays(doors):
    answer = doors.browser("alice").post("/administrators/", {"act": "revoke", "grant": right("alice")})
    assert answer.status_code == 422 and "somebody has to stay full administrator" in text_of(answer)


def test_the_hub_says_why_somebody_sees_a_customer(doors):
    browser = doors.browser("rita")
    found = text_of(browser.get("/administrators/why/?person=adam@acme.example&customer=HARBOR"))
    assert "Partner administrator on Harbor Foods until" in found
    found = text_of(browser.get("/administrators/why/?person=adam@acme.example&customer=QUARRY"))
    assert "No right of adam@acme.example reaches this customer" in found


def test_groups_are_filled_and_emptied_without_scripts(doors):
    browser, address = doors.browser("alice"), "/administrators/groups/"
    browser.post(address, {"act": "create", "name": "Nordic"})
    id_ = CustomerGroup.objects.get().id
    browser.post(address, {"act": "add", "group": id_, "customers": "HARBOR\r\nORCHARD"})
    assert "Nordic 2 put together by hand Harbor Foods, Orchard Clinics 0" in text_of(browser.get(address))
    browser.post(address, {"act": "remove", "group": id_, "customers": "HARBOR"})
    browser.post(address, {"act": "rename", "group": id_, "name": "Northern", "seen": "Nordic"})
    assert browser.post(address, {"act": "rename", "group": id_, "name": "X", "seen": "Nordic"}).status_code == 409
    assert "Northern 1 put together by hand Orchard Clinics 0" in text_of(browser.get(address))
    browser.post(address, {"act": "delete", "group": id_})
    assert not CustomerGroup.objects.exists()


def test_a_customer_shows_its_administrators_with_role_and_basis(doors):
    """CD-01, CD-09, CD-10."""
    for name in ("alice", "adam", "rita"):
        found = text_of(doors.browser(name).get(HARBOR)).split("Assigned to this customer")[1]
        assert re.search(r"Adam adam@acme.example Partner administrator Harbor Foods until", found)
        assert re.search(r"Rita rita@acme.example Partner read-only administrator all customers no end", found)
        assert ("Assign somebody" in found) == (name == "alice")
    for name in ("hal", "petra"):
        browser = doors.browser(name)
        assert "Partner administrators" not in text_of(browser.get("/customers/by-id/ORCHARD/"))
        assert browser.get("/customers/administrators/ORCHARD/").status_code == 403


def test_administrators_are_added_and_removed_from_a_customer(doors):
    """CD-11: with an end date, and gone again."""
    browser = doors.browser("alice")
    sent = {"act": "assign", "email": "petra@acme.example", "role": "admin", "ends": str(doors.world.today)}
    assert browser.post(HARBOR, sent)["Location"] == HARBOR
    assert "Petra is" not in text_of(browser.get(HARBOR)) and "Petra petra@" in text_of(browser.get(HARBOR))
    grant = Grant.objects.get(person__name="Petra", role="ADMIN")
    assert browser.post(HARBOR, {"act": "revoke", "grant": f"{grant.id} {doors.world.today}"}).status_code == 302
    assert "Petra petra@" not in text_of(browser.get(HARBOR))
    assert browser.post(HARBOR, {"act": "revoke", "grant": right("petra")}).status_code == 404
    browser.post(HARBOR, sent | {"role": "full_admin"})
    assert "Nothing was changed" in text_of(browser.get(HARBOR))


def test_a_program_lists_gives_and_revokes(doors):
    program = doors.program("alice")
    sent = {"email": "zoe@acme.example", "role": "provisioning", "customers": ["HARBOR"]}
    made = program.post("/api/v1/administrators/grants", json.dumps(sent), "application/json")
    assert made.status_code == 201, made.content[:300]
    (one,) = made.json()
    assert made.status_code == 201
    assert (one["customer_id"], one["basis"], one["ends_date"]) == (
        "HARBOR", "customer", str(doors.world.today + timedelta(days=365)),
    )  # fmt: skip
    assert one in program.get("/api/v1/administrators").json()
    address = f"/api/v1/administrators/grants/{one['id']}"
    assert program.delete(f"{address}?ends_date=2020-01-01").status_code == 409
    assert program.delete(f"{address}?ends_date={one['ends_date']}").json() == one
    assert program.delete(address).status_code == 404
    alice = Grant.objects.get(person__name="Alice").id
    assert program.delete(f"/api/v1/administrators/grants/{alice}").status_code == 409
    again = program.post(
        "/api/v1/administrators/grants", json.dumps(sent | {"role": "admin", "customers": []}), "application/json"
    )
    assert again.status_code == 422 and "say which" in again.json()["detail"]
