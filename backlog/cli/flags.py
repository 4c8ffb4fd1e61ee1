"""`backlog flags`: the red-flag questions, and clearing."""

from __future__ import annotations

from collections.abc import Mapping

import click

from backlog import clock
from backlog.cli.common import App, agrees, among, emit, interactive, json_option, pass_app, say, yes_option
from backlog.errors import BacklogError, InputError
from backlog.model.units import parse_text
from backlog.rules.redflags import ASKED, CLINICIAN, EMERGENCY, GROUPS, KNOWN, QUESTIONS
from backlog.rules.thresholds import SCREENING_LASTS
from backlog.services import screening as service


@click.command("flags")
@click.option("--none", is_flag=True, help="Answer no to every question.")
@among(ASKED, "--yes-to", takes="FLAG", multiple=True, help="Answer yes to this one (repeatable), no to the rest.")
@click.option("--list", "show_list", is_flag=True, help="Show the questions, the open flags, and the last answers.")
@among(GROUPS, "--clear", takes="FLAG", help="Record that an open flag was cleared.")
@click.option("--by", "who", metavar="WHO", help="Who cleared it.")
@click.option("--reviewed-by", metavar="WHO", help="Record that a professional has looked.")
@click.option("--at", metavar="TIME", help="When it was cleared or reviewed.")
@click.option("--note", metavar="TEXT", help="Anything else.")
@yes_option
@json_option
@pass_app
def flags_command(
    app: App,
    /,
    none: bool,
    yes_to: tuple[str, ...],
    show_list: bool,
    clear: str | None,
    who: str | None,
    reviewed_by: str | None,
    at: str | None,
    note: str | None,
) -> None:
    """Answer the red-flag questions: at the start, every month, and when pain is severe.

    A yes stops all advice until somebody has looked. Not answering is not a no, and --yes answers nothing here.

    \b
    Examples:
      backlog flags
      backlog flags --none
      backlog flags --yes-to bladder
      backlog flags --clear bladder --by "my GP" --at "mon 10:00"
    """
    _one_thing(
        {"--none": none, "--yes-to": yes_to, "--list": show_list, "--clear": clear, "--reviewed-by": reviewed_by},
        beside={"--by": who, "--at": at, "--note": note},
    )
    when = app.when(at)
    moment = when.at if when else None
    by, reviewer, remark = (
        parse_text(text or "", what) for text, what in ((who, "name"), (reviewed_by, "name"), (note, "note"))
    )
    if clear:
        service.clear(app.journal(), clear, by, moment, remark, now=app.now)
    elif reviewer:
        service.review(app.journal(create=True), reviewer, moment or app.now, app.zone, remark, now=app.now)
    elif show_list:
        if not app.json:
            show_questions()
    else:
        said = ask(none, yes_to)
        service.answer(app.journal(create=True), said, app.zone, now=app.now)
    _show(app)


def _one_thing(asked: Mapping[str, object], beside: Mapping[str, object]) -> None:
    """Refuse options that contradict each other, and those that go with --clear or --reviewed-by alone."""
    given = [name for name, value in asked.items() if value]
    if len(given) > 1:
        raise InputError("bad-option", f"{' and '.join(given)} contradict each other.", "Use one of them.")
    lonely = next((name for name, value in beside.items() if value), None)
    if lonely and not {"--clear", "--reviewed-by"} & set(given):
        raise InputError("bad-option", f"{lonely} goes with --clear FLAG or --reviewed-by WHO.", "Say which.")


def ask(none: bool, yes_to: tuple[str, ...]) -> list[str]:
    """The flags answered with yes: from the options, or asked one by one; never assumed."""
    if none or yes_to:
        return [service.known(flag) for flag in yes_to]
    if not interactive():
        raise BacklogError.of("confirmation-needed.questions-open")
    say("Please answer with y or n.", err=True)
    found: list[str] = []
    for question in QUESTIONS:
        if agrees(question.text, default=None):
            found.append(question.flag)
            if question.group == EMERGENCY:
                # Nothing else matters now, and the yes is stored before anybody could interrupt.
                say("Go to an emergency department now.", err=True)
                return found
    return found


def show_questions() -> None:
    """The questions with their tokens, and by when somebody should look, where that is known."""
    for group, title in ((EMERGENCY, "Emergency signs"), (CLINICIAN, "See a clinician")):
        asked = [each for each in QUESTIONS if each.group == group]
        say(
            f"{title}:",
            *(f"  {each.flag:<18} {each.text}{f' ({each.within})' if each.within else ''}" for each in asked),
        )


def _show(app: App) -> None:
    journal = app.journal_or_empty()
    flags = service.open_flags(journal)
    asked = [s.at for s in journal.screenings() if s.kind == "screening"]
    if app.json:
        found = [
            {"flag": f.flag, "group": GROUPS.get(f.flag, CLINICIAN), "opened_at": clock.iso(f.opened_at, app.zone)}
            for f in flags
        ]
        emit({"open": found, "last_screening": clock.iso(max(asked), app.zone) if asked else None})
        return
    for flag in flags:
        known = KNOWN.get(flag.flag)
        whom = f"see a clinician {known.within if known else ''}".rstrip()
        whom = "emergency department now" if known is not None and known.group == EMERGENCY else whom
        say(f"Open: {flag.flag} (since {app.spoken(flag.opened_at)}): {whom}.")
    if flags:
        say("There is no advice on activity while a flag is open. Logging still works.")
    else:
        say("No red flag is open.")
    if asked:
        last = app.spoken(max(asked))
        say(f"The questions were last answered {last}; they are asked every {SCREENING_LASTS.days} days.")
