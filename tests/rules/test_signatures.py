"""Selectors and services: the scope comes first, and no model leaves its room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.rules.source import PRODUCT, imports_of, module_of, python_files, tree_of

ASKED_AND_DONE = ("selectors", "services", "uploads", "records", "snapshot", "reader", "answer", "explaining")

# function → why it takes no scope
ABOUT_THE_INSTANCE = "it is about the instance, not about anybody's records"
BEFORE_A_SCOPE = "it comes before there is a scope: it finds out who is asking"
THE_CATALOGUE = "the catalogue of products is shared by all partners"
WITHOUT_SCOPE = {
    "partnerhub.jobs.selectors.queue_state": ABOUT_THE_INSTANCE,
    "partnerhub.jobs.selectors.mail_state": ABOUT_THE_INSTANCE,
    "partnerhub.tenancy.selectors.partners": ABOUT_THE_INSTANCE,
    "partnerhub.tenancy.selectors.partner_named": ABOUT_THE_INSTANCE,
    "partnerhub.tenancy.selectors.person_with_email": BEFORE_A_SCOPE,
    "partnerhub.tenancy.selectors.scope_of_person": BEFORE_A_SCOPE,
    "partnerhub.tenancy.selectors.scope_of_token": BEFORE_A_SCOPE,
    "partnerhub.tenancy.selectors.scope_of_actor": BEFORE_A_SCOPE,
    "partnerhub.tenancy.selectors.oldest_full_administrator": BEFORE_A_SCOPE,
    "partnerhub.tenancy.services.ensure_partner": BEFORE_A_SCOPE,
    "partnerhub.tenancy.services.link_target": BEFORE_A_SCOPE,
    "partnerhub.tenancy.services.use_link": BEFORE_A_SCOPE,
    "partnerhub.portfolio.selectors.product_labels": THE_CATALOGUE,
    "partnerhub.portfolio.selectors.product_codes": THE_CATALOGUE,
    "partnerhub.portfolio.services.ensure_catalogue": THE_CATALOGUE,
    "partnerhub.reports.answer.reports": "it lists declarations",
    "partnerhub.reports.answer.report_named": "it finds a declaration",
}
# function → why a query on a model may come back: it is the base of other queries inside its own room
INSIDE_THE_ROOM = {
    "partnerhub.portfolio.selectors.visible_customers",
    "partnerhub.tenancy.selectors.visible_entries",
    "partnerhub.tenancy.users.selectors.live_rights",
}


def public_functions() -> Iterator[tuple[str, Path, ast.FunctionDef]]:
    """Yield every public function of the modules that ask and do."""
    for path in python_files():
        if path.stem in ASKED_AND_DONE:
            for node in tree_of(path).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{module_of(path)}.{node.name}", path, node


FUNCTIONS = [pytest.param(name, node, id=name.removeprefix("partnerhub.")) for name, _, node in public_functions()]


@pytest.mark.parametrize(("name", "node"), FUNCTIONS)
def test_selectors_and_services_take_the_scope_first(name, node):
    first = node.args.args[0] if node.args.args else None
    takes_scope = first is not None and first.arg == "scope" and ast.unparse(first.annotation) == "Scope"
    assert takes_scope != (name in WITHOUT_SCOPE), f"{name}: take scope first, or say in WITHOUT_SCOPE why not"


@pytest.mark.parametrize(("name", "node"), FUNCTIONS)
def test_selectors_and_services_hand_out_no_models(name, node):
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("partnerhub.")}
    words = {part.id for part in ast.walk(node.returns) if isinstance(part, ast.Name)} if node.returns else set()
    gives_models = bool(words & (models | {"QuerySet", "ScopedQuerySet", "Manager"}))
    assert gives_models == (name in INSIDE_THE_ROOM), f"{name}: return a frozen value instead of {ast.unparse(node.returns)}"


def test_what_hands_out_queries_is_used_inside_its_own_room_only():
    for path in python_files():
        for module, name in imports_of(path):
            if f"{module}.{name}" in INSIDE_THE_ROOM:
                assert module_of(path).split(".")[1] == module.split(".")[1], f"{module_of(path)} takes {name}"


def test_exceptions_are_still_needed():
    names = {name for name, _, _ in public_functions()}
    assert set(WITHOUT_SCOPE) | INSIDE_THE_ROOM <= names


def test_shapes_are_frozen():
    for path in PRODUCT.rglob("shapes.py"):
        if "api" in path.parts:
            continue  # these describe JSON to the outside
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                made = [ast.unparse(decorator) for decorator in node.decorator_list]
                assert made == ["dataclass(frozen=True, slots=True)"], f"{path}: {node.name}"
