"""Tags: the words that a partner's administrators hang on customers. Shared by all of them; each sees those in reach."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import transaction

from partnerhub.kit import clock
from partnerhub.portfolio.listing.changes import note_changed
from partnerhub.portfolio.listing.line import Asked, Condition
from partnerhub.portfolio.listing.selectors import customer_list, matching_ids, tag_counts
from partnerhub.portfolio.models import Customer, CustomerTag, Tag, TagRun
from partnerhub.portfolio.shapes import TagRunShape, TagShape
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope

CHUNK = 5000
LONGEST, LONGEST_DESCRIPTION = 25, 200
UNDONE_WITHIN = timedelta(days=1)
NAMED_IN_THE_TRAIL = 20


class WrongTag(ValueError):
    """A tag that cannot be: the text says why."""


def visible_tags(scope: Scope, on: date) -> list[TagShape]:
    """Return every tag that a customer in reach carries, with how many do; who edits all tags sees unused ones as well."""
    scope.require(Permission.VIEW_TAGS)
    counts = tag_counts(scope, on)
    rules_all = _rules_all(scope)
    return [
        TagShape(tag.label, tag.description, counts.get(tag.label, 0))
        for tag in Tag.objects.filter(partner_id=scope.partner_id).order_by("label")
        if tag.label in counts or rules_all
    ]


def _rules_all(scope: Scope) -> bool:
    return scope.may(Permission.EDIT_TAGS) and scope.customers(Permission.EDIT_TAGS) is None


def checked_label(text: str) -> str:
    """Return a tag's label as it is kept. Raise WrongTag when there cannot be such a tag."""
    label = " ".join(text.split())
    if not label:
        raise WrongTag("a tag needs a name")
    if len(label) > LONGEST:
        raise WrongTag(f"a tag has at most {LONGEST} signs; this one has {len(label)}")
    if wrong := next((sign for sign in label if sign in ',"' or not sign.isprintable()), ""):
        raise WrongTag(f"a tag cannot have {'a comma' if wrong == ',' else 'quotes' if wrong == chr(34) else 'such a sign'}")
    return label


def _checked_description(text: str) -> str:
    if len(text) > LONGEST_DESCRIPTION:
        raise WrongTag(f"a description has at most {LONGEST_DESCRIPTION} signs; this one has {len(text)}")
    return " ".join(text.split())


@transaction.atomic
def create_tag(scope: Scope, *, label: str, description: str = "") -> None:
    """Add a tag. Raise WrongTag when it cannot be, or is there already."""
    scope.require(Permission.EDIT_TAGS)
    label, description = checked_label(label), _checked_description(description)
    _, new = Tag.objects.get_or_create(partner_id=scope.partner_id, label=label, defaults={"description": description})
    if not new:
        raise WrongTag(f'there is a tag "{label}" already')
    audit.record(scope, "tag.created", label, description=description)


@transaction.atomic
def change_tag(scope: Scope, label: str, *, new_label: str, description: str) -> None:
    """Rename or describe a tag, for every customer that carries it. Raise WrongTag, OutOfReach or Forbidden."""
    tag = _whole_tag(scope, label)
    after = {"label": checked_label(new_label), "description": _checked_description(description)}
    before = {"label": tag.label, "description": tag.description}
    if after == before:
        return
    others = Tag.objects.filter(partner_id=scope.partner_id, label=after["label"]).exclude(id=tag.id)
    if others.exists():
        raise WrongTag(f'there is a tag "{after["label"]}" already: merge them instead')
    Tag.objects.filter(id=tag.id).update(**after)
    audit.record(scope, "tag.changed", label, before=before, after=after)


@transaction.atomic
def merge_tags(scope: Scope, label: str, *, into: str) -> int:
    """Give every customer of one tag another one instead, remove the first, and return how many it had."""
    tag, other = _whole_tag(scope, label), _whole_tag(scope, into)
    if tag.id == other.id:
        raise WrongTag("a tag cannot be merged into itself")
    ids = _carriers(tag)
    _hang(other, ids)
    tag.delete()
    note_changed(scope.partner_id, ids)
    audit.record(scope, "tag.merged", label, into=into, customers=len(ids))
    return len(ids)


@transaction.atomic
def delete_tag(scope: Scope, label: str) -> int:
    """Remove a tag from every customer and from the partner's tags; return how many customers had it."""
    tag = _whole_tag(scope, label)
    ids = _carriers(tag)
    tag.delete()
    note_changed(scope.partner_id, ids)
    audit.record(scope, "tag.deleted", label, customers=len(ids))
    return len(ids)


def _tag(scope: Scope, label: str) -> Tag:
    tag = Tag.objects.select_for_update().filter(partner_id=scope.partner_id, label=label).first()
    if tag is None:
        raise OutOfReach(label)
    return tag


def _whole_tag(scope: Scope, label: str) -> Tag:
    """Return a tag to be changed for all who carry it. Raise Forbidden when one of them is not the caller's to edit."""
    scope.require(Permission.EDIT_TAGS)
    tag = _tag(scope, label)
    carriers = _carriers(tag)
    if _rules_all(scope):
        return tag
    mine = scope.customer_ids(Permission.EDIT_TAGS) or frozenset()
    if not mine.intersection(carriers):
        raise OutOfReach(label)
    if not mine.issuperset(carriers):
        raise Forbidden("others carry this tag, too")
    return tag


def _carriers(tag: Tag) -> list[int]:
    return list(CustomerTag._base_manager.filter(tag=tag).order_by("customer_id").values_list("customer_id", flat=True))


def to_be_tagged(scope: Scope, *, on: date, asked: Asked, label: str, adds: bool) -> tuple[int, int]:
    """Return how many customers match, and for how many of them tagging would change anything."""
    needs = (Permission.EDIT_TAGS,)
    page = customer_list(scope, on=on, asked=asked, limit=0, needs=needs)
    carrying = Asked(asked.words, (*asked.conditions, Condition("tag", (label,), negated=adds)))
    return page.total, customer_list(scope, on=on, asked=carrying, limit=0, needs=needs).total


@transaction.atomic
def tag_customers(
    scope: Scope, *, label: str, adds: bool, references: Sequence[str] = (), asked: Asked | None = None, on: date
) -> TagRunShape:
    """Hang a tag on customers, or take it off: on named ones, or on all that a line asks for. New tags are made.

    One named customer out of reach refuses the whole call: OutOfReach. Customers of a line on which the caller may not edit
    tags are left out, as its preview says.
    """
    scope.require(Permission.EDIT_TAGS)
    label = checked_label(label) if adds else label
    ids = _named(scope, references) if asked is None else matching_ids(
        scope, on=on, asked=asked, needs=(Permission.EDIT_TAGS,)
    )  # fmt: skip
    if adds:
        Tag.objects.get_or_create(partner_id=scope.partner_id, label=label)
    tag = _tag(scope, label)
    having = set(_carriers(tag))
    changed = [id_ for id_ in ids if (id_ in having) != adds]
    return _done(scope, tag, adds, ids, changed)


def _done(scope: Scope, tag: Tag, adds: bool, ids: Sequence[int], changed: Sequence[int]) -> TagRunShape:
    _hang(tag, changed) if adds else _take_off(tag, changed)
    note_changed(scope.partner_id, changed)
    run = TagRun.objects.create(
        partner_id=scope.partner_id, person_id=scope.person_id, tag=tag, adds=adds, changed_ids=list(changed),
        made_at=clock.now(),
    )  # fmt: skip
    names = Customer._base_manager.filter(organization_id__in=changed[:NAMED_IN_THE_TRAIL])
    audit.record(
        scope, "tag.added" if adds else "tag.removed", tag.label, customer_ids=changed, customers=len(changed),
        some=sorted(names.values_list("reference", flat=True)), run=str(run.id),
    )  # fmt: skip
    return TagRunShape(str(run.id), tag.label, adds, len(changed), len(ids) - len(changed))


def _named(scope: Scope, references: Sequence[str]) -> list[int]:
    wanted = list(dict.fromkeys(references))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        some = (
            Customer.objects.all()
            .within(scope, Permission.FIND_CUSTOMERS)
            .filter(reference__in=wanted[start : start + CHUNK])
        )
        found.update(some.values_list("reference", "organization_id"))
    if len(found) < len(wanted):
        raise OutOfReach("one of the customers")
    ids = [found[reference] for reference in wanted]
    if len(scope.held_among(Permission.EDIT_TAGS, ids)) < len(ids):
        raise Forbidden("tags of one of these customers")
    return ids


def _hang(tag: Tag, ids: Collection[int]) -> None:
    rows = [CustomerTag(tag=tag, customer_id=id_) for id_ in ids]
    CustomerTag.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def _take_off(tag: Tag, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), CHUNK):
        CustomerTag._base_manager.filter(tag=tag, customer_id__in=ids[start : start + CHUNK]).delete()


@transaction.atomic
def undo_tagging(scope: Scope, run_id: str) -> TagRunShape:
    """Take back what one call of tagging changed, once, within a day. Raise OutOfReach or WrongTag."""
    scope.require(Permission.EDIT_TAGS)
    try:
        wanted = uuid.UUID(run_id)
    except ValueError:
        raise OutOfReach(run_id) from None
    mine = TagRun.objects.select_for_update().filter(partner_id=scope.partner_id, person=scope.person_id)
    run = mine.select_related("tag").filter(id=wanted).first()
    if run is None:
        raise OutOfReach(run_id)
    if run.undone_at or clock.now() - run.made_at > UNDONE_WITHIN:
        raise WrongTag("this was undone already, or is more than a day ago")
    still_mine = scope.held_among(Permission.EDIT_TAGS, run.changed_ids)
    having = set(_carriers(run.tag))
    back = [id_ for id_ in run.changed_ids if id_ in still_mine and (id_ in having) == run.adds]
    TagRun.objects.filter(id=run.id).update(undone_at=clock.now())
    return _done(scope, run.tag, not run.adds, run.changed_ids, back)
