"""The trail: append-only, chained, one entry per act, no secrets (P13, P16)."""

import io
import json
import uuid
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.portfolio.services import change_settings
from partnerhub.tenancy import audit, selectors, services
from partnerhub.tenancy.models import AuditEntry, TokenScope, TrailEnd
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.selectors import person_with_email
from tests.world import customer

TABLE = AuditEntry._meta.db_table
TRIGGERS = ("audit_entries_are_never_changed", "audit_entries_are_never_removed")


@pytest.fixture
def written(world) -> int:
    """Write three entries and return the partner."""
    for number in range(3):
        audit.record(world.alice, "tested", f"thing {number}", customer_id=world.harbor, before=number, after=number + 1)
    return world.acme.id


def entries(partner_id: int) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(partner_id=partner_id).order_by("number"))


def without_triggers(statement: str) -> None:
    """Tamper as somebody would who owns the database: take the triggers away first."""
    with connection.cursor() as cursor:
        for trigger in TRIGGERS:
            cursor.execute(f"DROP TRIGGER {trigger}" + ("" if connection.vendor == "sqlite" else f" ON {TABLE}"))
        cursor.execute(statement)


def test_an_intact_trail_has_no_broken_entries(written, world):
    assert list(audit.broken_entries(written)) == []
    assert [e.number for e in entries(written)] == list(range(1, len(entries(written)) + 1))
    assert list(audit.broken_entries(world.globex.id)) == []


@pytest.mark.parametrize(
    "statement",
    [f"UPDATE {TABLE} SET actor = 'nobody'", f"DELETE FROM {TABLE}", f"DELETE FROM {TABLE} WHERE number = 1"],
    ids=["changing", "clearing", "removing one"],
)
def test_the_database_refuses_to_change_or_remove_entries(written, statement):
    before = entries(written)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [(e.number, e.actor) for e in entries(written)] == [(e.number, e.actor) for e in before]


def test_the_framework_cannot_change_or_remove_entries_either(written):
    entry = entries(written)[-1]
    entry.actor = "somebody else"
    for act in (entry.save, entry.delete, AuditEntry.objects.all().delete, lambda: AuditEntry.objects.update(act="x")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_an_entry_cannot_be_replaced_by_a_new_one_with_its_number(written):
    last = entries(written)[-1]
    replace = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = [field.column for field in AuditEntry._meta.fields]
    values = ", ".join("'forged'" if column == "actor" else column for column in columns)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{replace} INTO {TABLE} ({', '.join(columns)}) SELECT {values} FROM {TABLE} WHERE id = {last.id}")
    assert entries(written)[-1].actor == last.actor


CHANGES = {
    "the actor": "actor = 'nobody'", "the act": "act = 'slept'", "the subject": "subject = ''", "the moment": "at = "
    "'2026-01-01 00:00:00+00:00'", "the address": "address = '10.0.0.1'", "the customer": "customer_id = 1",
    "the details": "details = '{}'", "the person": "person_id = NULL", "the hash": "hash = 'x'",
    "the hash before": "previous_hash = 'x'", "the number": "number = 900",
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_behind_the_triggers_back_is_noticed(written, change):
    middle = entries(written)[-2]
    without_triggers(f"UPDATE {TABLE} SET {change} WHERE id = {middle.id}")
    assert list(audit.broken_entries(written))


@pytest.mark.parametrize("place", [0, 1, -1], ids=["first", "middle", "newest"])
def test_a_missing_entry_is_noticed_wherever_it_stood(written, place):
    without_triggers(f"DELETE FROM {TABLE} WHERE id = {entries(written)[place].id}")
    assert list(audit.broken_entries(written))


def test_a_trail_that_was_emptied_is_noticed(written):
    without_triggers(f"DELETE FROM {TABLE} WHERE partner_id = {written}")
    assert list(audit.broken_entries(written)) == [1]


def test_an_entry_that_was_made_by_hand_is_noticed(written):
    last = entries(written)[-1]
    forged = AuditEntry(partner_id=written, number=last.number + 1, at=last.at, actor="x", act="x", subject="x")
    forged.previous_hash = last.hash
    forged.hash = audit.digest_of(forged)
    forged.save(force_insert=True)
    assert list(audit.broken_entries(written))


def test_the_trail_of_one_partner_says_nothing_about_another(written, world):
    without_triggers(f"DELETE FROM {TABLE} WHERE partner_id = {written}")
    assert list(audit.broken_entries(world.globex.id)) == []


def test_an_entry_outside_a_transaction_is_refused(world, monkeypatch):
    monkeypatch.setattr(audit, "connection", SimpleNamespace(in_atomic_block=False))  # as it is outside of any test
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(world.alice, "tested", "thing")


def test_an_act_that_fails_leaves_no_entry(written, world):
    before, end = len(entries(written)), TrailEnd.objects.get(partner_id=written).number
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record(world.alice, "tested", "thing")
        _ = 1 / 0
    assert (len(entries(written)), TrailEnd.objects.get(partner_id=written).number) == (before, end)
    assert list(audit.broken_entries(written)) == []


def test_an_entry_names_who_for_whom_from_where_before_and_after(world):
    scope = world.scope_of("alice@acme.example")
    object.__setattr__(scope, "address", "192.0.2.7")
    audit.record(scope, "tested", "thing", customer_id=world.harbor, before=1, after=2)
    entry = entries(world.acme.id)[-1]
    assert (entry.actor, entry.person.email, entry.address) == ("alice@acme.example", "alice@acme.example", "192.0.2.7")
    assert (entry.customer_id, entry.details, entry.at) == (world.harbor, {"before": 1, "after": 2}, scope.made_at)


def upload(world) -> uuid.UUID:
    return uploads.take_upload(world.alice, [ContentFile(b"customer_id,name\nX,X\n", name="x.csv")], Options())


def discard(world) -> None:
    uploads.discard(world.alice, upload(world))


WRITES = {
    "a link made": (lambda w: services.make_link(w.system(), person_with_email("alice@acme.example")), ["link.made"]),
    "a link used": (
        lambda w: services.use_link(services.make_link(w.system(), person_with_email("alice@acme.example"))),
        ["link.made", "link.used"],
    ),
    "a token": (
        lambda w: services.make_token(w.system(), person_with_email("alice@acme.example"), TokenScope.READ, 1),
        ["token.made"],
    ),
    "an import": (lambda w: w.take_in(customers=[customer("NEW", "New")]), ["import.committed"]),
    "a change of settings": (lambda w: change_settings(w.alice, values={"near_days": 60}, based_on=0), ["settings.changed"]),
    "no change of settings": (lambda w: change_settings(w.alice, values={"near_days": 90}, based_on=0), []),
    "an upload": (upload, ["import.uploaded"]),
    "an upload given up": (discard, ["import.uploaded", "import.discarded"]),
    "a first partner": (lambda w: services.ensure_partner("Third"), []),
    "a partner that exists": (lambda w: services.ensure_partner("acme"), []),
    "a question": (lambda w: w.ask(report="customers"), []),
}  # fmt: skip


@pytest.mark.parametrize(("act", "expected"), WRITES.values(), ids=WRITES.keys())
def test_every_act_leaves_exactly_one_entry(world, act, expected):
    before = len(entries(world.acme.id))
    act(world)
    assert [entry.act for entry in entries(world.acme.id)[before:]] == expected
    assert list(audit.broken_entries(world.acme.id)) == []


def test_a_partner_begins_its_own_trail(world):
    third = services.ensure_partner("Third")
    assert [(e.number, e.act, e.details) for e in entries(third.id)] == [(1, "partner.created", {"reason": "first use"})]


def test_a_refused_act_leaves_no_entry(world):
    before = len(entries(world.acme.id))
    with pytest.raises(Stale):
        change_settings(world.alice, values={"near_days": 60}, based_on=7)
    with pytest.raises(ValueError, match="near_days"):
        change_settings(world.alice, values={"near_days": 0}, based_on=0)
    assert world.bring([world.write("customers", [customer("", "No id")])]).errors
    world.bring([world.write("customers", [customer("DRY", "Dry")])], dry_run=True)
    assert len(entries(world.acme.id)) == before


def test_secrets_are_not_in_the_trail(world):
    out = io.StringIO()
    call_command("link", "alice@acme.example", stdout=out)
    call_command("token", "alice@acme.example", scope="write", stdout=out)
    link, token = out.getvalue().split()
    secret = link.rstrip("/").rsplit("/", 1)[1]
    services.use_link(secret)
    kept = json.dumps([[e.subject, e.details, e.actor, e.address] for e in entries(world.acme.id)])
    for word in (secret, services.digest(secret), token, services.digest(token), token.removeprefix("hub_")):
        assert word not in kept


def test_who_sees_every_customer_sees_the_whole_trail_and_others_their_own_part(world):
    for scope, customer_id in ((world.alice, world.harbor), (world.alice, world.orchard), (world.hal, None)):
        audit.record(scope, "tested", "thing", customer_id=customer_id)
    seen = {
        name: [(e.actor.split("@")[0], e.act) for e in selectors.audit_entries(getattr(world, name)) if e.act == "tested"]
        for name in ("alice", "rita", "adam", "hal", "petra", "cleo", "carol")
    }
    everything = [("hal", "tested"), ("alice", "tested"), ("alice", "tested")]
    assert seen == {
        "alice": everything, "rita": everything, "adam": [("alice", "tested")], "hal": [("hal", "tested")], "petra": [],
        "cleo": [("alice", "tested")], "carol": [],
    }  # fmt: skip


def about(world, who: str, customer_id: int) -> list[tuple[str, str]]:
    found = selectors.audit_entries(getattr(world, who), customer_id=customer_id)
    return [(entry.act, entry.subject) for entry in found]


def test_the_trail_of_a_customer_has_what_was_about_it_alone_or_among_others(world):
    audit.record(world.alice, "one", "a", customer_id=world.harbor)
    audit.record(world.alice, "several", "b", customer_ids=[world.harbor, world.orchard])
    audit.record(world.alice, "only", "c", customer_ids=[world.orchard])
    audit.record(world.alice, "nobody", "d")
    assert about(world, "alice", world.harbor) == [("several", "b"), ("one", "a")]
    assert about(world, "rita", world.orchard) == [("only", "c"), ("several", "b")]
    assert about(world, "alice", world.quarry) == about(world, "carol", world.harbor) == []
    assert list(audit.broken_entries(world.acme.id)) == []


def test_an_act_about_several_tells_those_who_see_some_of_them_nothing_of_the_others(world):
    """P1: neither in the trail of the customer nor in the whole one."""
    both = [world.harbor, world.orchard]
    audit.record(
        world.alice, "role.granted", "zoe@acme.example", customer_ids=both, customers=["Orchard Clinics"], role="admin"
    )
    audit.record(world.alice, "tag.added", "gold", customer_ids=both, some=["ORCHARD"])
    for scope in (world.adam, world.cleo):
        for entries_ in (selectors.audit_entries(scope), selectors.audit_entries(scope, customer_id=world.harbor)):
            assert "role.granted" in {entry.act for entry in entries_}
            assert "Orchard" not in str([entry.details for entry in entries_]) and "ORCHARD" not in str(entries_)
    assert about(world, "adam", world.orchard) == about(world, "cleo", world.orchard) == []
    assert "Orchard Clinics" in str(selectors.audit_entries(world.rita, customer_id=world.harbor))


def test_who_does_not_see_tags_does_not_read_of_them_in_the_trail(world):
    audit.record(world.alice, "tag.added", "at risk", customer_id=world.harbor)
    audit.record(world.alice, "tag.added", "gold", customer_ids=[world.harbor, world.orchard])
    audit.record(world.alice, "trial.started", "T-1", customer_id=world.harbor)
    assert about(world, "cleo", world.harbor) == [("trial.started", "T-1")]
    assert about(world, "adam", world.harbor) == [("trial.started", "T-1"), ("tag.added", "gold"), ("tag.added", "at risk")]


def test_where_a_console_opens_is_told_only_to_those_who_may_launch_it(world):
    changed = {
        "before": {"console_url": "", "country": "SE"},
        "after": {"console_url": "https://c.example/", "country": "NO"},
    }
    audit.record(world.alice, "customer.changed", "HARBOR", customer_id=world.harbor, **changed)
    (cleos,), (adams,) = (selectors.audit_entries(scope, customer_id=world.harbor) for scope in (world.cleo, world.adam))
    assert cleos.details == {"before": {"country": "SE"}, "after": {"country": "NO"}}
    assert adams.details == changed


def test_who_reads_their_own_acts_only_reads_only_those_of_a_customer(world):
    audit.record(world.hal, "looked", "x", customer_id=world.harbor)
    audit.record(world.alice, "looked", "y", customer_id=world.harbor)
    audit.record(world.hal, "looked", "z", customer_id=world.orchard)
    assert about(world, "hal", world.harbor) == [("looked", "x")]


def test_the_trail_of_a_customer_is_paged_by_number(world):
    for number in range(7):
        audit.record(world.alice, "tested", str(number), customer_id=world.harbor if number % 2 else world.orchard)
    found, before = [], None
    while page := selectors.audit_entries(world.alice, before=before, limit=2, customer_id=world.harbor):
        found += [entry.subject for entry in page]
        before = page[-1].number
    assert found == ["5", "3", "1"]
