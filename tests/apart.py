"""Processes of their own that begin at once: forked from a clean one that has loaded what backlog needs.

Each has its own memory, streams, environment and status, and may be stopped or killed, like one that `python` started;
only how a program starts, and what it loads, cannot be seen in it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).resolve().parents[1]
#: Longer than any of them takes on a busy machine.
PATIENCE_S = 120.0
#: Those that the running test started: they are ended behind it.
STARTED: list[Apart] = []

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    ["tests.apart", "tests.steered", "tests.works", "psycopg"]
    + [f"backlog.cli.{name}" for name in ("advise", "changes", "day", "edit", "flags", "forget", "log", "plan")]
)


class Apart:
    """A process that does a work and ends; `line` leads to it and back, for whatever the two have to tell."""

    def __init__(self, work: Callable[..., int | None], *given: object) -> None:
        self.line, theirs = CONTEXT.Pipe()
        self._out, out = CONTEXT.Pipe(duplex=False)
        self._err, err = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(
            target=_apart, args=(work, theirs, given, (out, err), dict(os.environ), Path.cwd()), daemon=True
        )
        with contextlib.chdir(ROOT):  # where the clean process looks for what it loads
            self._process.start()
        for end in (theirs, out, err):
            end.close()
        STARTED.append(self)

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def gets(self, stop: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process.pid
        os.kill(self._process.pid, stop)

    def ends(self, patience_s: float = PATIENCE_S) -> tuple[int, str, str]:
        """Its status (minus the signal that ended it), and what it wrote to stdout and stderr.

        It is killed if it takes longer than somebody has patience.
        """
        timer = Timer(patience_s, self._process.kill)
        timer.start()
        with ThreadPoolExecutor(1) as pool:  # either may be more than a pipe holds
            errors = pool.submit(_all_of, self._err)
            out, err = _all_of(self._out), errors.result()
        self._process.join()
        timer.cancel()
        status = self._process.exitcode
        assert status is not None
        self.clear()
        return status, out, err

    def clear(self) -> None:
        """End it, whatever it does, and let go of what leads to it."""
        if self in STARTED:
            STARTED.remove(self)
            self._process.kill()
            self._process.join()
            self._process.close()
            for end in (self.line, self._out, self._err):
                end.close()


def stop() -> None:
    """End the clean process, if there is one, and what looks after it; wait until they have."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
    resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]


def _all_of(stream: Connection) -> str:
    """What is written to a stream until all who may write to it have ended."""
    with open(os.dup(stream.fileno()), encoding="utf-8") as text:  # noqa: PTH123  (of a descriptor)
        return text.read()


def _apart(
    work: Callable[..., int | None],
    line: Connection,
    given: tuple[object, ...],
    streams: tuple[Connection, Connection],
    environment: dict[str, str],
    folder: Path,
) -> None:
    """In the new process: do the work in the streams, the environment and the folder of the test."""
    for stream, number in zip(streams, (1, 2), strict=True):
        os.dup2(stream.fileno(), number)
        stream.close()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.exit(work(line, *given))
