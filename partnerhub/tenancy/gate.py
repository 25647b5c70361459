"""The one gate for all URLs: it signs in, builds the Scope, checks, calls the view and maps refusals to answers.

`keep_private` and `refuse_nul` stand before it as middleware, so that they also see what no view answers: an unknown
address, a form without its token. So does `know_launch`: whoever acts in a customer's organization is told so on every page.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import BadRequest
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import URLPattern, URLResolver, include, path
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext

from partnerhub.tenancy import launching, speaking
from partnerhub.tenancy.models import Person
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach, ProofNotFresh, SecondFactorMissing, Stale
from partnerhub.tenancy.scope import Scope, scope_of_caller
from partnerhub.tenancy.secrets import digest
from partnerhub.tenancy.signin import proofs, sessions, stepup
from partnerhub.terms.texts import mark

PARTNER_KEY, LAUNCH_KEY = "partner_id", "launched"
IS_OVER = mark("The launch is over: its time had come, or the right to it ended.")
SAFE = {"GET", "HEAD", "OPTIONS"}


class Door(Enum):
    """What an address asks of its caller when it is not one permission."""

    OPEN = "open to everyone"
    ACCOUNT = "somebody who is signed in, be it with one factor: here they set up the second"
    SIGNED_IN = "somebody with a role"
    OWN_RULES = "every operation behind it names its own need"


Need = Permission | Door


View = Callable[..., HttpResponseBase]  # takes the request, the scope (unless the door is open), and parts of the address


def route(url: str, view: View, *, needs: Need, name: str, needs_fresh: bool = False) -> URLPattern:
    """Return the address of one view behind the gate. Leaving out `needs` is a TypeError.

    With `needs_fresh` its acts are dangerous: whoever sends one must have proven within the last minutes who they are.
    """
    pattern = path(url, behind_gate(view, needs, needs_fresh=needs_fresh), name=name)
    pattern.needs = needs  # type: ignore[attr-defined]  # read by the rule that walks every address
    pattern.needs_fresh = needs_fresh  # type: ignore[attr-defined]  # read by the rule that lists dangerous acts
    return pattern


def gated(url: str, others: Any, *, needs: Door) -> URLResolver:
    """Return a third-party set of addresses behind the gate: open ones, ones for who is signed in, or ones whose operations
    each name their need.

    `others` is whatever the framework's `include` takes, or a tuple of patterns that a library hands out.
    """
    resolver: URLResolver = path(url, include(others) if isinstance(others, str) else others)
    _mark(resolver, needs)
    return resolver


def _mark(resolver: URLResolver, needs: Need) -> None:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            _mark(pattern, needs)
        else:
            pattern.needs = needs  # type: ignore[attr-defined]  # read by the rule that walks every address
            if needs is Door.ACCOUNT:
                pattern.callback = behind_gate(pattern.callback, needs)


Answer = Callable[[HttpRequest], HttpResponseBase]


def keep_private(get_response: Answer) -> Answer:
    """Return the middleware that lets no cache keep an answer, and none mix up callers.

    The look of a partner may stay in the reader's own browser: it comes with every page and under an address of its content.
    """

    def private(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if getattr(response, "may_stay_in_browser", False):
            patch_cache_control(response, private=True)
        else:
            patch_cache_control(response, no_store=True, private=True)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return private


def refuse_nul(get_response: Answer) -> Answer:
    """Return the middleware that refuses addresses with a NUL: nothing has one, and PostgreSQL takes none in a text."""

    def refused(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL in the address")
        return get_response(request)

    return refused


def know_launch(get_response: Answer) -> Answer:
    """Return the middleware that finds out, in a session that launched, whether the launch still lives."""

    def knowing(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and LAUNCH_KEY in request.session:
            scope = scope_of_session(request)
            if scope is None or scope.launch is None:
                del request.session[LAUNCH_KEY]
                messages.warning(request, gettext(IS_OVER))
            request.launch = scope and scope.launch  # type: ignore[attr-defined]  # for the banner around every page
        return get_response(request)

    return knowing


Preparation = Callable[[HttpRequest, Scope], None]
PREPARATIONS: list[Preparation] = []  # what is to be asked before a page is drawn, since templates ask nothing


def behind_gate(view: View, needs: Need, *, needs_fresh: bool = False) -> Callable[..., HttpResponseBase]:
    """Wrap a view: sign-in, scope, second factor, permission, fresh proof, and the answers to the wrong question."""

    @wraps(view)
    def through_gate(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if needs is Door.OPEN:
            return view(request, **kwargs)
        if not request.user.is_authenticated:
            return to_sign_in(request)
        sessions.touch(request)
        scope = scope_of_session(request)
        if needs is Door.ACCOUNT:
            request.scope = scope if scope and is_proven(request, scope) else None  # type: ignore[attr-defined]
            return view(request, **kwargs)
        try:
            if scope is None:
                raise Forbidden("no role")
            require_second_factor(request, scope)
            if isinstance(needs, Permission):
                scope.require(needs)
            if needs_fresh and request.method not in SAFE:
                require_fresh(request)
            request.scope = scope  # type: ignore[attr-defined]  # for the navigation of the page around the view
            if not request.headers.get("HX-Request"):
                for prepare in PREPARATIONS:
                    prepare(request, scope)
            return view(request, scope, **kwargs)
        except (OutOfReach, Forbidden, SecondFactorMissing, ProofNotFresh, Stale) as refused:
            return answer_to(request, refused)

    return through_gate


def answer_to(request: HttpRequest, refused: Exception) -> HttpResponse:
    """Return what a refused call is answered on a page, or in a part of one."""
    if isinstance(refused, SecondFactorMissing):
        return _elsewhere(request, resolve_url(settings.ENROLMENT_URL))
    if isinstance(refused, ProofNotFresh):
        return _elsewhere(request, stepup.wait_for_proof(request))
    if isinstance(refused, Stale):
        compared = [
            (speaking.word(name.replace("_", " ")), refused.current.get(name), value) for name, value in refused.sent.items()
        ]
        return refusal(request, 409, compared=compared)
    return refusal(request, 404 if isinstance(refused, OutOfReach) else 403)


def is_proven(request: HttpRequest, scope: Scope) -> bool:
    """Say whether a session has proven as much as the caller's reach asks for."""
    return not scope.needs_second_factor or proofs.has_second_factor(request)


def require_second_factor(request: HttpRequest, scope: Scope) -> None:
    """Raise SecondFactorMissing when the session came in by one factor and reaches into other organizations (P6)."""
    if not is_proven(request, scope):
        raise SecondFactorMissing


def require_fresh(request: HttpRequest) -> None:
    """Raise ProofNotFresh unless the person in the session proved within the last minutes who they are."""
    if not proofs.is_fresh(request):
        raise ProofNotFresh


def scope_of_session(request: HttpRequest) -> Scope | None:
    """Return the signed-in caller's scope at the partner they chose last, or at their first one; asked once per request."""
    if not hasattr(request, "caller"):
        person = request.user
        assert isinstance(person, Person)  # the gate let nobody else come so far
        chosen = request.session.get(PARTNER_KEY)
        scope = scope_of_caller(person.pk, person.email, chosen, address=address_of(request))
        if scope and LAUNCH_KEY in request.session:
            scope = launching.in_launch(scope, key_of_session(request))
        speaking.follow(person.language or (scope.brand.language if scope else ""))
        request.caller = scope  # type: ignore[attr-defined]  # read above
    return request.caller  # type: ignore[attr-defined, no-any-return]


def key_of_session(request: HttpRequest) -> str:
    """Return what a launch keeps of the session that it is tied to."""
    return digest(request.session.session_key or "")


@receiver(user_logged_out)
def end_with_session(sender: object, request: HttpRequest, **about: object) -> None:
    """End the launch of a session that signs out."""
    if LAUNCH_KEY in request.session:
        launching.end_under(key_of_session(request), address=address_of(request))


def address_of(request: HttpRequest) -> str:
    """Return where the call came from, as the server saw it, or the outermost of the proxies before it."""
    return get_client_ip(request) or ""


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a browser to the sign-in page and back again; tell a fragment to do so itself."""
    target = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(f"{target}?{urlencode({'next': request.get_full_path()})}")


def _elsewhere(request: HttpRequest, target: str) -> HttpResponse:
    """Send a browser to another page; refuse a fragment, and have the page around it go there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def refusal(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """Return the page for a refused call. It says nothing about the thing that was asked for."""
    request.refused = True  # type: ignore[attr-defined]  # for the frame around it, which then repeats no address
    return render(request, f"pages/{status}.html", context, status=status)
