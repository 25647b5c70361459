"""A number's label is written once: in its declaration. Whoever shows it takes it from there."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.rules.source import PRODUCT, named, python_files, templates, tree_of

DECLARED_IN = ("metrics", "reports")
SHOWN_IN = ("metrics", "reports", "web", "api")
LABELLED = {
    "Metric": 0,
    "Dimension": 0,
    "Segment": 0,
    "Together": 0,
    "Report": 1,
    "Block": 1,
    "AnswerColumn": 1,
    "called": 1,
}
CALLED_THE_SAME = {
    "Customers": "the page, its block, the number and the group of API operations go by one word, as people do",
}


def declared_labels() -> Iterator[tuple[str, str]]:
    """Yield (label, place) for every label that a metric, dimension, segment, block or report declares."""
    for room in DECLARED_IN:
        for path in sorted((PRODUCT / room).rglob("*.py")):
            for node in ast.walk(tree_of(path)):
                name = _called(node)
                if name in LABELLED:
                    label = _label_of(node, LABELLED[name])
                    if label:
                        yield label, f"{named(path)}:{node.lineno}"


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _label_of(node: ast.Call, place: int) -> str:
    given = next((word.value for word in node.keywords if word.arg in {"label", "title"}), None)
    if given is None and len(node.args) > place:
        given = node.args[place]
    marked = given.args[0] if isinstance(given, ast.Call) and _called(given) == "mark" else given
    return marked.value if isinstance(marked, ast.Constant) and isinstance(marked.value, str) else ""


def test_there_are_labels_to_look_after():
    assert {"License usage", "Customer", "Nearing expiration", "Subscription analytics"} <= {
        label for label, _ in declared_labels()
    }


def test_every_label_is_written_once():
    labels = {label for label, _ in declared_labels()} - set(CALLED_THE_SAME)
    places = defaultdict(set)
    for path in python_files():
        if path.relative_to(PRODUCT).parts[0] in SHOWN_IN:
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.Constant) and node.value in labels:
                    places[node.value].add(f"{named(path)}:{node.lineno}")
    for path in templates():
        for text in re.findall(r">([^<>{}]+)<", path.read_text("utf-8")):
            if text.strip() in labels:
                places[text.strip()].add(named(path))
    twice = {label: sorted(found) for label, found in places.items() if len(found) > 1}
    assert twice == {}, "take the label from its declaration instead of writing it again"


def test_no_two_numbers_of_one_block_are_called_the_same():
    from partnerhub.reports.answer import reports

    for report in reports().values():
        for block in report.blocks:
            labels = [column.label for column in block.columns]
            assert len(set(labels)) == len(labels), f"{report.name}/{block.name}: {labels}"
