"""The filter of the customer list as one line of text: `nordic status:expired,trial -tag:"at risk" expires<=30 no:country`.

A word searches. `facet:value` asks for a value, values with commas between them for any of them; `facet<number` (also
`<=`, `>`, `>=`, `=`) compares; `no:facet` asks for nothing there; a minus in front turns a condition around. Values with
blanks, commas or quotes stand in double quotes, a quote within as two of them.
"""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from partnerhub.kit.words import in_a_row, nearest
from partnerhub.portfolio.listing.facets import BY_NAME, Facet

VALUE = r'"(?:[^"]|"")*"|[^\s,"]+'
TOKEN = re.compile(
    rf"(?P<minus>-)?(?P<name>[a-z_]+)(?P<operator><=|>=|<|>|=|:)(?P<values>(?:{VALUE})(?:,(?:{VALUE}))*)(?=\s|$)"
    rf'|(?P<word>"(?:[^"]|"")*"|\S+)'
)
MOST_CONDITIONS = 20


class Unreadable(ValueError):
    """A line that cannot be read: what is wrong, at which sign (from 0), and what was probably meant."""

    def __init__(self, problem: str, place: int, suggestion: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: any of some values, a comparison, or (neither) nothing there at all."""

    facet: str
    values: tuple[str, ...] = ()
    operator: str = ""
    number: int = 0
    negated: bool = False

    def __str__(self) -> str:
        minus = "-" if self.negated else ""
        if self.operator:
            return f"{minus}{self.facet}{self.operator}{self.number}"
        if not self.values:
            return f"{minus}no:{self.facet}"
        return f"{minus}{self.facet}:{','.join(_quoted(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: words that search, and conditions that all have to hold."""

    words: str = ""
    conditions: tuple[Condition, ...] = ()

    def __str__(self) -> str:
        words = self.words if not set(self.words) & set(':<>="') else _quoted_word(self.words)
        return " ".join(part for part in (words, *(str(one) for one in self.conditions)) if part)

    def __bool__(self) -> bool:
        return bool(self.words or self.conditions)

    def values_of(self, facet: str, *, negated: bool = False) -> frozenset[str]:
        """Return the values of a facet that are asked for, or that are ruled out."""
        mine = (one for one in self.conditions if one.facet == facet and one.negated == negated)
        return frozenset(value for one in mine for value in one.values)

    def without(self, facet: str) -> "Asked":
        """Return the same without any condition on a facet."""
        return replace(self, conditions=tuple(one for one in self.conditions if one.facet != facet))

    def toggled(self, facet: str, value: str, *, negated: bool = False) -> "Asked":
        """Return the same with a value of a facet asked for (or ruled out), or not any more if it was.

        Nothing is asked for and ruled out at once: the newer wish wins.
        """
        values, other = self.values_of(facet, negated=negated), self.values_of(facet, negated=not negated) - {value}
        wanted = values - {value} if value in values else values | {value}
        rest = [one for one in self.conditions if one.facet != facet or not one.values]
        rest += [
            Condition(facet, tuple(sorted(some)), negated=turned)
            for some, turned in ((other, not negated), (wanted, negated)) if some
        ]  # fmt: skip
        return replace(self, conditions=tuple(rest))

    def without_one(self, condition: Condition) -> "Asked":
        """Return the same without one condition."""
        return replace(self, conditions=tuple(one for one in self.conditions if one != condition))

    def compared(self, condition: Condition) -> "Asked":
        """Return the same with a comparison instead of others of its facet in its direction; without it if it was there."""
        kept = [
            one for one in self.conditions
            if one.facet != condition.facet or one.operator[:1] != condition.operator[:1] or one.negated != condition.negated
        ]  # fmt: skip
        return replace(self, conditions=tuple(kept if condition in self.conditions else [*kept, condition]))


def _quoted(value: str) -> str:
    return '"{}"'.format(value.replace('"', '""')) if re.search(r'[\s,"]', value) or not value else value


def _quoted_word(words: str) -> str:
    return " ".join('"{}"'.format(word.replace('"', '""')) for word in words.split())


def read_line(text: str) -> Asked:
    """Return what a line asks for. Raise Unreadable, saying where and what was probably meant."""
    words: list[str] = []
    conditions: list[Condition] = []
    for token in TOKEN.finditer(text):
        if token["name"] and (condition := _condition(token)):
            conditions.append(condition)
        elif token["word"]:
            words.append(_word(token))
    if len(conditions) > MOST_CONDITIONS:
        raise Unreadable(gettext("more than %(most)s conditions") % {"most": MOST_CONDITIONS}, 0)
    return Asked(" ".join(words), tuple(dict.fromkeys(conditions)))


def _word(token: "re.Match[str]") -> str:
    word = token["word"]
    if word.startswith('"') and word.endswith('"') and len(word) > 1:
        return str(word[1:-1].replace('""', '"'))
    broken = re.match(r"-?([a-z_]+)(<=|>=|<|>|=|:)", word)
    if broken and broken[1] in {*BY_NAME, "no"}:
        problem = gettext('"%(word)s" is not finished: a value belongs after "%(sign)s"')
        raise Unreadable(problem % {"word": word, "sign": broken[2]}, token.start())
    return str(word)


def _condition(token: "re.Match[str]") -> Condition:
    name, operator, negated = token["name"], token["operator"], bool(token["minus"])
    values = tuple(
        value[1:-1].replace('""', '"') if value.startswith('"') else value for value in re.findall(VALUE, token["values"])
    )
    if name == "no" and operator == ":":
        return Condition(_known(values[0], token.start("values")).name, negated=negated)
    facet = _known(name, token.start("name"))
    if operator == ":" and facet.is_number:
        problem = gettext("%(name)s is a number: write %(name)s<=30, for example")
        raise Unreadable(problem % {"name": facet.name}, token.start("operator"))
    if operator != ":" and not facet.is_number:
        problem = gettext("%(name)s has values, no numbers: write %(name)s:value")
        raise Unreadable(problem % {"name": facet.name}, token.start("operator"))
    if operator == ":":
        wanted = tuple(facet.value(value) for value in values)
        _check(facet, wanted, token)
        return Condition(facet.name, tuple(sorted(set(wanted))), negated=negated)
    if len(values) > 1 or not re.fullmatch(r"\d{1,9}", values[0].removesuffix("%")):
        problem = gettext('"%(text)s" is not a whole number')
        raise Unreadable(problem % {"text": token["values"]}, token.start("values"))
    return Condition(facet.name, operator=operator, number=int(values[0].removesuffix("%")), negated=negated)


def _known(name: str, place: int) -> Facet:
    if name not in BY_NAME:
        meant = nearest(name, BY_NAME)
        problem = gettext('nothing is called "%(name)s"; there are %(names)s')
        raise Unreadable(problem % {"name": name, "names": in_a_row(BY_NAME, gettext("and"))}, place, meant or "")
    return BY_NAME[name]


def _check(facet: Facet, values: tuple[str, ...], token: "re.Match[str]") -> None:
    for value in values:
        if facet.closed and value not in facet.closed:
            meant = nearest(value, facet.closed) or ""
            problem = gettext('no %(name)s "%(value)s"; there are %(values)s')
            given = {"name": facet.name, "value": value, "values": in_a_row(facet.closed, gettext("and"))}
            raise Unreadable(problem % given, token.start("values"), meant)
