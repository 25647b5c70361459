"""Invitations: a one-time link by mail, for seven days, that can be withdrawn and sent again."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from partnerhub.kit import clock
from partnerhub.kit.words import sort_name
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import Invitation, Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.signin import notices
from partnerhub.tenancy.users.shapes import InvitationTarget
from partnerhub.terms.texts import mark

LIFE = timedelta(days=7)
NAMED_IN_THE_TRAIL = 20


class InvitationRefused(Exception):
    """The invitation was used, withdrawn, has ended, or never existed. Which of them is not told."""


@transaction.atomic
def invite(scope: Scope, user_ids: Sequence[int]) -> int:
    """Send invitations to people who never came in, instead of those that they had, and return how many were sent.

    Raise OutOfReach when one of them is not of the own organization. Who came in meanwhile, or is suspended, gets none.
    """
    scope.require(Permission.MANAGE_USERS)
    ours = Person.objects.filter(id__in=user_ids, home_id=scope.partner_id, removed_at__isnull=True)
    people = list(ours.order_by("sort_name", "id"))
    if len(people) < len(set(user_ids)):
        raise OutOfReach("a person")
    waiting = [one for one in people if one.is_active and one.last_login is None]
    for person in waiting:
        post_invitation(scope, person)
    if waiting:
        subject = waiting[0].email if len(waiting) == 1 else f"{len(waiting)} people"
        some = [one.email for one in waiting[:NAMED_IN_THE_TRAIL]]
        audit.record(scope, "user.invited", subject, invited=len(waiting), some=some)
    return len(waiting)


def post_invitation(scope: Scope, person: Person) -> None:
    """Post an invitation; the one before does not work any more. Part of an act that audits itself."""
    secret, now = secrets.token_urlsafe(32), clock.now()
    _open(person.id).update(withdrawn_at=now)
    made = Invitation.objects.create(
        partner_id=scope.partner_id, person=person, invited_by=scope.actor, digest=digest(secret), created_at=now,
        ends_at=now + LIFE,
    )  # fmt: skip
    about = {
        "partner": scope.partner_name, "inviter": scope.actor, "until": made.ends_at,
        "url": f"{settings.PUBLIC_URL}{reverse('invitation', args=[secret])}",
    }  # fmt: skip
    notices.post(person.email, mark("An invitation to the Partner Hub of %(partner)s"), "invitation", about)


@transaction.atomic
def withdraw_invitation(scope: Scope, user_id: int) -> None:
    """Make a person's open invitation void. Raise OutOfReach when there is none."""
    scope.require(Permission.MANAGE_USERS)
    person = Person.objects.filter(id=user_id, home_id=scope.partner_id).first()
    if person is None or not _open(person.id).update(withdrawn_at=clock.now()):
        raise OutOfReach("an invitation")
    audit.record(scope, "invitation.withdrawn", person.email)


def invitation_target(secret: str) -> InvitationTarget:
    """Return whom an invitation is for, without using it up. Raise InvitationRefused."""
    found = _living(secret)
    person = found.person
    return InvitationTarget(person.id, person.name, person.email, found.partner.name, found.invited_by)


@transaction.atomic
def use_invitation(secret: str, *, name: str, password: str, address: str) -> int:
    """Use an invitation up, take name and password (or none) over, and return the id of the person to sign in.

    Raise InvitationRefused.
    """
    found = _living(secret)
    taken = Invitation.objects.filter(id=found.id, used_at__isnull=True, withdrawn_at__isnull=True)
    if not taken.update(used_at=clock.now()):
        raise InvitationRefused
    person = found.person
    person.name, person.sort_name = name, sort_name(name)
    if password:
        person.set_password(password)
    person.save(update_fields=["name", "sort_name", "password"])
    scope = Scope(found.partner_id, found.partner.name, person.email, clock.now(), person_id=person.id, address=address)
    audit.record(scope, "invitation.used", person.email, password=bool(password))
    return person.id


def _open(person_id: int) -> QuerySet[Invitation]:
    return Invitation.objects.filter(person_id=person_id, used_at__isnull=True, withdrawn_at__isnull=True)


def _living(secret: str) -> Invitation:
    found = Invitation.objects.filter(
        digest=digest(secret), used_at__isnull=True, withdrawn_at__isnull=True, ends_at__gt=clock.now(),
        person__is_active=True,
    )  # fmt: skip
    invitation = found.select_related("person", "partner").first()
    if invitation is None:
        raise InvitationRefused
    return invitation
