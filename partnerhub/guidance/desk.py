"""The partner help desk: which products it covers, how it is reached, when somebody is there. Kept in versions."""

from dataclasses import asdict, dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from partnerhub.guidance.hours import Hours, problem_of
from partnerhub.guidance.models import DeskVersion
from partnerhub.guidance.shapes import DeskChange
from partnerhub.guidance.writing import PRODUCT
from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import mark

SHIPPED_NAME = mark("Partner help desk")
LONGEST = {"name": 80, "email": 254, "phone": 40, "chat_url": 500, "ticket_url": 500, "note": 1000}
MOST_CLOSED = 100


class WrongDesk(ValueError):
    """A help desk that cannot be kept so: which field, and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


@dataclass(frozen=True, slots=True)
class Desk:
    """A help desk. Requests are mailed to `email`; without it there are the other ways only."""

    version: int = 0
    name: str = SHIPPED_NAME
    products: tuple[str, ...] = ("calling", "contact_center")
    email: str = ""
    phone: str = ""
    chat_url: str = ""
    ticket_url: str = ""
    note: str = ""
    hours: Hours = field(default_factory=Hours)

    @property
    def is_reachable(self) -> bool:
        """Say whether there is any way to reach it."""
        return bool(self.email or self.phone or self.chat_url or self.ticket_url)

    def flat(self) -> dict[str, object]:
        """Return the desk as it is kept: texts and lists only."""
        kept = asdict(self)
        hours = kept.pop("hours")
        kept.pop("version")
        closed = [day.isoformat() for day in hours["closed"]]
        days = {day: list(times) for day, times in hours["days"].items()}
        return {**kept, "products": list(self.products), "zone": hours["zone"], "days": days, "closed": closed}


def help_desk(scope: Scope) -> Desk:
    """Return the partner's help desk as it is set up; as shipped, with nobody to reach, as version 0."""
    scope.require(Permission.READ_RESOURCES)
    newest = DeskVersion.objects.filter(partner_id=scope.partner_id).order_by("-version").first()
    return _desk(newest.version, newest.values) if newest else Desk()


def _desk(version: int, kept: dict[str, object]) -> Desk:
    given = dict(kept)
    zone, days, closed = str(given.pop("zone")), given.pop("days"), given.pop("closed")
    assert isinstance(days, dict) and isinstance(closed, list)
    hours = Hours(zone, {day: (times[0], times[1]) for day, times in days.items()}, tuple(map(date.fromisoformat, closed)))
    products = given.pop("products")
    assert isinstance(products, list)
    texts = {name: str(value) for name, value in given.items()}
    return Desk(version, products=tuple(products), hours=hours, **texts)


def desk_history(scope: Scope) -> list[DeskChange]:
    """Return every change of the partner's help desk, newest first."""
    scope.require(Permission.VIEW_SETTINGS)
    before, changes = Desk().flat(), []
    for one in DeskVersion.objects.filter(partner_id=scope.partner_id).order_by("version"):
        changed = tuple(name for name, value in one.values.items() if before.get(name) != value)
        changes.append(DeskChange(one.version, changed, one.changed_by, one.changed_at))
        before = one.values
    return changes[::-1]


@transaction.atomic
def change_desk(scope: Scope, desk: Desk) -> int:
    """Keep a help desk as a new version and return its number. `desk.version` is the one that it was changed from.

    Raise WrongDesk naming the field, and Stale with both when somebody changed it meanwhile. What is so already stays.
    """
    scope.require(Permission.CHANGE_SETTINGS)
    _check(desk)
    before = help_desk(scope)
    if desk.version != before.version:
        raise _stale(before, desk)
    if desk == before:
        return before.version
    number = before.version + 1
    try:
        with transaction.atomic():
            DeskVersion.objects.create(
                partner_id=scope.partner_id, version=number, values=desk.flat(), changed_by=scope.actor,
                changed_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise _stale(help_desk(scope), desk) from None
    was, now = before.flat(), desk.flat()
    changes = {name: [was[name], value] for name, value in now.items() if value != was[name]}
    audit.record(scope, "help_desk.changed", f"version {number}", changes=changes)
    return number


def _stale(before: Desk, sent: Desk) -> Stale:
    return Stale(current={"version": before.version, **before.flat()}, sent={"version": sent.version, **sent.flat()})


def _check(desk: Desk) -> None:
    for name, longest in LONGEST.items():
        text = getattr(desk, name)
        if len(text) > longest or not all(line.isprintable() for line in text.split("\n")):
            raise WrongDesk(name, gettext("this has at most %(most)s printable signs") % {"most": longest})
    if not desk.name.strip():
        raise WrongDesk("name", gettext("the help desk needs a name"))
    if not all(PRODUCT.fullmatch(code) for code in desk.products):
        raise WrongDesk("products", gettext("products are named by their codes"))
    _check_ways(desk)
    problem = problem_of(desk.hours)
    if problem:
        raise WrongDesk(*problem)
    if len(desk.hours.closed) > MOST_CLOSED:
        raise WrongDesk("closed", gettext("at most %(most)s days can be named") % {"most": MOST_CLOSED})


def _check_ways(desk: Desk) -> None:
    if desk.email:
        try:
            validate_email(desk.email)
        except ValidationError:
            raise WrongDesk("email", gettext("this is no e-mail address")) from None
    for name in ("chat_url", "ticket_url"):
        text = getattr(desk, name)
        try:
            parts = urlsplit(text)
        except ValueError:
            parts = urlsplit("")
        if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise WrongDesk(name, gettext("write a whole address, with https://"))
