"""Places of the world that codes name."""

from functools import cache

from babel import Locale


@cache
def countries() -> frozenset[str]:
    """Return the two-letter country codes of ISO 3166-1."""
    not_countries = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    territories = map(str, Locale("en").territories)
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha()) - not_countries


@cache
def country_names() -> dict[str, str]:
    """Return code → English name of every country, in the order of names."""
    names = {code: str(Locale("en").territories[code]) for code in countries()}
    return dict(sorted(names.items(), key=lambda one: one[1]))
