"""`backlog` that waits at a point until whoever started it, in a process of its own, lets it go on.

Nothing of what the command does is another thing; it is only told when.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import click

from backlog.cli import common
from backlog.cli.main import run
from backlog.model.facts import KINDS
from backlog.store.postgresql import PostgresqlDriver
from backlog.store.sqlite import SqliteDriver

Wait = Callable[[], None]
Is = Callable[[str, dict[str, Any]], bool]


def at_transaction(wait: Wait) -> None:
    """Before the first transaction: all that was read for it until then was read too early."""
    for driver in (SqliteDriver, PostgresqlDriver):
        _before(driver, "transaction", wait, lambda *_: True)


def at_write(wait: Wait) -> None:
    """Inside a transaction, all read, before the first fact or decision is written."""
    written = {f"{kind}_{what}" for kind in KINDS for what in ("insert", "drop", "end")}
    for driver in (SqliteDriver, PostgresqlDriver):
        _before(driver, "run_many", wait, lambda name, _: name in written)
        _before(driver, "rows", wait, lambda name, told: name == "counter_take" and told["b_name"] != "change")


def at_readings(wait: Wait) -> None:
    """Amid a case: sessions are read, readings are not."""
    for driver in (SqliteDriver, PostgresqlDriver):
        _before(driver, "rows", wait, lambda name, _: name == "reading_between")


def at_question(wait: Wait) -> None:
    """Each time the person is asked, who thinks a while and says yes."""

    def thinks(*_: object, **__: object) -> bool:
        wait()
        return True

    common.interactive = lambda: True
    click.confirm = thinks


def _before(driver: type, method: str, wait: Wait, here: Is) -> None:
    """Wait before each call that `here` knows, by name and parameters of the statement."""
    whole = getattr(driver, method)

    def steered(self: object, name: str = "", /, *more: Any, **told: Any) -> Any:
        if here(name, told):
            wait()
        return whole(self, name, *more, **told) if name else whole(self)

    setattr(driver, method, steered)


POINTS = {"transaction": at_transaction, "write": at_write, "readings": at_readings, "question": at_question}


def steered(line: Connection, point: str, typed: str) -> int:
    """Install the point, run the command, and give its status."""
    waited = False

    def wait() -> None:
        nonlocal waited
        if not waited or point == "question":
            waited = True
            line.send("here")
            line.recv()

    POINTS[point](wait)
    return run(shlex.split(typed))
