"""Words for people: the nearest known name for a mistyped one, lists, and making control characters visible."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
WORD = re.compile(r"[^\W_]+")
CONTROLS = {"Cc", "Cs"}  # control characters, and halves of characters
OVERRIDES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What a letter is compared as. Ä stands before Å in Unicode, so that each takes the other's place.
ALPHABET = str.maketrans("åäæøáàâãçéèêëíìîïñóòôõúùûüýÿ", "äååöaaaaceeeeiiiinoooouuuuyy")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that the given one was most likely meant to be, if any is near."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def in_a_row(words: Iterable[str], last: str = "or") -> str:
    """Return words as a sentence lists them: "a, b or c"."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {last} {listed[-1]}"


def made_visible(text: str, limit: int = 80) -> str:
    """Return a text cut to a length, with characters that a screen would not show written as their code points."""
    shown = "".join(f"<U+{ord(sign):04X}>" if unicodedata.category(sign) in HIDDEN else sign for sign in text[:limit])
    return shown + ("…" if len(text) > limit else "")


def first_control(text: str) -> str:
    """Return the first control character or override of the writing direction in a text, or nothing."""
    if text.isprintable():
        return ""
    return next((sign for sign in text if unicodedata.category(sign) in CONTROLS or sign in OVERRIDES), "")


def sort_name(name: str) -> str:
    """Return a name as search and order compare it: capitals, compatible forms and most accents made equal.

    Å, Ä and Ö are letters of their own behind Z, in this order, as in Swedish; Æ and Ø stand with Ä and Ö.
    """
    return folded(name).translate(ALPHABET)


def folded(text: str) -> str:
    """Return a text with capitals and compatible forms made equal, accents kept."""
    return unicodedata.normalize("NFKC", text).casefold()


def words_in(text: str) -> list[str]:
    """Return the words of a text as search compares them: letters and digits, whatever stands between them."""
    return WORD.findall(folded(text))
