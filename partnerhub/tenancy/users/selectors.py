"""Questions about the people of a partner."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnerhub.kit import clock
from partnerhub.kit.words import sort_name
from partnerhub.tenancy.models import Grant, Invitation, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope, live_grants
from partnerhub.tenancy.signin.factors import kinds_by_person, with_second_factor
from partnerhub.tenancy.users.shapes import UserHead, UserPage, UserShape
from partnerhub.terms.codes import HUB_ROLES, Role, UserStatus

OWN, EXTERNAL = "own", "external"
SIZE = 50
MOST = 1000


def users(
    scope: Scope, *, q: str = "", belongs: str = "", status: UserStatus | None = None, factor: bool | None = None,
    after: int | None = None, size: int = SIZE,
) -> UserPage:  # fmt: skip
    """Return people by name: those of the own organization, those of others who hold rights here, or both.

    `q` finds beginnings of words in names and of addresses; `after` is the last person of the page before.
    """
    found = _matching(_people(scope, belongs), q)
    if status is not None:
        found = _with_status(found, status)
    if factor is not None:
        found = found.filter(id__in=with_second_factor()) if factor else found.exclude(id__in=with_second_factor())
    total = found.count()
    if after is not None:
        last = Person.objects.filter(id=after).values_list("sort_name", flat=True).first() or ""
        found = found.filter(Q(sort_name__gt=last) | Q(sort_name=last, id__gt=after))
    some = list(found.select_related("home").order_by("sort_name", "id")[: size + 1])
    shown = some[:size]
    return UserPage(tuple(_shapes(scope, shown)), total, shown[-1].id if len(some) > size else None)


def user(scope: Scope, user_id: int) -> UserShape:
    """Return one person. Raise OutOfReach."""
    return _shapes(scope, [_one(scope, user_id)])[0]


def user_head(scope: Scope, user_id: int) -> UserHead:
    """Return who one person is, without what they hold and have. Raise OutOfReach."""
    found = _one(scope, user_id)
    return UserHead(found.id, found.email, found.name, "" if found.home_id == scope.partner_id else found.home.name)


def never_invited(scope: Scope) -> list[int]:
    """Return the people of the own organization who never came in and have no open invitation."""
    found = _with_status(_people(scope, OWN), UserStatus.NOT_INVITED)
    return list(found.order_by("sort_name", "id").values_list("id", flat=True)[:MOST])


def own_addresses(scope: Scope, emails: Sequence[str]) -> dict[str, str]:
    """Return the names of those of some addresses that are people of the own organization."""
    scope.require(Permission.VIEW_USERS)
    found = Person.objects.filter(email__in=emails, home_id=scope.partner_id)
    return dict(found.values_list("email", "name"))


def foreign_addresses(scope: Scope, emails: Sequence[str]) -> set[str]:
    """Return those of some addresses that belong to people of other organizations. Only ever said of one's own file."""
    scope.require(Permission.MANAGE_USERS)
    return set(Person.objects.filter(email__in=emails).exclude(home_id=scope.partner_id).values_list("email", flat=True))


def _one(scope: Scope, user_id: int) -> Person:
    found = _people(scope, "").filter(id=user_id).select_related("home").first()
    if found is None:
        raise OutOfReach("a person")
    return found


def _people(scope: Scope, belongs: str) -> QuerySet[Person]:
    scope.require(Permission.VIEW_USERS)
    own = Q(home_id=scope.partner_id)
    here = live_grants(scope.made_at).filter(partner_id=scope.partner_id).values("person_id")
    external = Q(id__in=here) & ~own
    wanted = {OWN: own, EXTERNAL: external}.get(belongs, own | external)
    return Person.objects.filter(wanted, removed_at__isnull=True)


def _matching(found: QuerySet[Person], q: str) -> QuerySet[Person]:
    for word in sort_name(q).split():
        found = found.filter(Q(sort_name__startswith=word) | Q(sort_name__contains=f" {word}") | Q(email__startswith=word))
    return found


def _open_invitations(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True, ends_at__gt=at)


def _with_status(found: QuerySet[Person], status: UserStatus) -> QuerySet[Person]:
    if status is UserStatus.SUSPENDED:
        return found.filter(is_active=False)
    if status is UserStatus.ACTIVE:
        return found.filter(is_active=True, last_login__isnull=False)
    invited = Exists(_open_invitations(clock.now()).filter(person_id=OuterRef("id")))
    waiting = found.filter(is_active=True, last_login__isnull=True)
    return waiting.filter(invited) if status is UserStatus.INVITED else waiting.exclude(invited)


def _shapes(scope: Scope, people: Sequence[Person]) -> list[UserShape]:
    ids = [one.id for one in people]
    factors = kinds_by_person(ids)
    invited = dict(_open_invitations(clock.now()).filter(person_id__in=ids).values_list("person_id", "ends_at"))
    roles = _roles(scope, ids)
    return [
        UserShape(
            one.id, one.email, one.name, _status(one, invited), "" if one.home_id == scope.partner_id else one.home.name,
            one.home_id == scope.partner_id, roles[one.id], *factors.get(one.id, (False, False)),
            any(role in HUB_ROLES for role in roles[one.id]), one.last_login, invited.get(one.id),
        )
        for one in people
    ]  # fmt: skip


def _roles(scope: Scope, ids: Sequence[int]) -> defaultdict[int, tuple[Role, ...]]:
    held: defaultdict[int, set[Role]] = defaultdict(set)
    found: QuerySet[Grant] = live_rights(scope).filter(person_id__in=ids)
    for person_id, role in found.values_list("person_id", "role").distinct():
        held[person_id].add(Role(role))
    listed: defaultdict[int, tuple[Role, ...]] = defaultdict(tuple)
    listed.update({id_: tuple(role for role in Role if role in mine) for id_, mine in held.items()})
    return listed


def live_rights(scope: Scope) -> QuerySet[Grant]:
    """Return the rights at the partner that have not ended, also of people who are suspended: they come back with them."""
    return Grant.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=scope.made_at), partner_id=scope.partner_id)


def _status(person: Person, invited: dict[int, datetime]) -> UserStatus:
    if not person.is_active:
        return UserStatus.SUSPENDED
    if person.last_login is not None:
        return UserStatus.ACTIVE
    return UserStatus.INVITED if person.id in invited else UserStatus.NOT_INVITED
