"""Absent or forbidden: what is out of sight answers like what never existed, what is in sight says no (P3)."""

import uuid

import pytest
from django.core.files.base import ContentFile

from partnerhub.pipeline import reader, uploads
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest import selectors as imports
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.portfolio import services
from partnerhub.portfolio.customer.selectors import customer_card_named
from partnerhub.portfolio.listing.line import read_line
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach

CAST = ("alice", "adam", "rita", "hal", "petra", "cleo", "carol")


@pytest.mark.parametrize("name", CAST)
def test_a_customer_out_of_sight_is_absent_like_one_that_never_was(world, name):
    scope = getattr(world, name)
    mine = {"alice": "HOQ", "adam": "H", "rita": "HOQ", "hal": "HOQ", "petra": "O", "cleo": "H", "carol": "I"}[name]
    for name_ in ("HARBOR", "ORCHARD", "QUARRY", "INITECH", "NEVER", ""):
        if name_[:1] in mine and name_:
            assert customer_card_named(scope, name_, on=world.today).row.reference == name_
        else:
            with pytest.raises(OutOfReach):
                customer_card_named(scope, name_, on=world.today)


@pytest.mark.parametrize("search", ["", " ", "\t", "\u3000"])
def test_the_help_desk_searches_but_does_not_list(world, search):
    with pytest.raises(Forbidden):
        customer_list(world.hal, on=world.today, asked=read_line(search))
    assert customer_list(world.hal, on=world.today, asked=read_line("harb")).total == 1


def test_the_help_desk_sees_no_statuses_and_filters_by_none(world):
    row = customer_list(world.hal, on=world.today, asked=read_line("harb")).rows[0]
    assert row.statuses == () and customer_card_named(world.hal, "HARBOR", on=world.today).reasons == ()
    with pytest.raises(Forbidden):
        customer_list(world.hal, on=world.today, asked=read_line("harb status:no_services"))
    found = customer_list(world.hal, on=world.today, asked=read_line("harb"), with_facets=True)
    assert "status" not in {facet.name for facet in found.facets}


def test_only_who_may_launch_a_customer_gets_the_address_of_its_console(world):
    world.take_in(customers=[{"customer_id": "HARBOR", "name": "Harbor", "console_url": "https://console.example/h"}])
    shown = {
        name: customer_list(getattr(world, name), on=world.today, asked=read_line("harb")).rows[0].console_url
        for name in ("alice", "adam", "rita", "hal")
    }
    assert shown == dict.fromkeys(("alice", "adam", "rita"), "https://console.example/h") | {"hal": None}


@pytest.mark.parametrize("name", CAST)
def test_only_full_administrators_change_settings_and_import_records(world, name):
    scope = getattr(world, name)
    file = ContentFile(b"customer_id,name\nX,X\n", name="x.csv")
    if name in {"alice", "carol"}:
        assert services.change_settings(scope, values={"near_days": 60}, based_on=0) == 1
        assert imports.import_run(scope, uploads.take_upload(scope, [file], Options()), faults=1).state == "waiting"
    else:
        for act in (
            lambda: services.change_settings(scope, values={"near_days": 60}, based_on=0),
            lambda: uploads.take_upload(scope, [file], Options(kind="customers")),
        ):
            with pytest.raises(Forbidden):
                act()


@pytest.mark.parametrize("name", CAST)
def test_who_may_send_calling_files_sees_their_own_imports_alone(world, name):
    scope, file = getattr(world, name), ContentFile(b"customer_id,name\nX,X\n", name="x.csv")
    uploads.take_upload(world.alice, [file], Options())
    if name in {"alice", "adam", "carol"}:
        runs, _ = imports.import_history(scope, page=1, size=5)
        assert [one.state for one in runs if one.state == "waiting"] == (["waiting"] if name == "alice" else [])
    else:
        with pytest.raises(Forbidden):
            imports.import_history(scope, page=1, size=5)


def test_an_import_of_another_partner_is_absent_like_one_that_never_was(world):
    run = uploads.take_upload(world.alice, [ContentFile(b"customer_id,name\nX,X\n", name="x.csv")], Options())
    for id_ in (run, uuid.uuid4()):
        for act in (uploads.ask_for_commit, uploads.discard, runs.reach_run):
            with pytest.raises(OutOfReach):
                act(world.carol, id_)
        with pytest.raises(OutOfReach):
            imports.import_run(world.carol, id_, faults=1)
        with pytest.raises(OutOfReach):
            imports.fault_rows(world.carol, id_, "en")


def test_marts_of_one_partner_answer_nobody_of_another(world):
    world.build()
    marts = reader.open_day(world.alice)
    with pytest.raises(MartsMissing):
        marts.ask(world.carol, Permission.VIEW_ANALYTICS, "line_day", "SELECT * FROM line_day")
    with pytest.raises(MartsMissing):
        reader.open_day(world.carol)


def test_marts_are_forbidden_to_roles_without_figures(world):
    world.build()
    for name in ("hal", "petra"):
        scope = getattr(world, name)
        with pytest.raises(Forbidden):
            reader.open_day(scope).ask(scope, Permission.VIEW_ANALYTICS, "customer_day", "SELECT 1")
        with pytest.raises(Forbidden):
            world.ask(scope)
