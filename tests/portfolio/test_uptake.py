"""CD-07: whether a customer exceeds, wastes or uses up what it bought, beside the same in slow, obvious plain Python."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerhub.portfolio.uptake import DECIDING, Count, judge_uptake
from partnerhub.terms.thresholds import DEFAULTS, SHIPPED_SETTINGS, Settings
from partnerhub.terms.uptakes import Uptake

OLD = 400
COUNTS = st.builds(
    Count, st.integers(0, 12), st.integers(0, 14), st.none() | st.integers(0, 14), st.sampled_from((0, 29, 30, 31, OLD))
)
CHOSEN = st.fixed_dictionaries({one.name: st.integers(one.least, min(one.most, 120)) for one in DECIDING})


def word(*counts: tuple, **changed: int) -> Uptake:
    """Return the word for some lines: (total, assigned, used in 90 days, age)."""
    return judge_uptake([Count(*count) for count in counts], Settings(1, changed) if changed else SHIPPED_SETTINGS).uptake


def naive(lines: list[Count], chosen: dict[str, int]) -> str:
    """Return the word once more, one rule after the other."""
    lines = [line for line in lines if line.total > 0 or line.assigned > 0]
    if not lines:
        return "nothing"
    for line in lines:
        if line.assigned > line.total * (1 + Fraction(chosen["overage_tolerance_percent"], 100)):
            return "exceeds"
    looked_at = [
        line for line in lines if line.age >= chosen["low_least_age_days"] and line.total >= chosen["low_least_total"]
    ]
    bought = sum(line.total for line in looked_at)
    in_use = sum(min(line.total, line.assigned if line.used is None else line.used) for line in looked_at)
    if bought and Fraction(in_use, bought) < Fraction(chosen["wasted_percent"], 100):
        return "wastes"
    if sum(line.assigned for line in lines) >= Fraction(chosen["used_up_percent"], 100) * sum(line.total for line in lines):
        return "uses_up"
    return "fits" if any(line.age >= chosen["low_least_age_days"] for line in lines) else "starts"


@settings(deadline=None, derandomize=True, database=None, max_examples=400)
@given(lines=st.lists(COUNTS, max_size=4), chosen=CHOSEN)
def test_any_lines_are_judged_as_the_rules_say_one_by_one(lines, chosen):
    assert judge_uptake(lines, Settings(1, chosen)).uptake == naive(lines, chosen)


@pytest.mark.parametrize(("counts", "expected"), [
    ([], Uptake.NOTHING),
    ([(0, 0, None, OLD)], Uptake.NOTHING),
    ([(100, 101, 90, OLD)], Uptake.EXCEEDS),
    ([(0, 1, 0, 0)], Uptake.EXCEEDS),
    ([(100, 100, 90, OLD)], Uptake.USES_UP),
    ([(100, 90, 50, OLD)], Uptake.USES_UP),
    ([(100, 89, 50, OLD)], Uptake.FITS),
    ([(100, 100, 49, OLD)], Uptake.WASTES),  # given out and not used: they do not need more
    ([(100, 49, None, OLD)], Uptake.WASTES),
    ([(100, 50, None, OLD)], Uptake.FITS),
    ([(100, 10, 5, 29)], Uptake.STARTS),  # still being handed out
    ([(100, 10, 5, 30)], Uptake.WASTES),
    ([(4, 1, 0, OLD)], Uptake.FITS),  # one of four is noise
    ([(5, 1, 0, OLD)], Uptake.WASTES),
    ([(100, 100, 100, OLD), (10, 11, 10, OLD)], Uptake.EXCEEDS),  # spare licenses of another line are no excuse
    ([(100, 100, 100, OLD), (100, 1, 1, OLD)], Uptake.FITS),  # shares are of sums: 101 of 200
    ([(100, 100, 98, OLD), (100, 1, 1, OLD)], Uptake.WASTES),
])  # fmt: skip
def test_each_rule_holds_at_its_very_limit(counts, expected):
    assert word(*counts) is expected


def test_the_thresholds_of_the_partner_decide():
    line = (100, 101, 60, OLD)
    assert word(line) is Uptake.EXCEEDS
    assert word(line, overage_tolerance_percent=1) is Uptake.USES_UP
    assert word(line, overage_tolerance_percent=1, wasted_percent=61) is Uptake.WASTES
    assert word((100, 80, 80, OLD), used_up_percent=80) is Uptake.USES_UP
    assert {one.name for one in DECIDING} <= set(DEFAULTS)


def test_the_counts_behind_the_word_are_those_of_the_lines():
    found = judge_uptake([Count(10, 12, 9, OLD), Count(20, 5, None, OLD), Count(7, 7, 1, 3)], SHIPPED_SETTINGS)
    assert (found.total, found.assigned, found.available, found.beyond) == (37, 24, 15, 2)
    assert (found.in_use, found.settled) == (9 + 5, 30)
    assert (found.used, found.used_total) == (10, 17)
