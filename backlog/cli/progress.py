"""How far a long work has come, on a terminal."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from click.termui import progressbar

Thing = TypeVar("Thing")

#: Nothing is said of the first second: what is done by then needs no patience.
QUIET_S = 1.0
STEPS = 1000
#: click's word for a bar as long as the rest of the line; a line that wraps is not drawn over but again below.
TO_THE_EDGE = 0
BESIDE_WORDS = len("  []  100%  00:00:00  ")


@contextmanager
def progress(label: str) -> Iterator[Callable[[float, str], None]]:
    """A bar on standard error, where that is a terminal; yields what is told the share done (0-1) and that in words."""
    begun, shown = time.monotonic(), sys.stderr is not None and sys.stderr.isatty()

    def fitted(words: str | None) -> str | None:
        room = shutil.get_terminal_size().columns - len(label) - BESIDE_WORDS
        return words[: max(0, room)] if words else words

    with progressbar(
        length=STEPS, label=label, file=sys.stderr, hidden=True, item_show_func=fitted, width=TO_THE_EDGE
    ) as bar:

        def tell(share: float, words: str) -> None:
            bar.hidden = not shown or time.monotonic() - begun < QUIET_S
            bar.update(round(STEPS * share) - bar.pos, words)

        yield tell


def told(things: Sequence[Thing], words: str) -> Iterator[Thing]:
    """The same, telling a person at a terminal how many are done (`3 of 20 WORDS`) once that takes long."""
    with progress("") as tell:
        for done, thing in enumerate(things):
            tell(done / len(things), f"{done} of {len(things)} {words}")
            yield thing
        if things:
            tell(1.0, f"{len(things)} of {len(things)} {words}")
