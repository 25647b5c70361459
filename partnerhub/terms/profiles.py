"""Named sets of thresholds that others use: what a partner can choose instead of choosing each number."""

from collections.abc import Mapping
from dataclasses import dataclass

from partnerhub.terms import thresholds as t
from partnerhub.terms.texts import mark


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of thresholds with a name and where it comes from."""

    name: str
    label: str
    help: str
    values: Mapping[str, int]


def _quality(loss: int, jitter: int, latency: int, beyond: int) -> Mapping[str, int]:
    return {t.POOR_LOSS.name: loss, t.POOR_JITTER.name: jitter, t.POOR_LATENCY.name: latency, t.POOR_BEYOND.name: beyond}


PROFILES = (
    Profile(
        "default",
        mark("Default"),
        mark("Poor from 5 % packet loss, 150 ms jitter or 400 ms round trip on."),
        _quality(5, 150, 400, 0),
    ),
    Profile(
        "microsoft",
        mark("Microsoft"),
        mark("Poor beyond 10 % packet loss, 30 ms jitter or 500 ms round trip."),
        _quality(10, 30, 500, 1),
    ),
    Profile(
        "strict_voice",
        mark("Strict voice"),
        mark("Poor beyond 1 % packet loss, 30 ms jitter or 150 ms one way, which is a round trip of 300 ms."),
        _quality(1, 30, 300, 1),
    ),
)


def profile_of(values: Mapping[str, int]) -> Profile | None:
    """Return the profile that some thresholds are, or None when they are nobody's."""
    return next((one for one in PROFILES if all(values[name] == number for name, number in one.values.items())), None)
