"""Erasing for good: the only loss there is, and the copies that backlog itself made of a journal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from backlog import clock
from backlog.errors import BacklogError
from backlog.store.driver import alone

if TYPE_CHECKING:
    from pathlib import Path

    from backlog.store.driver import Driver

#: The row of meta that stays from an erasure until the space where it stood is given back.
UNTIDY = "untidy"
#: The row of meta that a journal and its copies have in common.
IDENTITY = "identity"


class Copy(NamedTuple):
    """A copy of the whole journal that backlog made, and why: `backup`, or `schema-1` before a migration."""

    path: Path
    at: datetime
    why: str


class Erasing:
    """The part of a journal that forgets."""

    _driver: Driver

    def forget(self, things: Sequence[tuple[str, int]]) -> BacklogError | None:
        """Remove things, and what told of them, from every version; what kept the space from being given back.

        All decisions go with them, and the wording of each change that touched them, of every undo and redo besides:
        these repeat what others say.

        The things are gone when this returns, whatever it returns: None, or why `tidy` is still to be done.
        Where it raises, nothing was changed.
        """
        with alone(self._driver):
            beside = [
                ("origin", row[0])
                for kind, number in things
                if kind == "session"
                for row in self._driver.rows("origin_ids_of", session=number)
            ]
            touched = set[int]()
            for kind, number in [*things, *beside]:
                touched |= {by for pair in self._driver.rows(f"{kind}_changes", id=number) for by in pair if by}
                self._driver.run_many(f"{kind}_erase", [{"id": number}])
            self._driver.rows("decision_erase_all")
            self._driver.run_many("change_redact", [{"b_id": by} for by in sorted(touched)])
            self._driver.rows("change_redact_reversals")
            self._driver.rows("change_empty")
            self._driver.run_many("meta_drop", [{"name": UNTIDY}])
            self._driver.run_many("meta_insert", [{"name": UNTIDY, "value": "1"}])
        return self.tidy()

    def tidy(self) -> BacklogError | None:
        """Give back the space where erased rows stood; None, or why it is still to be done."""
        try:
            self._driver.compact()
            with alone(self._driver):
                self._driver.run_many("meta_drop", [{"name": UNTIDY}])
        except BacklogError as error:
            return error
        return None

    def is_tidy(self) -> bool:
        """Whether no space of erased rows is still to be given back."""
        return UNTIDY not in dict(self._driver.rows("meta_all"))

    def note_copy(self, path: Path, why: str, *, now: datetime) -> None:
        """Remember a copy, by its absolute path."""
        with alone(self._driver):
            remember(self._driver, path, why, now=now)

    def identity(self) -> str:
        """What tells this journal and its copies from all others; empty where an older backlog began it."""
        return str(dict(self._driver.rows("meta_all")).get(IDENTITY, ""))

    def copies(self) -> list[Copy]:
        """The copies that are remembered, oldest first."""
        return [Copy(_path(path), clock.instant(at), why) for path, at, why in self._driver.rows("copy_all")]


def remember(driver: Driver, path: Path, why: str, *, now: datetime) -> None:
    """Note a copy, which is to be made now; inside a transaction."""
    identify(driver)
    driver.run_many("copy_drop", [{"path": _written(path)}])
    driver.run_many("copy_insert", [{"path": _written(path), "at": clock.seconds(now), "why": why}])


def identify(driver: Driver) -> None:
    """Give the journal its identity, if it has none; inside a transaction."""
    if IDENTITY not in dict(driver.rows("meta_all")):
        driver.run_many("meta_insert", [{"name": IDENTITY, "value": os.urandom(8).hex()}])


def _written(path: Path) -> str:
    """An absolute path as text that any database takes: a name that is no UTF-8 as its file: URI."""
    return path.as_uri() if any("\ud800" <= letter <= "\udfff" for letter in str(path)) else str(path)


def _path(written: str) -> Path:
    from pathlib import Path

    if not written.startswith("file:"):
        return Path(written)
    from urllib.parse import unquote_to_bytes

    return Path(os.fsdecode(unquote_to_bytes(written.removeprefix("file://"))))
