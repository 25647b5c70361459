"""The request as views behind the gate see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from partnerhub.tenancy.scope import Scope


class Request(HttpRequest):
    """A request with what the middleware and the gate added to it."""

    htmx: HtmxDetails
    scope: Scope
