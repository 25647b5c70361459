"""Writing what is wrong with a file for people, in the language that is in force."""

import re
from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext

from partnerhub.pipeline.models import ImportFault
from partnerhub.terms.faults import BY_CODE, NUMBERS, TRANSLATED

HEADER = ("file", "line", "column", "code", "value", "message", "advice")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


def message(fault: ImportFault) -> str:
    """Return what is wrong, in a sentence or two."""
    known = {name for name, value in fault.params.items() if value or name == "form"}
    params = {name: _said(name, value) for name, value in fault.params.items()}
    return " ".join(gettext(sentence) % params for sentence in BY_CODE[fault.code].sentences(known))


def _said(name: str, value: str) -> str:
    """Return a parameter as the language in force writes it. What comes from the file stays as it is there."""
    if value and name in TRANSLATED:
        return gettext(value)
    if name in NUMBERS and GROUPED.fullmatch(value):
        return number_format(int(value.replace(",", "")))
    return value


def advice(fault: ImportFault) -> str:
    """Return what to do about it."""
    return gettext(BY_CODE[fault.code].advice)


def sentence(fault: ImportFault) -> str:
    """Return place, code, what is wrong and what to do, as one line."""
    place = ":".join(str(part) for part in (fault.file, fault.line) if part is not None)
    column = f" {fault.column}" if fault.column else ""
    value = f" [{fault.value}]" if fault.value else ""
    return f"{place}:{column} {fault.code}{value} {message(fault)} {advice(fault)}"


def as_rows(faults: Iterator[ImportFault]) -> Iterator[tuple[object, ...]]:
    """Yield faults as rows of a table, in the order of HEADER."""
    for fault in faults:
        yield fault.file, fault.line, fault.column, fault.code, fault.value, message(fault), advice(fault)
