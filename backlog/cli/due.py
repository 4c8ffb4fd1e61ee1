"""`backlog due`: the open checks."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, past_options, say, yes_option
from backlog.cli.pain import HORIZON_WORDS
from backlog.errors import InputError
from backlog.model.checks import Check
from backlog.model.session import Session
from backlog.services.pain import due

Checks = list[tuple[Check, Session]]


@click.command("due")
@click.option("--prompt", is_flag=True, help="One short line for a shell prompt; nothing if nothing is open.")
@click.option("--ics", is_flag=True, help="The open and coming checks as a calendar that reminds of them.")
@click.option("--out", metavar="FILE", help="File for --ics; otherwise standard output.")
@past_options
@yes_option
@json_option
@pass_app
def due_command(app: App, prompt: bool, ics: bool, out: str | None) -> None:
    """Show which pain checks are open, since when and until when.

    \b
    Examples:
      backlog due
      backlog due --prompt
      backlog due --ics --out checks.ics
    """
    _check(out, ics=ics, other="prompt" if prompt else "json" if app.json else None)
    if prompt and not app.there():
        return
    past = app.past
    checks = due(app.journal(), now=past.now, known=past.known)
    if ics:
        _write_calendar(app, checks, out or "-", now=past.now)
    elif app.json:
        from backlog.services.casefile import plain

        emit({"checks": [plain(check, app.zone) for check, _ in checks]})
    elif prompt:
        waiting = sum(check.state != "upcoming" for check, _ in checks)
        if waiting:
            say(f"pain? ({waiting})")
    elif checks:
        for check, session in checks:
            say(line(check, session, app.zone, now=past.now))
        if any(check.state != "upcoming" for check, _ in checks):
            say("Answer with: backlog pain N")
    else:
        say("No pain check is open.")


def _check(out: str | None, *, ics: bool, other: str | None) -> None:
    """InputError `bad-option` where options do not go together."""
    if out is not None and not ics:
        raise InputError("bad-option", "--out is the file of a calendar.", "Add --ics.")
    if ics and other:
        raise InputError("bad-option", "--ics is an answer of its own.", f"Leave --{other} out.")


def _write_calendar(app: App, checks: Checks, out: str, *, now: datetime) -> None:
    from backlog.report.calendar import CALENDAR, calendar_of

    data = calendar_of(checks, app.zone, now=now)
    if out == "-":
        sys.stdout.buffer.write(data)
        return
    app.output(out, CALENDAR).write(data)
    count = f"{len(checks)} pain check{'s' if len(checks) != 1 else ''}" if checks else "no pain check is open"
    say(f"Wrote {out}: {count}.", err=True)


def line(check: Check, session: Session, zone: str, *, now: datetime) -> str:
    """One open check in a line."""
    opens, target, closes = (clock.spoken(t, zone, now=now) for t in (check.opens_at, check.due_at, check.closes_at))
    what = (
        f"{HORIZON_WORDS[check.horizon_h]:>11}  session {session.id}, {session.activity} "
        f"{clock.spoken(session.started_at, zone, now=now)}"
    )
    if check.state == "upcoming":
        return f"upcoming  {what}: from {opens}, best {target}, until {closes}"
    return f"{check.state:<8}  {what}: since {opens}, best {target}, until {closes}"
