"""Acts on resources. Each leaves one entry in the trail; of two who change the same text, the second is told."""

from django.db import IntegrityError, transaction

from partnerhub.guidance.models import Resource, ResourceVersion
from partnerhub.guidance.reach import shipped_text, text_of, visible
from partnerhub.guidance.selectors import resource_names
from partnerhub.guidance.writing import ResourceText, check, found_by
from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import ResourceState


@transaction.atomic
def save_resource(scope: Scope, text: ResourceText, *, based_on: int) -> int:
    """Keep a text as a new version and return its number. A text of a shipped one's name takes its place at this partner.

    Raise WrongText naming the field, and Stale with both texts when somebody changed it after version `based_on`. Saving
    what is there already changes nothing.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    check(text, resource_names(scope))
    own = _own(scope, text.name, text.language)
    before = text_of(own) if own and own.state == ResourceState.SHOWN else None
    _refuse_stale(own, before, text, based_on)
    if own and before == text:
        return own.version
    shipped = shipped_text(text.name, text.language)
    own = own or Resource(partner_id=scope.partner_id, name=text.name, language=text.language)
    content = text.columns() | {
        "digest": shipped.digest if shipped else "", "words": found_by(text), "state": ResourceState.SHOWN,
    }  # fmt: skip
    _store(scope, own, content)
    changed = [name for name, value in text.columns().items() if before is None or before.columns()[name] != value]
    audit.record(
        scope, "resource.saved", text.title, name=text.name, language=text.language, version=own.version, changed=changed
    )
    return own.version


def _own(scope: Scope, name: str, language: str) -> Resource | None:
    mine = Resource.objects.select_for_update().filter(partner_id=scope.partner_id)
    return mine.filter(name=name, language=language).first()


def _refuse_stale(own: Resource | None, before: ResourceText | None, text: ResourceText, based_on: int) -> None:
    version = own.version if own else 0
    if based_on != version:
        current = before.columns() if before else {}
        raise Stale(current={"version": version, **current}, sent={"version": based_on, **text.columns()})


def _store(scope: Scope, own: Resource, content: dict[str, object]) -> None:
    """Write a text's columns, and keep them as a version. Raise Stale when somebody else wrote the first one meanwhile."""
    for name, value in content.items():
        setattr(own, name, value)
    own.version += 1
    own.changed_by, own.changed_at = scope.actor, clock.now()
    try:
        with transaction.atomic():
            own.save()
    except IntegrityError:
        raise Stale(current={}, sent={"version": own.version - 1, **content}) from None
    ResourceVersion.objects.create(
        resource=own, version=own.version, content=text_of(own).columns(), changed_by=own.changed_by,
        changed_at=own.changed_at,
    )  # fmt: skip


@transaction.atomic
def hide_resource(scope: Scope, name: str, language: str, *, based_on: int) -> int:
    """Take a text out of the partner's resources and return the number of its version. It can be saved again later.

    Raise OutOfReach for no such text, and Stale.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    own = _own(scope, name, language)
    shown = visible(scope).filter(name=name, language=language).first()
    if shown is None:
        raise OutOfReach("a resource")
    text = text_of(shown)
    _refuse_stale(own, text, text, based_on)
    own = own or Resource(partner_id=scope.partner_id, name=name, language=language)
    _store(scope, own, text.columns() | {"digest": shown.digest, "words": shown.words, "state": ResourceState.HIDDEN})
    audit.record(scope, "resource.hidden", text.title, name=name, language=language, version=own.version)
    return own.version


@transaction.atomic
def take_shipped(scope: Scope, name: str, language: str, *, based_on: int) -> int:
    """Let the shipped text count again instead of the partner's own, and return the number of the version.

    Raise OutOfReach when the hub brings no such text along, and Stale.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    shipped, own = shipped_text(name, language), _own(scope, name, language)
    if shipped is None or own is None or own.state == ResourceState.SHIPPED:
        raise OutOfReach("a changed text that was shipped")
    _refuse_stale(own, text_of(own), text_of(shipped), based_on)
    content = text_of(shipped).columns() | {
        "digest": shipped.digest, "words": "", "state": ResourceState.SHIPPED,
    }  # fmt: skip
    _store(scope, own, content)
    audit.record(scope, "resource.shipped", shipped.title, name=name, language=language, version=own.version)
    return own.version
