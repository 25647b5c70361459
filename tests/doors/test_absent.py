"""What is out of sight answers byte for byte like what never existed (P3)."""

import re
import uuid

import pytest

from partnerhub.tenancy.refusals import OutOfReach
from tests.world import customer, licenses, subscription

# (address of something of somebody else, the same address of something that never existed)
PAIRS = (
    ("/customers/by-id/INITECH/", "/customers/by-id/INITECT/"),
    ("/customers/by-id/ORCHARD/", "/customers/by-id/ORCHART/"),
    ("/customers/?q=INITECH", "/customers/?q=INITECT"),
    ("/analytics/subscriptions/blocks/expiring/?q=ORCHARD", "/analytics/subscriptions/blocks/expiring/?q=ORCHART"),
    ("/analytics/subscriptions/explain/expiring/total/?subscription=ORCHARD-S1",
     "/analytics/subscriptions/explain/expiring/total/?subscription=ORCHARD-S9"),
    ("/orders/by-id/ORCHARD-S1/", "/orders/by-id/ORCHART-S1/"),
    ("/orders/?customer=ORCHARD", "/orders/?customer=ORCHART"),
    ("/customers/set-up/ORCHARD/", "/customers/set-up/ORCHART/"),
    ("/workspace/?organization=ORCHARD", "/workspace/?organization=ORCHART"),
    ("/api/v1/orders/ORCHARD-S1", "/api/v1/orders/ORCHART-S1"),
    ("/api/v1/orders?after=ORCHARD-S1", "/api/v1/orders?after=ORCHART-S1"),
    ("/api/v1/workspace?organization=ORCHARD", "/api/v1/workspace?organization=ORCHART"),
    ("/api/v1/customers/INITECH", "/api/v1/customers/INITECT"),
    ("/api/v1/customers/ORCHARD", "/api/v1/customers/ORCHART"),
    ("/api/v1/customers?q=ORCHARD", "/api/v1/customers?q=ORCHART"),
    ("/api/v1/reports/subscriptions/blocks/expiring?q=ORCHARD", "/api/v1/reports/subscriptions/blocks/expiring?q=ORCHART"),
    ("/api/v1/reports/customers/blocks/customers?q=ORCHARD", "/api/v1/reports/customers/blocks/customers?q=ORCHART"),
    ("/api/v1/reports/subscriptions/blocks/expiring/explain/total?subscription=ORCHARD-S1",
     "/api/v1/reports/subscriptions/blocks/expiring/explain/total?subscription=ORCHARD-S9"),
)  # fmt: skip


def told(answer, address: str) -> tuple[int, dict[str, str], str]:
    """Return everything that an answer tells, but for what the caller put into the address."""
    word = re.split(r"[/=]", address.rstrip("/"))[-1]
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(word, "…")
    headers = {name: value.replace(word, "…") for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, headers, text


@pytest.mark.parametrize(("foreign", "absent"), PAIRS, ids=[foreign for foreign, _ in PAIRS])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_foreign_customer_answers_like_one_that_never_existed(doors, foreign, absent, headers):
    browser = doors.browser("adam")
    assert told(browser.get(foreign, headers=headers), foreign) == told(browser.get(absent, headers=headers), absent)


def test_a_foreign_import_answers_like_one_that_never_existed(doors):
    run, browser, program = doors.import_in_order(), doors.browser("carol"), doors.program("carol")
    for address in ("/imports/{}/", "/imports/{}/errors/", "/api/v1/imports/{}"):
        asked = [address.format(id_) for id_ in (run, uuid.uuid4())]
        assert len({str(told(browser.get(one), one)).replace(one.strip("/").split("/")[-1], "") for one in asked}) == 1
    for act in ("commit", "discard"):
        answers = [program.post(f"/api/v1/imports/{id_}/{act}") for id_ in (run, uuid.uuid4())]
        assert len({(answer.status_code, answer.content) for answer in answers}) == 1 and answers[0].status_code == 404


@pytest.mark.parametrize("id_", ["INITECH", "INITECT"])
def test_a_file_that_names_a_foreign_customer_is_refused_like_one_that_names_nobody(doors, id_):
    world = doors.world
    run = world.bring([world.write("subscriptions", [subscription("NEW", id_, world.today)])])
    (fault,) = run.faults.all()
    assert (fault.code, fault.line, fault.column, fault.value) == ("E_REF_CUSTOMER", 2, "customer_id", id_)


def test_a_file_with_one_foreign_id_is_refused_whole(doors):
    world = doors.world
    rows = [subscription("NEW1", "HARBOR", world.today), subscription("NEW2", "INITECH", world.today)]
    assert world.bring([world.write("subscriptions", rows)]).errors == 1
    foreign = [licenses("HARBOR-S1", world.today, 1, 1), licenses("INITECH-S1", world.today, 1, 1)]
    assert world.bring([world.write("licenses", foreign)]).errors == 1
    world.build()
    assert all(row["total"] != 1 for row in world.rows("expiring"))


def test_the_same_ids_at_two_partners_are_two_customers(doors):
    world = doors.world
    world.take_in(world.globex, customers=[customer("HARBOR", "Harbor of Globex")])
    assert doors.program("carol").get("/api/v1/customers/HARBOR").json()["customer"] == "Harbor of Globex"
    assert doors.program("adam").get("/api/v1/customers/HARBOR").json()["customer"] == "Harbor Foods"


def test_asking_as_a_person_who_holds_nothing_at_a_partner_is_absent(doors):
    with pytest.raises(OutOfReach):
        doors.world.scope_of("carol@globex.example")
