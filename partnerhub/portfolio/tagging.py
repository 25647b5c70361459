"""Hanging a tag on many customers, or taking it off: part by part, each part whole, so that a long run shows how far it is,
goes on after a crash where it stood, and can be undone exactly."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.listing.changes import note_changed
from partnerhub.portfolio.listing.line import Asked, Condition
from partnerhub.portfolio.listing.selectors import customer_list, matching_ids
from partnerhub.portfolio.models import Customer, Tag, TagRun, TagRunPart
from partnerhub.portfolio.selectors import customer_names
from partnerhub.portfolio.shapes import TagOutcome, TagRunShape
from partnerhub.portfolio.tags import WrongTag, carriers_among, checked_label, hang, tag_of, take_off
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope

EDIT = Permission.EDIT_TAGS
PART = 1000  # customers that are tagged in one transaction
CHUNK = 5000
UNDONE_WITHIN = timedelta(days=1)
NAMED_IN_THE_TRAIL = 20


def to_be_tagged(scope: Scope, *, on: date, asked: Asked, label: str, adds: bool) -> tuple[int, int]:
    """Return how many customers match, and for how many of them tagging would change anything."""
    page = customer_list(scope, on=on, asked=asked, limit=0, needs=(EDIT,))
    carrying = Asked(asked.words, (*asked.conditions, Condition("tag", (label,), negated=adds)))
    return page.total, customer_list(scope, on=on, asked=carrying, limit=0, needs=(EDIT,)).total


@transaction.atomic
def tag_customers(
    scope: Scope, *, label: str, adds: bool, references: Sequence[str] = (), asked: Asked | None = None, on: date
) -> TagRunShape:
    """Hang a tag on customers, or take it off: on named ones, or on all that a line asks for. New tags are made.

    What fits in one part is done at once; a longer run is begun here and `go_on` carries it out. One named customer out of
    reach refuses the whole call: OutOfReach. Customers of a line on which the caller may not edit tags are left out.
    """
    scope.require(EDIT)
    label = checked_label(label) if adds else label
    ids = _named(scope, references) if asked is None else matching_ids(scope, on=on, asked=asked, needs=(EDIT,))
    if adds:
        Tag.objects.get_or_create(partner_id=scope.partner_id, label=label)
    return _begun(scope, tag_of(scope, label), adds, ids)


def _begun(scope: Scope, tag: Tag, adds: bool, ids: Sequence[int], undoes: TagRun | None = None) -> TagRunShape:
    run = TagRun.objects.create(
        partner_id=scope.partner_id, person_id=scope.person_id, tag=tag, adds=adds, ids=list(ids), made_at=clock.now(),
        undoes=undoes,
    )  # fmt: skip
    if len(ids) <= PART:
        _do_next(scope, run)
        _finish(scope, run)
    return _shape(run)


def go_on(scope: Scope, run_id: uuid.UUID) -> TagRunShape:
    """Carry out what is left of a run, part by part. The rights are asked for anew before each; who fell out is left out."""
    while True:
        with transaction.atomic():
            run = _locked(scope, run_id)
            if run.finished_at is not None:
                return _shape(run)
            if not _do_next(scope, run):
                _finish(scope, run)


def _do_next(scope: Scope, run: TagRun) -> bool:
    """Tag the customers of the next part. False when there is none left."""
    number = run.parts.count()
    ids: list[int] = run.ids[number * PART : (number + 1) * PART]
    if not ids:
        return False
    allowed = scope.held_among(EDIT, ids)
    mine = [id_ for id_ in ids if id_ in allowed]
    having = carriers_among(run.tag, mine)
    changed = [id_ for id_ in mine if (id_ in having) != run.adds]
    (hang if run.adds else take_off)(run.tag, changed)
    note_changed(run.partner_id, changed)
    left_out = [id_ for id_ in ids if id_ not in allowed]
    TagRunPart.objects.create(run=run, number=number, changed_ids=changed, left_out_ids=left_out)
    return True


def _finish(scope: Scope, run: TagRun) -> None:
    run.finished_at = clock.now()
    run.save(update_fields=["finished_at"])
    changed = list(_changed(run))
    names = Customer._base_manager.filter(organization_id__in=changed[:NAMED_IN_THE_TRAIL])
    audit.record(
        scope, "tag.added" if run.adds else "tag.removed", run.tag.label, customer_ids=changed, customers=len(changed),
        some=sorted(names.values_list("reference", flat=True)), run=str(run.id),
    )  # fmt: skip


def _changed(run: TagRun) -> Iterator[int]:
    for ids in run.parts.order_by("number").values_list("changed_ids", flat=True):
        yield from ids


def _named(scope: Scope, references: Sequence[str]) -> list[int]:
    wanted = list(dict.fromkeys(references))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        seen = Customer.objects.all().within(scope, Permission.FIND_CUSTOMERS)
        some = seen.filter(reference__in=wanted[start : start + CHUNK])
        found.update(some.values_list("reference", "organization_id"))
    if len(found) < len(wanted):
        raise OutOfReach("one of the customers")
    ids = [found[reference] for reference in wanted]
    if len(scope.held_among(EDIT, ids)) < len(ids):
        raise Forbidden("tags of one of these customers")
    return ids


@transaction.atomic
def undo_tagging(scope: Scope, run_id: str) -> TagRunShape:
    """Take back what one call of tagging changed, once, within a day. Raise OutOfReach or WrongTag."""
    scope.require(EDIT)
    run = _locked(scope, _id(run_id))
    if run.undone_at or clock.now() - run.made_at > UNDONE_WITHIN:
        raise WrongTag(gettext("this was undone already, or is more than a day ago"))
    if run.finished_at is None:
        raise WrongTag(gettext("this is still under way; undo it when it is done"))
    TagRun.objects.filter(id=run.id).update(undone_at=clock.now())
    return _begun(scope, run.tag, not run.adds, list(_changed(run)), undoes=run)


def tag_run(scope: Scope, run_id: str) -> TagRunShape:
    """Return what a call of tagging by the caller has done so far. Raise OutOfReach."""
    scope.require(EDIT)
    return _shape(_mine(scope, _id(run_id)))


def tag_outcomes(scope: Scope, run_id: str, *, after: int = 0, limit: int = PART) -> list[TagOutcome]:
    """Return what became of the customers of a run, in its order, behind a place; those out of reach by now are left out."""
    scope.require(EDIT)
    run = _mine(scope, _id(run_id))
    ids: list[int] = run.ids[after : after + limit]
    parts = run.parts.filter(number__gte=after // PART, number__lte=(after + limit) // PART)
    changed: set[int] = set()
    left_out: set[int] = set()
    for some, others in parts.values_list("changed_ids", "left_out_ids"):
        changed |= set(some)
        left_out |= set(others)
    done = run.parts.count() * PART
    names = customer_names(scope, Permission.FIND_CUSTOMERS, ids)
    outcomes = []
    for place, id_ in enumerate(ids, start=after + 1):
        word = "waiting" if place > done else "left_out" if id_ in left_out else "changed" if id_ in changed else "unchanged"
        if id_ in names:
            outcomes.append(TagOutcome(place, *names[id_], word))
    return outcomes


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise OutOfReach(text) from None


def _mine(scope: Scope, run_id: uuid.UUID, *, lock: bool = False) -> TagRun:
    found = TagRun.objects.select_for_update(of=("self",)) if lock else TagRun.objects.all()
    run = found.filter(partner_id=scope.partner_id, person=scope.person_id, id=run_id).select_related("tag").first()
    if run is None:
        raise OutOfReach("a run")
    return run


def _locked(scope: Scope, run_id: uuid.UUID) -> TagRun:
    return _mine(scope, run_id, lock=True)


def _shape(run: TagRun) -> TagRunShape:
    parts = list(run.parts.values_list("changed_ids", "left_out_ids"))
    changed, left_out = (sum(len(part[place]) for part in parts) for place in (0, 1))
    done = min(len(run.ids), len(parts) * PART)
    return TagRunShape(
        str(run.id), run.tag.label, run.adds, changed, done - changed - left_out, left_out, len(run.ids), done,
        run.finished_at is not None, run.undone_at is not None, run.undoes_id is not None,
    )  # fmt: skip
