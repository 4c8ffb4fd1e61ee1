"""The help: the first screen, an example for each command, and whether the example is true."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from backlog.cli.main import COMMANDS, cli
from tests.cli.conftest import Person

TEN = ["start", "log", "pain", "due", "advise", "why", "week", "chart", "list", "undo"]


def names_of(screen: list[str], title: str) -> list[str]:
    """The commands listed under a title."""
    rest = screen[screen.index(title) + 1 :]
    section = rest[: rest.index("")] if "" in rest else rest
    return [line.split()[0] for line in section if re.match(r"  \S", line)]


def test_the_first_screen_shows_the_ten_that_a_person_needs(me: Person) -> None:
    """The rest stands under More; nothing is missing, nothing twice."""
    screen = me("--help")
    assert TEN == names_of(screen, "Commands:")
    assert sorted(COMMANDS) == sorted(TEN + names_of(screen, "More:"))
    assert len(screen) <= 48


def test_no_command_at_all_is_the_help(me: Person) -> None:
    """`backlog` alone is a question, not a mistake."""
    assert me("") == me("--help")


def command_of(name: str) -> click.Command:
    """The command of that name; one that is still to come is skipped."""
    try:
        found = cli.get_command(click.Context(cli), name)
    except ModuleNotFoundError as missing:
        pytest.skip(f"{missing.name} is not there yet")
    assert found is not None
    return found


def examples_of(command: click.Command) -> list[list[str]]:
    """The command lines that the help shows, as words after `backlog`, without what they are piped to or wrapped in."""
    lines = [line.strip().removeprefix("Example: ") for line in (command.help or "").splitlines()]
    lines = [line.removeprefix('eval "$(').removesuffix(')"') for line in lines]
    return [shlex.split(re.sub(r" [|>] .*", "", line))[1:] for line in lines if line.startswith("backlog ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_that_parses(name: str, me: Person) -> None:
    """Its options exist, and the words fit its arguments."""
    examples = examples_of(command_of(name))
    assert name in [words[0] for words in examples] or name == "decide"
    for words in examples:
        parent = click.Context(cli, info_name="backlog", **cli.context_settings)
        with command_of(words[0]).make_context(words[0], words[1:], parent=parent):
            pass


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_every_option(name: str) -> None:
    """Each option has words of its own."""
    options = [option for option in command_of(name).params if isinstance(option, click.Option)]
    assert not [option.name for option in options if not option.help]


def test_h_is_help(me: Person) -> None:
    """Of the whole and of each command."""
    for words in ((), ("log",)):
        assert me.program(*words, "--help").stdout == me.program(*words, "-h").stdout != ""


@pytest.mark.parametrize(
    "name",
    [
        "start",
        "log",
        "pain",
        "day",
        "undo",
        "redo",
        "edit",
        "delete",
        "flags",
        "plan",
        "import",
        "backup",
        "forget",
        "demo",
        "chart",
    ],
)
def test_every_command_that_writes_accepts_yes(name: str) -> None:
    """Undo included, so that a script never hangs."""
    assert "--yes" in [flag for option in command_of(name).params for flag in option.opts]


@pytest.mark.parametrize(
    "name",
    ["start", "log", "pain", "day", "due", "advise", "week", "list", "show", "history", "plan", "flags", "doctor"],
)
def test_every_command_that_reads_accepts_json(name: str) -> None:
    """And the writing ones that answer with a number."""
    assert "--json" in [flag for option in command_of(name).params for flag in option.opts]


@pytest.mark.parametrize("name", ["advise", "week", "chart", "due", "list"])
def test_the_past_can_be_asked_about(name: str) -> None:
    """--on and --known."""
    assert {"--on", "--known"} <= {flag for option in command_of(name).params for flag in option.opts}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("dou", "No such command 'dou'. Did you mean due? See `backlog --help`. [usage]"),
        ("xyzzy", "No such command 'xyzzy'. See `backlog --help`. [usage]"),
        ("log run 2km 3km", "Got unexpected extra argument (3km). See `backlog log --help`. [usage]"),
        ("pain --site calf", "Option '--site' requires 2 arguments. See `backlog pain --help`. [usage]"),
        ("log run 2km --surfce grass", ("No such option '--surfce'. (Did you mean one of: '--ascent', '--strike', "
                                       "'--surface'?) See `backlog log --help`. [usage]")),
        ("show", "Missing argument 'ENTRY'. See `backlog show --help`. [usage]"),
        ("log", "Say what you did. For example: backlog log run 2km, or backlog log --again. [usage]"),
    ],
)  # fmt: skip
def test_slips_of_the_hand(me: Person, line: str, said: str) -> None:
    """One sentence that names the nearest word, and status 2."""
    assert (said, 2) == me.refused(line)


def test_version(me: Person) -> None:
    """The one of the package."""
    from backlog import __version__

    assert [f"backlog {__version__}"] == me("--version")
