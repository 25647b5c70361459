"""Declared words in the reader's language: how statuses look, how countries are called."""

from dataclasses import replace
from functools import cache

from django.utils.translation import get_language, gettext

from partnerhub.kit.places import country_names
from partnerhub.terms.statuses import Look


def spoken(look: Look) -> Look:
    """Return how something looks with its words in the reader's language."""
    return _spoken(look, get_language())


@cache
def _spoken(look: Look, language: str | None) -> Look:
    """Return the translated look, once for each language: the list asks for the same few a hundred times a page."""
    return replace(look, label=gettext(look.label), help=gettext(look.help))


def countries() -> dict[str, str]:
    """Return code → name of every country in the reader's language, in the order of names."""
    return country_names((get_language() or "en")[:2])
