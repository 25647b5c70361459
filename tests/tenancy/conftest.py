"""Giving people rights by hand, in every shape that the database allows."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest

from partnerhub.kit import clock
from partnerhub.tenancy.models import CustomerGroup, Grant, GrantExclusion, GroupMember, Person
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import Role
from tests.world import with_app

YEAR = timedelta(days=365)


class Giver:
    """Invites people and gives them rights, one grant a call."""

    def __init__(self, world) -> None:
        self.world = world

    def person(self, name: str, home: int | None = None) -> Person:
        """Return a person by name, invited if need be."""
        found, is_new = Person.objects.get_or_create(
            email=f"{name}@acme.example",
            defaults={
                "name": name, "sort_name": name, "home_id": home or self.world.acme.id, "created_at": clock.now(),
            },
        )  # fmt: skip
        return with_app(found) if is_new else found

    def grant(
        self, name: str, role: Role, *, customer: int | None = None, members: Iterable[int] | None = None,
        without: Iterable[int] = (), ends_at: datetime | None = None, partner: int | None = None,
    ) -> Grant:  # fmt: skip
        """Give one role: on a customer, on the members of a new group, or as widely as the role reaches."""
        partner = partner or self.world.acme.id
        group = self.group(members, partner) if members is not None else None
        made = Grant.objects.create(
            person=self.person(name), partner_id=partner, role=role, customer_id=customer, group=group,
            created_at=clock.now() - timedelta(days=1), ends_at=ends_at or (clock.now() + YEAR if customer else None),
        )  # fmt: skip
        GrantExclusion.objects.bulk_create(GrantExclusion(grant=made, customer_id=id_) for id_ in without)
        return made

    def group(self, members: Iterable[int], partner: int) -> CustomerGroup:
        """Return a new group of customers."""
        number = CustomerGroup.objects.count()
        group = CustomerGroup.objects.create(partner_id=partner, name=f"Group {number}")
        GroupMember.objects.bulk_create(GroupMember(group=group, customer_id=id_) for id_ in members)
        return group

    def scope(self, name: str) -> Scope:
        """Return the scope in which somebody asks right now."""
        return self.world.scope_of(f"{name}@acme.example")


@pytest.fixture
def giver(world) -> Giver:
    """Return the one who gives rights."""
    return Giver(world)


@pytest.fixture
def reached(world) -> Callable[..., set[int]]:
    """Return a function that says which customers a scope reaches with a permission."""
    from partnerhub.portfolio.selectors import visible_customers

    def reached(scope: Scope, permission) -> set[int]:
        return set(visible_customers(scope, permission).values_list("organization_id", flat=True))

    return reached
