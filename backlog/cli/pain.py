"""`backlog due` and `backlog pain`: the open checks, and a rating that answers them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil, floor

import click

from backlog import clock
from backlog.cli.common import App, Plainly, emit, json_option, pass_app, past_options, say, site_option, yes_option
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.checks import Check, bounds, lag_of
from backlog.model.session import Reading, Session
from backlog.services import pain as service

AFTER = {0: "right after", 24: "the day after", 48: "two days after"}
#: From here on the red-flag questions are asked for: PAIN_TRIGGER of the rules, which are not loaded for one number.
SEVERE = 7.0
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
    """Show how your back should be told: of which session, at what time, and until when.

    You are asked 24 and 48 h after the end, the hour of the run: pain has its hours, and so like is held against like.
    The mornings count as well. But where pain is told at that hour, virtual runners who should not run are found
    sooner, and fragile ones have fewer days of reactions.

    \b
    Examples:
      backlog due
      backlog due --prompt
      backlog due --ics --out checks.ics
    """
    _check_options(out, ics=ics, other="prompt" if prompt else "json" if app.json else None)
    if prompt and not app.there():
        return
    past = app.past
    checks = service.due(app.journal(), now=past.now, known=past.known)
    if ics:
        _write_calendar(app, checks, out or "-", now=past.now)
    elif app.json:
        emit({"checks": [check for check, _ in checks]}, app.zone)
    elif prompt:
        waiting = sum(check.state != "upcoming" for check, _ in checks)
        if waiting:
            say(f"pain? ({waiting})")
    elif checks:
        say(*(line(check, session, app.zone, now=past.now) for check, session in checks))
        waiting = sum(check.state != "upcoming" for check, _ in checks)
        if waiting:
            say(f"{'One number answers them all' if waiting > 1 else 'Answer with'}: backlog pain N")
    else:
        say("No pain check is open.")


def _check_options(out: str | None, *, ics: bool, other: str | None) -> None:
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
    """One open check in a line: the question, or when it will be asked."""
    opens, target, closes = (clock.spoken(t, zone, now=now) for t in (check.opens_at, check.due_at, check.closes_at))
    what = after(check.horizon_h, session, zone, now=now)
    if check.state == "upcoming":
        return f"Next: {target}, {what}; from {opens} on it counts."
    best = f", best {target}" if check.due_at > now else ""
    return f"How is your back, {what}? Any time until {closes}{best}."


def after(horizon_h: int, session: Session, zone: str, *, now: datetime) -> str:
    """The check in a person's words: `the day after the run of yesterday 17:46`."""
    activity, start = session.activity.replace("-", " "), clock.spoken(session.started_at, zone, now=now)
    return f"{AFTER[horizon_h]} the {activity} of {start}"


@click.command("pain", cls=Plainly)
@click.argument("score", required=False)
@site_option("Pain elsewhere: --site calf 2.")
@click.option("--flare/--no-flare", default=None, help="Hard to tolerate, or got in the way.")
@click.option(
    "--medicated/--not-medicated", default=None, help="Under an extra dose of medicine, beside what you take every day."
)
@click.option("--reaches", metavar="PLACE", help="How far down radiating pain goes: buttock, thigh, knee, calf, foot.")
@click.option("--at", metavar="TIME", help='When: "yesterday 21:00", -2h.')
@click.option("--note", metavar="TEXT", help="Anything else.")
@yes_option
@json_option
@pass_app
def pain_command(
    app: App,
    score: str | None,
    sites: tuple[tuple[str, str], ...],
    flare: bool | None,
    medicated: bool | None,
    reaches: str | None,
    at: str | None,
    note: str | None,
) -> None:
    """Log pain from 0 (none) to 10 (the worst you can imagine).

    One number answers every check that it can, and says which.
    Without a number it shows what it would answer.

    \b
    Examples:
      backlog pain 3
      backlog pain 4 --flare --at "yesterday 21:00"
      backlog pain --site calf 2 --site foot 1
    """
    scores = read_scores(score, sites)
    when = app.when(at) or clock.When(app.now)
    if not scores and flare is None:
        if note or reaches or medicated is not None:  # said of a pain of which there is no number, it would be lost
            raise InputError.of("nothing-to-say.no-number")
        _preview(app, when.at)
        return
    reading = Reading(
        at=when.at,
        zone=app.zone,
        day=clock.local_date(when.at, app.zone),
        flare=flare,
        medicated=medicated,
        reaches=_reach(reaches, scores),
        approximate=when.approximate,
        note=units.parse_text(note) if note else None,
        recorded_at=app.now,
    )
    given, summary = scores or {"back": None}, _summary(scores, flare)
    rated = service.rate(app.journal(create=True), reading, given, summary=summary)
    if app.json:
        from backlog.report.jsonable import rated_json

        emit(rated_json(rated))
    else:
        _show(app, rated, when)


def _reach(text: str | None, scores: Mapping[str, float | None]) -> str | None:
    if text is not None and "radiating-leg" not in scores:
        raise InputError("bad-option", "--reaches says how far radiating pain goes.", "Add --site radiating-leg N.")
    return None if text is None else units.parse_token(text, tokens.REACHES, "site-unknown")


def _summary(scores: Mapping[str, float | None], flare: bool | None) -> str:
    words = ", ".join(f"{site} {units.show_score(value)}" for site, value in scores.items() if value is not None)
    return f"pain {words or 'flare'}{' (flare)' if flare and words else ''}"


def read_scores(score: str | None, sites: tuple[tuple[str, str], ...]) -> dict[str, float | None]:
    """Scores by site, the back's first."""
    scores: dict[str, float | None] = {}
    if score is not None:
        scores["back"] = units.parse_score(score)
    for word, value in sites:
        site = units.parse_token(word, tokens.SITES, "site-unknown")
        if site in scores:
            raise InputError("bad-option", f"There are two scores for {site}.", "Give one a site.")
        scores[site] = units.parse_score(value, f"pain at {site}")
    return scores


def _show(app: App, rated: service.Rated, when: clock.When) -> None:
    moment = app.spoken(when.at)
    for reading in rated.readings:
        value = "flare, no number" if reading.score is None else f"pain {units.show_score(reading.score)}"
        say(f"Logged {reading.id}: {reading.site} {value}, {moment}.")
    if when.remark:
        say(f"  Note: {when.remark}.")
    if any(reading.site == "back" and reading.score is not None for reading in rated.readings):
        say(*(f"  {line}" for line in _said(app, rated.heard, when.at)))
    else:
        say("  Noted. What is asked after a session is a number for the back.")
    worst = max((r.score for r in rated.readings if r.site == "back" and r.score is not None), default=0.0)
    if worst >= SEVERE:
        # Only here, for the rules are not loaded for one number.
        from backlog.services.screening import open_flags

        flagged = bool(open_flags(app.journal()))
        ease = "What the open red flag asks for comes first" if flagged else "Days like this nearly always ease"
        say(
            f"{units.show_score(worst)} is a lot; I am sorry. {ease}. "
            "Please make sure that nothing new has joined in: backlog flags"
        )


def _said(app: App, heard: service.Heard, at: datetime) -> list[str]:
    """What a number is good for, and when to say it again."""
    if heard.answered:
        return [_counts(app, answered) for answered in heard.answered]
    if heard.early is not None:
        return [_too_soon(app, heard.early, at)]
    if heard.beside:
        return [f"Noted. {' '.join(_stands(app, kept) for kept in heard.beside)}"]
    return [f"Noted. {_next(app, heard.open)}"]


def _counts(app: App, answered: service.CheckAnswered) -> str:
    """The check that is answered; where it was early, the hour at which a number would tell more."""
    session, horizon, answer = answered
    said = f"It counts for {after(horizon, session, app.zone, now=app.now)}"
    if answer.timing == "on_time":
        return f"{said}."
    due = bounds(session, horizon)[1]
    better = f"; one of {app.spoken(due)} would count instead" if due > app.now else ""
    # Never rounded to an hour at which it would have been on time.
    hours = floor(answer.lag_h) if answer.timing == "early" else ceil(answer.lag_h)
    return f"{said} ({answer.timing}, {hours} h after its end{better})."


def _too_soon(app: App, session: Session, at: datetime) -> str:
    """It is too late for right after, and too early for the day after."""
    what = f"the {session.activity.replace('-', ' ')} of {app.spoken(session.started_at)}"
    hours = floor(lag_of(session, at))
    said = f"Noted; the advice takes it into account. It answers no check: it is {hours} h after {what}."
    opens = bounds(session, 24)[0]
    return f"{said} Rate once more from {app.spoken(opens)} on; the next morning counts." if opens > app.now else said


def _stands(app: App, kept: service.CheckAnswered) -> str:
    """Another number answers the check better: it is without an extra dose, on time, nearer to its hour, or higher."""
    session, horizon, answer = kept
    told = app.spoken(session.ended_at + timedelta(hours=answer.lag_h))
    what = after(horizon, session, app.zone, now=app.now)
    return f"For {what} the {units.show_score(answer.score)} of {told} still counts."


def _next(app: App, checks: Sequence[Check]) -> str:
    """When a number is asked for next."""
    coming = min((check for check in checks if check.opens_at > app.now), key=lambda c: c.due_at, default=None)
    if coming is None:
        return "Nothing was asked for; it helps to tell what is usual for you."
    return f"Asked for next: {app.spoken(coming.due_at)}; from {app.spoken(coming.opens_at)} on it counts."


def _preview(app: App, at: datetime) -> None:
    heard = service.would_answer(app.journal(), at, now=app.now)
    if app.json:
        from backlog.report.jsonable import answered_json

        emit({"id": None, "answers": answered_json(heard)})
        return
    for session, horizon, _ in heard.answered:
        say(f"`backlog pain N` would count for {after(horizon, session, app.zone, now=app.now)}.")
    if not heard.answered:
        say(f"`backlog pain N` would answer no check now. {_next(app, heard.open)}")
