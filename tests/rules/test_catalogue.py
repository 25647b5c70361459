"""The Swedish catalogue: sound, whole for what is said about files, and heard in every fault."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils import translation

from partnerhub.pipeline import faults as words
from partnerhub.pipeline.files.problems import NAME
from partnerhub.pipeline.ingest.checks import LAST_ADMINISTRATOR
from partnerhub.pipeline.ingest.prepare import KINDS
from partnerhub.pipeline.models import ImportFault
from partnerhub.terms.faults import BY_CODE, FAULTS, PARAMETER, TRANSLATED, Fault
from tests.rules.source import PRODUCT, named, python_files, tree_of

FOLDER = PRODUCT / "locale" / "sv" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|\$\w+")
RULES = [LAST_ADMINISTRATOR, *(rule.words for kind in KINDS.values() for rule in kind.rules)]
NO_BREAK_SPACE = "\u00a0"


def marked() -> dict[str, set[str]]:
    """Return every text that the product marks, and the files that mark it."""
    found: dict[str, set[str]] = defaultdict(set)
    for file, _, text, *_ in extract_from_dir(PRODUCT, keywords={"mark": None}):
        found[str(text)].add(file)
    return found


def catalogue() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


SWEDISH = {entry.id: entry for entry in catalogue() if entry.id}
MARKED = marked()
OF_FILES = ("pipeline/", "terms/faults.py")  # rooms whose texts people read in Swedish already


def texts_of(fault: Fault) -> list[str]:
    return [text for text in (fault.message, fault.advice, fault.otherwise, fault.hint) if text]


def unmarked_parameters() -> Iterator[str]:
    """Yield every place that gives a fault or a rule a text of ours without a mark. Words of the formats have no spaces."""
    for path in python_files():
        calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
        for call in calls:
            if getattr(call.func, "id", "") in {"Wrong", "WrongLine", "Rule"}:
                given = [*call.args, *(word.value for word in call.keywords if word.arg in TRANSLATED)]
                texts = [value for value in given if isinstance(value, ast.Constant) and " " in str(value.value)]
                yield from (f"{named(path)}:{text.lineno}" for text in texts)


def test_every_text_about_the_files_of_a_partner_is_in_the_catalogue():
    said = {text for text, files in MARKED.items() if any(file.startswith(OF_FILES) for file in files)}
    assert len(said) > 100
    assert said - set(SWEDISH) == set()


def test_the_catalogue_has_no_text_that_the_product_does_not_mark():
    assert set(SWEDISH) - set(MARKED) == set()
    assert not catalogue().obsolete


def test_every_text_of_a_fault_or_a_rule_is_marked():
    assert {text for fault in FAULTS for text in texts_of(fault)} | set(RULES) <= set(MARKED)
    assert list(unmarked_parameters()) == []


def test_every_entry_is_translated_and_none_is_a_guess():
    assert [text for text, entry in SWEDISH.items() if not entry.string or entry.fuzzy] == []


def test_every_translation_has_the_placeholders_of_its_text():
    for text, entry in SWEDISH.items():
        assert sorted(PLACEHOLDER.findall(entry.string)) == sorted(PLACEHOLDER.findall(text)), text


def test_every_translation_begins_and_ends_as_its_text_does():
    for text, entry in SWEDISH.items():
        assert text[-1] == entry.string[-1] or text[-1].isalnum() == entry.string[-1].isalnum(), text
        assert text.strip() == text
        assert entry.string.strip() == entry.string, text
        assert "  " not in entry.string
        assert not re.search("[\"'“]", entry.string), text  # Swedish quotes are ”…”


def test_the_compiled_catalogue_is_the_one_that_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = {entry.id: entry.string for entry in read_mo(file) if entry.id}
    assert compiled == {text: entry.string for text, entry in SWEDISH.items()}, "make setup compiles it"


def test_a_text_of_ours_is_short_enough_to_be_kept_whole_with_a_fault():
    assert [text for text in RULES if len(text) > NAME] == []


def said(fault: Fault, language: str, params: dict[str, str]) -> tuple[str, str]:
    """Return what is wrong and what to do, as people read it."""
    found = ImportFault(code=fault.code, params=params)
    with translation.override(language):
        return words.message(found), words.advice(found)


def sample(name: str) -> str:
    return {"rule": RULES[0], "found": "a picture", "why": "it is a list", "form": "a date like 2026-03-31"}.get(
        name, f"‹{name}›"
    )


SAID = [
    *(pytest.param(fault, (fault.message, fault.hint), id=fault.code) for fault in FAULTS),
    *(pytest.param(fault, (fault.otherwise,), id=f"{fault.code}-otherwise") for fault in FAULTS if fault.otherwise),
]


@pytest.mark.parametrize(("fault", "sentences"), SAID)
def test_a_fault_says_something_else_in_swedish_about_the_same_things(fault, sentences):
    params = {name: sample(name) for sentence in sentences for name in PARAMETER.findall(sentence)}
    english, swedish = said(fault, "en", params), said(fault, "sv", params)
    assert english[0] != swedish[0]
    assert english[1] != swedish[1]
    for value in params.values():
        assert value in english[0]
        assert (SWEDISH[value].string if value in SWEDISH else value) in swedish[0]


@pytest.mark.parametrize("rule", RULES)
def test_a_broken_rule_is_told_in_swedish(rule):
    fault = BY_CODE["E_CROSS_FIELD"]
    assert said(fault, "en", {"rule": rule})[0] == rule
    assert said(fault, "sv", {"rule": rule})[0] == SWEDISH[rule].string != rule


def test_numbers_are_grouped_as_the_language_does_and_dates_stay_as_they_are():
    number, date = BY_CODE["E_NUMBER_RANGE"], BY_CODE["E_DATE_RANGE"]
    numbers, days = {"least": "0", "most": "999,999,999"}, {"least": "2000-01-01", "most": "2100-12-31"}
    assert "0 to 999,999,999" in said(number, "en", numbers)[0]
    assert f"0 till 999{NO_BREAK_SPACE}999{NO_BREAK_SPACE}999" in said(number, "sv", numbers)[0]
    assert "2000-01-01 till 2100-12-31" in said(date, "sv", days)[0]


def test_what_comes_from_a_file_is_never_translated_or_regrouped():
    for column in ("Customer", "1,000", "Trial"):
        assert f"Kolumnen {column} är" in said(BY_CODE["W_UNKNOWN_COLUMN"], "sv", {"column": column})[0]
