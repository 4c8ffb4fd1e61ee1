"""The bar that says how far a long work has come."""

from __future__ import annotations

import sys
import time

import pytest

from backlog.cli import progress


def tell(capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of a quarter of some work."""
    with progress.progress("Sixteen weeks each") as say:
        say(0.25, "10 of 40 runners")
    return capsys.readouterr().err


def test_progress_is_for_a_terminal_and_for_the_patient(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A share and words after a second of work; nothing before, and nothing in a file."""
    monkeypatch.setattr(progress, "QUIET_S", -1.0)
    assert "" == tell(capsys)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    said = tell(capsys)
    assert "Sixteen weeks each" in said
    assert "25%" in said
    assert "10 of 40 runners" in said
    monkeypatch.setattr(progress, "QUIET_S", 60.0)
    assert "" == tell(capsys)


def test_what_is_done_one_by_one_is_told_and_changed_in_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every thing comes in its order; the bar says how many are done, and ends when all are."""
    monkeypatch.setattr(progress, "QUIET_S", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert ["a", "b"] == list(progress.told(["a", "b"], "letters"))
    said = capsys.readouterr().err
    assert "1 of 2 letters" in said
    assert "100%  2 of 2 letters" in said
    assert [] == list(progress.told([], "letters"))


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_the_bar_fits_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    """However narrow the terminal and however long the words, the bar is drawn over itself and never wraps."""
    monkeypatch.setattr(progress, "QUIET_S", -1.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    moments = iter(range(0, 1000, 2))
    monkeypatch.setattr(time, "time", lambda: float(next(moments)))
    assert list(range(30)) == list(progress.told(range(30), "commands typed into an example journal"))
    drawn = capsys.readouterr().err.replace("\x1b[?25l", "").replace("\x1b[?25h", "").rstrip("\n").split("\r")
    assert any("30 of 30 comm" in line for line in drawn)
    assert columns >= max(len(line) for line in drawn)
