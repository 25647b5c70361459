"""What a cell may hold. Each type turns a raw cell into the value that is stored, or says what is wrong with it.

Stored values are texts and whole numbers: dates and moments as ISO text, yes and no as 1 and 0.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from uuid import UUID

from babel.numbers import list_currencies

from partnerhub.kit.places import countries
from partnerhub.kit.words import WEB_ADDRESS, first_control, in_a_row, nearest
from partnerhub.pipeline.files.problems import Wrong
from partnerhub.terms import faults
from partnerhub.terms.texts import mark

Value = str | int
Raw = object  # text from CSV; also numbers, dates and booleans from spreadsheets, JSON and Parquet
Parse = Callable[[Raw], Value]

A_DATE, A_TIME = mark("a date like 2026-03-31"), mark("a time like 2026-03-31T09:30:00Z")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
MOST = 999_999_999
MOJIBAKE = re.compile("Ã[\u0080-\u00bf©¤¶¥…„–œ]|â‚¬|â€|Â[\u00a0-\u00bf]|\ufffd")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})?")
AMOUNT = re.compile(r"-?\d{1,12}(\.\d{1,4})?")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
SINGLE = (str, int, float, Decimal, date, time, timedelta, UUID)  # what one cell of a file can be read as
YES, NO = {"yes", "true", "1", "ja"}, {"no", "false", "0", "nej"}


def refuse_hidden(text: str) -> None:
    """Raise Wrong when a text has control characters or overrides of the writing direction."""
    if sign := first_control(text):
        raise Wrong(faults.CONTROL_CHAR, sign=f"U+{ord(sign):04X}")


def plain(raw: Raw) -> str:
    """Return a raw cell as text, without the spaces around it. Raise Wrong for lists, objects and bytes without sense."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    elif isinstance(raw, bytes):  # some writers of Parquet do not say that their bytes are a text
        raw = _text_in(raw)
    elif not isinstance(raw, SINGLE):
        raise Wrong(faults.FORMAT, expected=mark("a single value"))
    text = str(raw).strip()
    refuse_hidden(text)
    return text


def _text_in(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Wrong(faults.FORMAT, expected=mark("a text")) from None


@dataclass(frozen=True, slots=True)
class Cell:
    """A type of cell: how it is parsed, and how people are told what it takes."""

    expects: str
    parse: Parse
    is_id: bool = False
    pattern: str = ""  # the same with a place for its limit, to be translated
    limit: int = 0
    choices: tuple[str, ...] = ()  # the only words that it takes


def text(limit: int = 200) -> Cell:
    """Return the type of free text up to a length."""

    def parse(raw: Raw) -> Value:
        value = plain(raw)
        if len(value) > limit:
            raise Wrong(faults.TOO_LONG, length=len(value), limit=limit)
        return value

    return Cell(f"text of at most {limit} signs", parse, pattern=mark("text of at most %(limit)s signs"), limit=limit)


def identifier(limit: int = 100) -> Cell:
    """Return the type of an id. A spreadsheet's number or date is refused: it is not what was typed."""
    bounded = text(limit).parse

    def parse(raw: Raw) -> Value:
        if isinstance(raw, float | date | time | timedelta):
            raise Wrong(faults.ID_NUMERIC)
        return bounded(raw)

    return Cell(
        f"an id of at most {limit} signs", parse, is_id=True, pattern=mark("an id of at most %(limit)s signs"), limit=limit
    )


def choice(options: Iterable[str]) -> Cell:
    """Return the type of one of a few words, whatever their capitals."""
    known = tuple(options)
    listed = ", ".join(known)

    def parse(raw: Raw) -> Value:
        value = plain(raw).lower()
        if value not in known:
            raise Wrong(faults.CHOICE, choices=listed, nearest=nearest(value, known) or "")
        return value

    return Cell(in_a_row(known), parse, choices=known)


def _flag(raw: Raw) -> Value:
    if isinstance(raw, bool):
        return int(raw)
    value = plain(raw).lower()
    if value in YES or value in NO:
        return int(value in YES)
    raise Wrong(faults.BOOLEAN)


def _is_whole(number: float | Decimal) -> bool:
    return number.is_integer() if isinstance(number, float) else number == number.to_integral_value()


def _count(raw: Raw) -> Value:
    if isinstance(raw, float | Decimal) and _is_whole(raw):
        raw = int(raw)
    digits = str(raw).strip()
    if isinstance(raw, bool) or not (digits.isascii() and digits.removeprefix("-").isdigit()):
        refuse_hidden(digits)
        raise Wrong(faults.NUMBER, form="")
    number = int(digits) if len(digits) < 19 else MOST + 1
    if not 0 <= number <= MOST:
        raise Wrong(faults.NUMBER_RANGE, least=0, most=f"{MOST:,}")
    return number


def _in_range(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Wrong(faults.DATE_RANGE, least=FIRST_DAY, most=LAST_DAY)


@lru_cache(maxsize=10_000)
def _day_of(value: str) -> str | None:
    """Return the day itself when the text is a date within range. A file names few days many times."""
    try:
        return value if DATE.fullmatch(value) and FIRST_DAY <= date.fromisoformat(value) <= LAST_DAY else None
    except ValueError:
        return None


def _day(raw: Raw) -> Value:
    if isinstance(raw, str) and (known := _day_of(raw)):
        return known
    if isinstance(raw, datetime) and raw.time() == datetime.min.time():
        raw = raw.date()
    value = raw.isoformat() if isinstance(raw, date) else plain(raw)
    try:
        day = date.fromisoformat(value) if DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong(faults.DATE, form=A_DATE)
    _in_range(day)
    return value


def _moment(raw: Raw) -> Value:
    value = raw.isoformat() if isinstance(raw, date) else plain(raw)
    if DATE.fullmatch(value):
        value += "T00:00:00"
    try:
        at = datetime.fromisoformat(value.upper()) if MOMENT.fullmatch(value) else None
    except ValueError:
        at = None
    if at is None:
        raise Wrong(faults.DATE, form=A_TIME)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    _in_range(at.date())
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _amount(raw: Raw) -> Value:
    value = str(raw) if isinstance(raw, float | Decimal) else plain(raw)
    if not AMOUNT.fullmatch(value):
        raise Wrong(faults.NUMBER, form=mark(", with a point before at most four decimals"))
    try:
        return format(Decimal(value).normalize() + 0, "f")
    except InvalidOperation:
        raise Wrong(faults.NUMBER, form="") from None


@cache
def currencies() -> frozenset[str]:
    """Return the three-letter currency codes of ISO 4217."""
    return frozenset(list_currencies())


def _code_of(known: Callable[[], frozenset[str]], choices: str) -> Parse:
    def parse(raw: Raw) -> Value:
        value = plain(raw).upper()
        if value not in known():
            raise Wrong(faults.CHOICE, choices=choices, nearest="")
        return value

    return parse


def matching(pattern: re.Pattern[str], what: str, limit: int, *, lower: bool = False) -> Cell:
    """Return the type of a text that has a form."""
    bounded = text(limit).parse

    def parse(raw: Raw) -> Value:
        value = str(bounded(raw))
        if not pattern.fullmatch(value):
            raise Wrong(faults.FORMAT, expected=what)
        return value.lower() if lower else value

    return Cell(what, parse)


FLAG = Cell(mark("yes or no"), _flag)
COUNT = Cell(f"a whole number from 0 to {MOST:,}", _count, pattern=mark("a whole number from 0 to %(limit)s"), limit=MOST)
DAY = Cell(A_DATE, _day)
AT = Cell(mark("a time like 2026-03-31T09:30:00Z; UTC where it says no offset"), _moment)
MONEY = Cell(mark("an amount like 1250.00"), _amount)
COUNTRY = Cell(mark("a country code like SE"), _code_of(countries, mark("the country codes of ISO 3166-1, for example SE")))
CURRENCY = Cell(
    mark("a currency code like SEK"), _code_of(currencies, mark("the currency codes of ISO 4217, for example SEK"))
)
MAIL = matching(EMAIL, mark("an e-mail address"), 254, lower=True)
LINK = matching(WEB_ADDRESS, mark("an address that begins with http:// or https://"), 500)
