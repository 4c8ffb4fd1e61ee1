"""Ends from outside: heard in order, held back while a process starts, and ignored where they were."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from backlog.interrupts import ended_in_order

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signals")


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """The handlers as they were."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_is_like_ctrl_c(number: signal.Signals) -> None:
    """Inside; outside it is what it was."""
    heard: list[int] = []
    signal.signal(number, lambda number, _: heard.append(number))
    with pytest.raises(KeyboardInterrupt), ended_in_order():
        os.kill(os.getpid(), number)
    os.kill(os.getpid(), number)
    assert [number] == heard


def test_what_nohup_ignores_stays_ignored() -> None:
    """A long import goes on when its terminal is closed."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with ended_in_order():
        os.kill(os.getpid(), signal.SIGHUP)
        assert signal.SIG_IGN == signal.getsignal(signal.SIGHUP)
    assert signal.SIG_IGN == signal.getsignal(signal.SIGHUP)


def test_a_signal_that_is_held_back_comes_after_the_block() -> None:
    """And not in the middle of it; in a process of its own, as threads that hold nothing back would hear it."""
    code = """
import os, signal
from backlog.interrupts import ended_in_order, held_back
try:
    with ended_in_order():
        with held_back():
            os.kill(os.getpid(), signal.SIGTERM)
            print("started")
        print("went on")
except KeyboardInterrupt:
    print("ended")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ["started", "ended"] == done.stdout.split()
