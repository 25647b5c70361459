"""Who holds licenses and who has not used theirs: counted, filtered, searched and paged as plain Python would."""

from datetime import date, timedelta

import pytest

from partnerhub.portfolio.customer.holders import IDLE, holder_counts, holders
from partnerhub.portfolio.customer.selectors import subscriptions_of
from partnerhub.portfolio.customer.shapes import HolderQuestion
from tests.world import licenses, subscription

AGO = (None, 0, 1, 7, 8, 30, 31, 60, 61, 90, 91, 400)  # days since the last use
GIVEN = (None, 0, 29, 30, 31, 500)  # days since the license was given
NAMES = ("Åsa Öberg", "Ada Byron", "Straße Café", "O'Neil, Jo", "50%_off")


@pytest.fixture
def rows(crowd) -> list[dict[str, object]]:
    """Give Harbor 72 holders on two lines of two subscriptions, Orchard one; return those of Harbor as files have them."""
    on, people, held = crowd.today, [], []
    for n in range(len(AGO) * len(GIVEN)):
        used, given = AGO[n % len(AGO)], GIVEN[n // len(AGO)]
        people.append({
            "person_id": f"P{n}", "customer_id": "HARBOR", "name": f"{NAMES[n % 5]} {n}", "email": f"P{n}@x.example",
            "kind": "workspace" if n % 7 == 0 else "user", "status": "invited" if n % 11 == 0 else "active",
        })  # fmt: skip
        held.append({
            "subscription_id": f"HS{n // 12 % 2}", "product": "calling" if n % 5 < 2 else "meetings", "person_id": f"P{n}",
            "assigned_date": "" if given is None else on - timedelta(days=given),
            "last_used_date": "" if used is None else on - timedelta(days=used),
        })  # fmt: skip
    other = {"person_id": "OTHER", "customer_id": "ORCHARD", "name": "Ada Other"}
    crowd.take_in(
        subscriptions=[subscription(f"HS{n}", "HARBOR", on, added_date=on) for n in (0, 1)]
        + [subscription("OS", "ORCHARD", on)],
        licenses=[licenses(f"HS{n}", on, 40, 40, product=product) for n in (0, 1) for product in ("meetings", "calling")],
        people=[*people, other],
        holders=[*held, {"subscription_id": "OS", "product": "meetings", "person_id": "OTHER"}],
    )
    return held


def is_idle(row: dict[str, object], idle: str, on: date) -> bool:
    """Say whether a license lies idle, day by day: no use on any of so many complete days before, and given before them."""
    used, given = row["last_used_date"], row["assigned_date"]
    if idle == "never":
        return used == ""
    first = on - timedelta(days=int(idle))
    return used < first if used != "" else given == "" or given < first


def asked(crowd, who: str = "alice", after: str = "", limit: int | None = None, **given):
    scope = getattr(crowd, who)
    return holders(scope, crowd.harbor, HolderQuestion(**given), on=crowd.today, after=after, limit=limit)


@pytest.mark.parametrize("idle", ["", *IDLE])
@pytest.mark.parametrize(
    "narrowed", [{}, {"subscription": "HS1"}, {"product": "calling"}, {"subscription": "HS0", "product": "calling"}]
)
def test_filters_leave_exactly_those_who_match(crowd, rows, idle, narrowed):
    def matches(row) -> bool:
        by_line = narrowed.get("subscription", row["subscription_id"]), narrowed.get("product", row["product"])
        return (row["subscription_id"], row["product"]) == by_line and (not idle or is_idle(row, idle, crowd.today))

    page = asked(crowd, idle=idle, **narrowed)
    expected = {row["person_id"] for row in rows if matches(row)}
    assert {row.person_id for row in page.rows} == expected
    assert page.total == len(expected) > 0 and page.after is None


def test_the_counts_of_each_line_are_those_of_its_filters(crowd, rows):
    counts = holder_counts(crowd.alice, crowd.harbor, on=crowd.today)
    assert set(counts) == {(row["subscription_id"], row["product"]) for row in rows}
    for (subscription_id, product), found in counts.items():
        ours = [row for row in rows if (row["subscription_id"], row["product"]) == (subscription_id, product)]
        used = [(crowd.today - row["last_used_date"]).days for row in ours if row["last_used_date"] != ""]
        assert found.holders == len(ours)
        assert (found.never, found.idle_30, found.idle_60, found.idle_90) == tuple(
            sum(is_idle(row, idle, crowd.today) for row in ours) for idle in IDLE
        )
        assert (found.used_7d, found.used_90d) == tuple(sum(1 <= days <= most for days in used) for most in (7, 90))


def test_a_license_given_a_few_days_ago_and_never_used_is_not_idle_for_a_month(crowd, rows):
    found = {row.person_id: row for row in asked(crowd, idle="30").rows}
    young = [row for row in rows if row["last_used_date"] == "" and row["assigned_date"] == crowd.today - timedelta(days=29)]
    assert young and not {row["person_id"] for row in young} & set(found)


@pytest.mark.parametrize("limit", [1, 7, 50, 1000])
def test_pages_put_together_are_the_whole_list_in_its_order(crowd, rows, limit):
    whole = asked(crowd).rows
    dates = [row.last_used_date or date.min for row in whole]
    assert dates == sorted(dates) and len(whole) == len(rows)
    gathered, after = [], ""
    while True:
        page = asked(crowd, after=after, limit=limit)
        gathered += page.rows
        assert page.total == len(rows)
        if page.after is None:
            break
        after = page.after
    assert tuple(gathered) == whole


@pytest.mark.parametrize("after", ["", "x", "2026-13-01.5", "2026-01-01", "2026-01-01.x", "9999-99-99.1"])
def test_a_place_that_makes_no_sense_is_the_beginning(crowd, rows, after):
    assert asked(crowd, after=after, limit=5).rows == asked(crowd, limit=5).rows


@pytest.mark.parametrize(("search", "some"), [
    ("åsa", "Åsa Öberg"), ("ÖBERG", "Åsa Öberg"), ("  ada  ", "Ada Byron"), ("strasse", "Straße Café"),
    ("o'neil, jo", "O'Neil, Jo"), ("50%_", "50%_off"),
])  # fmt: skip
def test_names_are_found_whatever_their_capitals_and_signs_mean_themselves(crowd, rows, search, some):
    expected = {f"P{n}" for n in range(len(rows)) if NAMES[n % 5] == some}
    assert {row.person_id for row in asked(crowd, search=search).rows} == expected


def test_addresses_and_ids_are_found_too(crowd, rows):
    assert {row.person_id for row in asked(crowd, search="p7@X").rows} == {"P7"}
    assert {row.person_id for row in asked(crowd, search="P71").rows} == {"P71"}
    assert asked(crowd, search="nobody here").total == 0 == asked(crowd, search="other").total


def test_somebody_renamed_by_a_later_file_is_found_by_the_new_name(crowd, rows):
    crowd.take_in(people=[{"person_id": "P3", "customer_id": "HARBOR", "name": "Zoë Quist"}])
    assert [row.person_id for row in asked(crowd, search="zoë").rows] == ["P3"]
    assert "P3" not in {row.person_id for row in asked(crowd, search="o'neil").rows}


def test_use_is_derived_from_holders_where_the_rows_of_a_line_are_silent(crowd, rows):
    """CD-07: over the same windows as the marts."""
    on = crowd.today
    crowd.take_in(licenses=[licenses("HS0", on, 40, 40, 3, 4)])
    counts = holder_counts(crowd.alice, crowd.harbor, on=on)
    lines = {
        (one.reference, line.code): line
        for one in subscriptions_of(crowd.alice, crowd.harbor, on=on) for line in one.lines
    }  # fmt: skip
    told = lines.pop(("HS0", "meetings"))
    assert (told.used_7d, told.used_90d, told.use_is_derived) == (3, 4, False)
    assert lines
    for key, line in lines.items():
        assert (line.used_7d, line.used_90d, line.use_is_derived) == (counts[key].used_7d, counts[key].used_90d, True)
    crowd.build()
    marts = {row["subscription_id"]: row["used"] for row in crowd.rows("recent", product="calling")}
    assert {id_: marts[id_] for id_ in ("HS0", "HS1")} == {id_: lines[id_, "calling"].used_7d for id_ in ("HS0", "HS1")}


def test_whoever_may_not_see_the_customer_gets_nobody(crowd, rows):
    assert asked(crowd, "petra").total == asked(crowd, "carol").total == 0
    assert asked(crowd, "hal").total == asked(crowd, "cleo").total == len(rows)
