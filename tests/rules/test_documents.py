"""What is promised in writing: every setting is documented, every item of the acceptance list is named by a test."""

import re
from pathlib import Path

import pytest

from partnerhub.config.environment import VARIABLES
from partnerhub.terms.thresholds import THRESHOLDS
from tests.rules.source import ROOT, python_files

NUMBERED = {
    "KP": 8, "TO": 4, "LD": 3, "NC": 13, "EX": 13, "RN": 13, "LA": 15, "OV": 14, "CD": 11, "CE": 8,
    "CQ": 6, "CF": 4, "QI": 8,
}  # fmt: skip
ITEMS = [f"FR-{number:02}" for number in range(1, 12)]
ITEMS += ["CL-01", "CL-02", "CL-08", "CL-11", "CL-12", "CL-13", "AD-01", "AD-02"]
ITEMS += [f"{letters}-{number:02}" for letters, most in NUMBERED.items() for number in range(1, most + 1)]
SETTINGS = ROOT / "docs" / "settings.md"


@pytest.fixture(scope="module")
def tested() -> set[str]:
    """Return the items that any test but this one names."""
    paths = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    return {item for path in paths for item in re.findall(r"\b[A-Z]{2}-\d\d\b", path.read_text("utf-8"))}


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_of_the_acceptance_list_is_named_by_a_test(item, tested):
    assert item in tested, f"{item}: name it in the docstring of the test that shows it"


def test_every_promise_is_shown_by_tests_that_carry_its_number_or_says_that_it_is_not_in_force():
    rows = re.findall(r"^\| (P\d+) \|.*\| ([^|]+) \|$", (ROOT / "docs" / "promises.md").read_text("utf-8"), re.M)
    assert [name for name, _ in rows] == [f"P{number}" for number in range(1, 21)]
    for name, shown in rows:
        tests = re.findall(r"\]\(\.\./(\S+)\)", shown)
        assert tests or shown.startswith("not in force yet: "), name
        for path in tests:
            assert re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8")), f"{path} does not name {name}"


def test_every_setting_of_the_instance_and_every_threshold_is_documented():
    text = SETTINGS.read_text("utf-8")
    missing = [one.name for one in (*VARIABLES, *THRESHOLDS) if f"`{one.name}`" not in text]
    assert missing == []


def test_the_environment_is_read_in_one_place():
    readers = {path.name for path in python_files() if re.search(r"os\.environ(\.get|\[)", path.read_text("utf-8"))}
    assert readers <= {"environment.py", "checkup.py"}
