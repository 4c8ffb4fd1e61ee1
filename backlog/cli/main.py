"""The command line: a lazy list of commands, so that `--help` and the daily commands start light."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from errno import ENOSPC
from importlib import import_module
from typing import NamedTuple

import click

from backlog import __version__
from backlog.cli.common import App, say
from backlog.errors import BacklogError


class Entry(NamedTuple):
    """Where a command lives and what it is for; `first` puts it on the first screen of the help."""

    module: str
    help: str
    first: bool = False


COMMANDS: dict[str, Entry] = {
    "start": Entry("start", "Begin: red-flag questions, your usual pain, the first session.", True),
    "log": Entry("log", "Log a session: backlog log run 2km --surface grass", True),
    "pain": Entry("pain", "Log pain 0-10; one number answers every check it can.", True),
    "due": Entry("pain", "Show which pain checks are open, and until when.", True),
    "advise": Entry("advise", "Say what to do next, how far, and why.", True),
    "why": Entry("why", "Explain a verdict: inputs, rule, limits, what would flip it.", True),
    "week": Entry("listing", "Show distance and pain week by week, as a table.", True),
    "chart": Entry("chart", "Draw distance and pain week by week, as a picture.", True),
    "list": Entry("listing", "List sessions with their pain checks.", True),
    "undo": Entry("changes", "Take back the last change.", True),
    "redo": Entry("changes", "Do again what an undo took back."),
    "history": Entry("changes", "List all changes, newest first."),
    "show": Entry("listing", "Show one entry with everything known of it."),
    "edit": Entry("edit", "Correct a session or a reading."),
    "delete": Entry("edit", "Delete an entry (undo brings it back)."),
    "day": Entry("day", "Note what else a day held: sleep, sitting, stress, lifting."),
    "flags": Entry("flags", "Answer the red-flag questions; clear a flag."),
    "plan": Entry("plan", "Set goal, limits, units, what is available; pause."),
    "import": Entry("importing", "Import sessions or pain readings from a file."),
    "export": Entry("exporting", "Write everything out, as JSON Lines or CSV."),
    "backup": Entry("exporting", "Copy the journal to a file: entries, history, decisions."),
    "decide": Entry("decide", "Decide a case from a file, without a journal."),
    "replay": Entry("why", "Judge old decisions anew: what would today's policy say?"),
    "simulate": Entry("simulate", "Try the advice on virtual runners whose tolerance is known."),
    "forget": Entry("forget", "Erase entries for good: the only command that loses data."),
    "doctor": Entry("doctor", "Check the set-up and say which settings won."),
    "completion": Entry("completion", "Print the shell's completion script."),
    "demo": Entry("demo", "Build an example journal and walk through it."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, and whose help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; for a word that names none, the nearest that do."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS)
            raise click.UsageError(f"No such command {name!r}.{f' Did you mean {near[0]}?' if near else ''}", ctx)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(f"backlog.cli.{entry.module}"), f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The ten that a person needs, then the rest."""
        for title, first in (("Commands", True), ("More", False)):
            with formatter.section(title):
                formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items() if entry.first is first])


EPILOG = (
    "Not a medical device: no diagnosis, no treatment. Each command explains itself with an example: backlog log --help"
)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="backlog %(version)s")
@click.option("--db", metavar="PLACE", help="Journal: a file, or a postgresql:// URL.")
@click.option("--config", metavar="FILE", help="Configuration file.")
@click.pass_context
def cli(ctx: click.Context, db: str | None, config: str | None) -> None:
    """A journal to stay active with back pain.

    Log sessions, log pain at 0, 24 and 48 h, be told the next distance and why.

    Example: backlog log run 2km --surface grass
    """
    ctx.obj = App(db=db, config=config)
    if config:
        _ = ctx.obj.configured  # a file that is named must be there, whether or not it would be needed


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; no traceback ever reaches a person."""
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", None) == "strict" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal without emoji shows a name with its code instead
    try:
        status = cli.main(
            args=list(arguments), prog_name="backlog", standalone_mode=False, terminal_width=_help_width()
        )
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as usage:
        say(*usage.format_message().split("\n"))
        return 0
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.Abort, KeyboardInterrupt):
        if sys.stderr is not None and sys.stderr.isatty():
            say("", err=True)  # leave the line of the question
        return _refuse("interrupted", "Interrupted; what was not finished was not stored.", "", 130)
    except BacklogError as error:
        return _refuse(error.slug, error.what, error.todo, error.status)
    except click.UsageError as error:
        return _refuse("usage", _sentence(error), f"See `{_command(error, arguments)} --help`.", 2)
    except click.ClickException as error:
        return _refuse("usage", _sentence(error), "", 1)
    except OSError as error:
        return _refuse(*_os_sentence(error), 1)
    except Exception as error:
        if os.environ.get("BACKLOG_TRACEBACK"):
            raise
        return _refuse(
            "unexpected",
            f"Something went wrong inside backlog: {type(error).__name__}: {error}.",
            "Nothing was stored by this command. Please report it with what BACKLOG_TRACEBACK=1 shows.",
            1,
        )
    return status if isinstance(status, int) else 0


def _help_width() -> int:
    """Columns of the help, as click has them: asked here, because click loads six modules to ask."""
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns
    except (AttributeError, ValueError, OSError):
        columns = 80
    return max(min(columns or 80, 80) - 2, 50)


def _sentence(error: click.ClickException) -> str:
    words = error.format_message().strip()
    return words if words.endswith((".", "?", "!", "?)")) else f"{words}."


def _command(error: click.UsageError, arguments: Sequence[str]) -> str:
    if error.ctx is not None:
        return error.ctx.command_path
    named = next((word for word in arguments if word in COMMANDS), None)
    return f"backlog {named}" if named else "backlog"


def _os_sentence(error: OSError) -> tuple[str, str, str]:
    if error.errno == ENOSPC:
        return "disk-full", "The disk is full; nothing was changed.", "Free some space and try again."
    place = error.filename or "A file"
    return "file-unwritable", f"{place}: {error.strerror}.", "Check the path and its permissions."


def _refuse(slug: str, what: str, todo: str, status: int) -> int:
    say(f"backlog: {' '.join(part for part in (what, todo) if part)} [{slug}]", err=True)
    return status
