"""Administrators by file: what rows become, and what empty cells mean there."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerhub.tenancy.ends import DELEGATED_DAYS
from partnerhub.tenancy.models import Grant, Person
from partnerhub.terms.codes import Role
from tests.ingest.sending import codes


@pytest.fixture
def give(world):
    """Return a function that imports rights, which must go in, and returns how many were new, changed and the same."""

    def given(*rows: dict) -> tuple[int, int, int]:
        found = world.take_in(administrators=rows).summary["administrators"]
        return found["new"], found["changed"], found["unchanged"]

    return given


def right(email: str = "anna@acme.example", role: str = "read_only", **more: object) -> dict[str, object]:
    return {"email": email, "role": role, **more}


def grants(email: str = "anna@acme.example") -> list[tuple]:
    found = Grant.objects.filter(person__email=email).order_by("role", "customer_id")
    return list(found.values_list("role", "customer_id", "ends_at"))


def midnight_after(day) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)


def test_a_row_makes_a_person_of_the_partner_with_a_role_that_reaches_every_customer(world, give):
    assert give(right(name="Anna")) == (1, 0, 0)
    assert grants() == [(Role.READ_ONLY, None, None)]
    person = Person.objects.get(email="anna@acme.example")
    assert (person.name, person.home_id, person.has_usable_password()) == ("Anna", world.acme.id, False)


def test_a_right_on_a_customer_ends_after_a_year_when_the_file_names_no_end(world, give):
    assert give(right(role="admin", customer_id="HARBOR", ends_date="")) == (1, 0, 0)
    assert grants() == [(Role.ADMIN, world.harbor, midnight_after(world.today + timedelta(days=DELEGATED_DAYS)))]
    assert give(right(role="admin", customer_id="HARBOR", ends_date="")) == (0, 0, 1)


def test_the_last_day_of_a_right_is_whole(world, give):
    last = world.today + timedelta(days=10)
    give(right(role="admin", customer_id="HARBOR", ends_date=last))
    assert grants() == [(Role.ADMIN, world.harbor, midnight_after(last))]
    assert give(right(role="admin", customer_id="HARBOR", ends_date=last + timedelta(days=1))) == (0, 1, 0)
    assert grants() == [(Role.ADMIN, world.harbor, midnight_after(last + timedelta(days=1)))]


@pytest.mark.parametrize("name", [{}, {"name": ""}])
def test_a_name_that_is_absent_or_empty_leaves_the_stored_one(name, give):
    give(right(name="Anna"))
    assert give(right(**name)) == (0, 0, 1)
    assert Person.objects.get(email="anna@acme.example").name == "Anna"


def test_one_person_holds_several_roles_and_capitals_of_an_address_do_not_matter(world, give):
    assert give(right("ANNA@acme.example"), right(role="admin", customer_id="HARBOR"), right()) == (2, 0, 0)
    assert [(role, customer) for role, customer, _ in grants()] == [(Role.ADMIN, world.harbor), (Role.READ_ONLY, None)]
    assert Person.objects.filter(email__iexact="anna@acme.example").count() == 1


def test_a_right_on_a_customer_of_the_same_call_goes_in_with_it(world):
    run = world.take_in(
        administrators=[right(role="admin", customer_id="NEW")], customers=[{"customer_id": "NEW", "name": "New Ltd"}]
    )
    assert run.summary["administrators"]["new"] == 1
    assert [customer for _, customer, _ in grants()] == [world.id_of("NEW")]


def test_a_right_that_is_absent_from_a_later_file_stays(give):
    give(right(), right("bert@acme.example"))
    assert give(right("bert@acme.example")) == (0, 0, 1)
    assert grants() == [(Role.READ_ONLY, None, None)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (right(customer_id="HARBOR", role="full_admin"), ("E_CROSS_FIELD", 2, "customer_id", "HARBOR")),
        (right(customer_id="INITECH", role="admin"), ("E_REF_CUSTOMER", 2, "customer_id", "INITECH")),
        (right(customer_id="NOWHERE", role="admin"), ("E_REF_CUSTOMER", 2, "customer_id", "NOWHERE")),
        (right(role="customer_admin"), ("E_CHOICE", 2, "role", "customer_admin")),
        (right(ends_date="2026-11-21"), ("E_DATE_RANGE", 2, "ends_date", "2026-11-21")),
    ],
    ids=[
        "a wide role on one customer",
        "another partner's customer",
        "an unknown customer",
        "a customer's role",
        "yesterday",
    ],
)
def test_a_right_that_cannot_be_is_refused_and_gives_nobody_anything(row, expected, world):
    run = world.bring([world.write("administrators", [row])])
    assert codes(run) == [expected]
    assert not Person.objects.filter(email="anna@acme.example").exists()


def test_two_names_for_one_address_are_refused(world):
    run = world.bring(
        [world.write("administrators", [right(name="Anna"), right(role="admin", customer_id="HARBOR", name="Bo")])]
    )
    assert codes(run) == [("E_DUPLICATE_KEY", 3, "email", "anna@acme.example")]


def test_somebody_of_another_partner_gets_a_right_that_ends_and_stays_at_home(world, give):
    give(right("carol@globex.example", name="Carola"))
    ((role, customer, ends_at),) = [g for g in grants("carol@globex.example") if g[0] == Role.READ_ONLY]
    assert (role, customer, ends_at) == (Role.READ_ONLY, None, midnight_after(world.today + timedelta(days=DELEGATED_DAYS)))
    carol = Person.objects.get(email="carol@globex.example")
    assert (carol.name, carol.home_id) == ("Carol", world.globex.id)
