"""In which language the hub speaks: as the person chose, else as the organization has it, else as the browser asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, ngettext

from partnerhub.tenancy.models import Person


def speak(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return the middleware that answers in the reader's language, and says which it was.

    It begins with what the browser asks for; the gate follows the person and the organization as soon as it knows them.
    """

    def speaking(request: HttpRequest) -> HttpResponseBase:
        with translation.override(translation.get_language_from_request(request)):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return speaking


def follow(language: str) -> None:
    """Go on in a language for the rest of a request, where somebody chose one."""
    if language:
        translation.activate(language)


def language_to(email: str) -> str:
    """Return the language of a letter to an address: the person's, else their organization's, else the hub's first."""
    chosen = Person.objects.filter(email=email.lower()).values_list("language", "home__language").first()
    return next(filter(None, chosen or ()), settings.LANGUAGE_CODE)


def word(text: str) -> str:
    """Return a word in the reader's language, also one that the catalogues know as something counted."""
    said = gettext(text)
    return said if said != text else ngettext(text, text, 1)
