"""What ends a program from outside: that it ends in order, and not in the middle of starting another one."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait

#: A closed terminal, and the polite way to end a program; Windows has not both.
_POLITE = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Inside, a polite end raises KeyboardInterrupt as Ctrl-C does, so that what was begun is taken back.

    A signal that whoever started the program ignores, as `nohup` does, stays ignored.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _POLITE}
    heard = {number: handler for number, handler in before.items() if handler not in {signal.SIG_IGN, None}}
    for number in heard:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)


@contextmanager
def held_back() -> Iterator[None]:
    """What would end the program waits until the block is left; a process that is started inside begins like that.

    Half a process would tell of its end at length. Threads that were there before hold nothing back.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, *_POLITE])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def follow_parent() -> None:
    """In a process that was started while signals were held back: Ctrl-C is for the one that started it.

    If that one is killed, this one would wait for work for good: it ends too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, *_POLITE])
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
