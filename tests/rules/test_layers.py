"""Rooms: who may know whom, and what no module may be called."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.source import PRODUCT, ROOT, imports_of, module_of, named, python_files, tree_of

ROOMS = {path.name for path in PRODUCT.iterdir() if (path / "__init__.py").exists()}
FORBIDDEN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "misc",
    "base",
    "manager",
    "handler",
    "processor",
    "data",
}
CONTRACTS = (ROOT / ".importlinter").read_text("utf-8")


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_the_contracts_between_rooms_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_contract_has_an_exception():
    assert "ignore_imports" not in CONTRACTS and "unmatched_ignore" not in CONTRACTS


def test_every_room_but_the_pipeline_is_kept_from_the_engine():
    contract = CONTRACTS.split("[importlinter:contract:engine]")[1]
    listed = set(re.findall(r"^    partnerhub\.(\w+)$", contract.split("forbidden_modules")[0], re.MULTILINE))
    assert listed == ROOMS - {"pipeline"}, "list the new room in the contract that keeps rooms from the engine"


def test_no_two_rooms_know_each_other():
    knows = {room: set() for room in ROOMS}
    for path in python_files():
        here = room_of(module_of(path))
        knows.get(here, set()).update(room_of(m) for m, _ in imports_of(path) if m.startswith("partnerhub."))
    order: list[str] = []

    def visit(room: str, way: tuple[str, ...]) -> None:
        assert room not in way, f"a circle: {' → '.join((*way, room))}"
        if room not in order:
            for other in sorted(knows[room] - {room, ""}):
                visit(other, (*way, room))
            order.append(room)

    for room in sorted(ROOMS):
        visit(room, ())


def test_only_the_pipeline_imports_the_engine():
    found = {named(p) for p in python_files() if any(m.split(".")[0] in {"duckdb", "ibis"} for m, _ in imports_of(p))}
    assert all(path.startswith("partnerhub/pipeline/") for path in found), found


def test_what_numbers_mean_needs_neither_framework_nor_engine():
    code = "import sys, partnerhub.metrics; sys.exit(any(m in sys.modules for m in ('django', 'duckdb')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("room", ["portfolio", "guidance", "tenancy"])
def test_models_are_imported_by_their_own_room_only(room):
    models = f"partnerhub.{room}.models"
    importers = {
        room_of(module_of(path))
        for path in python_files()
        if any(m == models or (m == f"partnerhub.{room}" and n == "models") for m, n in imports_of(path))
    }
    assert importers <= {room, "config"}


def test_the_doors_never_act_as_the_system():
    for path in [*(PRODUCT / "web").rglob("*.py"), *(PRODUCT / "api").rglob("*.py")]:
        for node in ast.walk(tree_of(path)):
            called = isinstance(node, ast.Attribute) and node.attr == "system"
            made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Scope"
            assert not called and not made, f"{named(path)}:{node.lineno}: the gate makes the scope, nobody else at a door"


def test_the_clock_is_read_in_one_place():
    for path in python_files():
        if module_of(path) in {"partnerhub.kit.clock", "partnerhub.kit.files", "partnerhub.pipeline.terminal"}:
            continue  # the last two measure how long something took
        for node in ast.walk(tree_of(path)):
            asked = node.func if isinstance(node, ast.Call) else None
            if isinstance(asked, ast.Attribute) and asked.attr in {"now", "today", "utcnow"}:
                owner = asked.value.id if isinstance(asked.value, ast.Name) else ""
                assert owner == "clock", f"{named(path)}:{node.lineno}: ask partnerhub.kit.clock"


def test_no_module_or_class_has_a_name_that_says_nothing():
    for path in python_files(migrations=True):
        assert path.stem.lower() not in FORBIDDEN, named(path)
        assert path.parent.name.lower() not in FORBIDDEN, named(path)
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                words = {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*|[a-z0-9]+", node.name)}
                assert not words & FORBIDDEN, f"{named(path)}:{node.lineno}: class {node.name}"
