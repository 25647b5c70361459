"""P14: a backup that is not as it was written is refused before anything is put in place, whatever byte of it is another."""

import io
import random
import tarfile

import pytest

from partnerhub.keeping.archive import FORMAT, TRAILER_BYTES, Damaged, Manifest, Writer, manifest_of, read

MANIFEST = Manifest(FORMAT, "0.1.0", "2026-11-22T12:00:00+00:00", "sqlite", "f" * 16, (("a", "0001"),), {"t": 1}, 1)


def nobody(stage: str, done: int, total: int) -> None:
    """Report to nobody."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    """A small backup with members of all sorts of sizes."""
    folder, out = tmp_path_factory.mktemp("members"), io.BytesIO()
    writer = Writer(out)
    for number, size in enumerate((0, 1, 511, 512, 513, 700)):
        path = folder / str(number)
        path.write_bytes(random.Random(size).randbytes(size))
        writer.add(f"lake/1/{number}.parquet", path)
    writer.finish(MANIFEST)
    return out.getvalue()


def taken(content: bytes) -> Manifest:
    return read(io.BytesIO(content), lambda name: None, nobody)


def test_what_was_written_is_read(whole, tmp_path):
    places = tmp_path / "out"
    manifest = read(io.BytesIO(whole), lambda name: places / name, nobody)
    assert [one.size for one in manifest.members] == [0, 1, 511, 512, 513, 700]
    for one in manifest.members:
        assert (places / one.name).read_bytes() == random.Random(one.size).randbytes(one.size)
    path = tmp_path / "b"
    path.write_bytes(whole)
    assert manifest_of(path) == manifest and manifest.migrations == (("a", "0001"),) and manifest.rows == {"t": 1}


def test_any_program_that_reads_tar_can_list_it(whole):
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        assert tar.getnames() == [*(f"lake/1/{number}.parquet" for number in range(6)), "manifest.json"]


def test_a_flipped_bit_is_noticed_wherever_it_is(whole):
    rng, missed = random.Random(1), []
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << rng.randrange(8)
        try:
            taken(bytes(changed))
        except Damaged as damaged:
            assert str(damaged)
        else:
            missed.append(place)
    assert missed == []


def test_a_backup_that_was_cut_or_goes_on_is_noticed(whole):
    rng = random.Random(2)
    for length in [0, 1, TRAILER_BYTES, *(rng.randrange(len(whole)) for _ in range(200)), len(whole) - 1]:
        with pytest.raises(Damaged):
            taken(whole[:length])
    for more in (b"\0", b"x" * TRAILER_BYTES, whole):
        with pytest.raises(Damaged):
            taken(whole + more)
    for place in range(0, len(whole) - TRAILER_BYTES, 512):
        with pytest.raises(Damaged):
            taken(whole[:place] + whole[place + 512 :])


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "lake/../../x", "a\\b", "lake//x", "", "lake/.hidden", "é"])
def test_a_member_that_leads_elsewhere_is_refused(name, tmp_path):
    out, path = io.BytesIO(), tmp_path / "x"
    path.write_bytes(b"x")
    writer = Writer(out)
    writer.add(name, path)
    writer.finish(MANIFEST)
    with pytest.raises(Damaged):
        read(io.BytesIO(out.getvalue()), lambda name: tmp_path / "out" / name, nobody)
    assert not (tmp_path / "outside").exists()


def test_a_member_that_is_no_file_is_refused(whole):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.GNU_FORMAT) as tar:
        link = tarfile.TarInfo("lake/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(Damaged):
        taken(out.getvalue() + whole[-TRAILER_BYTES:])


def test_something_else_is_no_backup(tmp_path):
    for content in (b"", b"PK\3\4", b"x" * 5000, b"{}".ljust(TRAILER_BYTES)):
        path = tmp_path / "x"
        path.write_bytes(content)
        with pytest.raises(Damaged):
            manifest_of(path)
        with pytest.raises(Damaged):
            taken(content)
