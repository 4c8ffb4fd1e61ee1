"""No output option can replace what is not its own: every option against every kind of file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backlog.cli.demo import MADE
from backlog.cli.main import run
from tests.cli.conftest import Person

#: Each way to write a file, with `{}` for the place; and the name of its own kind below.
WAYS = {
    "export": "export --format jsonl --out {}",
    "csv": "export --format csv --kind sessions --out {}",
    "calendar": "due --ics --out {}",
    "backup": "backup {}",
    "picture": "chart --out {}",
    "tolerance": "chart tolerance --out {}",
    "rows": "simulate --runners 1 --jobs 1 --kind typical --policy esculier --csv {}",
    "frontier": "simulate --runners 1 --jobs 1 --kind typical --policy esculier --out {}",
}
#: What may lie in the place, and which of the ways may replace it.
OWN = {
    "own.jsonl": {"export", "csv"},
    "own.csv": {"export", "csv"},
    "own.ics": {"calendar"},
    "own.db": {"backup"},
    "own.png": {"picture", "tolerance", "frontier"},
    "own.svg": {"picture", "tolerance", "frontier"},
    "own.pdf": {"picture", "tolerance", "frontier"},
    "own-rows.csv": {"rows"},
}
FOREIGN = {
    "text": b"Dear diary,\n", "table.csv": b"date,km\n2026-11-01,2\n", "rows.csv": b"seed,kind\n1,oak\n",
    "club.ics": b"BEGIN:VCALENDAR\r\nPRODID:-//club//EN\r\n", "photo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "other.db": b"SQLite format 3\0" + bytes(84), "other.json": b'{"format": "else"}', "x.pdf": b"%PDF-1.4\n%%EOF",
    "x.svg": b"<?xml version='1.0'?><svg><title>backlog</title></svg>", "journal.db-journal": b"",
    "journal.db-wal": b"",    "config.toml": b"", "later.db-journal": b"",
}  # fmt: skip
JOURNALS = (
    "journal.db",
    "to-journal.db",
    "to-journal.png",
    "hard.db",
    "./../HERE/journal.db",
    "data/backlog/journal.db",
)


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What each kind of output looks like, written once."""
    made: dict[str, bytes] = {}
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("outputs")
        patch.chdir(folder)
        patch.setenv("TZ", "Europe/Berlin")
        patch.setenv("BACKLOG_NOW", "2026-11-16T18:00+01:00")
        patch.setenv("BACKLOG_DB", str(folder / "journal.db"))
        for line in ("log run 2km --duration 14:00 --at 2026-11-12", "log run 2km --duration 14:00"):
            assert 0 == run(line.split())
        for name, ways in OWN.items():
            line = WAYS["csv" if name == "own.csv" else min(ways - {"csv", "frontier", "tolerance"})]
            assert 0 == run(line.format(name).split())
            made[name] = (folder / name).read_bytes()
        made["journal"] = (folder / "journal.db").read_bytes()
    return made


def lies(me: Person, name: str, outputs: dict[str, bytes]) -> Path:
    """Lay a file of that name there, and everything that belongs to the table."""
    folder = me.db.parent
    me.db.write_bytes(outputs["journal"])
    me.db.chmod(0o600)
    target = Path(name.replace("HERE", folder.name))
    if name.startswith("to-"):
        target.symlink_to("journal.db")
    elif name.startswith("hard"):
        os.link(me.db, target)
    elif name not in JOURNALS:
        target.write_bytes(FOREIGN.get(name, outputs.get(name, b"")))
    elif name.startswith("data/"):
        target.parent.mkdir(parents=True)
        target.write_bytes(outputs["journal"])
    (folder / "config.toml").touch()
    me.monkeypatch.setenv("BACKLOG_CONFIG", str(folder / "config.toml"))
    return target


def state(folder: Path) -> dict[Path, bytes]:
    """Every file below with what is in it."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", [*JOURNALS, *FOREIGN, *OWN])
def test_only_its_own_kind_is_ever_replaced(me: Person, outputs: dict[str, bytes], way: str, name: str) -> None:
    """With --yes, and then all else stays as it was, byte by byte."""
    target = lies(me, name, outputs)
    if name == "later.db-journal":
        me.monkeypatch.setenv("BACKLOG_DB", str(me.db.with_name("later.db")))
        target.unlink()
    if way in {"picture", "tolerance", "frontier"} and target.suffix not in {".png", ".svg", ".pdf"}:
        drawn = target.with_name(f"{target.name}.png")  # a name of its own, or the ending alone would refuse
        drawn.symlink_to(target.resolve())
        target = drawn
    before = state(me.db.parent)
    yes = " --yes" if way in {"export", "csv", "backup"} else ""
    done = me.types(WAYS[way].format(target) + yes)
    if way in OWN.get(name, set()):
        assert 0 == done.status, done.err
        assert set(before) == set(state(me.db.parent))
    else:
        assert (1, 1) == (done.status, done.err.count("\n"))
        assert done.err.endswith("[not-replaced]\n") or "[journal-missing]" in done.err, done.err
        assert before == state(me.db.parent)


@pytest.mark.parametrize(("way", "name"), [("export", "own.jsonl"), ("csv", "own.csv"), ("backup", "own.db")])
def test_an_older_copy_of_facts_is_replaced_only_after_a_yes(
    me: Person, outputs: dict[str, bytes], way: str, name: str
) -> None:
    """It may hold what the journal no longer does."""
    lies(me, name, outputs)
    before = state(me.db.parent)
    said, status = me.refused(WAYS[way].format(name))
    assert (1, f"Replace {name}? I did nothing, because nobody could be asked.") == (status, said.split(" Add")[0])
    assert before == state(me.db.parent)


def test_the_folder_of_an_export_is_asked_about_once(me: Person, outputs: dict[str, bytes]) -> None:
    """And where one file in it is none of backlog's, nothing at all is written."""
    lies(me, "journal.db", outputs)
    assert 0 == me.types("export --format csv --out folder").status
    said, _ = me.refused("export --format csv --out folder")
    assert said.startswith("Replace folder/sessions.csv, folder/readings.csv, ")
    Path("folder/sessions.csv").unlink()
    Path("folder/days.csv").write_bytes(b"mine\n")
    before = state(me.db.parent)
    said, _ = me.refused("export --format csv --out folder --yes")
    assert "folder/days.csv is no export of backlog; it was left alone." in said
    assert before == state(me.db.parent)


def test_the_journal_is_named_as_such(me: Person, outputs: dict[str, bytes]) -> None:
    """A person learns what they nearly did, also where --db names another."""
    lies(me, "journal.db", outputs)
    said = ("journal.db is your journal, or belongs to it; it was left alone. Name another file. [not-replaced]", 1)
    assert said == me.refused("export --out journal.db --yes")
    me.types("--db other.db log run 2km")
    assert said == me.refused("--db other.db export --out journal.db --yes")


def test_the_demo_replaces_only_what_a_demo_made(me: Person) -> None:
    """Not a text that happens to have the name of its mark, nor an example that has become one's journal."""
    folder = me.db.parent / "tour"
    folder.mkdir()
    (folder / "example.txt").write_text("mine\n", encoding="utf-8")
    said, _ = me.refused("demo --out tour --yes")
    assert "example.txt is no mark of an example; it was left alone." in said
    (folder / "example.txt").write_bytes(MADE)
    me.types(f"--db {folder / 'journal.db'} log run 2km")
    before = state(folder)
    me.monkeypatch.setenv("BACKLOG_DB", str(folder / "journal.db"))
    said, _ = me.refused("demo --out tour --yes")
    assert "journal.db is your journal, or belongs to it; it was left alone." in said
    assert before == state(folder)
