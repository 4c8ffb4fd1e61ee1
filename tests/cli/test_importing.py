"""`backlog import` and `backlog export`, as they are typed."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from backlog.cli.main import run
from backlog.services.exporting import NAMES
from tests.cli.conftest import BEGUN

LIST = (
    "Date,Type,Route Name,Distance (mi),Duration,Average Pace,Average Speed (mph),Calories Burned,Climb (ft),"
    "Average Heart Rate (bpm),Notes,GPX File\r\n"
    "2025-05-04 09:00:00,Running,,6.00,1:02:03,10:20,5.80,700.0,100.00,,Easy,a.gpx\r\n"
    "2025-05-02 18:15:30,Walking,,1.00,20:00,20:00,3.00,90.0,0.00,,,b.gpx\r\n"
)


class Answer(NamedTuple):
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)


Typed = Callable[..., Answer]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Types a command in a folder that holds list.csv, on 16 November 2026."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKLOG_NOW", "2026-11-16T12:00+01:00")
    Path("list.csv").write_bytes(LIST.encode())

    def type_in(*words: str, db: str = "journal.db") -> Answer:
        status = run(["--db", db, *words])
        said = capsys.readouterr()
        return Answer(status, said.out, BEGUN.sub("", said.err))

    return type_in


def test_an_import_says_what_it_took_and_how_to_take_it_back(typed: Typed) -> None:
    """The form of the file, the columns not used, and each activity with both units."""
    answer = typed("import", "list.csv")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "list.csv: Runkeeper's list of activities, 2 rows.",
        "  Note: Its times name no zone: taken as Europe/Berlin. Say it with --zone.",
        "  Not used: Average Pace, Average Speed (mph), Calories Burned, GPX File.",
        "Imported 2 sessions.",
        "  run: 1, 9.66 km (6 mi), 2025-05-04 to 2025-05-04",
        "  walk: 1, 1.61 km (1 mi), 2025-05-02 to 2025-05-02",
        "`backlog undo` takes it back.",
    ]


def test_a_second_import_says_that_nothing_is_new(typed: Typed) -> None:
    """And counts what is there."""
    typed("import", "list.csv")
    assert typed("import", "list.csv").out.splitlines()[3:] == ["Imported nothing new.", "2 already in the journal."]


def test_a_second_import_with_another_zone_or_score_says_that_nothing_changed(typed: Typed) -> None:
    """What is there stays, and how to read it anew is said."""
    said = "  Of {} the time, distance or score is another one there, and stays: "
    undo = "to read them anew, `backlog undo` the earlier import first."
    typed("import", "list.csv")
    again = typed("import", "list.csv", "--zone", "America/New_York").out.splitlines()
    assert ["2 already in the journal.", said.format(2) + undo] == again[-2:]
    Path("diary.csv").write_text("at,score\n2026-11-03 07:00,2\n2026-11-04 07:00,3\n", encoding="utf-8")
    typed("import", "diary.csv")
    Path("diary.csv").write_text("at,score\n2026-11-03 07:00,5\n2026-11-04 07:00,3\n", encoding="utf-8")
    assert said.format(1) + undo == typed("import", "diary.csv").out.splitlines()[-1]
    typed("undo")
    assert "Imported 2 readings." in typed("import", "diary.csv").out


def test_a_dry_run_makes_no_journal(typed: Typed) -> None:
    """It shows the same, and leaves no file behind."""
    answer = typed("import", "list.csv", "--dry-run")
    assert answer.out.splitlines()[3:] == [
        "start             what  distance     time  becomes  from",
        "2025-05-02 18:15  walk   1.61 km    20:00  new      list.csv:3",
        "2025-05-04 09:00  run    9.66 km  1:02:03  new      list.csv:2",
        "Would import 2 sessions.",
        "  run: 1, 9.66 km (6 mi), 2025-05-04 to 2025-05-04",
        "  walk: 1, 1.61 km (1 mi), 2025-05-02 to 2025-05-02",
        "Nothing was stored.",
    ]
    assert not Path("journal.db").exists()


def test_a_file_that_is_refused_makes_no_journal(typed: Typed) -> None:
    """One sentence with its slug, and status 2."""
    Path("empty.csv").touch()
    answer = typed("import", "empty.csv")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "backlog: empty.csv is empty. Check that it was exported and saved completely. [bad-import]\n"
    assert not Path("journal.db").exists()


def test_an_import_that_can_read_nothing_makes_no_journal(typed: Typed) -> None:
    """Of two files, each is named; status 2 says that nothing was read, and 1 that only a part was."""
    Path("empty.csv").touch()
    Path("plan.pdf").write_bytes(b"%PDF-1.4")
    answer = typed("import", "empty.csv", "plan.pdf")
    assert (2, ["2 could not be imported."]) == (answer.status, answer.err.splitlines()[2:])
    assert not Path("journal.db").exists()
    Path("head.csv").write_text("date,score\n2026-11-04,11\n", encoding="utf-8")
    assert 1 == typed("import", "empty.csv", "head.csv").status
    assert not Path("journal.db").exists()


def test_problems_go_to_standard_error_with_file_and_line(typed: Typed) -> None:
    """The good row is stored, and status 1 says that something was lost."""
    Path("diary.csv").write_text("date,score\n2026-11-03,11\n2026-11-04,3\n", encoding="utf-8")
    answer = typed("import", "diary.csv")
    assert (answer.status, answer.err.splitlines()) == (
        1,
        [
            "diary.csv:2: '11' is not a score for pain. Scores go from 0 (none) to 10 (the worst you can imagine).",
            "1 could not be imported.",
        ],
    )
    assert "Imported 1 reading." in answer.out


def test_standard_input_is_a_file_too(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named `-`, and recognised like any other."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))
    assert typed("import", "-").out.splitlines()[0] == "standard input: Runkeeper's list of activities, 2 rows."


def test_columns_are_mapped_and_units_told(typed: Typed) -> None:
    """--map may be repeated; a mapping that is none is refused with status 2."""
    Path("mine.csv").write_text("Wann;Weit\n3.11.2026;5\n", encoding="utf-8")
    answer = typed("import", "mine.csv", "--map", "start=Wann", "--map", "distance=Weit", "--units", "mi")
    assert "  run: 1, 5 mi (8.05 km), 2026-11-03 to 2026-11-03" in answer.out.splitlines()
    refused = typed("import", "mine.csv", "--map", "start")
    assert (refused.status, refused.err[-10:]) == (2, "[bad-map]\n")


def test_a_place_that_only_the_diary_knows_is_told_or_left_out(typed: Typed) -> None:
    """Unasked neither is guessed; what to type is said."""
    rows = "2026-11-03,3,Elbow Pain\n2026-11-03,8,happiness\n2026-11-03,2,knee\n"
    Path("diary.csv").write_text(f"date,score,site\n{rows}", encoding="utf-8")
    assert typed("import", "diary.csv", "--dry-run").err.splitlines()[0] == (
        "diary.csv:2: 'Elbow Pain' is not a site that I know. "
        'Say what it is, --site "Elbow Pain=other" or another place, or leave it out: --site "Elbow Pain=none".'
    )
    answer = typed("import", "diary.csv", "--site", "elbow pain=other", "--site", "Happiness=none")
    assert (0, "") == (answer.status, answer.err)
    assert "  Note: Left out, as you said: happiness (1)." in answer.out.splitlines()
    assert "Imported 2 readings." in answer.out.splitlines()
    for wrong, slug in (("knee", "[bad-option]"), ("=knee", "[bad-option]"), ("x=elbow", "[site-unknown]")):
        assert slug in typed("import", "diary.csv", "--site", wrong).err


def test_json_counts_and_lists_everything(typed: Typed) -> None:
    """Added with their ids, known, matched, possible duplicates and problems."""
    typed("log", "walk", "1.6km", "--at", "2025-05-02 18:00")
    answer = typed("import", "list.csv", "--json").json
    assert (answer["schema_version"], answer["dry_run"], answer["known"], answer["problems"]) == (1, False, 0, [])
    assert answer["added"]["sessions"] == 1
    assert answer["entries"] == [{"file": "list.csv", "line": 2, "kind": "session", "id": 2}]
    changed = ["duration_s", "ascent_m"]
    assert [{"file": "list.csv", "line": 3, "session": 1, "hours_off": 0, "changed": changed}] == answer["matched"]


def test_undo_takes_an_import_back(typed: Typed) -> None:
    """All of it, with one word."""
    typed("import", "list.csv")
    assert typed("undo").out == "Took back 1: import 2 sessions from list.csv\n"
    assert typed("list", "--json").json["sessions"] == []


@pytest.mark.parametrize(
    "words", [["--out", "all.jsonl"], ["--format", "csv", "--kind", "sessions", "--out", "all.csv"]]
)
def test_an_export_imports_as_the_same_journal(typed: Typed, words: list[str]) -> None:
    """Typed, exported, imported elsewhere, exported again: the same bytes."""
    typed("log", "run", "2km", "--note", "=SUM(1)", "--at", "2026-11-15 18:00")
    typed("import", "list.csv")
    typed("export", *words)
    first = Path(words[-1]).read_bytes()
    typed("import", words[-1], db="copy.db")
    typed("export", *words, db="copy.db")
    assert Path(words[-1]).read_bytes() == first


def test_an_export_goes_to_standard_output_unless_a_place_is_named(typed: Typed) -> None:
    """Nothing but the data is printed there."""
    typed("import", "list.csv")
    assert [json.loads(line).get("kind") for line in typed("export").out.splitlines()] == [None, "session", "session"]


def test_an_export_to_a_terminal_does_not_move_its_cursor(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a file brought along is shown harmless; where it goes to a file it is kept as it is."""
    Path("diary.csv").write_text("at,score,note\n2026-11-03 07:00,2,red \x1b[31m \x9b2J\n", encoding="utf-8")
    typed("import", "diary.csv")
    for form in ("csv", "jsonl"):
        with monkeypatch.context() as patched:
            patched.setattr(sys.stdout, "isatty", lambda: True)
            shown = typed("export", "--kind", "readings", "--format", form).out
        assert not {"\x1b", "\x9b"} & set(shown)
        assert "red" in shown


def test_a_csv_of_everything_is_a_folder(typed: Typed) -> None:
    """One file a kind; on standard output there is room for one kind only."""
    typed("import", "list.csv")
    assert typed("export", "--format", "csv", "--out", "folder").status == 0
    assert [f"{kind}.csv" for kind in sorted(NAMES)] == sorted(path.name for path in Path("folder").iterdir())
    for words in (["--format", "csv"], ["--out", "all.csv"]):
        refused = typed("export", *words)
        assert (refused.status, refused.err[-13:]) == (2, "[bad-export]\n")
