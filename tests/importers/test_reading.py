"""Reading many recordings by several processes: what goes wrong costs the file alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from backlog.importers import reading
from backlog.importers.content import File
from backlog.importers.gathering import Gathered
from backlog.importers.parsed import Options, Parsed, Problem
from backlog.importers.reading import WORTH_A_POOL, parse_gathered
from backlog.services.backup import read_journal
from tests.make import NOW, ZONE

GPX = (
    '<gpx version="1.1"><trk><type>running</type><trkseg>'
    '<trkpt lat="8" lon="-1"><time>2026-11-{day:02}T17:00:00Z</time></trkpt>'
    '<trkpt lat="8.01" lon="-1"><time>2026-11-{day:02}T17:08:00Z</time></trkpt>'
    "</trkseg></trk></gpx>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Enough recordings to be worth several processes."""
    for number in range(WORTH_A_POOL):
        (tmp_path / f"{number:02}.gpx").write_text(GPX.format(day=number % 14 + 1), encoding="utf-8")
    return tmp_path


def read(folder: Path) -> tuple[list[Parsed], list[Problem]]:
    """What the folder holds."""
    with Gathered() as gathered:
        gathered.add_path(str(folder))
        return parse_gathered(gathered, Options(now=NOW, zone=ZONE), journal=read_journal)


@pytest.mark.parametrize("error", [OSError, ImportError, NotImplementedError])
def test_where_no_processes_are_to_be_had_one_reads_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """A system without semaphores says so when they are asked for."""

    def none(*_: object, **__: object) -> None:
        raise error("no semaphores")

    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(reading, "ProcessPoolExecutor", none)
    parsed, problems = read(folder)
    assert (WORTH_A_POOL, []) == (len(parsed), problems)


@pytest.mark.parametrize(
    ("error", "what"),
    [(MemoryError(), "needs more memory than there is"), (ValueError("x"), "inside backlog: ValueError: x")],
)
def test_a_file_that_cannot_be_held_costs_itself_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, what: str
) -> None:
    """Whatever is raised while it is read, for several processes or for one."""
    whole = File.read

    def read_file(file: File) -> bytes:
        if file.name.endswith("03.gpx"):
            raise error
        return whole(file)

    monkeypatch.setattr(File, "read", read_file)
    for cores in (1, 2):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        parsed, [problem] = read(folder)
        assert (WORTH_A_POOL - 1, True) == (len(parsed), what in problem.what)


def test_what_cannot_be_read_beside_a_list_is_named(tmp_path: Path) -> None:
    """A picture beside it is left alone and counted; of a damaged file nobody knows what it is."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "activities.csv",
            "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance\n"
            '1,"Nov 2, 2026, 5:05:10 PM",x,Run,1210,2.5\n',
        )
        archive.writestr("me.png", b"\x89PNG")
        archive.writestr("diary.csv", "date,score\n2026-11-03,2\n")
    path.write_bytes(path.read_bytes().replace(b"date,score", b"date,scorn"))
    [listed], [problem] = read(path)
    assert "1 other file of the archive was left alone." in listed.remarks
    assert problem.what.startswith(f"{path}/diary.csv is damaged, or was cut off: Bad CRC-32")


def test_a_stream_that_holds_nothing_is_refused() -> None:
    """It is the only one, so that its reason is the command's."""
    with Gathered() as gathered:
        gathered.add_stream(io.BytesIO(b""), "standard input")
        with pytest.raises(Exception, match="standard input is empty"):
            parse_gathered(gathered, Options(now=NOW, zone=ZONE), journal=read_journal)
