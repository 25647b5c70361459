"""Size limits: what does not fit on a few screens is two things."""

import ast
import statistics

import pytest

from tests.rules.source import ROOT, functions_of, named, python_files, templates, tree_of

FILE, FUNCTION, MEDIAN_FUNCTION, TEMPLATE = 400, 50, 10, 120
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def length(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1


def lines_in(path) -> int:
    return len(path.read_text("utf-8").splitlines())


@pytest.mark.parametrize(
    ("limit", "paths"), [(FILE, python_files()), (FILE, TESTS), (TEMPLATE, templates())], ids=["code", "tests", "templates"]
)
def test_no_file_is_too_long(limit, paths):
    assert {named(path): lines_in(path) for path in paths if lines_in(path) > limit} == {}


@pytest.mark.parametrize("paths", [python_files(), TESTS], ids=["code", "tests"])
def test_no_function_is_too_long(paths):
    found = {f"{named(p)}:{f.lineno} {f.name}": length(f) for p in paths for f in functions_of(p) if length(f) > FUNCTION}
    assert found == {}


def test_most_functions_are_short():
    assert statistics.median(length(f) for path in python_files() for f in functions_of(path)) < MEDIAN_FUNCTION


def test_every_module_and_every_public_function_says_what_it_is_for():
    for path in python_files():
        tree = tree_of(path)
        assert ast.get_docstring(tree), f"{named(path)} begins with a sentence on what it is for"
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{named(path)}:{node.lineno} {node.name}"
