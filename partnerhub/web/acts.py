"""Acts of the trail as sentences: what was done, with what changed from which value to which."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from partnerhub.tenancy.shapes import AuditShape
from partnerhub.terms.codes import ManagedBy, Role
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.forms import DETAIL_LABELS

SENTENCES: Mapping[str, str] = {
    "customer.changed": mark("Details changed, now version {version}"),
    "trial.started": mark("Trial {subject} started with {products}, until {end_date}"),
    "trial.extended": mark("Trial {subject} extended"),
    "trial.changed": mark("Products of trial {subject} changed"),
    "trial.cancelled": mark("Trial {subject} cancelled"),
    "trial.converted": mark("Trial {subject} converted to subscription {subscription}, which runs until {end_date}"),
    "tag.added": mark("Tag “{subject}” added"),
    "tag.removed": mark("Tag “{subject}” taken off"),
    "role.granted": mark("{subject} was given the role {role}, until {until}"),
    "role.revoked": mark("The role {role} of {subject} was revoked"),
    "role.end_changed": mark("{subject}, {role}, has another last day"),
    "group.changed": mark("Customers of the group “{subject}” changed"),
    "customer.added": mark("Customer added: {subject}"),
    "order.mapped": mark("Order mapped: {subject}"),
    "order.set_up": mark("Order set up: {subject}"),
    "setup.plan_reviewed": mark("Setup plan reviewed: {subject}"),
    "setup.begun": mark("Setup begun: {subject}"),
    "setup.finished": mark("Setup finished: {subject}"),
    "access.asked": mark("Access asked: {subject}"),
    "access.approved": mark("Access approved: {subject}"),
    "access.refused": mark("Access refused: {subject}"),
    "access.withdrawn": mark("Access withdrawn: {subject}"),
    "access.ended": mark("Access ended: {subject}"),
    "launch.started": mark("Launch started: {subject}"),
    "launch.ended": mark("Launch ended: {subject}"),
}
ICONS = {"trial": "flask", "tag": "tag", "role": "users", "group": "users", "customer": "pencil"}
NO_LABELS = {
    "end_date": mark("Last day"), "until": mark("Last day"), "contact": mark("Contact"), "days": mark("Days"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an act changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownAct:
    """An act, every text finished."""

    number: int
    at: str
    moment: str
    who: str
    address: str
    icon: str
    sentence: str
    changes: tuple[Change, ...]
    reason: str


def shown_act(entry: AuditShape) -> ShownAct:
    """Return an act of the trail as a reader of one customer's activity sees it."""
    return ShownAct(
        entry.number, figures.moment(entry.at), entry.at.isoformat(), entry.actor, entry.address,
        ICONS.get(entry.act.partition(".")[0], "history"), sentence_of(entry), tuple(_changes(entry.details)),
        str(entry.details.get("reason", "")),
    )  # fmt: skip


def sentence_of(entry: AuditShape) -> str:
    """Return what was done, in one sentence. An act that has none of its own is named by its code."""
    words: Mapping[str, str] = defaultdict(lambda: figures.NOTHING, {
        "subject": entry.subject, **{name: _words(name, value) for name, value in entry.details.items()},
    })  # fmt: skip
    template = SENTENCES.get(entry.act)
    if template is None:
        return f"{entry.act.replace('.', ' ').replace('_', ' ').capitalize()}: {entry.subject}"
    return gettext(template).format_map(words)


def _changes(details: Mapping[str, object]) -> Iterator[Change]:
    """Yield what changed: from a pair of before and after as a whole, and from single values that hold such a pair."""
    before, after = details.get("before"), details.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield Change(_label(name), _words(name, before.get(name)), _words(name, after.get(name)))
    for name, value in details.items():
        if isinstance(value, dict) and set(value) == {"before", "after"}:
            yield Change(_label(name), _words(name, value["before"]), _words(name, value["after"]))


def _label(name: str) -> str:
    return gettext(DETAIL_LABELS.get(name) or NO_LABELS.get(name) or name.replace("_", " ").capitalize())


def _words(name: str, value: object) -> str:
    """Return a value of an entry as people read it: roles, days and counts of products in words."""
    if isinstance(value, dict):
        value = ", ".join(f"{amount} {code.replace('_', ' ')}" for code, amount in value.items())
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    return figures.NOTHING if value in {None, ""} else _coded(name, str(value))


def _coded(name: str, text: str) -> str:
    with suppress(ValueError):
        if name == "role":
            return gettext(Role.from_public(text).label)
        if name == "managed_by":
            return gettext(ManagedBy.from_public(text).label)
        return figures.day(date.fromisoformat(text))
    return text
