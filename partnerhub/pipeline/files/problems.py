"""Collecting what is wrong with files: the first thousand in detail, all of them counted."""

from dataclasses import dataclass, field

from partnerhub.kit.words import made_visible
from partnerhub.terms.faults import Fault

LISTED = 1000
NAME = 200  # signs of a file's or a column's name that are shown


class Wrong(Exception):
    """Something is wrong with a cell, a row or a file. The catcher knows the place."""

    def __init__(self, fault: Fault, /, **params: object) -> None:
        super().__init__(fault.code)
        self.fault = fault
        self.params = params


class BrokenLine(Exception):
    """Reading cannot go on: what is wrong, on which physical line, and what stands there."""

    def __init__(self, line: int, wrong: Wrong, value: str = "") -> None:
        super().__init__(str(wrong))
        self.line = line
        self.wrong = wrong
        self.value = value


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault with its place: the file, the physical line, the column and what stands there."""

    fault: Fault
    file: str
    line: int | None = None
    column: str = ""
    value: str = ""
    params: dict[str, str] = field(default_factory=dict)


class Problems:
    """What was found so far. Errors, rows set aside and warnings are listed up to a limit each and always counted."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.asides: list[Problem] = []
        self.warnings: list[Problem] = []
        self.error_count = 0
        self.aside_count = 0
        self.warning_count = 0

    def note(self, wrong: Wrong, file: str, line: int | None = None, column: str = "", value: object = "") -> None:
        """Note what was raised, with the place where it was caught. Nothing invisible passes through."""
        if wrong.fault.is_warning:
            listed = self.warnings
            self.warning_count += 1
        else:
            listed = self.errors
            self.error_count += 1
        _list(listed, wrong, file, line, column, value)

    def note_aside(self, wrong: Wrong, file: str, line: int | None, column: str = "", value: object = "") -> None:
        """Note why a row was set aside; the rest of its file goes in all the same."""
        self.aside_count += 1
        _list(self.asides, wrong, file, line, column, value)

    def note_broken(self, broken: BrokenLine, file: str) -> None:
        """Note that reading a file broke off."""
        self.note(broken.wrong, file, broken.line, value=broken.value)

    def listed(self) -> list[Problem]:
        """Return errors first, then rows set aside, then warnings, each in the order of file and line."""
        groups = (self.errors, self.asides, self.warnings)
        return [one for group in groups for one in sorted(group, key=lambda problem: (problem.file, problem.line or 0))]


def _list(listed: list[Problem], wrong: Wrong, file: str, line: int | None, column: str, value: object) -> None:
    if len(listed) < LISTED:
        shown = "" if value is None else made_visible(str(value))
        params = {name: made_visible(str(value), NAME) for name, value in wrong.params.items()}
        listed.append(Problem(wrong.fault, made_visible(file, NAME), line, made_visible(column, NAME), shown, params))
