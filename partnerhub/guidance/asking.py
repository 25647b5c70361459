"""Requests to the partner help desk: written out in full before they are sent, mailed, and kept until somebody answered."""

import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, QuerySet
from django.urls import Resolver404, resolve
from django.utils.formats import number_format
from django.utils.translation import gettext

from partnerhub import __version__
from partnerhub.guidance.desk import help_desk
from partnerhub.guidance.models import HelpRequest
from partnerhub.guidance.shapes import HelpPlan, HelpRequestShape, WrittenRequest
from partnerhub.jobs import mail
from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.resources import HelpState

LONGEST_SUBJECT, LONGEST_MESSAGE, LONGEST_PAGE = 120, 5000, 300
# (whose requests, how many, within which time)
OF_A_PERSON, OF_A_PARTNER = (5, timedelta(hours=1)), (50, timedelta(days=1))


class WrongRequest(ValueError):
    """A request that cannot be sent: which field, and why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


class TooMany(Exception):
    """Somebody asks for help faster than anybody can help. `retry_seconds` says when to try again."""

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("too many requests for help")
        self.retry_seconds = retry_seconds


def written_request(scope: Scope, plan: HelpPlan) -> WrittenRequest:
    """Return a request word for word as it would be sent. Raise WrongRequest."""
    scope.require(Permission.READ_RESOURCES)
    desk = help_desk(scope)
    if not desk.email:
        raise WrongRequest("", gettext("the help desk takes no requests here; use one of the other ways to reach it"))
    subject, message = " ".join(plan.subject.split()), plan.message.strip()
    if not subject or len(subject) > LONGEST_SUBJECT or not subject.isprintable():
        raise WrongRequest("subject", gettext("a subject has 1 to %(most)s printable signs") % {"most": LONGEST_SUBJECT})
    if not message or len(message) > LONGEST_MESSAGE or "\0" in message:
        most = number_format(LONGEST_MESSAGE, force_grouping=True)
        raise WrongRequest("message", gettext("say in 1 to %(most)s signs what you need help with") % {"most": most})
    if plan.product and plan.product not in desk.products:
        raise WrongRequest("product", gettext("the help desk does not cover “%(product)s”") % {"product": plan.product})
    unsaid = gettext("not said")
    about = {
        gettext("From"): scope.actor, gettext("Organization"): scope.partner_name,
        gettext("Product"): plan.product.replace("_", " ").capitalize() or unsaid,
        gettext("Page"): page_of(plan.page) or unsaid, gettext("Hub version"): __version__,
    }  # fmt: skip
    text = f"{message}\n\n--\n" + "".join(f"{name}: {value}\n" for name, value in about.items())
    return WrittenRequest(desk.email, f"[{scope.partner_name}] {subject}"[:150], text)


def page_of(address: str) -> str:
    """Return an address within the hub as others can open it, without what was asked there; nothing for any other text."""
    path = urlsplit(address).path if address.startswith("/") and not address.startswith("//") else ""
    if not path or len(path) > LONGEST_PAGE or not path.isprintable():
        return ""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return f"{settings.PUBLIC_URL}{path}"


@transaction.atomic
def ask_for_help(scope: Scope, plan: HelpPlan) -> int:
    """Send a request to the help desk, keep it as open, and return its id. The same form sent twice asks once.

    Raise WrongRequest, and TooMany for who asks too often.
    """
    written = written_request(scope, plan)
    mine = HelpRequest.objects.filter(partner_id=scope.partner_id)
    before = mine.filter(key=plan.key).values_list("id", flat=True).first()
    if before:
        return before
    _refuse_too_many(mine, scope)
    try:
        with transaction.atomic():
            made = HelpRequest.objects.create(
                partner_id=scope.partner_id, person_id=scope.person_id, key=plan.key, sender=scope.actor,
                sent_to=written.to, subject=written.subject, text=written.text, asked_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:  # the same form, twice at the same moment
        return mine.get(key=plan.key).id
    mail.post(written.to, written.subject, written.text)
    audit.record(scope, "help.asked", written.subject, request=made.id)
    return made.id


def _refuse_too_many(mine: QuerySet[HelpRequest], scope: Scope) -> None:
    own = mine.filter(person=scope.person_id)
    for asked, (most, within) in ((own, OF_A_PERSON), (mine, OF_A_PARTNER)):
        lately = asked.filter(asked_at__gt=clock.now() - within).order_by("-asked_at")
        moments = list(lately.values_list("asked_at", flat=True)[:most])
        if len(moments) == most:
            raise TooMany(max(1, int((moments[-1] + within - clock.now()).total_seconds())))


def _visible(scope: Scope) -> QuerySet[HelpRequest]:
    """Return the requests of everybody for who sees how the hub is set up, and one's own for others."""
    scope.require(Permission.READ_RESOURCES)
    found = HelpRequest.objects.filter(partner_id=scope.partner_id)
    return found if scope.may(Permission.VIEW_SETTINGS) else found.filter(person=scope.person_id)


def help_requests(
    scope: Scope, *, state: HelpState | None = None, before: int | None = None, limit: int = 50
) -> list[HelpRequestShape]:
    """Return the requests that the caller may see, newest first, below an id if one is given."""
    found = _visible(scope).filter(**({"state": state} if state else {}), **({"id__lt": before} if before else {}))
    return [_shape(one) for one in found.order_by("-id")[:limit]]


def help_request(scope: Scope, request_id: int) -> HelpRequestShape:
    """Return one request. Raise OutOfReach."""
    one = _visible(scope).filter(id=request_id).first()
    if one is None:
        raise OutOfReach("a request")
    return _shape(one)


def _shape(one: HelpRequest) -> HelpRequestShape:
    return HelpRequestShape(
        one.id, one.sender, one.sent_to, one.subject, one.text, HelpState(one.state), one.asked_at, one.answered_by,
        one.answered_at,
    )  # fmt: skip


def unanswered(scope: Scope) -> tuple[int, datetime | None]:
    """Return how many of the requests that the caller may see nobody answered, and since when the oldest waits."""
    found = _visible(scope).filter(state=HelpState.OPEN).aggregate(number=Count("id"), oldest=Min("asked_at"))
    return found["number"], found["oldest"]


@transaction.atomic
def note_answered(scope: Scope, request_id: int, *, answered: bool) -> HelpRequestShape:
    """Note of a request that it was answered, or that it was not; who asked may, and who sets the hub up. Raise OutOfReach.

    Noting what is noted already changes nothing.
    """
    one = _visible(scope).select_for_update(of=("self",)).filter(id=request_id).first()
    if one is None:
        raise OutOfReach("a request")
    if one.person_id != scope.person_id or scope.person_id is None:
        scope.require(Permission.CHANGE_SETTINGS)
    state = HelpState.ANSWERED if answered else HelpState.OPEN
    if one.state != state:
        one.state = state
        one.answered_by, one.answered_at = (scope.actor, clock.now()) if answered else ("", None)
        one.save(update_fields=["state", "answered_by", "answered_at"])
        audit.record(scope, "help.answered" if answered else "help.reopened", one.subject, request=one.id)
    return _shape(one)


def new_key() -> uuid.UUID:
    """Return the key of a new form."""
    return uuid.uuid4()
