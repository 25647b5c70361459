"""Groups of customers by a line of filters: whoever the line finds is in the group, from the act that made it so."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio.listing.line import Asked, Unreadable, read_line
from partnerhub.portfolio.listing.selectors import among
from partnerhub.tenancy import groups
from partnerhub.tenancy.groups import WrongGroup
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden
from partnerhub.tenancy.scope import Scope

MANAGE = Permission.MANAGE_ADMINISTRATORS


@transaction.atomic
def create_group_by_line(scope: Scope, name: str, line: str) -> int:
    """Add a group of whoever a line finds and return its id. Raise WrongGroup, or Forbidden for whom not all is in reach."""
    checked = _checked(scope, line)
    id_ = groups.create_group(scope, name, line=checked)
    _place(scope, id_, checked, None, clock.today())
    return id_


@transaction.atomic
def change_group_line(scope: Scope, group_id: int, line: str, *, seen: str | None = None) -> None:
    """Let a group follow another line. `seen` is the line that the caller saw. Raise as creating does; OutOfReach, Stale."""
    checked = _checked(scope, line)
    groups.change_line(scope, group_id, checked, seen=seen)
    _place(scope, group_id, checked, None, clock.today())


def found_by_line(scope: Scope, line: str) -> set[int]:
    """Return the ids of the customers that a group by this line would have now. Raises as creating one does."""
    return among(scope, read_line(_checked(scope, line)), None, on=clock.today())


def _checked(scope: Scope, line: str) -> str:
    scope.require(MANAGE)
    if scope.customers(MANAGE) is not None:
        raise Forbidden("a line finds customers beyond one's own")
    try:
        asked = read_line(line)
    except Unreadable as unreadable:
        problem = gettext("the line cannot be read, sign %(place)s: %(problem)s")
        raise WrongGroup(problem % {"place": unreadable.place + 1, "problem": unreadable.problem}) from None
    if not asked or len(str(asked)) > groups.LONGEST_LINE:
        problem = gettext("a group by filters needs a line of at most %(most)s signs")
        raise WrongGroup(problem % {"most": groups.LONGEST_LINE})
    return str(asked)


def place_members(partner_id: int, customer_ids: Collection[int] | None = None, *, on: date | None = None) -> None:
    """Put customers whose facts changed (by default all) into the groups whose line finds them, and out of the others.

    Part of the act that changed the facts, so that no right lags behind.
    """
    scope = Scope.system(partner_id, "", "groups follow the facts")
    for id_, line in groups.lines_of_groups(scope):
        _place(scope, id_, line, customer_ids, on or clock.today())


def _place(scope: Scope, group_id: int, line: str, customer_ids: Collection[int] | None, on: date) -> None:
    system = Scope.system(scope.partner_id, scope.partner_name, "groups follow the facts")
    found = among(system, read_line(line), customer_ids, on=on)
    groups.place_members(system, group_id, found, among=customer_ids)


def follow_tag(scope: Scope, before: str, after: str) -> None:
    """Write a tag that is called something else now into the lines of groups that ask for it."""
    for id_, line in groups.lines_of_groups(scope):
        asked = read_line(line)
        renamed = _renamed(asked, before, after)
        if renamed != asked:
            groups.rewrite_line(scope, id_, str(renamed))


def _renamed(asked: Asked, before: str, after: str) -> Asked:
    return replace(
        asked,
        conditions=tuple(
            replace(one, values=tuple(sorted({after if value == before else value for value in one.values})))
            if one.facet == "tag" else one
            for one in asked.conditions
        ),
    )  # fmt: skip
