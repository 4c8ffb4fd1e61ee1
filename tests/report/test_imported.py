"""What an import says of itself."""

from __future__ import annotations

from backlog.importers.parsed import Parsed, Problem
from backlog.report.imported import file_lines, problem_lines


def parsed(name: str, *remarks: str, kind: str = "a FIT recording") -> Parsed:
    """A file without rows."""
    return Parsed(file=name, kind=kind, remarks=remarks)


def test_a_few_files_are_named_and_many_are_counted_by_their_form() -> None:
    """Five is few; of many an assumption is said once, with the file if it is of one."""
    few = [parsed(f"{n}.fit", "It is odd.") for n in range(5)]
    assert ["0.fit: a FIT recording, 0 rows.", "  Note: It is odd."] == file_lines(few)[:2]
    many = [*few, parsed("a/b.fit", "It is odder.", kind="a FIT file of a Garmin")]
    assert [
        "6 files: FIT recordings, 0 rows.",
        "  Note (5 files): It is odd.",
        "  Note (b.fit): It is odder.",
    ] == file_lines(many)


def test_clocks_elsewhere_are_one_line_for_many_files() -> None:
    """Whoever travels would read little else."""
    away = "Its clock was at UTC{}, not that of Europe/Berlin: kept. --zone-by-position names such zones."
    files = [parsed(f"{n}.fit", away.format("-7" if n else "+2")) for n in range(6)]
    assert ["  Note (6 files): The clock was elsewhere, and is kept: UTC-7 (5), UTC+2 (1)."] == file_lines(files)[1:]


def test_a_problem_of_many_lines_is_said_once() -> None:
    """With the first lines, and the sum of all at the end."""
    same = [Problem(file="a.csv", line=n, what="'happiness' is no site.", todo="Use back.") for n in range(2, 9)]
    other = Problem(file="b.pdf", line=None, what="b.pdf is a PDF.", todo="Give a CSV.")
    assert [
        "a.csv:2, 3, 4, 5 and 3 more: 'happiness' is no site. Use back.",
        "b.pdf is a PDF. Give a CSV.",
        "8 could not be imported.",
    ] == problem_lines([*same, other])


def test_beyond_twenty_problems_the_rest_is_counted() -> None:
    """All of them are in the JSON."""
    problems = [Problem(file="a.csv", line=n, what=f"{n} is odd.", todo="Correct it.") for n in range(22)]
    assert ["... and 2 more problems; --json lists all.", "22 could not be imported."] == problem_lines(problems)[20:]


def test_where_problems_are_many_files_that_are_alike_share_one() -> None:
    """A watch's folder holds thousands of its own files; of a few, each is named."""
    own = [
        Problem(file=f"{n}.fit", line=None, what=f"{n}.fit holds settings.", todo="Leave it out.") for n in range(21)
    ]
    other = Problem(file="a.csv", line=7, what="'x' is no number.", todo="Correct it.")
    assert [
        "0.fit holds settings. Leave it out. Also: 1.fit, 2.fit, 3.fit and 17 more files.",
        "a.csv:7: 'x' is no number. Correct it.",
        "22 could not be imported.",
    ] == problem_lines([*own, other])
    assert [f"{n}.fit holds settings. Leave it out." for n in range(20)] == problem_lines(own[:20])[:-1]
