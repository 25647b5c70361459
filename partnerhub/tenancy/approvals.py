"""Access for some hours that a customer approves: asked for, answered, ended early. Each act leaves an entry in both trails.

Nobody lets themselves in, and nobody gives more than they hold: what is approved is limited to what the approver may do.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.tenancy import audit, letters
from partnerhub.tenancy.access import own_administrators, reaching
from partnerhub.tenancy.ends import ACCESS_HOURS_AT_MOST, REQUESTS_LAPSE_AFTER_DAYS
from partnerhub.tenancy.models import AccessRequest, Grant, Organization, Person
from partnerhub.tenancy.permissions import LEVELS, Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, Stale
from partnerhub.tenancy.scope import Scope, live_grants
from partnerhub.tenancy.shapes import AccessShape
from partnerhub.terms.codes import AccessLevel, AccessState, Role

REQUEST, APPROVE, VIEW = Permission.REQUEST_ACCESS, Permission.APPROVE_ACCESS, Permission.VIEW_ACCESS
LONGEST = 500
DESK = (Role.HELP_DESK_ADVANCED, Role.HELP_DESK_BASIC)


class WrongAccess(ValueError):
    """A request that cannot be, or an answer that cannot be given: `field` is what is wrong, the text says why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


@transaction.atomic
def ask_for_access(
    scope: Scope, customer_id: int, *, level: AccessLevel, reason: str, hours: int, email: str = "",
    key: uuid.UUID | None = None,
) -> int:  # fmt: skip
    """Ask a customer to let the caller in, or by `email` a colleague at the help desk, and return the request's id.

    The same key again returns what it asked. Raise WrongAccess, OutOfReach or Forbidden.
    """
    scope.require(REQUEST)
    key = key or uuid.uuid4()
    customer = _customer(scope, customer_id)
    before = AccessRequest.objects.filter(asked_by_id=scope.person_id, key=key, customer=customer).first()
    if before:
        return before.id
    person, role = _who(scope, customer_id, email)
    reason = _checked_text(reason, "reason", least=1)
    if not 1 <= hours <= ACCESS_HOURS_AT_MOST:
        raise WrongAccess("hours", gettext("access is asked for 1 to %(most)s hours") % {"most": ACCESS_HOURS_AT_MOST})
    if level is AccessLevel.FULL and role is Role.HELP_DESK_BASIC:
        raise WrongAccess("level", gettext("%(role)s may look, not mend") % {"role": gettext(role.label)})
    _none_open(customer, person)
    now = clock.now()
    made = AccessRequest.objects.create(
        partner_id=scope.partner_id, customer=customer, person=person, asked_by_id=scope.person_id or 0, key=key, role=role,
        level=level, reason=reason, hours=hours, asked_at=now,
        lapses_at=now + timedelta(days=REQUESTS_LAPSE_AFTER_DAYS),
    )  # fmt: skip
    audit.record_in_both(
        scope, "access.asked", customer.name, customer_id=customer.id, request=made.id, person=person.email,
        level=level.public, hours=hours, why=reason,
    )  # fmt: skip
    letters.ask_customer(made)
    return made.id


def _customer(scope: Scope, customer_id: int) -> Organization:
    """Return a customer whom the caller may ask, locked so that two who ask wait for each other."""
    found = Organization.objects.select_for_update().filter(id=customer_id, parent_id=scope.partner_id).first()
    if found is None or not scope.may(Permission.FIND_CUSTOMERS, customer_id):
        raise OutOfReach("a customer")
    if not scope.may(REQUEST, customer_id):
        raise Forbidden("this customer")
    return found


def _who(scope: Scope, customer_id: int, email: str) -> tuple[Person, Role]:
    """Return who is to be let in, and with which role of theirs."""
    email = email.strip().lower()
    me = Person.objects.get(id=scope.person_id or 0)
    if email in {"", me.email}:
        return me, scope.roles_on(REQUEST, customer_id)[0]
    desk = reaching(scope, Permission.FIND_CUSTOMERS, customer_id).filter(person__email=email, access__isnull=True)
    roles = set(desk.values_list("role", flat=True))
    role = next((one for one in DESK if one in roles), None)
    if role is None:
        raise WrongAccess("email", gettext("nobody with this address is at the help desk and sees this customer"))
    return Person.objects.get(email=email), role


def _checked_text(text: str, field: str, *, least: int = 0) -> str:
    text = " ".join(text.split())
    if not least <= len(text) <= LONGEST or not text.isprintable():
        raise WrongAccess(field, gettext("say why, in at most %(most)s signs") % {"most": LONGEST})
    return text


def _none_open(customer: Organization, person: Person) -> None:
    """Refuse to ask twice, or where nobody could answer. What nobody answered in time is over."""
    now = clock.now()
    mine = AccessRequest.objects.filter(customer=customer, person=person)
    mine.filter(state=AccessState.ASKED, lapses_at__lte=now).update(state=AccessState.LAPSED)
    if mine.filter(state=AccessState.ASKED).exists():
        said = gettext("%(customer)s was asked for %(email)s already; wait for the answer")
        raise WrongAccess("customer", said % {"customer": customer.name, "email": person.email})
    if not own_administrators(customer.id).exclude(id=person.id).exists():
        said = gettext("%(customer)s has no administrator of its own in the hub who could answer")
        raise WrongAccess("customer", said % {"customer": customer.name})


@transaction.atomic
def approve_access(scope: Scope, request_id: int, *, hours: int | None = None, answer: str = "") -> None:
    """Let somebody in from now on, for the hours that they asked for or fewer. Who approved already changes nothing.

    What is opened is what they asked for as far as the caller may do it. Raise WrongAccess, OutOfReach, Forbidden or Stale.
    """
    request = _to_answer(scope, request_id, AccessState.APPROVED)
    if request is None:
        return
    hours = request.hours if hours is None else hours
    if not 1 <= hours <= request.hours:
        raise WrongAccess("hours", gettext("approve 1 to %(most)s hours") % {"most": request.hours})
    if not live_grants(clock.now()).filter(person=request.person, role=request.role, access__isnull=True).exists():
        said = gettext("%(email)s does not hold the role any more that asked")
        raise WrongAccess("request", said % {"email": request.person.email})
    opened = {one for one in LEVELS[AccessLevel(request.level)] if scope.may(one, request.customer_id)}
    now = clock.now()
    request.permissions = " ".join(sorted(opened | {Permission.LAUNCH_CUSTOMERS}))  # a door, and what lies behind it
    request.ends_at = now + timedelta(hours=hours)
    _answered(scope, request, AccessState.APPROVED, answer)
    Grant.objects.create(
        person=request.person, partner_id=request.partner_id, role=request.role, customer=request.customer,
        created_at=now, ends_at=request.ends_at, access=request,
    )  # fmt: skip
    _record(
        scope,
        request,
        "access.approved",
        hours=hours,
        until=request.ends_at.isoformat(timespec="minutes"),
        opened=request.permissions.split(),
    )


@transaction.atomic
def refuse_access(scope: Scope, request_id: int, *, answer: str = "") -> None:
    """Let nobody in. Who refused already changes nothing. Raises as approving does."""
    request = _to_answer(scope, request_id, AccessState.REFUSED)
    if request is not None:
        _answered(scope, request, AccessState.REFUSED, answer)
        _record(scope, request, "access.refused")


def _to_answer(scope: Scope, request_id: int, wanted: AccessState) -> AccessRequest | None:
    """Return a request that waits for an answer, locked; None when the caller gave this answer before."""
    request = _request(scope, request_id)
    if not scope.may(APPROVE, request.customer_id) or scope.person_id in {request.person_id, request.asked_by_id}:
        raise Forbidden("this request")
    if request.state == wanted and request.answered_by == scope.actor:
        return None
    _require_open(request, wanted)
    if request.lapses_at <= clock.now():
        raise WrongAccess("request", gettext("nobody answered in time, so it is over"))
    return request


def _require_open(request: AccessRequest, wanted: AccessState) -> None:
    if request.state != AccessState.ASKED:
        by = f" by {request.answered_by}" if request.answered_by else ""
        raise Stale({"request": f"{AccessState(request.state).public}{by}"}, {"request": wanted.public})


def _request(scope: Scope, request_id: int) -> AccessRequest:
    found = _visible(scope).select_for_update(of=("self",)).filter(id=request_id).first()
    if found is None:
        raise OutOfReach("a request")
    return found


def _answered(scope: Scope, request: AccessRequest, state: AccessState, answer: str) -> None:
    request.state, request.answer = state, _checked_text(answer, "answer")
    request.answered_by, request.answered_at = scope.actor, clock.now()
    request.save()
    letters.tell_answer(request)


def _record(scope: Scope, request: AccessRequest, act: str, **details: object) -> None:
    about = {"request": request.id, "person": request.person.email, "level": AccessLevel(request.level).public}
    audit.record_in_both(scope, act, request.customer.name, customer_id=request.customer_id, **about, **details)


@transaction.atomic
def withdraw_access(scope: Scope, request_id: int) -> None:
    """Take a request back that nobody answered. Done twice, it is done once. Raise OutOfReach, Forbidden or Stale."""
    request = _request(scope, request_id)
    if scope.person_id not in {request.person_id, request.asked_by_id}:
        raise Forbidden("this request")
    if request.state != AccessState.WITHDRAWN:
        _require_open(request, AccessState.WITHDRAWN)
        AccessRequest.objects.filter(id=request.id).update(state=AccessState.WITHDRAWN)
        _record(scope, request, "access.withdrawn")


@transaction.atomic
def end_access(scope: Scope, request_id: int) -> None:
    """End an approved access before its time: by the customer, by who got it or asked for it, by who manages rights.

    What has ended already stays as it ended. Raise OutOfReach, Forbidden or Stale.
    """
    request = _request(scope, request_id)
    if not _may_end(scope, request):
        raise Forbidden("this access")
    if request.state == AccessState.ENDED:
        return
    if request.state != AccessState.APPROVED:
        raise Stale({"request": AccessState(request.state).public}, {"request": AccessState.ENDED.public})
    Grant.objects.filter(access=request).delete()
    ended = {"state": AccessState.ENDED, "ended_by": scope.actor, "ended_at": clock.now()}
    AccessRequest.objects.filter(id=request.id).update(**ended)
    _record(scope, request, "access.ended")


def _may_end(scope: Scope, request: AccessRequest) -> bool:
    mine = scope.person_id in {request.person_id, request.asked_by_id}
    others = (APPROVE, Permission.MANAGE_ADMINISTRATORS)
    return mine or any(scope.may(one, request.customer_id) for one in others)


def access_requests(
    scope: Scope, *, before: int | None = None, limit: int = 50, customer_id: int | None = None
) -> list[AccessShape]:
    """Return the newest requests that the caller may see, newest first: below an id, of one customer, if said.

    They see their own, and those of customers whose administrators they may see.
    """
    found = _visible(scope)
    found = found if before is None else found.filter(id__lt=before)
    found = found if customer_id is None else found.filter(customer_id=customer_id)
    return _shapes(scope, list(found.order_by("-id")[:limit]))


def access_request(scope: Scope, request_id: int) -> AccessShape:
    """Return one request that the caller may see. Raise OutOfReach."""
    found = _shapes(scope, list(_visible(scope).filter(id=request_id)))
    if not found:
        raise OutOfReach("a request")
    return found[0]


def _shapes(scope: Scope, rows: list[AccessRequest]) -> list[AccessShape]:
    ids = [one.customer_id for one in rows]
    held = {one: scope.held_among(one, ids) for one in (APPROVE, Permission.MANAGE_ADMINISTRATORS)}
    return [_shape(scope, one, *(one.customer_id in ids for ids in held.values())) for one in rows]


def waiting_for(scope: Scope) -> int:
    """Return how many requests wait for the caller's answer."""
    if not scope.may(APPROVE):
        return 0
    reach = scope.customers(APPROVE)
    waiting = AccessRequest.objects.filter(partner_id=scope.partner_id, state=AccessState.ASKED, lapses_at__gt=clock.now())
    waiting = waiting if reach is None else waiting.filter(customer_id__in=reach)
    return waiting.exclude(person=scope.person_id).exclude(asked_by=scope.person_id).count()


def _visible(scope: Scope) -> QuerySet[AccessRequest]:
    scope.require(VIEW)
    seen = Q(person=scope.person_id) | Q(asked_by=scope.person_id)
    if scope.may(Permission.VIEW_CUSTOMER_ADMINISTRATORS):
        reach = scope.customers(Permission.VIEW_CUSTOMER_ADMINISTRATORS)
        seen = Q() if reach is None else seen | Q(customer_id__in=reach)
    in_force = Exists(live_grants(scope.made_at).filter(access=OuterRef("id")))
    found = AccessRequest.objects.filter(seen, partner_id=scope.partner_id).annotate(in_force=in_force)
    return found.select_related("customer", "person", "asked_by")


def _state_now(scope: Scope, one: AccessRequest) -> AccessState:
    """Return what a request is at the moment: approved access ends by itself, what nobody answers lapses."""
    state = AccessState(one.state)
    if state is AccessState.APPROVED and not one.in_force:  # type: ignore[attr-defined]  # annotated in _visible
        return AccessState.ENDED
    return AccessState.LAPSED if state is AccessState.ASKED and one.lapses_at <= scope.made_at else state


def _shape(scope: Scope, one: AccessRequest, may_answer: bool, may_manage: bool) -> AccessShape:
    state, mine = _state_now(scope, one), scope.person_id in {one.person_id, one.asked_by_id}
    is_open = state is AccessState.ASKED
    return AccessShape(
        one.id, one.customer_id, one.customer.name, one.person.email, one.person.name, one.asked_by.email, Role(one.role),
        AccessLevel(one.level), one.reason, one.hours, one.asked_at, one.lapses_at, state, one.answer, one.answered_by,
        one.answered_at, one.ends_at, one.ended_by, one.ended_at, is_open and may_answer and not mine, is_open and mine,
        state is AccessState.APPROVED and (mine or may_answer or may_manage),
    )  # fmt: skip
