"""The door of the API: who is calling, with what right, and how refusals are worded (RFC 9457 problems)."""

import json
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import AfterValidator, BaseModel, Field

from partnerhub.api import careful
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.reports.answer import Unanswerable, UnknownReport
from partnerhub.tenancy.gate import (
    LAUNCH_KEY,
    address_of,
    key_of_session,
    require_fresh,
    require_second_factor,
    scope_of_session,
)
from partnerhub.tenancy.launching import in_launch
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, ProofNotFresh, SecondFactorMissing, Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.selectors import scope_of_token
from partnerhub.tenancy.shapes import LaunchShape
from partnerhub.terms.refusals import title_of

MOST = 10**12  # any number beyond is a mistake, and a database has no place for it


def _without_control_characters(text: str) -> str:
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise ValueError("control characters are not accepted")
    return text


Text = Annotated[str, AfterValidator(_without_control_characters)]
Natural = Annotated[int, Field(ge=0, le=MOST)]
Number = Annotated[int, Field(ge=1, le=MOST)]


PROBLEM_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What is wrong, as every refusal says it (RFC 9457). `errors` points at the parts of a body or query."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str | None = None
    errors: list[dict[str, Any]] | None = None
    current: dict[str, Any] | None = None


class ApiRequest(HttpRequest):
    """A request that passed the door."""

    scope: Scope


class TokenDoor(HttpBearer):
    """Lets in a call with an API token. It comes before the session, so that a valid token needs no CSRF token."""

    def __init__(self, needs: Permission, *, writes: bool) -> None:
        super().__init__()
        self.needs = needs
        self.writes = writes

    def authenticate(self, request: HttpRequest, token: str) -> Scope | None:
        """Return the scope of the token's person, or None when the token does not live."""
        found = scope_of_token(token, address_of(request))
        if found is None:
            return None
        scope, may_write = found
        if self.writes and not may_write:
            raise Forbidden("this token only reads")
        request.token_digest = digest(token)  # type: ignore[attr-defined]  # a launch is tied to it
        return _let_in(request, in_launch(scope, digest(token)), self.needs)


class SessionDoor(APIKeyCookie):
    """Lets in a call from a page of the hub itself."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, needs: Permission, *, needs_fresh: bool) -> None:
        super().__init__()
        self.needs = needs
        self.needs_fresh = needs_fresh

    def __call__(self, request: HttpRequest) -> Scope | None:
        """Ask who is calling before asking for the form's token: a call by nobody, or with a dead token, is 401."""
        return super().__call__(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> Scope | None:
        """Return the scope of the signed-in person."""
        scope = scope_of_session(request)
        if scope is None:
            raise Forbidden("no role")
        require_second_factor(request, scope)
        scope.require(self.needs)
        request.in_session = True  # type: ignore[attr-defined]  # read where only some calls of an operation are dangerous
        if self.needs_fresh:
            require_fresh(request)
        return _let_in(request, scope, self.needs)


def _let_in(request: HttpRequest, scope: Scope, needs: Permission) -> Scope:
    scope.require(needs)
    careful.check(request, scope)
    request.scope = scope  # type: ignore[attr-defined]  # read by the operation as ApiRequest.scope
    return scope


def require_fresh_session(request: HttpRequest) -> None:
    """Raise ProofNotFresh when a call comes from a session whose person gave no proof within the last minutes."""
    if getattr(request, "in_session", False):
        require_fresh(request)


def launch_key(request: HttpRequest) -> tuple[str, datetime | None]:
    """Return what a launch of this caller is tied to, and when that ends: their token, or their session."""
    token = getattr(request, "token_digest", "")
    return (token, None) if token else (key_of_session(request), request.session.get_expiry_date())


def note_launch(request: HttpRequest, launch: LaunchShape | None) -> None:
    """Let the pages of a session know that it launched an organization, or left it. A token needs no note."""
    if not hasattr(request, "token_digest"):
        request.session.pop(LAUNCH_KEY, None)
        if launch is not None:
            request.session[LAUNCH_KEY] = launch.id


def needs(permission: Permission, *, writes: bool = False, needs_fresh: bool = False) -> list[Any]:
    """Return what guards one operation. An operation without it is refused by the API as a whole.

    With `needs_fresh` it is dangerous: a session must have proven within the last minutes who is in it. A token was given
    out on such a proof.
    """
    return [TokenDoor(permission, writes=writes), SessionDoor(permission, needs_fresh=needs_fresh)]


class NoRule(HttpBearer):
    """Refuses every call: an operation that named no need of its own."""

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Let nobody in."""


class Api(NinjaAPI):
    """The API, whose description gives refusals the media type that they have."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description of all operations."""
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        answer["content"] = {PROBLEM_TYPE: answer["content"].pop("application/json")}
        return schema


def answers(found: Any, *refusals: int, status: int = 200) -> dict[int, Any]:
    """Return what an operation answers: what it finds, what the door answers to strangers, and its own refusals."""
    return {status: found, **dict.fromkeys((401, 403, *refusals), Problem)}


api = Api(
    title="Partner Hub",
    version="1",
    description=(
        "The same answers as the pages, for programs. Authenticate with a token: `Authorization: Bearer hub_…`. Answers "
        "carry an `ETag`: `If-None-Match` asks whether anything changed (304), `If-Match` lets an act happen on that "
        "version only (412). An act with an `Idempotency-Key` of your own happens once: repeated within a day, it gets the "
        "first answer."
    ),
    urls_namespace="api",
    auth=NoRule(),
    docs_url=None,
    openapi_url="",
)


def described(request: HttpRequest) -> HttpResponse:
    """Return the description of the API in OpenAPI. It says what the software can do, nothing about anybody's data."""
    return JsonResponse(api.get_openapi_schema())


def addresses() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Return the addresses of all operations. A method that an address does not take is refused as a problem, too."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _carefully(_worded(pattern.callback))
    return patterns, app, namespace


def _carefully(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let versions and keys count: the act, the comparison before it and the answer kept after it are one transaction."""

    @wraps(view)
    def carefully(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not careful.is_careful(request):
            return careful.settled(request, view(request, *args, **kwargs))
        with transaction.atomic():
            return careful.settled(request, view(request, *args, **kwargs))

    return carefully


def _worded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def worded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        refused = problem(405, gettext("this address takes %(methods)s") % {"methods": response["Allow"]})
        refused["Allow"] = response["Allow"]
        return refused

    return worded


def problem(status: int, detail: str = "", **more: Any) -> HttpResponse:
    """Return a refusal as RFC 9457 has it."""
    body = Problem(title=gettext(title_of(status)), status=status, detail=detail, **more)
    headers = {"WWW-Authenticate": 'Bearer realm="Partner Hub"'} if status == HTTPStatus.UNAUTHORIZED else {}
    content = body.model_dump_json(exclude_none=True)
    return HttpResponse(content, status=status, content_type=PROBLEM_TYPE, headers=headers)


@api.exception_handler(AuthenticationError)
def not_signed_in(request: HttpRequest, wrong: AuthenticationError) -> HttpResponse:
    """Answer 401."""
    return problem(401, gettext("send a live token: Authorization: Bearer hub_…"))


@api.exception_handler(Forbidden)
def forbidden(request: HttpRequest, wrong: Forbidden) -> HttpResponse:
    """Answer 403."""
    return problem(403, gettext("your role does not permit this"))


@api.exception_handler(SecondFactorMissing)
def second_factor_missing(request: HttpRequest, wrong: SecondFactorMissing) -> HttpResponse:
    """Answer 403 with the code `mfa_required`."""
    return problem(403, gettext("sign in with two factors; a token has to be made anew after that"), code="mfa_required")


@api.exception_handler(ProofNotFresh)
def proof_not_fresh(request: HttpRequest, wrong: ProofNotFresh) -> HttpResponse:
    """Answer 403 with the code `fresh_proof_required`."""
    return problem(403, gettext("prove anew who you are, on a page of the hub"), code="fresh_proof_required")


@api.exception_handler(OutOfReach)
def out_of_reach(request: HttpRequest, wrong: OutOfReach) -> HttpResponse:
    """Answer 404, the same for what does not exist and for what the caller may not see."""
    return problem(404)


@api.exception_handler(UnknownReport)
def unknown_report(request: HttpRequest, wrong: UnknownReport) -> HttpResponse:
    """Answer 404."""
    return problem(404, str(wrong))


@api.exception_handler(Unanswerable)
def unanswerable(request: HttpRequest, wrong: Unanswerable) -> HttpResponse:
    """Answer 422."""
    return problem(422, str(wrong))


@api.exception_handler(MartsMissing)
def marts_missing(request: HttpRequest, wrong: MartsMissing) -> HttpResponse:
    """Answer 503: the figures are not there (yet)."""
    return problem(503, str(wrong))


@api.exception_handler(Stale)
def stale(request: HttpRequest, wrong: Stale) -> HttpResponse:
    """Answer 409 with the current version."""
    return problem(409, gettext("changed meanwhile; look at the current version and send again"), current=wrong.current)


@api.exception_handler(careful.Changed)
def changed(request: HttpRequest, wrong: careful.Changed) -> HttpResponse:
    """Answer 412 with what the thing is now."""
    current = json.loads(wrong.current or "null")
    current = current if isinstance(current, dict) else None
    return problem(412, gettext("it is not any more what If-Match says; look at it and send again"), current=current)


@api.exception_handler(careful.WrongKey)
def wrong_key(request: HttpRequest, wrong: careful.WrongKey) -> HttpResponse:
    """Answer 422: the key was used for another call, or cannot be one."""
    return problem(422, str(wrong))


@api.exception_handler(careful.Repeated)
def repeated(request: HttpRequest, again: careful.Repeated) -> HttpResponse:
    """Answer what was answered when the call was made first."""
    given = again.answer
    return HttpResponse(
        given.content, status=given.status, content_type=given.media_type, headers={"Idempotency-Replayed": "true"}
    )


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Answer 422 with pointers to what is wrong."""
    errors = [
        {"pointer": "/" + "/".join(str(part) for part in error["loc"]), "detail": error["msg"]} for error in wrong.errors
    ]
    return problem(422, gettext("the request does not have the right form"), errors=errors)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """Answer what the library refused."""
    return problem(wrong.status_code, str(wrong))
