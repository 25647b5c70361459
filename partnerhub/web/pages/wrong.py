"""Answers to what went wrong before or outside a view. They say nothing about what was asked for."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from partnerhub.terms.refusals import title_of

API = "/api/v1/"
RETRY_SECONDS = 300


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    """Return a refusal: to a program as a problem (RFC 9457), to a person as a page."""
    if request.path.startswith(API):
        title = gettext(title_of(status))
        body = f'{{"type":"about:blank","title":"{title}","status":{status},"detail":""}}'
        return HttpResponse(body, status=status, content_type="application/problem+json")
    # A page that failed may have failed in its frame, so that one stands without it.
    return render(None if status == HTTPStatus.INTERNAL_SERVER_ERROR else request, f"pages/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer 403; also to a form that was sent without its token."""
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _answer(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429, with when to try again."""
    response = _answer(request, 429)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _answer(request, 500)
