"""At a real terminal: questions, wrong answers, Ctrl-C."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.cli.conftest import Person

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")
PATIENCE_S = 30.0


@dataclass
class Terminal:
    """One command at a terminal of its own."""

    process: subprocess.Popen[bytes]
    master: int
    seen: str = ""
    told: list[str] = field(default_factory=list)

    def until(self, words: str) -> str:
        """Read until the words appear; what came before them."""
        while words not in self.seen:
            chunk = self._read()
            assert chunk, f"{words!r} did not come; seen: {self.seen}"
            self.seen += chunk
        before, _, self.seen = self.seen.partition(words)
        return before + words

    def answers(self, question: str, answer: str) -> None:
        """Wait for the question, then type the answer and Enter."""
        self.until(question)
        os.write(self.master, f"{answer}\n".encode())

    def ends(self) -> tuple[str, int]:
        """The rest of what it says, and its status."""
        while chunk := self._read():
            self.seen += chunk
        return self.seen.replace("\r\n", "\n"), self.process.wait(PATIENCE_S)

    def is_interrupted(self) -> None:
        """Press Ctrl-C until it is heard: Python misses one that comes just before it waits for a line."""
        end = time.monotonic() + PATIENCE_S
        while self.process.poll() is None and time.monotonic() < end:
            self.process.send_signal(signal.SIGINT)
            time.sleep(0.3)

    def _read(self) -> str:
        ready, _, _ = select.select([self.master], [], [], PATIENCE_S)
        assert ready, f"nothing more came; seen: {self.seen}"
        try:
            return os.read(self.master, 65536).decode("utf-8", "replace")
        except OSError:  # Linux says EIO when the other side has closed
            return ""


@pytest.fixture
def terminal(me: Person) -> Iterator[Callable[..., Terminal]]:
    """Opens a terminal and types a command into it."""
    opened: list[Terminal] = []

    def start(*words: str) -> Terminal:
        master, slave = pty.openpty()
        command = [sys.executable, "-m", "backlog", *words]
        process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        opened.append(Terminal(process, master))
        return opened[-1]

    yield start
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        os.close(one.master)


def test_start_asks_and_takes_no_wrong_answer(me: Person, terminal: Callable[..., Terminal]) -> None:
    """An empty answer to a red-flag question is no answer; a wrong word is asked again; Enter takes what is offered."""
    screen = terminal("start")
    screen.answers("or when wiping? [y/n]:", "")
    screen.answers("[y/n]:", "perhaps")
    for _ in range(15):
        screen.answers("[y/n]:", "n")
    screen.answers("Units, km or mi? [km]:", "furlong")
    screen.until("'furlong' is not a unit.")
    screen.answers("[km]:", "")
    screen.answers("[run,walk]:", "run, walk, bike")
    screen.answers("[grass,asphalt]:", "")
    screen.answers("every day? (yes or no) [no]:", "sometimes")
    screen.until("'sometimes' is not a medicine that I know.")
    screen.answers("[no]:", "yes")
    screen.answers("(Enter: not said):", "11")
    screen.until("'11' is not a score for usual pain.")
    screen.answers("(Enter: not said):", "")
    said, status = screen.ends()
    assert (0, True) == (status, f"Began a new journal: {me.db}" in said)
    plan = me.json("plan")["plan"]
    assert (["run", "walk", "bike"], ["grass", "asphalt"], "regular", None) == (
        plan["activities"], plan["surfaces"], plan["medicine"], plan["usual_pain"],
    )  # fmt: skip
    assert [] == me.json("flags --list")["open"]


def test_start_again_offers_what_was_said(begun: Person, terminal: Callable[..., Terminal]) -> None:
    """Enter, all the way, changes nothing but the screening."""
    begun("plan --medicine regular")
    screen = terminal("start", "--no-red-flags")
    for held in ("[km]:", "[run,walk,stationary-bike]:", "[grass,asphalt]:", "[yes]:", "[3]:"):
        screen.answers(held, "")
    assert 0 == screen.ends()[1]
    assert "start: red flags none" in begun("history --most 1")[0]


@pytest.mark.slow
def test_the_example_asks_nothing(me: Person, terminal: Callable[..., Terminal]) -> None:
    """Who watches the example at a terminal is asked no question of it, and it ends by itself."""
    screen = terminal("demo", "--out", str(me.db.parent / "tour"), "--yes")
    said, status = screen.ends()
    assert (0, False) == (status, "[km]" in said)
    assert "Look around:" in said


@pytest.mark.parametrize("words", [("start",), ("flags",)])
def test_ctrl_c_in_the_middle_of_the_questions_stores_nothing(
    me: Person, terminal: Callable[..., Terminal], words: tuple[str, ...]
) -> None:
    """One sentence on a line of its own, and no journal was made."""
    screen = terminal(*words)
    screen.answers("[y/n]:", "n")
    screen.until("[y/n]:")
    screen.is_interrupted()
    said, status = screen.ends()
    assert (130, True) == (
        status, said.endswith("\nbacklog: Interrupted; what was not finished was not stored. [interrupted]\n"),
    )  # fmt: skip
    assert "Traceback" not in said
    assert not me.db.exists()


def test_flags_are_asked_one_by_one(me: Person, terminal: Callable[..., Terminal]) -> None:
    """A yes to the seventh is the flag of the seventh."""
    screen = terminal("flags")
    for answer in [*["n"] * 6, "y", *["n"] * 8]:
        screen.answers("[y/n]:", answer)
    assert 0 == screen.ends()[1]
    assert ["calf-swelling"] == [flag["flag"] for flag in me.json("flags --list")["open"]]


def test_forget_asks_twice(begun: Person, terminal: Callable[..., Terminal]) -> None:
    """A yes and a no erase nothing; two yes do."""
    begun("log run 2km --duration 14:00")
    screen = terminal("forget", "6")
    screen.answers("[y/N]:", "y")
    screen.answers("This cannot be undone. Really? [y/N]:", "")
    said, status = screen.ends()
    assert (1, True) == (status, said.endswith("backlog: Nothing was changed. You said no. [confirmation-needed]\n"))
    assert "session 6" == begun("show 6")[0]
    screen = terminal("forget", "6")
    screen.answers("[y/N]:", "y")
    screen.answers("[y/N]:", "y")
    assert 0 == screen.ends()[1]
    assert 1 == begun.refused("show 6")[1]


def test_an_unlikely_distance_is_asked_about(begun: Person, terminal: Callable[..., Terminal]) -> None:
    """No keeps it out, yes lets it in."""
    for answer, status, sessions in (("n", 1, 0), ("y", 0, 1)):
        screen = terminal("log", "run", "120km", "--duration", "20h")
        screen.answers("120 km on foot is a very long way. Store it? [y/N]:", answer)
        assert status == screen.ends()[1]
        assert sessions == len(begun.json("list")["sessions"])


@pytest.mark.parametrize(
    "words",
    [
        ("start", "--yes"),
        ("log", "run", "120km", "--duration", "20h", "--yes"),
        ("undo", "--yes"),
        ("pain", "3", "--yes"),
    ],
)
def test_yes_asks_nothing_even_at_a_terminal(
    begun: Person, terminal: Callable[..., Terminal], words: tuple[str, ...]
) -> None:
    """It ends by itself."""
    assert 0 == terminal(*words).ends()[1]


def test_a_yes_to_an_emergency_sign_is_stored_at_once(me: Person, terminal: Callable[..., Terminal]) -> None:
    """`start` asks nothing more after it: whom to see stands on the screen, and the flag in the journal."""
    screen = terminal("start")
    screen.answers("[y/n]:", "y")
    screen.until("Go to an emergency department now.")
    said, status = screen.ends()
    assert 0 == status
    assert "Units" not in said
    assert ["saddle-numbness"] == [flag["flag"] for flag in me.json("flags --list")["open"]]
