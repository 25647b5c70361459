"""The product's own source, as the rules read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "partnerhub"


@cache
def python_files(*, migrations: bool = False) -> tuple[Path, ...]:
    """Return the product's Python files."""
    every = sorted(PRODUCT.rglob("*.py"))
    return tuple(path for path in every if migrations or "migrations" not in path.parts)


@cache
def templates() -> tuple[Path, ...]:
    """Return the templates of both engines."""
    return tuple(sorted(path for engine in ("templates", "jinja2") for path in (PRODUCT / "web" / engine).rglob("*.html")))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text("utf-8"), str(path))


def named(path: Path) -> str:
    """Return a file as messages name it."""
    return str(path.relative_to(ROOT))


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file, methods and inner ones too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def module_of(path: Path) -> str:
    """Return a file's dotted name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for everything that a file imports; the name is empty for `import module`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
