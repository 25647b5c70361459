"""Rights as pages show them: the role in words, what it rests on, until when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.tenancy.shapes import GrantShape
from partnerhub.terms.codes import Basis
from partnerhub.terms.texts import mark
from partnerhub.web import figures

NAMED = 3
OFFERED = 50
NO_END = mark("no end")


@dataclass(frozen=True, slots=True)
class ShownRight:
    """Rights of one person with one role, every text finished. `choices` are (what a form sends, what a reader chooses).

    What a customer approved has its own end; what reaches several customers can leave some out.
    """

    name: str
    email: str
    role: str
    basis: str
    until: str
    choices: tuple[tuple[str, str], ...]
    unlisted: int
    may_be_removed_here: bool
    is_approved: bool
    leaves_out_url: str


def by_reach(grants: Iterable[GrantShape]) -> tuple[list[ShownRight], list[ShownRight]]:
    """Return the rights on all customers, and those on some, a role on several named customers being one line."""
    every = list(grants)
    everything = [grant for grant in every if grant.basis is Basis.ALL and not grant.without]
    some = [grant for grant in every if grant.basis is not Basis.ALL or grant.without]
    return [shown([one]) for one in everything], [shown(list(ours)) for _, ours in groupby(_together(some), _line_of)]


def _line_of(grant: GrantShape) -> tuple[str, str, str, int]:
    return grant.name, grant.email, grant.role, 0 if grant.basis is Basis.CUSTOMER else grant.id


def _together(grants: list[GrantShape]) -> list[GrantShape]:
    return sorted(grants, key=lambda grant: (*_line_of(grant), grant.customer))


def shown(grants: list[GrantShape]) -> ShownRight:
    """Return rights of one person with one role as a line."""
    first = grants[0]
    ends = {grant.last_day for grant in grants}
    choices = tuple((f"{one.id} {one.last_day or ''}", f"{place_of(one)}, {until(one)}") for one in grants[:OFFERED])
    return ShownRight(
        first.name, first.email, gettext(first.role.label), place_of(first) if len(grants) == 1 else _several(grants),
        until(first) if len(ends) == 1 else _first_and_last(grants), choices, max(0, len(grants) - OFFERED),
        first.basis in {Basis.CUSTOMER, Basis.APPROVAL}, first.basis is Basis.APPROVAL,
        reverse("administrators_left_out", args=[first.id]) if first.basis in {Basis.ALL, Basis.GROUP} else "",
    )  # fmt: skip


def place_of(grant: GrantShape) -> str:
    """Return what a right rests on, in words."""
    words: dict[Basis, Callable[[], str]] = {
        Basis.ALL: lambda: gettext("all customers"),
        Basis.GROUP: lambda: gettext("group “%(group)s”, %(customers)s") % {
            "group": grant.group, "customers": _customers(grant.customers or 0),
        },
        Basis.CUSTOMER: lambda: grant.customer or gettext("no customer yet"),
        Basis.APPROVAL: lambda: gettext("%(customer)s, which approved it: %(level)s") % {
            "customer": grant.customer, "level": gettext(grant.level.label).lower() if grant.level else "",
        },
    }  # fmt: skip
    place = words[grant.basis]()
    if not grant.without or grant.basis not in {Basis.ALL, Basis.GROUP}:
        return place
    return gettext("%(place)s except %(customers)s") % {"place": place, "customers": _listed(grant.without)}


def until(grant: GrantShape) -> str:
    """Return until when a right holds."""
    if grant.basis is Basis.APPROVAL:
        return gettext("until %(when)s") % {"when": figures.moment(grant.ends_at)}
    return gettext("until %(when)s") % {"when": figures.day(grant.last_day)} if grant.last_day else gettext(NO_END)


def _several(grants: list[GrantShape]) -> str:
    return f"{_customers(len(grants))}: {_listed([grant.customer for grant in grants])}"


def _first_and_last(grants: list[GrantShape]) -> str:
    days = sorted(grant.last_day for grant in grants if grant.last_day)
    return gettext("until %(first)s to %(last)s") % {"first": figures.day(days[0]), "last": figures.day(days[-1])}


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    names, more = ", ".join(every[:NAMED]), len(every) - NAMED
    return gettext("%(names)s and %(more)s more") % {"names": names, "more": figures.count(more)} if more > 0 else names


def _customers(number: int) -> str:
    return figures.counted(number, "customer", "customers")
