"""Paths to files: folders, archives and streams, and what is not followed, unpacked or read without bound."""

from __future__ import annotations

import gzip
import io
import os
import stat
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from backlog.errors import BacklogError, InputError
from backlog.importers import gathering
from backlog.importers.content import MB
from backlog.importers.gathering import Gathered

GPX = b'<?xml version="1.0"?><gpx version="1.1"><trk/></gpx>'
CSV = b"date,distance\n2026-11-03,5\n"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def found(path: Path) -> list[tuple[str, str, bytes]]:
    """Name below the folder, form and content of the files that a path leads to; none may be refused."""
    with Gathered() as gathered:
        gathered.add_path(str(path))
        assert [] == gathered.problems
        return [(file.name.removeprefix(f"{path}").strip("/"), file.form, file.read()) for file in gathered.files]


def refused(path: Path) -> list[str]:
    """What is said of the files that a path leads to and that were not taken; nothing else may be there."""
    with Gathered() as gathered:
        gathered.add_path(str(path))
        assert [] == gathered.files
        return [problem.what.replace(f"{path}", "IT") for problem in gathered.problems]


def test_a_folder_is_walked_by_name_and_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    """Folders in it too; hidden files and those of macOS and Windows are none of the person's."""
    (tmp_path / "b").mkdir()
    (tmp_path / "__MACOSX").mkdir()
    for name in ("b/run.gpx", "a.csv", ".DS_Store", "__MACOSX/a.csv", "Thumbs.db"):
        (tmp_path / name).write_bytes(GPX if name.endswith("gpx") else CSV)
    assert [("a.csv", "text", CSV), ("b/run.gpx", "gpx", GPX)] == found(tmp_path)


def test_archives_are_looked_into_whatever_their_names(tmp_path: Path) -> None:
    """A gz in a zip, and a zip in a zip, as platforms make them."""
    path = tmp_path / "export"
    inner = zipped({"list.csv": CSV})
    path.write_bytes(zipped({"activities/1.gpx.gz": gzip.compress(GPX), "more.zip": inner, "__MACOSX/x.csv": CSV}))
    assert [("activities/1.gpx", "gpx", GPX), ("more.zip/list.csv", "text", CSV)] == found(path)


def test_a_stream_is_read_like_a_file() -> None:
    """Its content decides what it is."""
    with Gathered() as gathered:
        gathered.add_stream(io.BytesIO(gzip.compress(CSV)), "standard input")
        assert [("standard input", "text", CSV)] == [(file.name, file.form, file.read()) for file in gathered.files]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("nowhere.fit", "nowhere.fit cannot be read: No such file"),
        ("a\0b", "it cannot be a file's name"),
        ("", "A name is empty"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(name: str, what: str) -> None:
    """A name that is not there, one that no file can have, and none at all."""
    with Gathered() as gathered, pytest.raises(BacklogError, match=what) as error:
        gathered.add_path(name)
    assert "file-missing" == error.value.slug


def test_links_in_a_folder_are_named_and_not_followed(tmp_path: Path) -> None:
    """Neither to a file outside nor to a folder; a link that the person names is theirs to follow."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "run.gpx").write_bytes(GPX)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "run.gpx").symlink_to(outside / "run.gpx")
    (inside / "folder").symlink_to(outside)
    (inside / "itself").symlink_to(inside)
    assert ["It is a link, which I do not follow inside a folder."] * 3 == refused(inside)
    assert [("", "gpx", GPX)] == found(inside / "run.gpx")


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    """It would never end."""
    os.mkfifo(tmp_path / "pipe")
    assert ["It is not a file."] == refused(tmp_path)


def test_a_device_is_not_read() -> None:
    """It would never end either."""
    assert ["IT is a device, not a file."] == refused(Path("/dev/zero"))


@pytest.mark.parametrize("name", ["../run.gpx", "/etc/run.gpx", "a/../../run.gpx", "..\\run.gpx", "C:\\run.gpx"])
def test_a_member_that_leads_out_of_its_archive_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is unpacked onto the disk by name, but an archive that tries is not to be trusted."""
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({name: GPX}))
    [what] = refused(path)
    assert what.endswith("leads out of the archive.")


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    """It would lead out of it."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("run.gpx")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert ["IT/run.gpx is a link, which I do not follow."] == refused(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros, a thousand times packed: as a gz, as a member, and many in one archive. Little is never a bomb."""
    monkeypatch.setattr(gathering, "MUCH", MB)
    zeros = bytes(MB)
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"date,distance\n" + 2 * zeros))
    with Gathered() as gathered:
        gathered.add_path(str(tmp_path / "x.gz"))
        with pytest.raises(InputError, match="unpacks to 200 times its size or more"):
            gathered.files[0].read()
    (tmp_path / "one.zip").write_bytes(zipped({"x.csv": zeros + b"0"}))
    assert ["IT/x.csv unpacks to 200 times its size or more."] == refused(tmp_path / "one.zip")
    (tmp_path / "many.zip").write_bytes(zipped({f"{n}.csv": zeros for n in range(17)}))
    assert ["IT would unpack to 17 files of 17 MB: more than can be meant."] == refused(tmp_path / "many.zip")
    (tmp_path / "few.zip").write_bytes(zipped({f"{n}.csv": b"a" + zeros[1:] for n in range(16)}))
    assert 16 == len(found(tmp_path / "few.zip"))


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}, "a document of an office program"),
        ({"mimetype": b"application/vnd.oasis", "META-INF/manifest.xml": b"<x/>"}, "a document of an office program"),
        ({}, "an archive without a file"),
    ],
)
def test_an_archive_that_is_another_thing_is_refused_by_name(
    tmp_path: Path, members: Mapping[str, bytes], what: str
) -> None:
    """A spreadsheet is a zip too, and says what to do; so does an empty one."""
    (tmp_path / "pain.xlsx").write_bytes(zipped(members))
    [said] = refused(tmp_path / "pain.xlsx")
    assert what in said


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    """Three deep is as far as any platform goes."""
    data = zipped({"list.csv": CSV})
    for _ in range(2):
        data = zipped({"a.zip": data})
    (tmp_path / "three.zip").write_bytes(data)
    assert [("a.zip/a.zip/list.csv", "text", CSV)] == found(tmp_path / "three.zip")
    (tmp_path / "four.zip").write_bytes(zipped({"a.zip": data}))
    assert ["IT/a.zip/a.zip/a.zip is an archive in an archive in an archive."] == refused(tmp_path / "four.zip")


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """By its size, with the bound; one just within the bound is taken."""
    path = tmp_path / "x.csv"
    path.write_bytes(CSV)
    os.truncate(path, 2 * 1024 * MB)
    assert ["IT is larger than 64 MB."] == refused(path)
    os.truncate(path, 64 * MB)
    with Gathered() as gathered:
        gathered.add_path(str(path))
        assert 1 == len(gathered.files)


def test_damaged_archives_are_refused_and_the_others_taken(tmp_path: Path) -> None:
    """Cut off in the middle, with a wrong checksum, or locked."""
    whole = zipped({"a.csv": CSV})
    (tmp_path / "a.zip").write_bytes(whole)
    (tmp_path / "cut.zip").write_bytes(whole[:40])
    (tmp_path / "wrong.gz").write_bytes(gzip.compress(CSV)[:-8] + bytes(8))
    locked = bytearray(whole)
    locked[6] |= 1
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    with Gathered() as gathered:
        gathered.add_path(str(tmp_path))
        names = [file.name.removeprefix(f"{tmp_path}/") for file in gathered.files]
        said = {problem.file.removeprefix(f"{tmp_path}/"): problem.what for problem in gathered.problems}
    assert ["a.zip/a.csv"] == names
    assert {"cut.zip", "locked.zip/a.csv", "wrong.gz"} == set(said)
    assert said["locked.zip/a.csv"].endswith("is locked with a password.")
    assert "is damaged, or was cut off" in said["cut.zip"]


def test_a_recording_in_a_gz_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    """Its reader says that it is cut."""
    track = GPX + bytes(os.urandom(50_000))
    (tmp_path / "run.gpx.gz").write_bytes(gzip.compress(track)[:-20_000])
    [(_, form, data)] = found(tmp_path / "run.gpx.gz")
    assert ("gpx", track[: len(data)], True) == (form, data, 10_000 < len(data) < len(track))


def test_thousands_of_archives_are_not_all_open_at_once(tmp_path: Path) -> None:
    """A system lets a program hold few files open; each member is read when its turn comes."""
    for number in range(40):
        (tmp_path / f"{number:02}.zip").write_bytes(zipped({"list.csv": CSV + b"%d" % number}))
    open_before = len(list(Path("/proc/self/fd").iterdir()))
    with Gathered() as gathered:
        gathered.add_path(str(tmp_path))
        assert gathering.MOST_OPEN >= len(list(Path("/proc/self/fd").iterdir())) - open_before
        assert [CSV + b"%d" % number for number in range(40)] == [file.read() for file in gathered.files]
    assert open_before == len(list(Path("/proc/self/fd").iterdir()))


def test_an_empty_folder_is_no_success(tmp_path: Path) -> None:
    """Somebody who named the wrong one would believe that all is in."""
    assert ["There is no file in this folder."] == refused(tmp_path)


def test_a_pipe_that_is_named_is_read_once(tmp_path: Path) -> None:
    """As a shell makes it of another program's answer."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(CSV))
    writer.start()
    assert [("", "text", CSV)] == found(pipe)
    writer.join()


def test_any_damage_of_a_member_costs_that_member_alone(tmp_path: Path) -> None:
    """Whatever the library raises of it, here LZMA's own error."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.csv", CSV * 50)
    data = bytearray(buffer.getvalue())
    data[45:60] = bytes(15)
    (tmp_path / "x.zip").write_bytes(data)
    (tmp_path / "y.csv").write_bytes(CSV)
    with Gathered() as gathered:
        gathered.add_path(str(tmp_path))
        assert ["y.csv"] == [Path(file.name).name for file in gathered.files]
        assert 1 == len(gathered.problems)


def test_a_name_of_any_bytes_can_be_said_and_stored(tmp_path: Path) -> None:
    """As an old disk may have it: not all names are text."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv"))
    path.write_bytes(CSV)
    with Gathered() as gathered:
        gathered.add_path(str(tmp_path))
        assert [(f"{tmp_path}/\\udcff.csv", CSV)] == [(file.name, file.read()) for file in gathered.files]


def test_a_file_that_goes_while_others_are_read_costs_itself_alone(tmp_path: Path) -> None:
    """Read, or handed to a library that wants it on the disk."""
    path = tmp_path / "runs.zip"
    path.write_bytes(zipped({"a.csv": CSV}))
    with Gathered() as gathered:
        gathered.add_path(str(path))
        path.rename(tmp_path / "elsewhere.zip")
        [file] = gathered.files
        gathered._archives.close()
        with pytest.raises(InputError, match=r"runs.zip/a.csv cannot be read: No such file"):
            file.read()
        with pytest.raises(InputError, match=r"cannot be read: No such file"), file.on_disk():
            pass


def test_what_follows_a_whole_gz_is_its_rest_or_nothing_or_damage(tmp_path: Path) -> None:
    """Another gz, blanks, or junk: a recording says itself whether it is whole, a table cannot."""
    for name, data, content in (
        ("two.gz", gzip.compress(CSV) + gzip.compress(b"x"), CSV + b"x"),
        ("blank.gz", gzip.compress(CSV) + bytes(9), CSV),
        ("junk.gz", gzip.compress(GPX) + b"junk", GPX),
    ):
        (tmp_path / name).write_bytes(data)
        assert [content] == [held[2] for held in found(tmp_path / name)]
    (tmp_path / "junk.gz").write_bytes(gzip.compress(CSV) + b"junk")
    with Gathered() as gathered:
        gathered.add_path(str(tmp_path / "junk.gz"))
        [file] = gathered.files
        with pytest.raises(InputError, match=r"cut off: what follows its first part is no gz"):
            file.read()
