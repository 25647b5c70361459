"""The fence around scoped tables: a query that was not given a scope refuses to run."""

import pytest
from django.apps import apps
from django.db.models import Count

from partnerhub.portfolio.models import Customer, LicenseLine, Subscription
from partnerhub.tenancy.fence import ScopedModel, Unfenced
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden
from tests.world import licenses, subscription

SCOPED = [model for model in apps.get_models() if issubclass(model, ScopedModel)]
VIEW = Permission.VIEW_SUBSCRIPTIONS

ACTS = {
    "iterating": list,
    "iterating over parts": lambda q: list(q.filter(pk__gt=0)[:3]),
    "iterating in chunks": lambda q: list(q.iterator(10)),
    "values": lambda q: list(q.values_list("pk")),
    "len": len,
    "bool": bool,
    "indexing": lambda q: q.order_by("pk")[0],
    "get": lambda q: q.get(pk=1),
    "first": lambda q: q.first(),
    "last": lambda q: q.last(),
    "earliest": lambda q: q.earliest("pk"),
    "in_bulk": lambda q: q.in_bulk([1]),
    "contains": lambda q: q.contains(q.model(pk=1)),
    "count": lambda q: q.count(),
    "exists": lambda q: q.exists(),
    "aggregate": lambda q: q.aggregate(n=Count("pk")),
    "update": lambda q: q.update(pk=1),
    "delete": lambda q: q.delete(),
    "nesting": lambda q: list(Customer._base_manager.filter(pk__in=q.values("pk"))),
    "excluding": lambda q: list(Customer._base_manager.exclude(pk__in=q.values("pk"))),
    "union": lambda q: list(q.values("pk").union(q.values("pk"))),
    "get_or_create": lambda q: q.get_or_create(pk=1),
    "update_or_create": lambda q: q.update_or_create(pk=1),
    "bulk_update": lambda q: q.bulk_update([q.model(pk=1)], [q.model._meta.fields[-1].name]),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_nothing_can_be_asked_of_a_scoped_table_without_a_scope(db, model, act):
    with pytest.raises(Unfenced):
        act(model.objects.all())


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_every_scoped_table_can_be_asked_within_a_scope(world, model):
    for scope in (world.alice, world.adam, world.system()):
        assert model.objects.all().within(scope, VIEW).count() >= 0


@pytest.mark.parametrize(
    ("name", "seen"),
    [("alice", {"H", "O", "Q"}), ("rita", {"H", "O", "Q"}), ("hal", {"H", "O", "Q"}), ("adam", {"H"}), ("petra", {"O"}),
     ("cleo", {"H"}), ("carol", set())],
)  # fmt: skip
def test_within_shows_each_role_its_own_customers_rows(world, name, seen):
    on = world.today
    named = {"H": "HARBOR", "O": "ORCHARD", "Q": "QUARRY"}
    world.take_in(
        subscriptions=[subscription(id_, customer, on) for id_, customer in named.items()],
        licenses=[licenses(id_, on, 10, 5) for id_ in named],
    )
    scope = getattr(world, name)
    assert {s.reference for s in Subscription.objects.all().within(scope, VIEW)} == seen
    assert {line.subscription.reference for line in LicenseLine.objects.all().within(scope, VIEW)} == seen


def test_a_role_without_the_permission_is_refused_rather_than_shown_nothing(world):
    with pytest.raises(Forbidden):
        Customer.objects.all().within(world.petra, Permission.VIEW_INVOICES)


def test_narrowing_ordering_and_slicing_stay_within(world):
    found = Customer.objects.all().within(world.adam, VIEW).exclude(name="").order_by("name")
    assert [customer.reference for customer in found[:5]] == ["HARBOR"]
    assert found.filter(reference="ORCHARD").first() is None


def test_within_cannot_be_left_by_asking_twice(world):
    both = Customer.objects.all().within(world.alice, VIEW).within(world.carol, VIEW)
    assert both.count() == 0


def test_a_record_cannot_be_walked_back_to_the_records_that_hang_on_it(world):
    harbor = Customer.objects.all().within(world.adam, VIEW).get()
    for related in (harbor.subscriptions, harbor.tags, harbor.people):
        with pytest.raises(Unfenced):
            related.count()
