"""FR-06: the set-up of an organization: plan, terms with their version, "Get started", left and resumed by anybody."""

import pytest

from partnerhub.portfolio.models import AcceptedTerms
from partnerhub.portfolio.setup import steps as setup
from partnerhub.portfolio.setup.steps import WrongSetup
from partnerhub.tenancy.models import AuditEntry
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.terms.agreements import SHIPPED_AGREEMENT, Agreement
from tests.world import licenses, subscription, trial


@pytest.fixture
def world(crowd):
    return crowd


def subject(world, who="alice", reference="HARBOR"):
    return setup.organization_to_set_up(getattr(world, who), reference)


def acts() -> list[str]:
    return list(AuditEntry.objects.filter(act__startswith="setup.").order_by("id").values_list("act", flat=True))


def start(world, who="alice", agreement="1", **more):
    scope, about = getattr(world, who), subject(world, who)
    more.setdefault("version", setup.setup_of(scope, about).version)
    setup.get_started(scope, about, agreement=agreement, **more)


def test_the_plan_says_what_was_ordered_and_what_is_not_over(world):
    on = world.today
    world.take_in(
        subscriptions=[
            subscription("S", "HARBOR", on, auto_renews="yes"), trial("T", "HARBOR", on, added_date=on),
            subscription("GONE", "HARBOR", on, cancelled_date=on),
        ],
        licenses=[licenses("S", on, 20, 3), licenses("S", on, 5, 0, product="calling"), licenses("T", on, 9, 0)],
    )  # fmt: skip
    first, second = setup.plan_of(world.alice, subject(world), on=on)
    assert (first.reference, first.kind, first.products) == ("T", "trial", (("Meetings", 9),))
    assert (second.products, second.auto_renews) == ((("Calling", 5), ("Meetings", 20)), True)


def test_the_steps_are_kept_and_go_on_where_somebody_else_left(world):
    scope, about = world.alice, subject(world)
    setup.review_plan(scope, about, version=0)
    assert setup.setup_of(world.adam, about).reviewed_at
    start(world, "adam")
    state = setup.setup_of(scope, about)
    assert (state.version, state.begun_by) == (2, "adam@acme.example")
    setup.finish_setup(scope, about, version=2)
    assert setup.setup_of(world.adam, about).finished_by == "alice@acme.example"
    assert acts() == ["setup.plan_reviewed", "setup.begun", "setup.finished"]


def test_terms_are_accepted_once_per_organization_and_version_by_somebody_at_a_time_from_somewhere(world, monkeypatch):
    """FR-07 for new customers: the acceptance names person, version, words, time."""
    start(world, "adam")
    kept = AcceptedTerms.objects.get()
    assert (kept.customer_id, kept.version, kept.digest, kept.actor, kept.person.email, kept.accepted_at) == (
        world.harbor, "1", SHIPPED_AGREEMENT.digest, "adam@acme.example", "adam@acme.example", world.alice.made_at,
    )  # fmt: skip
    accepted = setup.accepted_terms(world.alice, subject(world))
    assert (accepted.version, accepted.actor) == ("1", "adam@acme.example")
    assert setup.accepted_terms(world.alice, subject(world, reference="QUARRY")) is None
    newer = Agreement("2", "Terms", (("Who", "Others"),))
    monkeypatch.setattr(setup, "SHIPPED_AGREEMENT", newer)
    assert setup.accepted_terms(world.alice, subject(world)) is None
    assert newer.digest != SHIPPED_AGREEMENT.digest


def test_nothing_begins_before_the_terms_in_force_are_accepted(world):
    with pytest.raises(WrongSetup, match="accept the terms"):
        start(world, agreement="")
    with pytest.raises(Stale):
        start(world, agreement="0")
    with pytest.raises(WrongSetup, match="get started first"):
        setup.finish_setup(world.alice, subject(world), version=0)
    assert acts() == [] and not AcceptedTerms.objects.exists()


def test_sent_twice_it_is_one_act_and_the_second_of_two_is_told(world):
    """P8, P9."""
    about = subject(world)
    for _ in range(2):
        setup.review_plan(world.alice, about, version=0)
    for _ in range(2):
        start(world, version=1)
    with pytest.raises(Stale) as stale:
        start(world, "adam", version=1)
    assert stale.value.current["begun"] == "alice@acme.example"
    for _ in range(2):
        setup.finish_setup(world.alice, about, version=2)
    assert acts() == ["setup.plan_reviewed", "setup.begun", "setup.finished"]


def test_only_who_sets_up_orders_there_sets_up_the_organization(world):
    for name in ("rita", "hal"):
        with pytest.raises(Forbidden):
            subject(world, name)
    for name, reference in (("adam", "ORCHARD"), ("petra", "HARBOR"), ("carol", "HARBOR"), ("alice", "INITECH")):
        with pytest.raises(OutOfReach):
            subject(world, name, reference)
    assert subject(world, "cleo").customer == "Harbor Foods"


def test_an_act_that_breaks_off_leaves_nothing(world, monkeypatch):
    """P7."""
    monkeypatch.setattr("partnerhub.portfolio.setup.steps.audit.record", lambda *given, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        start(world)
    assert not AcceptedTerms.objects.exists() and setup.setup_of(world.alice, subject(world)).version == 0
