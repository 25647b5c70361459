"""The customer list beside the same in slow, obvious plain Python: who matches, in which order, counted by what."""

from collections import OrderedDict
from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.listing import keeper
from partnerhub.portfolio.listing.columns import NONE, Columns, Growing, key_of
from partnerhub.portfolio.listing.facets import CHOICES, NUMBERS
from partnerhub.portfolio.listing.finding import SORTS, Sort
from partnerhub.portfolio.listing.line import Asked, Condition, read_line
from partnerhub.portfolio.listing.selectors import UnknownPlace, customer_list
from partnerhub.portfolio.models import Customer
from partnerhub.portfolio.services import refresh_statuses
from tests.portfolio.conftest import days
from tests.world import customer, licenses, subscription


def everyone(world) -> list:
    return list(customer_list(world.alice, on=world.today, limit=None).rows)


def found(world, line: str, scope=None, **more) -> list[str]:
    rows = customer_list(scope or world.alice, on=world.today, asked=read_line(line), limit=None, **more).rows
    return [row.reference for row in rows]


def until(day: date | None, on: date) -> int | None:
    return None if day is None else (day - on).days


def share(row) -> int | None:
    return row.assigned * 100 // row.licenses if row.licenses else None


ASKED = {
    "status:trial": lambda row, on: "trial" in row.statuses,
    "status:trial,expired": lambda row, on: {"trial", "expired"} & set(row.statuses),
    "-status:subscription": lambda row, on: "subscription" not in row.statuses,
    "organization:no_recent_activity,no_services": lambda row, on: {"no_recent_activity", "no_services"} & set(row.statuses),
    "subscription:active": lambda row, on: "subscription" in row.statuses,
    "trial:running": lambda row, on: "trial" in row.statuses,
    "product:calling": lambda row, on: "calling" in row.products,
    "no:product": lambda row, on: not row.products,
    "tag:gold": lambda row, on: "gold" in row.tags,
    'tag:"at risk",gold': lambda row, on: row.tags,
    "-no:tag": lambda row, on: row.tags,
    "tag:unheard": lambda row, on: False,
    "country:se": lambda row, on: row.country == "SE",
    "no:country": lambda row, on: row.country is None,
    "managed_by:external,both": lambda row, on: row.managed_by in {"external", "both"},
    "expires<=30": lambda row, on: row.expires_date and 0 <= until(row.expires_date, on) <= 30,
    "-expires<=30": lambda row, on: not (row.expires_date and 0 <= until(row.expires_date, on) <= 30),
    "renews>20": lambda row, on: row.renews_date and until(row.renews_date, on) > 20,
    "no:expires": lambda row, on: row.expires_date is None,
    "licenses>=100": lambda row, on: row.licenses >= 100,
    "assigned>73": lambda row, on: row.licenses and share(row) > 73,
    "expires<=90 country:DE -status:trial": lambda row, on: (
        row.expires_date and until(row.expires_date, on) <= 90 and row.country == "DE" and "trial" not in row.statuses
    ),
    "nordic": lambda row, on: sort_name(row.name).startswith("nordic"),
    "brien": lambda row, on: "Brien" in row.name,
    "o'bri": lambda row, on: "O'Brien" in row.name,
    "STRASSE": lambda row, on: "Straße" in row.name,
    "öl harb": lambda row, on: "Harbor Öl" in row.name,
    "site2": lambda row, on: ".site2." in (row.domain or ""),
    "k-01": lambda row, on: row.reference.startswith("K-01"),
    "-013": lambda row, on: False,
}


@pytest.mark.parametrize("line", ASKED, ids=lambda line: line.replace(" ", "_"))
def test_a_line_finds_whom_plain_python_finds_in_the_same_order(crowd, line):
    """FI-01, FI-04, FI-05, FI-06, FI-07: every facet, with values, several values, not, and empty."""
    wanted = [row.reference for row in everyone(crowd) if ASKED[line](row, crowd.today)]
    assert found(crowd, line) == wanted
    assert customer_list(crowd.alice, on=crowd.today, asked=read_line(line), limit=1).total == len(wanted)


def test_the_worlds_of_these_questions_are_neither_empty_nor_full(crowd):
    sizes = {line: len(found(crowd, line)) for line in ASKED if line not in {"tag:unheard", "-013"}}
    assert [line for line, size in sizes.items() if not 0 < size < len(everyone(crowd))] == []


def test_customers_come_in_the_order_of_their_names_whatever_their_capitals(crowd):
    names = [sort_name(row.name).encode() for row in everyone(crowd)]
    assert names == sorted(names)


VALUES = {
    "country": lambda row: row.country, "expires": lambda row: row.expires_date, "renews": lambda row: row.renews_date,
    "ends": lambda row: row.next_end_date, "licenses": lambda row: row.licenses, "assigned": share,
    "managed_by": lambda row: row.managed_by, "status": lambda row: row.statuses[0].precedence,
}  # fmt: skip


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", VALUES)
def test_an_order_puts_the_unknown_last_and_equals_by_name(crowd, name, descending):
    rows = everyone(crowd)
    known = [row for row in rows if VALUES[name](row) is not None]
    by_value = sorted(known, key=VALUES[name], reverse=descending) if not descending else _descending(known, VALUES[name])
    wanted = [row.reference for row in [*by_value, *(row for row in rows if VALUES[name](row) is None)]]
    assert found(crowd, "", sort=Sort(name, descending)) == wanted


def _descending(rows, value):
    """Return rows in descending order of a value, equal ones as they came."""
    return [row for one in sorted({value(row) for row in rows}, reverse=True) for row in rows if value(row) == one]


@pytest.mark.parametrize("line", ["", "country:SE,DE", "nordic"])
@pytest.mark.parametrize("name", SORTS)
def test_pages_hold_every_match_once_and_in_order(crowd, name, line):
    for descending in (False, True):
        sort, after, seen = Sort(name, descending), "", []
        while after is not None:
            page = customer_list(crowd.alice, on=crowd.today, asked=read_line(line), sort=sort, after=after, limit=4)
            seen += [row.reference for row in page.rows]
            after = page.after
        assert seen == found(crowd, line, sort=sort)
        assert page.total == len(seen)


def test_a_page_behind_nobody_is_refused(crowd):
    with pytest.raises(UnknownPlace):
        customer_list(crowd.alice, on=crowd.today, after="INITECH")


@pytest.mark.parametrize("line", ["", "country:SE", "country:SE product:calling", "no:tag", "nordic -status:trial"])
def test_facets_count_those_who_match_everything_else(crowd, line):
    asked = read_line(line)
    page = customer_list(crowd.alice, on=crowd.today, asked=asked, with_facets=True)
    values = {
        "status": lambda row: [str(one) for one in row.statuses], "product": lambda row: row.products,
        "managed_by": lambda row: [row.managed_by], "tag": lambda row: row.tags,
        "country": lambda row: [row.country] if row.country else [],
    }  # fmt: skip
    for facet in page.facets:
        if facet.name in values:
            rest = set(found(crowd, str(asked.without(facet.name))))
            rows = [values[facet.name](row) for row in everyone(crowd) if row.reference in rest]
            assert {code: n for code, n in facet.values if n} == {
                code: sum(code in row for row in rows) for code in {one for row in rows for one in row}
            }
            assert facet.none == sum(not row for row in rows)


def test_nobody_finds_counts_or_sorts_what_is_out_of_sight(crowd):
    """P1: a scope narrows rows, totals and counts alike; who sees statuses on some may not sort all by them."""
    assert found(crowd, "", crowd.adam) == ["HARBOR"]
    page = customer_list(crowd.adam, on=crowd.today, with_facets=True)
    assert page.total == 1
    counted = {facet.name: sum(n for _, n in facet.values) + facet.none for facet in page.facets}
    assert counted == dict.fromkeys(counted, 1)
    assert found(crowd, "k-0", crowd.adam) == found(crowd, "INITECH") == []
    assert found(crowd, "tag:gold", crowd.carol) == []


def test_what_changes_shows_in_the_next_answer_and_only_that_is_read_again(crowd, monkeypatch):
    """Columns that are brought forward equal columns that are read whole, after every kind of change."""
    partner = crowd.acme.id
    have = keeper._whole(partner)
    on = crowd.today
    crowd.take_in(
        customers=[customer("NEW", "Nordic Aaa"), customer("K-003", "Renamed Co", country="NO", domain="other.example")],
        subscriptions=[subscription("NS", "NEW", on, end_date=days(on, 5))],
        licenses=[licenses("NS", on, 3, 4)],
        tags=[{"customer_id": "K-004", "tag": "brand new"}],
    )
    refresh_statuses(crowd.system(), on=on)
    touched = Customer._base_manager.filter(partner_id=partner, list_version__gt=have.version).count()
    assert 0 < touched <= 4
    forward, whole = keeper._brought_forward(partner, have, keeper.version_of(partner)), keeper._whole(partner)
    assert forward.columns.keys.tolist() == whole.columns.keys.tolist()
    assert forward.columns.ids.tolist() == whole.columns.ids.tolist()
    for name, column in whole.columns.sets.items():
        ours = forward.columns.sets[name]
        assert [ours.known[n] for n in ours.which] == [column.known[n] for n in column.which], name
    for name, numbers in whole.columns.numbers.items():
        assert forward.columns.numbers[name].tolist() == numbers.tolist(), name
    for text in ("nordic", "renamed", "zeta", "mail3", "other", "new", "k-00"):
        assert _ids(forward, text) == _ids(whole, text), text


def _ids(listing, text: str) -> set[int]:
    return {int(id_) for some in listing.words.found(text) for ids in some for id_ in ids}


def test_columns_are_kept_between_questions_until_something_changes(crowd, monkeypatch):
    monkeypatch.setattr(keeper, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(keeper, "_kept", OrderedDict())
    first = keeper.listing_of(crowd.acme.id)
    assert keeper.listing_of(crowd.acme.id) is first
    crowd.take_in(customers=[customer("MORE", "More Ltd")])
    second = keeper.listing_of(crowd.acme.id)
    assert second is not first
    assert len(second.columns) == len(first.columns) + 1
    assert keeper.listing_of(crowd.acme.id) is second


ENTRIES = st.dictionaries(
    st.integers(1, 60), st.tuples(st.text("ab\u00e5 ", max_size=4), st.integers(0, 511), st.integers(0, 3)), max_size=25
)


def grown(entries: dict) -> Columns:
    growing = Growing({f.name: f.read for f in CHOICES if f.read}, [f.column for f in NUMBERS])
    for id_, (name, bits, kinds) in entries.items():
        facts = {
            "products": "a,b",
            "kinds": kinds,
            "managed_by": "PARTNER",
            "tags": frozenset({str(bits % 3)}),
            "country": None,
        }
        choices = [facts.get(facet.column, bits) for facet in CHOICES]
        growing.add(id_, name, choices, [NONE] * 5 + [id_])
    return growing.columns()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(ENTRIES, ENTRIES)
def test_columns_with_changes_equal_columns_made_anew(before, after):
    new = grown(after)
    joined, whole = grown(before).with_changed(new.ids, new), grown(before | after)
    keys = whole.keys.tolist()
    assert joined.keys.tolist() == keys == sorted(key_of(name, id_) for id_, (name, *_) in (before | after).items())
    assert all(one < other for one, other in pairwise(keys))
    assert joined.ids.tolist() == whole.ids.tolist()
    for name, column in whole.sets.items():
        mine = joined.sets[name]
        assert [mine.known[n] for n in mine.which] == [column.known[n] for n in column.which]
    assert joined.numbers["last_active_date"].tolist() == whole.numbers["last_active_date"].tolist()


@pytest.mark.parametrize("line", ["", "country:SE", "expires<=30", "-expires<=30 licenses>=10", "no:country nordic"])
def test_presets_count_those_who_match_everything_else_and_the_comparison(crowd, line):
    asked = read_line(line)
    page = customer_list(crowd.alice, on=crowd.today, asked=asked, with_facets=True)
    assert {one.facet for one in page.presets} == {facet.name for facet in NUMBERS}
    for one in page.presets:
        rest = tuple(c for c in asked.conditions if c.facet != one.facet or c.negated)
        wanted = Asked(asked.words, (*rest, Condition(one.facet, operator=one.operator, number=one.number)))
        assert one.count == len(found(crowd, str(wanted))), one


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "="])
@pytest.mark.parametrize("name", [facet.name for facet in NUMBERS])
def test_a_comparison_holds_at_its_edges_as_plain_python_has_it(crowd, name, operator):
    """P12: days are whole UTC days, both ends included; what is unknown matches no comparison."""
    numbers = {
        "expires": lambda row: until(row.expires_date, crowd.today),
        "renews": lambda row: until(row.renews_date, crowd.today),
        "ends": lambda row: until(row.next_end_date, crowd.today),
        "licenses": lambda row: row.licenses,
        "assigned": share,
        "quiet": lambda row: quiet(crowd, row),
    }
    rows = everyone(crowd)
    known = sorted({numbers[name](row) for row in rows} - {None})
    for number in {0, 1, known[0], known[-1], known[len(known) // 2]} - {n for n in known if n < 0}:
        matches = [row.reference for row in rows if fits(numbers[name](row), operator, number)]
        assert found(crowd, f"{name}{operator}{number}") == matches


def fits(value: int | None, operator: str, number: int) -> bool:
    if value is None or value < 0:
        return False
    return {"<": value < number, "<=": value <= number, ">": value > number, ">=": value >= number, "=": value == number}[
        operator
    ]


def quiet(world, row) -> int | None:
    created = Customer._base_manager.get(reference=row.reference).created_date
    seen = row.last_admin_sign_in_at.date() if row.last_admin_sign_in_at else created
    return None if seen is None else (world.today - seen).days


def test_names_stand_in_the_order_of_the_swedish_alphabet():
    """Å, Ä and Ö are letters behind Z; what else carries an accent stands with the letter that it is."""
    names = ["Ärla", "Zeta", "Éclair", "Ödåkra", "Åby", "Elm", "Østfold", "Eva", "abel", "Müller", "Munk"]
    assert sorted(names, key=sort_name) == [
        "abel", "Éclair", "Elm", "Eva", "Müller", "Munk", "Zeta", "Åby", "Ärla", "Ödåkra", "Østfold",
    ]  # fmt: skip


def test_names_of_before_are_brought_into_that_order(crowd):
    from importlib import import_module

    from django.db import connection

    before = {one.reference: one.sort_name for one in Customer._base_manager.all()}
    for one in Customer._base_manager.all():
        Customer._base_manager.filter(organization_id=one.organization_id).update(sort_name=one.name.casefold())
    moved = import_module("partnerhub.portfolio.migrations.0052_the_order_of_names")
    with connection.cursor() as cursor:
        for step in moved.rewritten("portfolio_customer", "sort_name"):
            cursor.execute(step.sql)
    assert {one.reference: one.sort_name for one in Customer._base_manager.all()} == before
