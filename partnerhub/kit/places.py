"""Places of the world that codes name."""

from functools import cache

from babel import Locale

from partnerhub.kit.words import sort_name


@cache
def countries() -> frozenset[str]:
    """Return the two-letter country codes of ISO 3166-1."""
    not_countries = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    territories = map(str, Locale("en").territories)
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha()) - not_countries


@cache
def country_names(language: str = "en") -> dict[str, str]:
    """Return code → name of every country in a language, in the order of names. What a language lacks is in English."""
    known = {**Locale("en").territories, **Locale(language).territories}
    names = {code: str(known[code]) for code in countries()}
    return dict(sorted(names.items(), key=lambda one: sort_name(one[1])))
