"""What all operations do with versions and repetitions: entity tags, If-Match, If-None-Match, Idempotency-Key.

The tag of an answer is made from its content. An act with If-Match compares it with what a GET of its own address answers
at that moment (or of the address above, for acts such as `trials/T-1/extend`), inside the transaction of the act.
"""

import copy
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext

from partnerhub.tenancy.once import LONGEST_KEY, GivenAnswer, UsedForAnother, claim_key, keep_answer
from partnerhub.tenancy.scope import Scope

SAFE = {"GET", "HEAD", "OPTIONS"}
KEY, MATCH = "Idempotency-Key", "If-Match"


class Repeated(Exception):
    """A call that was made before under the same key: its answer goes out again."""

    def __init__(self, answer: GivenAnswer) -> None:
        super().__init__("made before")
        self.answer = answer


class WrongKey(ValueError):
    """A key that cannot be used: the text says why."""


class Changed(Exception):
    """The thing is not any more what the caller decided on. Carries what it is now."""

    def __init__(self, current: str) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@dataclass(slots=True)
class Claim:
    """A key that a call took, to be settled with its answer."""

    scope: Scope
    key: str


def is_careful(request: HttpRequest) -> bool:
    """Say whether a call that acts is to count once, or only on a version that the caller saw."""
    return request.method not in SAFE and bool(request.headers.get(KEY) or request.headers.get(MATCH))


def check(request: HttpRequest, scope: Scope) -> None:
    """Take the key of a call whose caller was let in, and compare the version it was decided on.

    Raise Repeated, WrongKey or Changed. Calls without such headers pass.
    """
    if not is_careful(request):
        return
    if key := request.headers.get(KEY, ""):
        _claim(request, scope, key)
    if wanted := request.headers.get(MATCH):
        tag, current = _present(request)
        if wanted.strip() != "*" and tag not in _tags(wanted):
            raise Changed(current)


def _claim(request: HttpRequest, scope: Scope, key: str) -> None:
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise WrongKey(gettext("a key has at most %(n)s printable signs") % {"n": LONGEST_KEY})
    body = b"" if request.content_type == "multipart/form-data" else request.body
    said = f"{request.method} {request.get_full_path()} {request.headers.get('Content-Length', '')} ".encode() + body
    try:
        before = claim_key(scope, key, hashlib.sha256(said).hexdigest())
    except UsedForAnother:
        raise WrongKey(gettext("this key was used for another call; send another key")) from None
    if before is not None:
        raise Repeated(before)
    request.claim = Claim(scope, key)  # type: ignore[attr-defined]  # settled with the answer


def _present(request: HttpRequest) -> tuple[str, str]:
    """Return tag and content of what the call is about, as the caller sees it now."""
    own = request.path
    for path in (own, own.rpartition("/")[0]):
        try:
            view, args, kwargs = resolve(path)
        except Resolver404:
            continue
        asking = copy.copy(request)
        asking.method, asking.path, asking.path_info = "GET", path, path
        asking.claim = None  # type: ignore[attr-defined]  # it is the act that is to count once
        found = view(asking, *args, **kwargs)
        if isinstance(found, HttpResponse) and found.status_code == 200:
            return tag_of(found), found.content.decode()
    raise Changed("")


def _tags(header: str) -> list[str]:
    """Return the tags of a header. An answer that was compressed on its way has a weak one, of the same content."""
    return [tag.removeprefix("W/") for tag in parse_etags(header)]


def tag_of(response: HttpResponse) -> str:
    """Return the entity tag of an answer."""
    return quote_etag(hashlib.sha256(response.content).hexdigest()[:32])


def settled(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Finish an answer: that of an act is kept under its key, or the act taken back; that of a question gets its tag."""
    claim: Claim | None = getattr(request, "claim", None)
    if claim is not None and isinstance(response, HttpResponse):
        if response.status_code < 400:
            given = GivenAnswer(response.status_code, response.content.decode(), response["Content-Type"])
            keep_answer(claim.scope, claim.key, given)
        else:
            transaction.set_rollback(True)
    if request.method in SAFE and isinstance(response, HttpResponse) and response.status_code == 200:
        response["ETag"] = tag_of(response)
        if response["ETag"] in _tags(request.headers.get("If-None-Match", "")):
            return HttpResponse(status=304, headers={"ETag": response["ETag"]})
    return response
