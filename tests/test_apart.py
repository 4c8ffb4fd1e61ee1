"""The processes that tests start beside their own: real ones, that see the test's world and outlive no test."""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests import apart
from tests.apart import Apart


def tell(line: Connection, words: str) -> int:
    """Say where this is, write a lot to both streams, and end with a status."""
    line.send((os.getpid(), Path.cwd(), os.environ["BACKLOG_NOW"], time.tzname[0]))
    for stream in (sys.stdout, sys.stderr):
        stream.write(words)
    return 3


def hang(line: Connection) -> None:
    """Never end."""
    line.recv()


def test_it_is_another_process_in_the_same_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has the test's folder, environment and time zone, and gives back its status and all that it wrote."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKLOG_NOW", "now")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    process, words = Apart(tell, "é" * 100_000), "é" * 100_000
    number, *world = process.line.recv()
    assert (number != os.getpid(), [tmp_path, "now", "JST"]) == (True, world)
    assert (3, words, words) == process.ends()


def test_one_that_hangs_is_killed() -> None:
    """Its test fails with a status, and goes on."""
    assert (-signal.SIGKILL, "", "") == Apart(hang).ends(patience_s=0.1)


def test_one_that_a_test_leaves_is_ended_behind_it() -> None:
    """What a failed test did not wait for does not run on beside the next."""
    process = Apart(hang)
    number = process._process.pid
    assert number
    os.kill(number, 0)
    assert [process] == apart.STARTED
    process.clear()
    assert [] == apart.STARTED
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
