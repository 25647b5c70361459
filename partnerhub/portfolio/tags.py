"""Tags: the words that a partner's administrators hang on customers. Shared by all of them; each sees those in reach."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from partnerhub.portfolio.grouping import follow_tag
from partnerhub.portfolio.listing.changes import note_changed
from partnerhub.portfolio.listing.selectors import tag_counts
from partnerhub.portfolio.models import CustomerTag, Tag
from partnerhub.portfolio.shapes import TagShape
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope

CHUNK = 5000
LONGEST, LONGEST_DESCRIPTION = 25, 200


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
        raise WrongTag(gettext("a tag needs a name"))
    if len(label) > LONGEST:
        problem = gettext("a tag has at most %(most)s signs; this one has %(number)s")
        raise WrongTag(problem % {"most": LONGEST, "number": len(label)})
    if wrong := next((sign for sign in label if sign in ',"' or not sign.isprintable()), ""):
        problems = {",": gettext("a tag cannot have a comma"), '"': gettext("a tag cannot have quotes")}
        raise WrongTag(problems.get(wrong) or gettext("a tag cannot have such a sign"))
    return label


def _checked_description(text: str) -> str:
    if len(text) > LONGEST_DESCRIPTION:
        problem = gettext("a description has at most %(most)s signs; this one has %(number)s")
        raise WrongTag(problem % {"most": LONGEST_DESCRIPTION, "number": len(text)})
    return " ".join(text.split())


@transaction.atomic
def create_tag(scope: Scope, *, label: str, description: str = "") -> None:
    """Add a tag. Raise WrongTag when it cannot be, or is there already."""
    scope.require(Permission.EDIT_TAGS)
    label, description = checked_label(label), _checked_description(description)
    _, new = Tag.objects.get_or_create(partner_id=scope.partner_id, label=label, defaults={"description": description})
    if not new:
        raise WrongTag(gettext('there is a tag "%(tag)s" already') % {"tag": label})
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
        raise WrongTag(gettext('there is a tag "%(tag)s" already: merge them instead') % {"tag": after["label"]})
    Tag.objects.filter(id=tag.id).update(**after)
    follow_tag(scope, label, after["label"])
    audit.record(scope, "tag.changed", label, before=before, after=after)


@transaction.atomic
def merge_tags(scope: Scope, label: str, *, into: str) -> int:
    """Give every customer of one tag another one instead, remove the first, and return how many it had."""
    tag, other = _whole_tag(scope, label), _whole_tag(scope, into)
    if tag.id == other.id:
        raise WrongTag(gettext("a tag cannot be merged into itself"))
    ids = _carriers(tag)
    hang(other, ids)
    tag.delete()
    follow_tag(scope, label, into)
    note_changed(scope.partner_id, {*ids, *_carriers(other)})
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


def tag_of(scope: Scope, label: str) -> Tag:
    """Return a tag of the partner, locked. Raise OutOfReach."""
    tag = Tag.objects.select_for_update().filter(partner_id=scope.partner_id, label=label).first()
    if tag is None:
        raise OutOfReach(label)
    return tag


def _whole_tag(scope: Scope, label: str) -> Tag:
    """Return a tag to be changed for all who carry it. Raise Forbidden when one of them is not the caller's to edit."""
    scope.require(Permission.EDIT_TAGS)
    tag = tag_of(scope, label)
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


def carriers_among(tag: Tag, ids: Sequence[int]) -> set[int]:
    """Return those of some customers, no more than a statement takes, who carry a tag."""
    return set(CustomerTag._base_manager.filter(tag=tag, customer_id__in=ids).values_list("customer_id", flat=True))


def hang(tag: Tag, ids: Collection[int]) -> None:
    """Hang a tag on customers; who carries it already stays as they are. Part of an act that audits itself."""
    rows = [CustomerTag(tag=tag, customer_id=id_) for id_ in ids]
    CustomerTag.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


def take_off(tag: Tag, ids: Sequence[int]) -> None:
    """Take a tag off customers. Part of an act that audits itself."""
    for start in range(0, len(ids), CHUNK):
        CustomerTag._base_manager.filter(tag=tag, customer_id__in=ids[start : start + CHUNK]).delete()
