"""`backlog start`: the first minute."""

from __future__ import annotations

from typing import Any

import click

from backlog.cli.advise import show, voice_of, walk_run_typed
from backlog.cli.common import App, among, emit, interactive, json_option, pass_app, say, typed, yes_option
from backlog.cli.flags import ask
from backlog.cli.plan import read_plan
from backlog.errors import InputError
from backlog.model.decision import Prescription
from backlog.model.plan import Plan
from backlog.model.units import show_distance, show_score
from backlog.rules.redflags import ASKED, EMERGENCY, GROUPS
from backlog.services import planning
from backlog.services.advice import advise
from backlog.services.casefile import verdict_json

QUESTIONS = (
    ("unit", "Units, km or mi?"),
    ("activities", "What is available to you? (run, walk, stationary-bike, elliptical, bike, swim, ...)"),
    ("surfaces", "Which surfaces can you reach? (grass, trail, track, treadmill, asphalt, ...)"),
    ("medicine", "Do you take something for pain every day? (yes or no)"),
    ("usual_pain", "On a usual day, how much does your back hurt, 0 to 10? (Enter: not said)"),
)
WELCOME = "backlog helps you to stay active with back pain. It is not a medical device and makes no diagnosis."
NEXT = (
    "Rate your pain for a few mornings before the first session, if you can: it shows what is usual for you.",
    "  backlog pain 3",
    "After a session:  backlog log {session}",
    "What is open:     backlog due",
)


@click.command("start")
@click.option("--no-red-flags", "none", is_flag=True, help="Answer no to every red-flag question.")
@among(ASKED, "--red-flag", "yes_to", takes="FLAG", multiple=True, help="Answer yes to this red flag (repeatable).")
@click.option("--usual-pain", metavar="0-10", help="How much your back hurts on a usual day.")
@click.option("--medicine", metavar="WORD", help="Taken for pain every day: none or regular.")
@click.option("--units", "unit", metavar="UNIT", help="km or mi.")
@click.option("--activities", metavar="LIST", help="Available: run,walk,stationary-bike,elliptical,...")
@click.option("--surfaces", metavar="LIST", help="Available: grass,trail,track,treadmill,asphalt,...")
@click.option("--goal", metavar="DISTANCE", help="Distance to build up to.")
@click.option("--week-start", metavar="DAY", help="First day of the week: mon, sun, ...")
@yes_option
@json_option
@pass_app
def start_command(app: App, /, none: bool, yes_to: tuple[str, ...], **raw: str | None) -> None:
    """Begin: the red-flag questions, your usual pain, what you have; then the first session.

    Every question has an option; without a terminal nothing is asked.
    Running it again changes what you answer anew.

    \b
    Examples:
      backlog start
      backlog start --no-red-flags --usual-pain 3 --activities run,walk,stationary-bike
    """
    asking = interactive() and not app.yes
    if asking:
        say(WELCOME, err=True)
    if none and yes_to:
        raise InputError("bad-option", "--no-red-flags and --red-flag contradict each other.", "Use one of them.")
    if asking and not (none or yes_to):
        say("First the red-flag questions.", err=True)
    flags = ask(none, yes_to) if none or yes_to or asking else None
    asking = asking and not any(GROUPS.get(flag) == EMERGENCY for flag in flags or ())
    values = {name: _asked(app, name, text, raw, asking) for name, text in QUESTIONS}
    plan = read_plan(app, {**raw, **values})
    journal = app.journal(create=True)
    planning.begin(journal, flags, plan, app.zone, now=app.now)
    judged = advise(journal, app.zone, now=app.now)
    if app.json:
        emit({"id": judged.number, "plan": sorted(plan)} | verdict_json(judged.verdict, app.zone))
        return
    show(judged, voice_of(app, journal.plan().units, app.now))
    if judged.verdict.verdict != "stop":
        done = typed_as(getattr(judged.verdict, "next", None), journal.plan().units)
        say(*(line.format(session=done) for line in NEXT))


def typed_as(asked: Prescription | None, units: str) -> str:
    """How a session is logged that is done as it was asked for; a brief run where nothing is."""
    if asked is None:
        return "run 800m --surface grass"
    if asked.intervals is not None:
        return walk_run_typed(asked.intervals)
    if asked.duration_s is not None:
        return f"{asked.activity} --duration {asked.duration_s / 60:.0f}min"
    return (
        f"{asked.activity} {show_distance(asked.distance_m or 0.0, units).replace(' ', '')} --surface {asked.surface}"
    )


def _asked(app: App, name: str, text: str, raw: dict[str, Any], asking: bool) -> str | None:
    """The option's value, or the answer at the terminal; asked again until it can be read. Enter keeps what holds."""
    given: str | None = raw.get(name)
    while given is None and asking:
        held = _held(app.plan, name)
        said = typed(text, default=held, show_default=bool(held))
        try:
            read_plan(app, {name: said} if said else {})
        except InputError as error:
            say(f"{error.what} {error.todo}", err=True)
        else:
            # That the medicine is as it was is news only where nothing was said of it before.
            told = name == "usual_pain" or (name == "medicine" and app.plan.medicine is not None)
            return None if told and said == held else said
    return given


def _held(plan: Plan, name: str) -> str:
    """What the plan has for a question, as it would be typed; a common answer before anything was said."""
    return {
        "unit": plan.units,
        "activities": ",".join(plan.activities),
        "surfaces": ",".join(plan.surfaces) or "grass,asphalt",
        "medicine": "yes" if plan.medicine == "regular" else "no",
        "usual_pain": "" if plan.usual_pain is None else show_score(plan.usual_pain),
    }[name]
