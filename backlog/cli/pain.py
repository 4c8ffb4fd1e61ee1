"""`backlog due` and `backlog pain`: the open checks, and a rating that answers them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime

import click

from backlog import clock
from backlog.cli.common import App, Plainly, emit, json_option, pass_app, past_options, say, site_option, yes_option
from backlog.errors import InputError
from backlog.model import tokens, units
from backlog.model.checks import Check
from backlog.model.session import Reading, Session
from backlog.services import pain as service

HORIZON_WORDS = {0: "right after", 24: "24 h", 48: "48 h"}
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
    """Show which pain checks are open, since when and until when.

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
        for check, session in checks:
            say(line(check, session, app.zone, now=past.now))
        if any(check.state != "upcoming" for check, _ in checks):
            say("Answer with: backlog pain N")
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
    """One open check in a line."""
    opens, target, closes = (clock.spoken(t, zone, now=now) for t in (check.opens_at, check.due_at, check.closes_at))
    what = (
        f"{HORIZON_WORDS[check.horizon_h]:>11}  session {session.id}, {session.activity} "
        f"{clock.spoken(session.started_at, zone, now=now)}"
    )
    since = "from" if check.state == "upcoming" else "since"
    return f"{check.state:<8}  {what}: {since} {opens}, best {target}, until {closes}"


@click.command("pain", cls=Plainly)
@click.argument("score", required=False)
@site_option("Pain elsewhere: --site calf 2.")
@click.option("--flare/--no-flare", default=None, help="Hard to tolerate, or got in the way.")
@click.option("--medicated/--not-medicated", default=None, help="Under painkillers.")
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
    for answer in rated.answered:
        late = "" if answer.timing == "on_time" else f" ({answer.timing}: {answer.lag_h:.0f} h after the end)"
        say(f"  answers {_check(app, answer)}{late}")
    if not any(reading.site == "back" and reading.score is not None for reading in rated.readings):
        say("  answers no check: that takes a number for the back.")
    elif not rated.answered:
        say(f"  answers no check. {next_window(app, rated.open)}")
    if any(r.site == "back" and r.score is not None and r.score >= SEVERE for r in rated.readings):
        say("That is a lot of pain. Please answer the red-flag questions before you go on: backlog flags")


def _check(app: App, answer: service.CheckAnswered) -> str:
    """The check that is answered, in a few words."""
    session = answer.session
    what = f"the {HORIZON_WORDS[answer.horizon_h]} check of session {session.id}"
    return f"{what}, {session.activity} {app.spoken(session.started_at)}"


def next_window(app: App, checks: list[Check]) -> str:
    """When the next check can be answered."""
    coming = min((check for check in checks if check.opens_at > app.now), key=lambda c: c.opens_at, default=None)
    if coming is None:
        return "No check is waiting; it is kept, and helps to tell what is usual for you."
    return (
        f"The next, {HORIZON_WORDS[coming.horizon_h]} after session {coming.session}, opens "
        f"{app.spoken(coming.opens_at)}."
    )


def _preview(app: App, at: datetime) -> None:
    found, checks = service.would_answer(app.journal(), at, now=app.now)
    if app.json:
        answers = [{"session": a.session.id, "horizon_h": a.horizon_h, "timing": a.timing} for a in found]
        emit({"id": None, "answers": answers})
        return
    for answer in found:
        say(f"`backlog pain N` would answer {_check(app, answer)}.")
    if not found:
        say(f"`backlog pain N` would answer no check now. {next_window(app, checks)}")
