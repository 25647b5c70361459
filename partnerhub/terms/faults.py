"""What can be wrong with a file: one code, one sentence and one way out each. Doors translate the sentences."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from partnerhub.terms.texts import mark


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of mistake. `message` is filled with the parameters that the place of the mistake gives.

    `otherwise` is said where a parameter of the message is not known, `hint` is added where something near was found.
    """

    code: str
    message: str
    advice: str
    otherwise: str = ""
    hint: str = ""

    @property
    def is_warning(self) -> bool:
        """Say whether a file with this fault still goes in."""
        return self.code.startswith("W_")

    def sentences(self, known: Container[str]) -> Iterator[str]:
        """Yield what to say, given the names of the parameters that hold something."""
        fits = all(name in known for name in PARAMETER.findall(self.message))
        yield self.message if fits else self.otherwise
        if self.hint and "nearest" in known:
            yield self.hint


PARAMETER = re.compile(r"%\((\w+)\)s")
TRANSLATED = {"rule", "form", "expected", "found", "why", "choices"}  # parameters that are texts of ours, not of the file
NUMBERS = {"size", "limit", "ratio", "least", "most"}  # parameters that are numbers of ours, some of them grouped by commas

EMPTY = Fault("E_EMPTY", mark("There is nothing in it."), mark("Export it again and send the new file."))
TOO_LARGE = Fault(
    "E_TOO_LARGE",
    mark("The file has %(size)s MB; a record file may have %(limit)s MB."),
    mark("Split it into several files; they can go in together."),
)
TOO_MANY_ROWS = Fault(
    "E_TOO_MANY_ROWS",
    mark("The file has more than %(limit)s rows."),
    mark("Split it into several files; they can go in together."),
)
TYPE = Fault(
    "E_TYPE",
    mark("This is %(found)s; expected CSV, XLSX, JSON Lines or Parquet, singly, in a folder or in a ZIP."),
    mark("Save it in one of these formats."),
)
DAMAGED = Fault("E_DAMAGED", mark("The file is cut short or damaged: %(why)s."), mark("Export or copy it again."))
ENCRYPTED = Fault("E_ENCRYPTED", mark("The file is protected by a password."), mark("Save it without a password."))
BOMB = Fault(
    "E_BOMB",
    mark("Unpacked the file would have %(size)s MB, %(ratio)s times its packed size."),
    mark("Limits are 500 MB and 200 times. Send the files in smaller archives."),
)
ENCODING = Fault(
    "E_ENCODING",
    mark("The text is neither UTF-8 nor UTF-16 with a mark; it looks like %(guess)s."),
    mark("Save it as UTF-8, or name its encoding when you send it."),
)
CONTROL_CHAR = Fault("E_CONTROL_CHAR", mark("The text has the invisible character %(sign)s."), mark("Remove the character."))
QUOTE = Fault(
    "E_QUOTE",
    mark("A quote opened here is never closed, or text follows a closing quote."),
    mark("Close the quote, or double the quotes inside the cell."),
)
CELL_TOO_LONG = Fault("E_CELL_TOO_LONG", mark("The cell has more than %(limit)s signs."), mark("Shorten the cell."))
COLUMNS = Fault(
    "E_COLUMNS",
    mark("The row has %(found)s cells, the header has %(expected)s."),
    mark("Check for a separator inside a cell; such cells need quotes."),
)
HEADER_MISSING = Fault(
    "E_HEADER_MISSING",
    mark("No column %(column)s, which %(kind)s files need."),
    mark("Add the column, or correct its name."),
    otherwise=mark("The columns are those of no kind of file. There are: %(kind)s."),
    hint=mark("Is it the column %(nearest)s?"),
)
HEADER_DUPLICATE = Fault(
    "E_HEADER_DUPLICATE", mark("The column %(column)s stands twice in the header."), mark("Keep one of them.")
)
HEADER_NOT_FIRST = Fault(
    "E_HEADER_NOT_FIRST",
    mark("The header stands on line %(line)s, after other lines."),
    mark("Remove the lines before the header."),
)
LOOKS_LIKE_TOTAL = Fault(
    "E_LOOKS_LIKE_TOTAL", mark("The last row looks like a total, not like a record."), mark("Remove the row.")
)
REQUIRED = Fault("E_REQUIRED", mark("The cell is empty; every row needs a value here."), mark("Fill in the cell."))
CHOICE = Fault(
    "E_CHOICE",
    mark("Not one of these: %(choices)s."),
    mark("Use one of the values."),
    hint=mark("Did you mean %(nearest)s?"),
)
BOOLEAN = Fault("E_BOOLEAN", mark("Not yes, no, true, false, 1 or 0."), mark("Use one of the values."))
TOO_LONG = Fault("E_TOO_LONG", mark("The text has %(length)s signs; at most %(limit)s fit."), mark("Shorten the text."))
FORMAT = Fault("E_FORMAT", mark("Not %(expected)s."), mark("Correct the cell."))
NUMBER = Fault(
    "E_NUMBER", mark("Not a number in plain digits%(form)s."), mark("Write it without separators, signs or letters.")
)
NUMBER_RANGE = Fault("E_NUMBER_RANGE", mark("Outside %(least)s to %(most)s."), mark("Correct the number."))
DATE = Fault("E_DATE", mark("Not %(form)s."), mark("Write dates as 2026-03-31."))
DATE_RANGE = Fault("E_DATE_RANGE", mark("Outside %(least)s to %(most)s."), mark("Correct the date."))
CROSS_FIELD = Fault("E_CROSS_FIELD", mark("%(rule)s"), mark("Correct one of the two cells."))
ID_NUMERIC = Fault(
    "E_ID_NUMERIC",
    mark("The spreadsheet holds this id as a number or a date, so it may not be what was typed: leading zeros are lost."),
    mark("Format the column as text and enter the ids again."),
)
FORMULA_NO_VALUE = Fault(
    "E_FORMULA_NO_VALUE",
    mark("The cell holds a formula without a stored result, or one that failed."),
    mark("Open the file in a spreadsheet program, recalculate and save it, or paste values."),
)
DUPLICATE_KEY = Fault(
    "E_DUPLICATE_KEY",
    mark("%(key)s stands twice with different values: here and in %(file)s, line %(line)s."),
    mark("Keep one of the two rows."),
    otherwise=mark("%(key)s belongs to %(other)s already."),
)
REF_CUSTOMER = Fault("E_REF_CUSTOMER", mark("No customer with this id."), mark("Correct the id, or send the customer too."))
REF_SUBSCRIPTION = Fault(
    "E_REF_SUBSCRIPTION", mark("No subscription with this id."), mark("Correct the id, or send the subscription too.")
)
REF_PRODUCT = Fault(
    "E_REF_PRODUCT",
    mark("No product with this code in the catalogue."),
    mark("Correct the code, or add the product to the catalogue."),
    hint=mark("Did you mean %(nearest)s?"),
)
REF_PERSON = Fault("E_REF_PERSON", mark("No person with this id."), mark("Correct the id, or send the person too."))
JSON = Fault("E_JSON", mark("The line is not one JSON object: %(why)s."), mark("Write one object on each line."))
UNKNOWN_COLUMN = Fault(
    "W_UNKNOWN_COLUMN", mark("The column %(column)s is not known and is kept aside."), mark("Nothing to do, if meant.")
)
MOJIBAKE = Fault(
    "W_MOJIBAKE", mark("The text looks as if it had been read in a wrong encoding."), mark("Compare with the source.")
)
SIMILAR_NAME = Fault(
    "W_SIMILAR_NAME", mark("Another customer has nearly the same name: %(other)s."), mark("Check for a double.")
)

NO_ZONE = Fault(
    "W_NO_ZONE", mark("Times in this file say no offset; they are taken as UTC."), mark("Nothing to do, if they are UTC.")
)
COUNTS = Fault(
    "W_COUNTS",
    mark("%(key)s: %(found)s calls were offered, but answered, abandoned and overflowed together are %(limit)s."),
    mark("Nothing to do; the file is taken at its word."),
)
AVERAGES = Fault(
    "W_AVERAGES",
    mark("%(key)s: the average and the total of the waiting time do not belong together."),
    mark("Nothing to do; the total is taken."),
)
MAPPING = Fault(
    "E_MAPPING",
    mark("The column %(column)s may be what the hub calls %(nearest)s."),
    mark("Confirm it on the page of the import, or name it with --map COLUMN=NAME."),
)

FAULTS = tuple(value for value in list(globals().values()) if isinstance(value, Fault))
BY_CODE = {fault.code: fault for fault in FAULTS}
