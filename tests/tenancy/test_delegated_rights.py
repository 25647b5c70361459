"""Least privilege over time: delegated rights end, and somebody always stays in charge (P5, readings 45)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from partnerhub.pipeline.models import ImportState
from partnerhub.tenancy import ends
from partnerhub.tenancy.models import Grant, Person
from partnerhub.tenancy.services import LastFullAdministrator, store_grants
from partnerhub.tenancy.shapes import GrantRow
from partnerhub.terms.codes import Role

YEAR = timedelta(days=365)


def refused(**given) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**given)


def test_the_database_refuses_a_right_on_a_customer_without_end(world):
    person, now = world.person("nobody"), world.alice.made_at
    for role in (Role.ADMIN, Role.PROVISIONING, Role.CUSTOMER_ADMIN):
        refused(person=person, partner_id=world.acme.id, role=role, customer_id=world.harbor, created_at=now)


def test_the_database_refuses_to_take_the_end_of_such_a_right_away(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(person=world.person("adam")).update(ends_at=None)


def test_the_database_refuses_an_endless_right_for_somebody_of_another_organization(world):
    now = world.alice.made_at
    given = {"person": world.person("carol"), "partner_id": world.acme.id, "role": Role.FULL_ADMIN, "created_at": now}
    refused(**given)
    made = Grant.objects.create(**given, ends_at=now + YEAR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=made.id).update(ends_at=None)


def test_rights_on_everything_in_the_own_organization_need_no_end(world):
    assert not Grant.objects.filter(person=world.person("alice"), ends_at__isnull=False).exists()


def test_the_database_refuses_wide_roles_on_one_customer_and_rights_that_end_before_they_begin(world):
    person, now = world.person("nobody"), world.alice.made_at
    given = {"person": person, "partner_id": world.acme.id, "created_at": now}
    refused(**given, role=Role.FULL_ADMIN, customer_id=world.harbor, ends_at=now + YEAR)
    refused(**given, role=Role.ADMIN, customer_id=world.harbor, ends_at=now)


def administrators(world, *rows, **options):
    return world.bring([world.write("administrators", rows)], **options)


def right(email: str, role: str = "admin", customer_id: str = "", **more) -> dict[str, object]:
    return {"email": email, "name": "", "role": role, "customer_id": customer_id} | more


def test_a_right_on_a_customer_gets_an_end_when_the_file_names_none(world):
    administrators(world, right("new@acme.example", customer_id="HARBOR"))
    grant = Grant.objects.get(person__email="new@acme.example")
    assert (grant.ends_at.date() - timedelta(days=1) - world.today).days == 365


def test_a_right_of_somebody_from_another_organization_gets_an_end_too(world):
    run = administrators(world, right("carol@globex.example", "full_admin"))
    assert run.state == ImportState.COMMITTED
    grant = Grant.objects.get(person__email="carol@globex.example", partner_id=world.acme.id)
    assert (grant.ends_at.date() - timedelta(days=1) - world.today).days == 365
    assert administrators(world, right("carol@globex.example", "full_admin")).summary["administrators"]["unchanged"] == 1


@pytest.mark.parametrize(("days", "accepted"), [(-1, False), (0, True), (730, True), (731, False)])
def test_a_right_ends_within_730_days(world, days, accepted):
    ends = (world.today + timedelta(days=days)).isoformat()
    run = administrators(world, right("new@acme.example", customer_id="HARBOR", ends_date=ends))
    assert (run.state == ImportState.COMMITTED) is accepted
    assert accepted or [fault.code for fault in run.faults.all()] == ["E_DATE_RANGE"]


def test_a_file_does_not_rename_somebody_of_another_organization(world):
    administrators(world, right("carol@globex.example", "read_only", name="Mallory"))
    assert world.person("carol").name == "Carol"
    administrators(world, right("rita@acme.example", "read_only", name="Margarita"))
    assert world.person("rita").name == "Margarita"


def test_the_last_full_administrator_cannot_be_given_an_end(world):
    ends = (world.today + timedelta(days=10)).isoformat()
    run = administrators(world, right("alice@acme.example", "full_admin", ends_date=ends))
    (fault,) = run.faults.all()
    assert (run.state, fault.code, fault.line, fault.column) == (ImportState.REFUSED, "E_CROSS_FIELD", 2, "ends_date")
    assert Grant.objects.get(person__email="alice@acme.example").ends_at is None


def test_two_full_administrators_cannot_both_be_given_an_end(world):
    administrators(world, right("anna@acme.example", "full_admin"))
    ends = (world.today + timedelta(days=10)).isoformat()
    both = [right(f"{name}@acme.example", "full_admin", ends_date=ends) for name in ("alice", "anna")]
    run = administrators(world, *both)
    assert run.state == ImportState.REFUSED and run.errors == 2
    assert administrators(world, both[0]).state == ImportState.COMMITTED


def test_a_full_administrator_may_get_an_end_when_the_same_file_names_another(world):
    ends = (world.today + timedelta(days=10)).isoformat()
    rows = [right("alice@acme.example", "full_admin", ends_date=ends), right("anna@acme.example", "full_admin")]
    assert administrators(world, *rows).state == ImportState.COMMITTED


def test_the_service_itself_keeps_the_last_full_administrator(world):
    row = GrantRow("alice@acme.example", "", Role.FULL_ADMIN, None, world.alice.made_at + YEAR)
    with pytest.raises(LastFullAdministrator), transaction.atomic():
        store_grants(world.alice, [row])
    assert Grant.objects.get(person__email="alice@acme.example").ends_at is None


def test_only_full_administrators_give_rights(world):
    from partnerhub.tenancy.refusals import Forbidden

    for name in ("adam", "rita", "hal", "petra", "cleo"):
        with pytest.raises(Forbidden):
            store_grants(getattr(world, name), [GrantRow(f"{name}@acme.example", "", Role.FULL_ADMIN, None, None)])
    assert set(Person.objects.filter(grants__role=Role.FULL_ADMIN).values_list("email", flat=True)) == {
        "alice@acme.example", "carol@globex.example",
    }  # fmt: skip


def test_the_longest_delegated_right_is_730_days():
    assert (ends.DELEGATED_DAYS, ends.DELEGATED_DAYS_AT_MOST) == (365, 730)
