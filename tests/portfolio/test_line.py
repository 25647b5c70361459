"""FI-01: the filter as one line: what is read, how it is written again, and what is said of a line that is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerhub.portfolio.listing.facets import CHOICES, FACETS, NUMBERS
from partnerhub.portfolio.listing.line import Asked, Condition, Unreadable, read_line

READ = {
    "": Asked(),
    "  nordic   foods ": Asked("nordic foods"),
    "status:expired": Asked("", (Condition("status", ("expired",)),)),
    "status:Trial,EXPIRED": Asked("", (Condition("status", ("expired", "trial")),)),
    'tag:"at risk",gold x': Asked("x", (Condition("tag", ("at risk", "gold")),)),
    'tag:"say ""hi"""': Asked("", (Condition("tag", ('say "hi"',)),)),
    "-country:se": Asked("", (Condition("country", ("SE",), negated=True),)),
    "no:tag -no:country": Asked("", (Condition("tag"), Condition("country", negated=True))),
    "expires<=30": Asked("", (Condition("expires", operator="<=", number=30),)),
    "assigned<50%": Asked("", (Condition("assigned", operator="<", number=50),)),
    "C-10001": Asked("C-10001"),
    '"http://x"': Asked("http://x"),
    '"status:expired"': Asked("status:expired"),
    "status:expired status:expired": Asked("", (Condition("status", ("expired",)),)),
}


@pytest.mark.parametrize("line", READ, ids=range(len(READ)))
def test_a_line_is_read_and_written_again(line):
    assert read_line(line) == READ[line]
    assert read_line(str(READ[line])) == READ[line]


WRONG = {
    "http://x": (0, 'nothing is called "http"', ""),
    "staus:expired": (0, 'nothing is called "staus"', "status"),
    "a status:expird": (9, 'no status "expird"', "expired"),
    "status:": (0, "not finished", ""),
    "x -expires<": (2, "not finished", ""),
    "expires:30": (7, "write expires<=30", ""),
    "status<3": (6, "has values", ""),
    "licenses>many": (9, '"many" is not a whole number', ""),
    "licenses>1,2": (9, "not a whole number", ""),
    "no:tagg": (3, 'nothing is called "tagg"', "tag"),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_line_says_where_and_what_was_probably_meant(line):
    place, said, meant = WRONG[line]
    with pytest.raises(Unreadable) as caught:
        read_line(line)
    assert (caught.value.place, caught.value.suggestion) == (place, meant)
    assert said in caught.value.problem


def test_values_are_taken_in_and_out_one_by_one():
    asked = read_line("nordic status:trial country:SE")
    more = asked.toggled("status", "expired")
    assert more.values_of("status") == {"trial", "expired"}
    assert more.toggled("status", "trial").toggled("status", "expired") == read_line("nordic country:SE")


VALUE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
CONDITIONS = st.one_of(
    st.builds(lambda n, v: Condition("tag", tuple(sorted(set(v))), negated=n), st.booleans(), st.lists(VALUE, min_size=1)),
    st.builds(lambda f, n: Condition(f.name, negated=n), st.sampled_from(FACETS), st.booleans()),
    st.builds(
        lambda f, o, n: Condition(f.name, operator=o, number=n), st.sampled_from(NUMBERS),
        st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 999_999),
    ),
    st.sampled_from([Condition(f.name, (v,)) for f in CHOICES for v in f.closed]),
)  # fmt: skip


@given(
    st.lists(CONDITIONS, max_size=6, unique=True), st.lists(st.from_regex(r"[a-zåäö0-9]{1,6}", fullmatch=True), max_size=3)
)
def test_whatever_is_asked_can_be_written_and_read_again(conditions, words):
    asked = Asked(" ".join(words), tuple(conditions))
    assert read_line(str(asked)) == asked


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        asked = read_line(text)
    except Unreadable as wrong:
        assert 0 <= wrong.place <= len(text) and wrong.problem
    else:
        assert isinstance(asked, Asked)
