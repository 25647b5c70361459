"""P10: no bad file gets in, and none is refused without line, column, value and what to do."""

import re

import pytest

from partnerhub.pipeline import faults as words
from partnerhub.pipeline.files import limits
from partnerhub.pipeline.models import ImportState
from partnerhub.terms.faults import FAULTS
from tests.files.corpus import Case, every_case
from tests.files.state import everything_kept

CORPUS = every_case()


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name.replace(" ", "-"))
def test_p10_a_bad_file_gets_its_one_answer_and_changes_nothing(case: Case, full_world, sent, monkeypatch):
    for name, value in case.limits.items():
        monkeypatch.setattr(limits, name, value)
    before = everything_kept()
    run = full_world.bring(sent(case.contents()), **case.options)
    listed = list(run.faults.order_by("number"))
    assert [(fault.code, fault.line, fault.column, fault.value) for fault in listed] == list(case.expected)
    assert run.state == (ImportState.COMMITTED if case.goes_in else ImportState.REFUSED)
    assert case.goes_in or everything_kept() == before
    for fault in listed:
        said = words.sentence(fault)
        assert fault.file in said
        assert words.advice(fault)
        assert not re.search(r"%\(|<.* object|None|\.\.$", said), said


def test_the_corpus_reaches_every_fault_there_is():
    reached = {code for case in CORPUS for code, *_ in case.expected}
    assert {fault.code for fault in FAULTS} <= reached


def test_the_corpus_has_at_least_sixty_files_with_names_of_their_own():
    assert len(CORPUS) >= 60
    assert len({case.name for case in CORPUS}) == len(CORPUS)
