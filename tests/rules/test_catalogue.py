"""The Swedish catalogue: sound, whole for what is said about files, and heard in every fault."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
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
ENDS = ".:;?!…,"
NO_BREAK_SPACE = "\u00a0"


def marked() -> dict[str, set[str]]:
    """Return every text of the product, found as `make texts` finds them, and the files that it stands in."""
    found: dict[str, set[str]] = defaultdict(set)
    with (PRODUCT.parent / "frontend" / "texts.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    given = re.findall(r"-k (\S+)", (PRODUCT.parent / "Makefile").read_text())
    keywords = DEFAULT_KEYWORDS | parse_keywords(given)
    for file, _, text, *_ in extract_from_dir(PRODUCT.parent, methods, options, keywords=keywords, directory_filter=ours):
        found[forms(text)[0]].add(file.removeprefix("partnerhub/"))
    return found


def ours(folder: str) -> bool:
    """Say whether a folder may hold texts of ours."""
    return not Path(folder).name.startswith(".") and Path(folder).name not in {"node_modules", "build", "tests", "bench"}


def catalogue() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


def forms(text: object) -> tuple[str, ...]:
    """Return a text, or its singular and plural."""
    return (text,) if isinstance(text, str) else tuple(text)


SWEDISH = {forms(entry.id)[0]: entry for entry in catalogue() if entry.id}
MARKED = marked()
BOTH = [(text, said) for entry in SWEDISH.values() for text, said in zip(forms(entry.id), forms(entry.string), strict=True)]
MARKUP = re.compile(r"<[^>]*>|\w+:\"[^\"]*\"")  # tags, and values of filters in quotes


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


def test_every_text_of_the_product_is_in_the_catalogue_and_no_other():
    assert len(MARKED) > 2000
    assert set(MARKED) - set(SWEDISH) == set(), "make texts, then translate what is empty"
    assert set(SWEDISH) - set(MARKED) == set()
    assert not catalogue().obsolete


def test_every_text_of_a_fault_or_a_rule_is_marked():
    assert {text for fault in FAULTS for text in texts_of(fault)} | set(RULES) <= set(MARKED)
    assert list(unmarked_parameters()) == []


def test_every_entry_is_translated_and_none_is_a_guess():
    assert [entry.id for entry in SWEDISH.values() if not all(forms(entry.string)) or entry.fuzzy] == []


def test_every_translation_has_the_placeholders_of_its_text():
    for text, said in BOTH:
        assert sorted(PLACEHOLDER.findall(said)) == sorted(PLACEHOLDER.findall(text)), text
        assert sorted(re.findall("</?[a-z]+", said)) == sorted(re.findall("</?[a-z]+", text)), text


def test_every_translation_ends_as_its_text_does_and_is_set_in_swedish():
    for text, said in BOTH:
        assert [sign for sign in (text[-1], said[-1]) if sign in ENDS] in ([], [text[-1]] * 2), text
        assert text.strip() == text and said.strip() == said, text
        assert "  " not in said
        assert not re.search("[\"'“]", MARKUP.sub("", said)), text  # Swedish quotes are ”…”


def test_the_compiled_catalogue_is_the_one_that_is_written():
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = {forms(entry.id): forms(entry.string) for entry in read_mo(file) if entry.id}
    assert compiled == {forms(entry.id): forms(entry.string) for entry in SWEDISH.values()}, "make setup compiles it"


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
