"""Acts on the people of the own organization. Each leaves one entry in the trail, and none raises or strands anybody.

Nobody suspends or removes themselves, nobody does it to somebody who holds more, and a full administrator always stays.
"""

from collections.abc import Iterable

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.kit.words import sort_name
from partnerhub.tenancy import audit, granting
from partnerhub.tenancy.models import AccessRequest, ApiToken, Invitation, Organization, Person, SignInLink
from partnerhub.tenancy.people import known_or_new
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import lasting_full_administrators
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.signin import sessions
from partnerhub.tenancy.signin.factors import forget_factors
from partnerhub.tenancy.users.invitations import post_invitation
from partnerhub.tenancy.users.selectors import live_rights, user
from partnerhub.terms.codes import AccessState
from partnerhub.terms.texts import LANGUAGES

LONGEST_NAME = 200
REMOVED = "Removed user"


class WrongUser(ValueError):
    """Somebody who cannot be added, or a name that cannot be: the text says why."""


@transaction.atomic
def add_user(scope: Scope, email: str, name: str, *, invites: bool) -> int:
    """Add somebody to the own organization, with no role yet, invite them if so wanted, and return their id.

    Raise WrongUser.
    """
    scope.require(Permission.MANAGE_USERS)
    email, name = _checked_email(email), _checked_name(name)
    known = Person.objects.filter(email=email).first()
    if known is not None:
        raise WrongUser(_why_not(scope, known))
    person = known_or_new(email, name, scope.partner_id)
    if invites:
        post_invitation(scope, person)
    audit.record(scope, "user.added", email, name=name, invited=invites)
    return person.id


def store_users(scope: Scope, rows: Iterable[tuple[str, str]]) -> None:
    """Add people of the own organization, or give them other names. Part of an act that audits itself.

    Who belongs to another organization is left as they are: the check before refuses such rows.
    """
    scope.require(Permission.MANAGE_USERS)
    for email, name in rows:
        person = known_or_new(email, name, scope.partner_id)
        if person.name != name and person.home_id == scope.partner_id:
            Person.objects.filter(id=person.id).update(name=name, sort_name=sort_name(name))


@transaction.atomic
def rename_user(scope: Scope, user_id: int, name: str) -> None:
    """Give somebody another name: the caller themselves, or somebody of the own organization. Raise WrongUser."""
    is_self = user_id == scope.person_id
    person = Person.objects.select_for_update().get(id=user_id) if is_self else _to_change(scope, user_id)
    name, before = _checked_name(name), person.name
    if name == before:
        return
    Person.objects.filter(id=person.id).update(name=name, sort_name=sort_name(name))
    audit.record(scope, "user.renamed", person.email, name={"before": before, "after": name})


@transaction.atomic
def speak_to_caller(scope: Scope, language: str) -> None:
    """Let the hub speak one of its languages to the caller; nothing for the organization's. Raise WrongUser."""
    if language and language not in LANGUAGES:
        raise WrongUser(gettext("choose one of the languages"))
    person = Person.objects.select_for_update().get(id=scope.person_id or 0)
    before = person.language
    if language == before:
        return
    Person.objects.filter(id=person.id).update(language=language)
    audit.record(scope, "user.language_chosen", person.email, language={"before": before, "after": language})


@transaction.atomic
def suspend_user(scope: Scope, user_id: int) -> None:
    """Shut somebody out until they are taken up again: in every session and program at once. Twice changes nothing.

    Raise OutOfReach, Forbidden or LastFullAdministrator.
    """
    had_one, person = _to_shut_out(scope, user_id)
    if not person.is_active:
        return
    Person.objects.filter(id=person.id).update(is_active=False)
    _keep_one(scope, had_one)
    ended = sessions.end_all_of(person.id)
    audit.record(scope, "user.suspended", person.email, sessions=ended)


@transaction.atomic
def resume_user(scope: Scope, user_id: int) -> None:
    """Take somebody up again, with the rights that they had. Twice changes nothing."""
    person = _to_change(scope, user_id)
    if person.is_active:
        return
    Person.objects.filter(id=person.id).update(is_active=True)
    audit.record(scope, "user.resumed", person.email)


@transaction.atomic
def remove_user(scope: Scope, user_id: int) -> None:
    """Remove somebody: rights, tokens, factors and sessions are gone, and so are their name and address.

    What they did stays in the trail under the address that they had. The address is free again: whoever is added with it
    later is somebody new. Raise OutOfReach, Forbidden or LastFullAdministrator.
    """
    had_one, person = _to_shut_out(scope, user_id)
    email = person.email
    rights = person.grants.count()
    person.grants.all().delete()
    _end_access(scope, person.id)
    for model in (ApiToken, Invitation, SignInLink):
        model._base_manager.filter(person_id=person.id).delete()
    SocialAccount.objects.filter(user_id=person.id).delete()
    sessions.end_all_of(person.id)
    forget_factors(person.id)
    Person.objects.filter(id=person.id).update(
        email=f"removed-{person.id}@removed.invalid", name=REMOVED, sort_name=sort_name(REMOVED), is_active=False,
        removed_at=clock.now(), password=make_password(None),
    )  # fmt: skip
    _keep_one(scope, had_one)
    audit.record(scope, "user.removed", email, rights=rights)


@transaction.atomic
def reset_factors(scope: Scope, user_id: int) -> None:
    """Take somebody's second factors off, because they lost them, and end their sessions: they set up new ones."""
    _, person = _to_shut_out(scope, user_id)
    taken = forget_factors(person.id)
    ended = sessions.end_all_of(person.id)
    audit.record(scope, "user.factors_reset", person.email, factors=taken, sessions=ended)


@transaction.atomic
def end_user_sessions(scope: Scope, user_id: int) -> int:
    """End every session of somebody and return how many."""
    person = _to_change(scope, user_id)
    ended = sessions.end_all_of(person.id)
    audit.record(scope, "user.sessions_ended", person.email, sessions=ended)
    return ended


def _checked_name(name: str) -> str:
    """Return a person's name with single blanks. Raise WrongUser."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise WrongUser(gettext("a name has 1 to %(most)s signs, all of them printable") % {"most": LONGEST_NAME})
    return name


def _checked_email(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise WrongUser(gettext("say the e-mail address of one person")) from None
    return email


def _why_not(scope: Scope, known: Person) -> str:
    if known.home_id == scope.partner_id:
        return gettext("%(email)s is a user already") % {"email": known.email}
    said = gettext("%(email)s cannot be a user here; give a role to an external administrator instead")
    return said % {"email": known.email}


def _to_change(scope: Scope, user_id: int) -> Person:
    """Return a person of the own organization, whose rights are locked. Raise Forbidden for one from outside."""
    scope.require(Permission.MANAGE_USERS)
    if not user(scope, user_id).is_own:
        raise Forbidden("somebody from outside is changed by their own organization")
    Organization.objects.select_for_update().get(id=scope.partner_id)  # two who remove each other would both succeed
    person = Person.objects.select_for_update().filter(id=user_id, removed_at__isnull=True).first()
    if person is None:
        raise OutOfReach("a person")
    for grant in live_rights(scope).filter(person_id=person.id):
        granting.require_as_much_as(scope, grant)
    return person


def _to_shut_out(scope: Scope, user_id: int) -> tuple[bool, Person]:
    """Return somebody other than the caller, and whether a full administrator stays now."""
    scope.require(Permission.MANAGE_USERS)
    if user_id == scope.person_id:
        raise Forbidden("nobody shuts themselves out")
    return bool(lasting_full_administrators(scope)), _to_change(scope, user_id)


def _end_access(scope: Scope, person_id: int) -> None:
    """End what customers approved for somebody, and what they were asked to approve."""
    ended = {"state": AccessState.ENDED, "ended_by": scope.actor, "ended_at": clock.now()}
    AccessRequest.objects.filter(person_id=person_id, state=AccessState.APPROVED).update(**ended)
    AccessRequest.objects.filter(person_id=person_id, state=AccessState.ASKED).update(state=AccessState.WITHDRAWN)


def _keep_one(scope: Scope, had_one: bool) -> None:
    if had_one and not lasting_full_administrators(scope):
        raise LastFullAdministrator
