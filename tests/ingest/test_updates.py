"""What a later file does to records: absent columns, empty cells, the same again, something else."""

from datetime import date

import pytest

from partnerhub.pipeline.models import LakePart
from partnerhub.portfolio.models import Customer, CustomerTag, Subscription
from partnerhub.portfolio.records import facts_version
from partnerhub.tenancy.models import Organization
from tests.ingest.sending import EVERYTHING, FORMATS, as_csv, as_json_lines, counts, put, records, went_in

TERM = {"subscription_id": "S1", "customer_id": "HARBOR", "kind": "subscription", "start_date": "2026-01-01",
        "end_date": "2026-12-31"}  # fmt: skip


@pytest.fixture
def send(world, tmp_path):
    """Return a function that imports rows of one kind, which must go in, and returns how many were new, changed, same."""
    numbers = iter(range(99))

    def sent(kind: str, *rows: dict, write=as_csv) -> tuple[int, int, int]:
        run = world.bring(put(tmp_path / f"call-{next(numbers)}", {kind: write(rows)}))
        return counts(went_in(run))[kind]

    return sent


def harbor() -> Customer:
    return Customer._base_manager.get(reference="HARBOR")


def term() -> Subscription:
    return Subscription._base_manager.get(reference="S1")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_files_again_change_nothing(form, world, tmp_path):
    paths = put(tmp_path, {kind: FORMATS[form](rows) for kind, rows in EVERYTHING.items()})
    first = went_in(world.bring(paths))
    before = (records(world), facts_version(world.system()), LakePart.objects.count())
    again = went_in(world.bring(paths))
    assert all(new and not changed and not same for new, changed, same in counts(first).values())
    assert all(same and not new and not changed for new, changed, same in counts(again).values())
    assert (records(world), facts_version(world.system()), LakePart.objects.count()) == before


def test_the_same_rows_in_another_format_change_nothing(world, tmp_path):
    went_in(world.bring(put(tmp_path / "a", {kind: FORMATS["csv"](rows) for kind, rows in EVERYTHING.items()})))
    again = world.bring(put(tmp_path / "b", {kind: FORMATS["xlsx"](rows) for kind, rows in EVERYTHING.items()}))
    assert not any(new or changed for new, changed, _ in counts(went_in(again)).values())


def test_of_two_calls_the_later_one_wins(send):
    assert send("customers", {"customer_id": "HARBOR", "name": "Harbour"}) == (0, 1, 0)
    assert send("customers", {"customer_id": "HARBOR", "name": "Harbor & Sons"}) == (0, 1, 0)
    assert harbor().name == "Harbor & Sons"
    assert Organization.objects.get(id=harbor().organization_id).name == "Harbor & Sons"


def test_an_absent_column_leaves_stored_values_alone(send):
    assert send("customers", {"customer_id": "HARBOR", "name": "Harbor Foods"}) == (0, 0, 1)
    assert (harbor().country, harbor().domain) == ("SE", "harbor.example")


def test_an_empty_cell_makes_a_value_unknown(send):
    assert send("customers", {"customer_id": "HARBOR", "name": "Harbor Foods", "country": ""}) == (0, 1, 0)
    assert (harbor().country, harbor().domain) == (None, "harbor.example")


def test_a_name_that_one_json_line_lacks_is_like_an_absent_column(send):
    rows = [
        {"customer_id": "HARBOR", "name": "Harbor Foods"},
        {"customer_id": "ORCHARD", "name": "Orchard Clinics", "country": "NO"},
        {"customer_id": "QUARRY", "name": "Quarry Steel", "country": None},
    ]
    assert send("customers", *rows, write=as_json_lines) == (0, 1, 2)
    assert harbor().country == "SE"


def test_an_empty_cell_of_a_new_record_takes_the_default(send):
    empty = {"added_date": "", "auto_renews": "", "setup_state": "", "payment_state": "", "cancelled_date": ""}
    assert send("subscriptions", TERM | empty) == (1, 0, 0)
    found = term()
    assert (found.added_date, found.auto_renews, found.setup_state) == (date(2026, 1, 1), False, "DONE")
    assert (found.payment_state, found.cancelled_date) == ("PAID", None)


def test_an_empty_cell_of_a_stored_record_that_cannot_do_without_leaves_it(send):
    send("subscriptions", TERM | {"auto_renews": "yes", "setup_state": "partial", "added_date": "2025-06-01"})
    empty = {"auto_renews": "", "setup_state": "", "added_date": ""}
    assert send("subscriptions", TERM | empty) == (0, 0, 1)
    assert (term().auto_renews, term().setup_state, term().added_date) == (True, "PARTIAL", date(2025, 6, 1))


def test_the_day_of_addition_is_derived_once_and_stays(send):
    send("subscriptions", TERM)
    send("subscriptions", TERM | {"start_date": "2026-02-01"})
    assert (term().start_date, term().added_date) == (date(2026, 2, 1), date(2026, 1, 1))


def test_an_imported_term_is_never_rolled_forward(send):
    send("subscriptions", TERM | {"end_date": "2026-06-30", "auto_renews": "yes"})
    assert term().end_date == date(2026, 6, 30)


def test_a_subscription_moves_to_another_customer(send):
    send("subscriptions", TERM)
    assert send("subscriptions", TERM | {"customer_id": "ORCHARD"}) == (0, 1, 0)
    assert term().customer.reference == "ORCHARD"


def test_nothing_is_ever_deleted_by_absence(send):
    send("tags", {"customer_id": "HARBOR", "tag": "north"}, {"customer_id": "HARBOR", "tag": "gold"})
    assert send("tags", {"customer_id": "HARBOR", "tag": "north"}) == (0, 0, 1)
    assert CustomerTag._base_manager.filter(customer__reference="HARBOR").count() == 2


def test_rows_that_say_the_same_collapse_and_complete_each_other(world, tmp_path):
    files = {
        "a.csv": as_csv([{"customer_id": "N", "name": "New", "country": "SE"}] * 2),
        "b.csv": as_csv([{"customer_id": "N", "name": "New", "domain": "new.example"}]),
    }
    assert counts(went_in(world.bring(put(tmp_path, files)))) == {"customers": (1, 0, 0)}
    found = Customer._base_manager.get(reference="N")
    assert (found.country, found.domain) == ("SE", "new.example")


def test_an_org_uuid_can_change_hands_within_one_import(send):
    names = {"HARBOR": "Harbor Foods", "ORCHARD": "Orchard Clinics", "QUARRY": "Quarry Steel"}

    def give(*uuids: str) -> tuple[int, int, int]:
        rows = zip(names.items(), uuids, strict=True)
        return send("customers", *({"customer_id": id_, "name": name, "org_uuid": uuid} for (id_, name), uuid in rows))

    assert give("u1", "u2", "") == (0, 2, 1)
    assert give("u2", "", "u1") == (0, 3, 0)
    assert {c.reference: c.org_uuid for c in Customer._base_manager.filter(reference__in=names)} == {
        "HARBOR": "u2", "ORCHARD": None, "QUARRY": "u1",
    }  # fmt: skip


def test_another_partner_may_use_the_same_ids(world, tmp_path):
    row = {"customer_id": "HARBOR", "name": "Harbor of Globex", "org_uuid": "u1"}
    went_in(world.bring(put(tmp_path / "a", {"a.csv": as_csv([row])}), world.globex))
    went_in(world.bring(put(tmp_path / "b", {"b.csv": as_csv([row | {"name": "Harbor Foods"}])})))
    assert sorted(Customer._base_manager.filter(reference="HARBOR").values_list("name", flat=True)) == [
        "Harbor Foods", "Harbor of Globex",
    ]  # fmt: skip
