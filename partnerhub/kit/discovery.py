"""Finding what a package declares, so that adding a declaration is all there is to do."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

Kind = TypeVar("Kind")


def modules_in(package: ModuleType) -> Iterator[ModuleType]:
    """Import and yield every module of a package, in the order of their names, sub-packages left out."""
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if not found.ispkg:
            yield importlib.import_module(f"{package.__name__}.{found.name}")


def declared(package: ModuleType, kind: type[Kind]) -> Iterator[tuple[ModuleType, str, Kind]]:
    """Yield (module, variable name, object) for each public object of a kind that a package's modules declare."""
    for module in modules_in(package):
        for name, value in vars(module).items():
            if isinstance(value, kind) and not name.startswith("_"):
                yield module, name, value
