"""A person at the keyboard: types a line, reads what comes back."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from backlog import clock
from backlog.cli.main import run

#: What whoever has no journal is told first: test_set_up.py looks at it.
BEGUN = re.compile(r"^Began a new journal: .*\n")


class Done(NamedTuple):
    """What a command said, where, and how it ended."""

    out: str
    err: str
    status: int


@dataclass
class Person:
    """Somebody with a journal of their own, whose clock and place are set by hand."""

    db: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def at(self, wall: str, zone: str | None = None) -> Person:
        """It is this time now, there (or where the person was before)."""
        if zone:
            self.monkeypatch.setenv("TZ", zone)
        moment = datetime.fromisoformat(wall).replace(tzinfo=clock.zone(os.environ["TZ"]))
        self.monkeypatch.setenv("BACKLOG_NOW", moment.isoformat())
        return self

    def types(self, line: str, *more: str) -> Done:
        """Type a line after `backlog`; `more` are words that no shell could carry."""
        self.capsys.readouterr()
        status = run([*shlex.split(line), *more])
        said = self.capsys.readouterr()
        return Done(said.out, BEGUN.sub("", said.err), status)

    def __call__(self, line: str, *more: str) -> list[str]:
        """The lines that a command answers with, all of which goes well and to stdout."""
        done = self.types(line, *more)
        assert ("", 0) == (done.err, done.status)
        return done.out.splitlines()

    def json(self, line: str) -> dict[str, Any]:
        """The answer for programs."""
        found: dict[str, Any] = json.loads("\n".join(self(f"{line} --json")))
        assert found.pop("schema_version") == 1
        return found

    def refused(self, line: str, *more: str) -> tuple[str, int]:
        """The one sentence on stderr that a command refuses with, nothing on stdout, and its status."""
        done = self.types(line, *more)
        assert "" == done.out
        assert done.err.startswith("backlog: ")
        assert done.err.count("\n") == 1
        assert "Traceback" not in done.err
        assert "[unexpected]" not in done.err
        return done.err.removeprefix("backlog: ").rstrip("\n"), done.status

    def program(self, *words: str, **how: Any) -> subprocess.CompletedProcess[str]:
        """The real program, as its own process."""
        environment = dict(os.environ) | how.pop("env", {})
        return subprocess.run(
            [sys.executable, "-m", "backlog", *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            **how,
        )


@pytest.fixture
def me(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Person:
    """A person in Berlin on Monday 16 November 2026 at 18:00, with no journal yet."""
    monkeypatch.setenv("BACKLOG_DB", str(tmp_path / "journal.db"))
    for kind in ("data", "config"):
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(tmp_path / kind))
    monkeypatch.chdir(tmp_path)
    return Person(tmp_path / "journal.db", monkeypatch, capsys).at("2026-11-16 18:00", "Europe/Berlin")


@pytest.fixture
def begun(me: Person) -> Person:
    """The same person, who answered the first questions an hour ago: no red flag, usual pain 3, grass and asphalt."""
    me.at("2026-11-16 17:00")
    me("start --no-red-flags --usual-pain 3 --activities run,walk,stationary-bike --surfaces grass,asphalt")
    return me.at("2026-11-16 18:00")
