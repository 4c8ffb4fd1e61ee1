"""What every command shares: where the journal is, what time it is, how answers are shown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from backlog import clock
from backlog.errors import BacklogError, Doubt, InputError, PassedOver
from backlog.model import tokens
from backlog.services.settings import Settings
from backlog.text import ESCAPES, visible

if TYPE_CHECKING:
    from backlog.files import Kind, Output
    from backlog.model.plan import Plan
    from backlog.store.journal import Journal

SCHEMA_VERSION = 1
#: More changes and decisions than any journal has, and no more than a database counts.
MOST = 10**9
Answer = TypeVar("Answer")
Command = TypeVar("Command", bound=Callable[..., Any])


class App(Settings):
    """One invocation: its settings, its clock and its journal, each found when first needed."""

    #: What the options say that commands share: `--json`, `--yes`, `--on` and `--known`.
    json = yes = False
    on: str | None = None
    known: str | None = None
    #: And those that name a span: `--weeks`, `--from` and `--to`.
    weeks: str | None = None
    first: str | None = None
    last: str | None = None
    _journal: Journal | None = None

    @cached_property
    def now(self) -> datetime:
        """The instant this invocation takes for now; InputError `bad-time` in years that no diary has."""
        try:
            moment = clock.now()
        except OverflowError:
            moment = clock.LATEST + clock.FUTURE_SLACK
        if not clock.EARLIEST <= moment <= clock.LATEST:
            raise InputError.of("bad-time.clock-astray")
        return moment

    def journal(self, *, create: bool = False) -> Journal:
        """The open journal, closed when the command ends."""
        if self._journal is None:
            from backlog.store.opening import open_journal

            self._journal = open_journal(self.place.value, create=create)
            click.get_current_context().call_on_close(self._journal.close)
            if copy := self._journal.copied_to:
                say(f"Brought the journal up to date; as it was, it is kept in {copy}", err=True)
            if self._journal.begun:
                say(f"Began a new journal: {self._journal.place}", err=True)
        return self._journal

    def there(self) -> bool:
        """Whether there is a journal yet."""
        with PassedOver("journal-missing"):
            self.journal()
            return True
        return False

    def journal_or_empty(self) -> Journal:
        """The journal, or while there is none an empty one that does not stay: for looking, never for writing."""
        if self.there():
            return self.journal()
        from backlog.files import aside
        from backlog.store.opening import open_journal

        context = click.get_current_context()
        journal = open_journal(str(context.with_resource(aside()) / "journal.db"), create=True)
        context.call_on_close(journal.close)
        return journal

    def output(self, path: str, kind: Kind) -> Output:
        """The place that was typed, to write one kind of file to; asks before an older copy of facts is replaced."""
        return self.outputs([path], kind)[0]

    def outputs(self, paths: Sequence[str], kind: Kind) -> list[Output]:
        """As output, for several at once."""
        from backlog.files import Output, path_of

        found = [Output(path_of(path), kind, self.kept) for path in paths]
        older = [output.replaces() for output in found]
        if kind.is_copy and any(older):
            names = ", ".join(str(output.path) for output, there in zip(found, older, strict=True) if there)
            self.confirm(f"Replace {names}?")
        return [output._replace(agreed=there) for output, there in zip(found, older, strict=True)]

    @cached_property
    def units(self) -> str:
        """The plan's unit of distance, km or mi."""
        return self.journal().token("units", "km") if self.there() else "km"

    @cached_property
    def week_start(self) -> str:
        """The plan's first day of the week, as `mon`."""
        return self.journal().token("week_start", "mon") if self.there() else "mon"

    @cached_property
    def plan(self) -> Plan:
        """The plan as it is now; what holds before anything was said, while there is no journal."""
        from backlog.model.plan import Plan

        return self.journal().plan() if self.there() else Plan()

    @cached_property
    def past(self) -> AsOf:
        """What `--on` and `--known` mean."""
        moment = self._past_moment(self.on) if self.on else self.now
        known_at = self._past_moment(self.known) if self.known else None
        last = None if known_at is None else self.journal().known_at(known_at, now=self.now)
        return AsOf(moment, last, known_at, self.now if self.on is not None else None)

    def _past_moment(self, text: str) -> datetime:
        when = clock.parse_when(text, self.zone, now=self.now)
        if when.at > self.now + clock.FUTURE_SLACK:
            raise InputError("future-time", f"{text!r} is still to come.", "Name a time in the past.")
        if when.approximate:
            return min(self.now, clock.day_end(clock.local_date(when.at, self.zone), self.zone))
        return when.at

    def when(self, text: str | None) -> clock.When | None:
        """The moment of `--at`, if one was named; InputError as of `clock.parse_past`."""
        return clock.parse_past(text, self.zone, now=self.now) if text else None

    def spoken(self, at: datetime, zone: str | None = None) -> str:
        """A moment in a few words, as of now; on the clock of the person's zone unless another is named."""
        return clock.spoken(at, zone or self.zone, now=self.now)

    def confirm(self, question: str) -> None:
        """Go on only if the person agrees; without a terminal, BacklogError `confirmation-needed`."""
        if self.yes:
            return
        if not interactive():
            raise BacklogError.of("confirmation-needed.nobody-asked", question=question)
        if not agrees(question):
            raise BacklogError("confirmation-needed", "Nothing was changed.", "You said no.")

    def agreed_on(self, step: Callable[[Doubt | None], Answer | Doubt]) -> Answer:
        """What a service answers once the person agrees to all that it asks.

        Asked is between two tries, so that nobody waits for a person; the service asks again if things are others by
        then.
        """
        agreed = None
        while isinstance(answer := step(agreed), Doubt):
            self.confirm(answer.text)
            agreed = answer
        return answer


class AsOf(NamedTuple):
    """The moment taken for now, the last change and the moment that are taken into account (None for all).

    `asked` is the moment of whoever asks about another one; None where nothing is pretended.
    """

    now: datetime
    known: int | None
    known_at: datetime | None
    asked: datetime | None


pass_app = click.make_pass_decorator(App)


def shared(*flags: str, **how: Any) -> Callable[[Command], Command]:
    """An option that means the same for every command: what was said is the App's, under the option's name."""

    def keep(ctx: click.Context, option: click.Parameter, said: object) -> None:
        setattr(ctx.ensure_object(App), str(option.name), said)

    return click.option(*flags, expose_value=False, callback=keep, **how)


json_option = shared("--json", is_flag=True, help="Answer as JSON.")
yes_option = shared("--yes", "-y", is_flag=True, help="Do not ask.")


def past_options(command: Command) -> Command:
    """`--on` and `--known`: the two questions about the past."""
    command = shared("--known", metavar="TIME", help="Use only what had been recorded by TIME.")(command)
    return shared("--on", metavar="TIME", help="Pretend that now is TIME.")(command)


def site_option(words: str) -> Callable[[Command], Command]:
    """`--site`, a place and its score, as often as there are places."""
    return among(tokens.SITES, "--site", "sites", takes="SITE 0-10", nargs=2, multiple=True, help=words)


def among(words: Iterable[str], *flags: str, takes: str, **how: Any) -> Callable[[Command], Command]:
    """An option that takes one of these words, which the shell completes; `takes` is what the help calls it."""
    return click.option(*flags, metavar=takes, shell_complete=one_of(words), **how)


def one_of(words: Iterable[str]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completion that offers these words."""
    return lambda ctx, parameter, incomplete: [word for word in words if word.startswith(incomplete)]


def emit(answer: dict[str, Any], zone: str | None = None) -> None:
    """Print the answer as JSON with its schema version; absent values null.

    With a zone, values in it are made plain, their times ISO in that zone; without one they are so already.
    """
    import json

    if zone is not None:
        from backlog.services import casefile

        answer = casefile.plain(answer, zone)
    plain = not (getattr(sys.stdout, "encoding", None) or "utf").lower().startswith("utf")
    emit_text(json.dumps({"schema_version": SCHEMA_VERSION, **answer}, ensure_ascii=plain, indent=2))


def emit_text(text: str) -> None:
    """Print JSON, with an escape of its own for whatever would move the cursor."""
    click.echo(text.translate(ESCAPES))


def say(*lines: str, err: bool = False, bold: bool = False) -> None:
    """Print lines, each of which stays one and moves no cursor: the one way of words to the terminal."""
    for line in lines:
        shown = visible(line)
        click.echo(click.style(shown, bold=True) if bold else shown, err=err)


def typed(question: str, **how: Any) -> str:
    """What the person at the terminal types, as click.prompt has it."""
    return str(click.prompt(visible(question), err=True, **how))


def agrees(question: str, *, default: bool | None = False) -> bool:
    """Whether the person at the terminal says yes; None asks until there is an answer."""
    return click.confirm(visible(question), default=default, err=True)


def interactive() -> bool:
    """Whether there is a person at a terminal to ask."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


class Plainly(click.Command):
    """A command whose arguments may begin with a minus, as a mistyped number does: it is read, and refused, as such."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The options and arguments; `-1` where no option has that name counts as an argument."""
        try:
            return super().parse_args(ctx, list(args))
        except click.NoSuchOption as error:
            wrong = next((word for word in args if word.startswith("-") and word[1:2].isdigit()), None)
            if wrong is None or not error.option_name[1:2].isdigit():
                raise
            place = args.index(wrong)
            return super().parse_args(ctx, [*args[:place], *args[place + 1 :], "--", wrong])
