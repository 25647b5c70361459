"""The columns of the list in a file: as good as the records, or not used at all."""

from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace

import pytest

from partnerhub.portfolio.listing import keeper, saved
from partnerhub.portfolio.listing.keeper import Listing
from partnerhub.portfolio.models import PartnerFacts
from partnerhub.portfolio.services import refresh_statuses
from tests.world import customer


@pytest.fixture
def started(crowd, monkeypatch):
    """Return a function that answers what a process has that starts now. Every list is kept, however short."""
    monkeypatch.setattr(keeper, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(keeper, "SAVED_FROM", 1)

    def start() -> Listing:
        monkeypatch.setattr(keeper, "_kept", OrderedDict())
        return keeper.listing_of(crowd.acme.id)

    return start


def same(one: Listing, other: Listing) -> bool:
    sets = all(
        [mine.known[n] for n in mine.which] == [theirs.known[n] for n in theirs.which]
        for mine, theirs in ((one.columns.sets[name], other.columns.sets[name]) for name in other.columns.sets)
    )
    numbers = all((one.columns.numbers[name] == other.columns.numbers[name]).all() for name in other.columns.numbers)
    found = all(
        {*map(int, one.words.words.of_text(text))} == {*map(int, other.words.words.of_text(text))} for text in "nhzab"
    )
    return one.columns.keys.tolist() == other.columns.keys.tolist() and sets and numbers and found


def files(settings) -> list[Path]:
    return sorted(settings.LISTS_DIR.glob("*.npz"))


def test_a_process_that_starts_reads_the_file_and_what_changed_since(crowd, started, settings, monkeypatch):
    started()
    crowd.take_in(customers=[customer("NEW", "Nordic Aaa")])
    monkeypatch.setattr(keeper, "_whole", None)  # not every customer
    assert len(files(settings)) == 1
    have = started()
    monkeypatch.undo()
    assert same(have, keeper._whole(crowd.acme.id))
    assert len(have.columns) == len(keeper._whole(crowd.acme.id).columns)


def test_records_that_were_restored_do_not_take_the_file_of_a_later_state(crowd, started, settings):
    """P14: the records name their file; those of before do not know the one that came after."""
    started()
    before = PartnerFacts.objects.get(partner_id=crowd.acme.id).list_file
    crowd.take_in(customers=[customer("LOST", "Nordic Lost")])
    keeper.save_listing(crowd.acme.id)
    assert [path.name for path in files(settings)] != [before]
    PartnerFacts.objects.filter(partner_id=crowd.acme.id).update(list_file=before)
    assert saved.load(crowd.acme.id) is None
    assert same(started(), keeper._whole(crowd.acme.id))


@pytest.mark.parametrize("spoiled", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_file_that_cannot_be_read_is_made_anew(crowd, started, settings, spoiled):
    started()
    files(settings)[0].write_bytes(spoiled)
    assert same(started(), keeper._whole(crowd.acme.id))
    assert saved.load(crowd.acme.id) is not None


def test_a_file_of_another_release_is_made_anew(crowd, started, monkeypatch):
    monkeypatch.setattr(saved, "BEGINNINGS", ("texts", "starts", "owners", "owners"))
    have = keeper._whole(crowd.acme.id)
    saved.save(crowd.acme.id, have.version, have.columns, have.words)
    monkeypatch.undo()
    assert saved.load(crowd.acme.id) is None


def test_judging_everybody_leaves_a_file_as_new_as_the_records(crowd, started, settings):
    refresh_statuses(crowd.system(), on=crowd.today)
    assert saved.version_of(crowd.acme.id) == keeper.version_of(crowd.acme.id)
    assert len(files(settings)) == 1
    assert settings.LISTS_DIR.stat().st_mode & 0o077 == 0  # it holds names, and belongs to the hub alone


def test_a_disk_that_takes_no_more_costs_the_file_not_the_list(crowd, started, settings):
    settings.LISTS_DIR = settings.HOME / "no folder"
    settings.LISTS_DIR.write_text("but a file in its place")
    assert same(started(), keeper._whole(crowd.acme.id))
    assert saved.load(crowd.acme.id) is None
