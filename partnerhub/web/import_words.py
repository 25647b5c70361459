"""What pages say of files and of imports, in the reader's language: kinds of records, stages, what broke off."""

import re

from django.utils.translation import gettext

from partnerhub.kit.words import in_a_row
from partnerhub.pipeline.files.cells import Cell
from partnerhub.terms.texts import mark
from partnerhub.web import figures

KINDS = (  # named as files are named; a reader of another language is told what is in them
    mark("administrators"), mark("calls"), mark("customers"), mark("holders"), mark("invoices"), mark("licenses"),
    mark("media"), mark("orders"), mark("people"), mark("queues"), mark("subscriptions"), mark("tags"), mark("users"),
)  # fmt: skip
STATES = (
    mark("Waiting"), mark("Checking"), mark("Ready"), mark("Refused"), mark("Committing"), mark("Committed"),
    mark("Discarded"), mark("Failed"),
)  # fmt: skip
STAGES = (
    mark("waiting"), mark("waiting for its turn"), mark("writing history"), mark("storing"), mark("joining weeks"),
    mark("joining calls of new customers"),
)  # fmt: skip
ABOUT = {  # how a stage begins that goes on with a file or a kind of records
    "reading": mark("reading %(what)s"), "checking": mark("checking %(what)s"), "comparing": mark("comparing %(what)s"),
}  # fmt: skip
PROBLEMS = (
    mark("It was interrupted. Nothing was changed; import the files again."),
    mark("No space left on the disk. Nothing was changed; send the files again."),
)
UNEXPECTED = re.compile(r"Unexpected: (\w+)\. Nothing was changed; send the files again\.")


def kind_words(kind: str) -> str:
    """Return a kind of records as a heading or a row names it."""
    return gettext(kind).replace("_", " ").capitalize()


def stage_words(stage: str) -> str:
    """Return what an import is doing, from how its row notes it."""
    verb, _, what = stage.partition(" ")
    if verb in ABOUT and what:
        return gettext(ABOUT[verb]) % {"what": gettext(what)}
    return gettext(stage or "waiting")


def problem_words(problem: str) -> str:
    """Return why an import broke off, from how its row notes it."""
    if found := UNEXPECTED.fullmatch(problem):
        return gettext("Unexpected: %(name)s. Nothing was changed; send the files again.") % {"name": found[1]}
    return gettext(problem) if problem else ""


def takes(cell: Cell) -> str:
    """Return what a column of a record file takes."""
    if cell.choices:
        return in_a_row(cell.choices, gettext("or"))
    return gettext(cell.pattern) % {"limit": figures.count(cell.limit)} if cell.pattern else gettext(cell.expects)
