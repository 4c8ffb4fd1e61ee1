"""Whether every row can be read as what it stands for, by the same code that commands read it with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from backlog import clock
from backlog.errors import BacklogError
from backlog.model.facts import KINDS
from backlog.store.rows import UNREADABLE, load

if TYPE_CHECKING:
    from backlog.store.driver import Driver


def damage(driver: Driver) -> Iterator[str]:
    """One sentence for each row, of any table and any version, that cannot be read; for a table if none of it can."""
    for kind in KINDS:
        yield from _unreadable(driver, kind, f"{kind}_rows", f"{kind}_versions", partial(_fact, kind))
    yield from _unreadable(driver, "change", "change_rows", "change_one", lambda row: clock.instant(row[1]))
    yield from _unreadable(driver, "decision", "decision_rows", "decision_one", _decided)
    for name in ("meta_all", "copy_all"):
        yield from _unreadable(driver, name.split("_")[0], name, None, tuple)


def _fact(kind: str, row: Any) -> None:
    load(kind, row[2:])


def _decided(row: Any) -> None:
    clock.instant(row[1])
    json.loads(row[6])


def _unreadable(
    driver: Driver, table: str, every: str, one: str | None, read: Callable[[Any], object]
) -> Iterator[str]:
    """As damage, for a table that the statement `every` reads whole, and `one` by number."""
    try:
        rows = driver.rows(every)
    except BacklogError as error:
        if one is None:
            yield f"The table {table} cannot be read: {error.what}"
            return
        rows = []
        for (number,) in driver.rows(f"{table}_ids"):
            try:
                rows += driver.rows(one, id=number)
            except BacklogError:
                yield f"Row {number} of the table {table} cannot be read."
    for row in rows:
        try:
            read(row)
        except BacklogError as error:
            yield error.what
        except UNREADABLE:
            yield f"Row {row[0]} of the table {table} cannot be read."
