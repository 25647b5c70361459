"""A dangerous act waits while its sender proves who they are: what was sent is kept, sealed, and then sent again."""

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import stash_and_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from partnerhub.tenancy.signin.sealing import Unreadable, seal, unseal
from partnerhub.terms.texts import mark

LONGEST = 100_000
NOT_SENT = {"csrfmiddlewaretoken"}
NO_WAY = mark(
    "This needs a fresh proof of who you are, and you have none set up yet. Set up a second factor, then do it again."
)
AGAIN = mark("You have proven who you are. What you were about to send could not be kept; please send it once more.")


def wait_for_proof(request: HttpRequest) -> str:
    """Keep what a form sent and return the address on which its sender proves who they are; from there it goes on.

    A part of a page, a form with files and a very long one are not kept: their sender comes back to the page.
    """
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    if not ways:
        messages.info(request, gettext(NO_WAY))
        return resolve_url(settings.ENROLMENT_URL)
    fields = [(name, value) for name, every in request.POST.lists() if name not in NOT_SENT for value in every]
    sent = json.dumps({"to": request.get_full_path(), "fields": fields})
    is_kept = not request.headers.get("HX-Request") and not request.FILES and len(sent) <= LONGEST
    if is_kept:
        stash_and_reauthenticate(request, {"sealed": seal(sent)}, f"{__name__}.{go_on.__name__}")
    return f"{ways[0]['url']}?{urlencode({'next': _page_of(request)})}"


def go_on(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """Answer a proof with the form that waited for it, ready to be sent. The library calls this once."""
    try:
        sent = json.loads(unseal(state["sealed"]))
    except Unreadable:
        messages.info(request, gettext(AGAIN))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "pages/go_on.html", {"to": sent["to"], "fields": sent["fields"]})


def _page_of(request: HttpRequest) -> str:
    """Return the page on which the act was begun, if it is one of the hub's."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(said)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
