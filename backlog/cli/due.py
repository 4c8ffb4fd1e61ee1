"""`backlog due`: the open checks."""

from __future__ import annotations

from datetime import datetime

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, past_of, past_options
from backlog.cli.pain import HORIZON_WORDS
from backlog.model.checks import Check
from backlog.model.session import Session
from backlog.services.due import due


@click.command("due")
@click.option("--prompt", is_flag=True, help="One short line for a shell prompt; nothing if nothing is open.")
@past_options
@json_option
@pass_app
def due_command(app: App, prompt: bool, on: str | None, known: str | None, as_json: bool) -> None:
    """Show which pain checks are open, since when and until when.

    \b
    Examples:
      backlog due
      backlog due --prompt
    """
    if prompt and not app.there():
        return
    past = past_of(app, on, known)
    checks = due(app.journal(), now=past.now, known=past.known)
    if as_json:
        from backlog.report.jsonable import check_json

        emit({"checks": [check_json(check, app.zone) for check, _ in checks]})
    elif prompt:
        waiting = sum(check.state != "upcoming" for check, _ in checks)
        if waiting:
            click.echo(f"pain? ({waiting})")
    elif checks:
        for check, session in checks:
            click.echo(line(check, session, app.zone, now=past.now))
        if any(check.state != "upcoming" for check, _ in checks):
            click.echo("Answer with: backlog pain N")
    else:
        click.echo("No pain check is open.")


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
