"""The line that says how far a long work has come."""

from __future__ import annotations

import sys
import time

import pytest

from backlog.cli.progress import Line, left


def test_progress_is_for_a_terminal_and_for_the_patient(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a second, with the time that is left, and gone at the end."""
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    line = Line()
    now = 130.0
    line.tell(0.25, "10 of 40 runners")
    assert "" == capsys.readouterr().err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    now = 100.5
    line.tell(0.25, "10 of 40 runners")
    assert "" == capsys.readouterr().err
    now = 130.0
    line.tell(0.25, "10 of 40 runners")
    line.tell(1.0, "40 of 40 runners")
    said = "10 of 40 runners, about 2 min left"
    assert f"\r{said}\r{'':{len(said)}}\r" == capsys.readouterr().err


def test_the_line_is_not_written_faster_than_it_can_be_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tenth of a second lies between one and the next."""
    clocks = iter((0.0, 2.0, 2.05, 2.1))
    monkeypatch.setattr(time, "monotonic", lambda: next(clocks))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    line = Line()
    for _ in range(3):
        line.tell(0.5, "half")
    assert 2 == capsys.readouterr().err.count("half")


def test_what_is_left_is_said_in_the_unit_that_one_would_use() -> None:
    """Never nothing, and no more digits than are known."""
    assert ["about 1 s", "about 59 s", "about 1 min", "about 2.0 h"] == [left(s) for s in (0, 59, 60, 7200)]
