"""Saved views of the customer list: what is asked, in which order, with which columns. A person's own, or shared by all."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.listing.finding import SORTS
from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.models import SavedView
from partnerhub.portfolio.shapes import ViewShape
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope

LONGEST, LONGEST_LINE, MOST = 60, 1000, 200


class WrongView(ValueError):
    """A view that cannot be kept: the text says why."""


@dataclass(frozen=True, slots=True)
class ViewPlan:
    """A view to be kept. Its line is read before, so that what is kept can be asked; columns are for the doors to check."""

    name: str
    line: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    is_dense: bool = False
    is_shared: bool = False


def visible_views(scope: Scope) -> list[ViewShape]:
    """Return the caller's own views and those that others share, by name."""
    scope.require(Permission.FIND_CUSTOMERS)
    found = _visible(scope).select_related("person").order_by("name", "id")
    return [
        ViewShape(
            one.id, one.name, one.line, one.sort, tuple(filter(None, one.columns.split(","))), one.is_dense, one.is_shared,
            one.person_id == scope.person_id, one.person.name,
        )
        for one in found
    ]  # fmt: skip


def _visible(scope: Scope) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(person=scope.person_id) | Q(is_shared=True), partner_id=scope.partner_id)


@transaction.atomic
def save_view(scope: Scope, plan: ViewPlan) -> int:
    """Keep a view under the caller's name for it, instead of an own one that was called so before, and return its id.

    Raise WrongView, Unreadable for a line that cannot be read, or Forbidden for sharing without the right to it.
    """
    scope.require(Permission.SAVE_VIEWS)
    if scope.person_id is None:
        raise Forbidden("views belong to people")
    if plan.is_shared:
        scope.require(Permission.SHARE_VIEWS)
    name, kept = _checked_name(plan.name), _checked(plan)
    mine = SavedView.objects.filter(partner_id=scope.partner_id, person_id=scope.person_id)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise WrongView(gettext("you have %(most)s views already; delete one first") % {"most": MOST})
    view, _ = SavedView.objects.update_or_create(
        partner_id=scope.partner_id, person_id=scope.person_id, name=name, defaults=kept
    )
    audit.record(scope, "view.saved", name, line=kept["line"], shared=plan.is_shared)
    return view.id


def _checked(plan: ViewPlan) -> dict[str, object]:
    line = str(read_line(plan.line))
    if len(line) > LONGEST_LINE:
        raise WrongView(gettext("a line of filters has at most %(most)s signs") % {"most": LONGEST_LINE})
    if plan.sort and plan.sort.removeprefix("-") not in SORTS:
        problem = gettext('no order "%(order)s"; there are %(orders)s')
        raise WrongView(problem % {"order": plan.sort, "orders": ", ".join(SORTS)})
    return {
        "line": line, "sort": plan.sort, "columns": ",".join(plan.columns), "is_dense": plan.is_dense,
        "is_shared": plan.is_shared, "changed_at": clock.now(),
    }  # fmt: skip


def _checked_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST or not name.isprintable():
        raise WrongView(gettext("a view needs a name of at most %(most)s printable signs") % {"most": LONGEST})
    return name


@transaction.atomic
def share_view(scope: Scope, view_id: int, *, shared: bool) -> str:
    """Share a view of the caller with everybody who finds customers, or no longer, and return its name. Raise OutOfReach."""
    scope.require(Permission.SHARE_VIEWS)
    view = _own(scope, view_id)
    if view.is_shared != shared:
        view.is_shared = shared
        view.save(update_fields=["is_shared"])
        audit.record(scope, "view.shared" if shared else "view.unshared", view.name)
    return view.name


@transaction.atomic
def delete_view(scope: Scope, view_id: int) -> str:
    """Remove a view of the caller, or a shared one when the caller manages administrators, and return its name.

    Raise OutOfReach, or Forbidden for a view that somebody else shares.
    """
    scope.require(Permission.SAVE_VIEWS)
    view = _own(scope, view_id, others_too=scope.may(Permission.MANAGE_ADMINISTRATORS))
    name = view.name
    view.delete()
    audit.record(scope, "view.deleted", name)
    return name


def _own(scope: Scope, view_id: int, *, others_too: bool = False) -> SavedView:
    view = _visible(scope).select_for_update(of=("self",)).filter(id=view_id).first()
    if view is None:
        raise OutOfReach("a view")
    if view.person_id != scope.person_id and not others_too:
        raise Forbidden("somebody else's view")
    return view
