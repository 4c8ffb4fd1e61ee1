"""`backlog advise`: the verdict."""

from __future__ import annotations

from datetime import datetime

import click

from backlog import clock
from backlog.cli.common import App, emit, json_option, pass_app, past_options, say
from backlog.model.units import interval_parts
from backlog.report.verdicts import lines
from backlog.rules.headline import Voice
from backlog.services.advice import Judged, advise
from backlog.services.casefile import verdict_json


@click.command("advise")
@past_options
@json_option
@pass_app
def advise_command(app: App) -> None:
    """Say what to do next: activity, distance, surface, earliest time, and why.

    It waits for the 48 h check of the last run, and says until when.

    \b
    Examples:
      backlog advise
      backlog advise --on 2013-09-01
    """
    past = app.past
    judged = advise(app.journal(), app.zone, now=past.now, known=past.known, asked=past.asked)
    if app.json:
        emit({"id": judged.number} | verdict_json(judged.verdict, app.zone))
    else:
        show(judged, voice_of(app, judged.case.plan.units, past.now))


def voice_of(app: App, units: str, now: datetime) -> Voice:
    """How to speak to this person."""
    return Voice(units, now, lambda at: clock.spoken(at, app.zone, now=now))


def show(judged: Judged, voice: Voice) -> None:
    """The verdict, its reasons, what may be done meanwhile, and how a little walk and run is told of."""
    say(*lines(judged.verdict, voice))
    ways = (getattr(judged.verdict, way, None) for way in ("next", "or_"))
    if tried := next((way.intervals for way in ways if way is not None and way.intervals), None):
        say(f"Walk and run is logged with: backlog log {walk_run_typed(tried)}")
    if judged.number is not None:
        say(f"(decision {judged.number}; more with: backlog why)")


def walk_run_typed(intervals: str) -> str:
    """How walk and run is logged that is done as it was asked for."""
    pieces, running, walking = interval_parts(intervals)
    whole = f"{pieces * (running + walking) / 60:.0f}min"
    return f"run --duration {whole} --intervals {pieces}x{running:g}s/{walking:g}s"
