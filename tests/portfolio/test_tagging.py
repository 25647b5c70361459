"""TG-02: a tag on many customers, part by part: how far it is, what became of each, what a crash leaves; the way back."""

import uuid

import pytest

from partnerhub.jobs.worker import run_all
from partnerhub.portfolio import tagging, tags, tasks
from partnerhub.portfolio.listing.line import Asked
from partnerhub.portfolio.models import CustomerTag, TagRun
from partnerhub.tenancy.granting import grant_role, revoke_grant
from partnerhub.tenancy.models import AuditEntry, Grant
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role

EVERYBODY = Asked()


@pytest.fixture
def parts(monkeypatch) -> int:
    """Let a part be ten customers, so that the crowd has several."""
    monkeypatch.setattr(tagging, "PART", 10)
    return 10


def carriers(label: str) -> set[int]:
    return set(CustomerTag._base_manager.filter(tag__label=label).values_list("customer_id", flat=True))


def acts() -> list[str]:
    found = AuditEntry.objects.filter(act__startswith="tag.").order_by("number")
    return list(found.values_list("act", flat=True))


def begin(crowd, label: str = "many", scope=None):
    return tagging.tag_customers(scope or crowd.alice, label=label, adds=True, asked=EVERYBODY, on=crowd.today)


def test_a_long_run_is_begun_at_once_and_done_part_by_part(crowd, parts):
    run = begin(crowd)
    assert (run.done, run.changed, run.is_finished) == (0, 0, False)
    assert carriers("many") == set() and acts() == []
    tasks.go_on_tagging.enqueue(crowd.acme.id, crowd.alice.person_id, "", run.id)
    run_all()
    done = tagging.tag_run(crowd.alice, run.id)
    assert (done.done, done.changed, done.is_finished) == (run.total, run.total, True)
    assert len(carriers("many")) == run.total > 3 * parts
    assert acts() == ["tag.added"]


def test_a_run_that_was_stopped_goes_on_where_it_stood(crowd, parts):
    """P7: each part is whole or not at all; the same part is never done twice."""
    run = begin(crowd)
    stored = TagRun.objects.get(id=run.id)
    tagging._do_next(crowd.alice, stored)
    tagging._do_next(crowd.alice, stored)
    between = tagging.tag_run(crowd.alice, run.id)
    assert (between.done, between.is_finished) == (2 * parts, False) and len(carriers("many")) == 2 * parts
    words = [one.outcome for one in tagging.tag_outcomes(crowd.alice, run.id, after=5)]
    assert words == ["changed"] * (2 * parts - 5) + ["waiting"] * (run.total - 2 * parts)
    done = tagging.go_on(crowd.alice, uuid.UUID(run.id))
    assert done.changed == done.total == len(carriers("many"))
    assert tagging.go_on(crowd.alice, uuid.UUID(run.id)) == done and acts() == ["tag.added"]


def test_each_customer_has_its_outcome(crowd):
    run = tagging.tag_customers(
        crowd.alice, label="gold", adds=True, references=["HARBOR", "K-001", "QUARRY"], on=crowd.today
    )
    outcomes = {one.reference: one.outcome for one in tagging.tag_outcomes(crowd.alice, run.id)}
    assert outcomes == {"HARBOR": "changed", "K-001": "unchanged", "QUARRY": "changed"}
    assert (run.changed, run.unchanged, run.left_out) == (2, 1, 0)


def test_rights_that_end_on_the_way_leave_the_rest_out(crowd, parts):
    """P4: the job asks for each part anew what its caller may do."""
    ids = (crowd.harbor, crowd.orchard)
    grant_role(crowd.alice, PlannedGrant("mona@acme.example", Role.ADMIN, "Mona", ids))
    mona = crowd.scope_of("mona@acme.example")
    run = begin(crowd, scope=mona)
    assert run.is_finished and run.total == 2  # no more than one part
    again = TagRun.objects.create(
        partner_id=crowd.acme.id, person_id=mona.person_id, tag=tags.tag_of(crowd.alice, "many"), adds=False, ids=list(ids),
        made_at=TagRun.objects.get(id=run.id).made_at,
    )  # fmt: skip
    for grant in Grant.objects.filter(person_id=mona.person_id):
        revoke_grant(crowd.alice, grant.id)
    tasks.go_on_tagging.enqueue(crowd.acme.id, mona.person_id, "", str(again.id))
    run_all()
    again.refresh_from_db()
    assert again.finished_at is not None
    assert [(part.changed_ids, sorted(part.left_out_ids)) for part in again.parts.all()] == [([], sorted(ids))]
    assert carriers("many") == set(ids)


def test_a_long_run_is_undone_like_a_short_one_but_not_before_it_is_done(crowd, parts):
    had = carriers("gold")
    run = begin(crowd, "gold")
    with pytest.raises(tags.WrongTag, match="under way"):
        tagging.undo_tagging(crowd.alice, run.id)
    tagging.go_on(crowd.alice, uuid.UUID(run.id))
    undoing = tagging.undo_tagging(crowd.alice, run.id)
    tagging.go_on(crowd.alice, uuid.UUID(undoing.id))
    assert carriers("gold") == had
    assert tagging.tag_run(crowd.alice, run.id).is_undone


def test_runs_are_for_who_began_them(crowd):
    run = tagging.tag_customers(crowd.alice, label="gold", adds=True, references=["HARBOR"], on=crowd.today)
    for scope in (crowd.adam, crowd.carol):
        for ask in (tagging.tag_run, tagging.tag_outcomes):
            with pytest.raises(OutOfReach):
                ask(scope, run.id)
    with pytest.raises(Forbidden):
        tagging.tag_run(crowd.rita, run.id)
