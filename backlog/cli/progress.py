"""One line on a terminal that says how far a long work has come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

Thing = TypeVar("Thing")

#: Nothing is said of the first second: what is done by then needs no patience.
QUIET_S = 1.0
#: The line is written anew at most so often.
EVERY_S = 0.1


class Line:
    """A line on standard error that is written over; nothing at all where that is no terminal."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()
        self._shown = 0

    def tell(self, share: float, words: str) -> None:
        """Say how far it is: the share done (0-1), and what is done in words; at 1 the line is cleared."""
        now = time.monotonic()
        if sys.stderr is None or not sys.stderr.isatty() or now - self._begun < QUIET_S:
            return
        if share >= 1:
            self.clear()
        elif now - self._told >= EVERY_S:
            self._told = now
            rest = (now - self._begun) * (1 - share) / share if share > 0 else None
            self._write(words if rest is None else f"{words}, {left(rest)} left")

    def clear(self) -> None:
        """Take the line away, if there is one."""
        if self._shown:
            self._write("")
            click.echo("\r", nl=False, err=True)
            self._shown = 0

    def _write(self, words: str) -> None:
        click.echo(f"\r{words:{self._shown}}", nl=False, err=True)
        self._shown = max(self._shown, len(words))


def left(seconds: float) -> str:
    """`about 3 min`."""
    if seconds < 60:
        return f"about {max(1, round(seconds))} s"
    return f"about {round(seconds / 60)} min" if seconds < 5400 else f"about {seconds / 3600:.1f} h"


def told(things: Sequence[Thing], words: str) -> Iterator[Thing]:
    """The same, telling a person at a terminal how many are done (`3 of 20 WORDS`) once that takes long."""
    line = Line()
    for done, thing in enumerate(things):
        line.tell(done / len(things), f"{done} of {len(things)} {words}")
        yield thing
    line.clear()
