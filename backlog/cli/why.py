"""`backlog why` and `backlog replay`: what a verdict rests on, what would have flipped it, and what changed since."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from backlog import clock
from backlog.cli.advise import voice_of
from backlog.cli.common import MOST, App, emit, emit_text, json_option, pass_app, past_options, say
from backlog.cli.progress import told
from backlog.errors import InputError
from backlog.model.decision import Evidence
from backlog.model.units import show_distance, show_score
from backlog.report.verdicts import behind, lines, replay_json, replay_reasons, replay_summary, replay_table, shown
from backlog.rules.headline import Voice
from backlog.rules.thresholds import POLICY, SEVERE_ABOVE
from backlog.services.advice import Judged, advise, replayed
from backlog.services.casefile import case_json, plain, verdict_json
from backlog.services.replay import Advice, advice_of, numbers, replay
from backlog.services.why import Flip, Why, why

RULES = {
    "red_flags": "red flags",
    "screening": "the red-flag questions",
    "harm": "harm already seen",
    "switch": "something else than running",
    "likely_to_hurt": "more likely sore than not",
    "reduce": "less than before",
    "pending": "an open check",
    "missing": "missing answers",
    "hold": "a beginning, or no more than before",
    "increase": "it went well, so a little more",
}

#: How the days after a session were, the first that is true.
AFTER = {
    "harmful": "a bad day",
    "raised": "sorer after it",
    "sore": "sorer after it, perhaps by chance",
    "tolerated": "went well",
}
#: What would have been said instead, where the name of a verdict or an action does not say it.
OUTCOMES = {
    "easy": "something easy instead",
    "pending": "a wait for the next rating",
    "return": "a try at running again",
    "screening": "the red-flag questions first",
    "switch": "something else than running",
}

#: Less than this share of the ups and downs is next to nothing.
LITTLE = 0.05
#: Before so many rated runs it is not said how far this back goes.
FEWEST = 5


class Account(NamedTuple):
    """A verdict explained: how it was said then (None if it is judged now), the policy of that time."""

    judged: Judged
    why: Why
    then: dict[str, Any] | None
    policy: str

    @property
    def differed(self) -> Advice | None:
        """What was said then, where today's policy says something else."""
        then = self.then and advice_of(self.then)
        return then if then and then.differs(advice_of(verdict_json(self.judged.verdict, "UTC"))) else None


@click.command("why")
@click.argument("decision", type=click.IntRange(1, MOST), required=False)
@click.option("--case", "as_case", is_flag=True, help="Print the case as a file for `backlog decide`.")
@past_options
@json_option
@pass_app
def why_command(app: App, decision: int | None, as_case: bool) -> None:
    """Explain a verdict: its inputs, the rule that spoke, the limits, what would have flipped it.

    DECISION is the number that `backlog advise` printed; it is replayed as known when it was made.
    Without one, the verdict of now is explained.

    \b
    Examples:
      backlog why
      backlog why 3
      backlog why --case > case.json
    """
    account = _account(app, decision)
    zone = app.zone
    if as_case:
        emit_text(json.dumps(case_json(account.judged.case), ensure_ascii=False, indent=1))
    elif app.json:
        emit(_json(account, zone))
    else:
        say(*_words(app, account))


def _account(app: App, decision: int | None) -> Account:
    if decision is None:
        past = app.past
        judged = advise(app.journal(), app.zone, now=past.now, known=past.known, asked=past.asked)
        return Account(judged, why(judged.case), None, POLICY)
    if app.on or app.known:
        raise InputError.of("bad-option.stored-decision")
    stored = app.journal().decision(decision)
    judged = replayed(stored)
    return Account(judged, why(judged.case), stored.said, stored.policy)


def _json(account: Account, zone: str) -> dict[str, Any]:
    today = verdict_json(account.judged.verdict, zone)
    return {
        "id": account.judged.number,
        "verdict": account.then or today,
        "rule": account.why.rule,
        "inputs": list(account.why.inputs),
        "bounds": [{"code": bound.code} | plain(bound, zone) for bound in account.why.bounds],
        "flip": plain(account.why.flip, zone),
        "policy": account.policy,
        "today": today if account.differed else None,
    }


def _words(app: App, account: Account) -> list[str]:
    case = account.judged.case
    voice = voice_of(app, case.plan.units, case.now)
    found = lines(account.judged.verdict, voice)
    if account.differed:
        then = shown(account.differed, voice.units)
        found.insert(0, f"Then, policy {account.policy} said {then}; today's policy {POLICY} says:")
    found.append(f"The rule that spoke: {RULES[account.why.rule]}.")
    more = behind(account.judged.verdict, voice)
    found += ["Its numbers:"] if more else []
    found += [f"  - {words}" for words in more]
    found += ["It rests on:"] if account.why.inputs else []
    found += [f"  - {_input(given, voice.units)}" for given in account.why.inputs]
    found += known(account.judged.verdict.evidence, voice, account.why.inputs)
    found.append(flipped(account.why.flip, app.zone, voice.units))
    return found


def known(evidence: Evidence, voice: Voice, inputs: Sequence[dict[str, Any]]) -> list[str]:
    """How far this back goes, how sure that is, and how much of its pain follows runs; nothing while little is known.

    Where a run of those that it rests on went badly, or the days after it were sore, it is no comfort that next to none
    does follow.
    """
    runs = [one for one in inputs if one.get("activity") == "run"]
    answered = [one for one in runs if one["response"] is not None]
    middle, low, high = evidence.capacity_m, evidence.capacity_low_m, evidence.capacity_high_m
    if len(answered) < FEWEST or middle is None or low is None or high is None:
        return []
    takes = (
        f"By all that is known, runs up to about {_rough(middle, voice)} would go quietly; 8 times in 10 the truth "
        f"lies between {_rough(low, voice)} and {_rough(high, voice)}. That is an estimate, and no ceiling."
    )
    if evidence.unexplained is None:
        return [takes]
    after = 1 - evidence.unexplained
    if after < LITTLE and any(one["sore"] or one["harmful"] for one in runs):
        return [takes]
    follow = (
        "The ups and downs of your pain so far are usual pain and chance: next to none follow your runs."
        if after < LITTLE
        else f"Of the ups and downs of your pain so far, about {evidence.unexplained:.0%} are usual pain and chance, "
        f"and about {after:.0%} follow your runs."
    )
    return [takes, follow]


def _rough(metres: float, voice: Voice) -> str:
    """A distance that is only estimated: on 50 m below 2 km, on 500 m from 10 km on, else on 100 m."""
    grid = 50 if metres < 2000 else 100 if metres < 10000 else 500
    return voice.far(max(grid, round(metres / grid) * grid))


def _input(given: dict[str, Any], units: str) -> str:
    at = given["at"][:16].replace("T", " ")
    if given["kind"] == "reading":
        score = [] if given["score"] is None else [f"{given['site']} {show_score(given['score'])}"]
        return f"reading {given['id']}, {at}: {', '.join([*score, *(['a flare'] if given['flare'] else [])])}"
    if given["kind"] == "flag":
        return f"red flag {given['id']}, {at}: {given['flag']}"
    if given["kind"] == "screening":
        return f"red-flag questions {given['id']}, {at}"
    far = "distance unknown" if given["distance_m"] is None else show_distance(given["distance_m"], units)
    if given["activity"] != "run" and given["duration_s"] is not None:
        far = f"{given['duration_s'] / 60:.0f} min"
    pain = ", ".join(
        f"{horizon} h {show_score(a['score'])} (reading {a['reading']})"
        for horizon, a in given["answers"].items()
        if a is not None
    )
    how = next((words for word, words in AFTER.items() if given[word]), "nothing known")
    if given["tolerated"] and not given["sore"] and (given["worst"] or 0.0) >= SEVERE_ABOVE:
        how = "sorer for a time"
    return f"{given['activity']} {given['id']}, {at}, {far}: {pain + '; ' if pain else ''}{how}"


def flipped(flip: Flip | None, zone: str, units: str) -> str:
    """What would have made it another verdict; to be asked the red-flag questions is not to wait for a check."""
    if flip is None:
        return "No small change of one fact would have flipped it."
    said = "screening" if flip.waits == "screening" else flip.action or flip.verdict
    outcome = OUTCOMES.get(said, said)
    check = f"the {flip.horizon_h} h check of run {flip.session}"
    match flip.kind:
        case "later":
            change = f"asked {clock.spoken(flip.becomes, zone, now=flip.was)}"
        case "answer":
            change = f"had {check} been {show_score(flip.becomes)} instead of {show_score(flip.was)}"
        case "missing":
            change = f"had {check} not been answered"
        case "answered":
            change = f"had {check} been answered with {show_score(round(flip.becomes, 1))}"
        case "flare":
            change = "had there been no flare" if flip.was else "had the last reading been a flare"
        case "site":
            change = f"were pain at {flip.site} {show_score(flip.becomes)} now"
        case "cleared":
            change = f"were {flip.site} cleared"
        case "screening":
            change = "once the red-flag questions are answered"
        case _:
            change = f"had run {flip.session} been {show_distance(flip.becomes, units)}"
    return f"What would flip it: {change}, it would be {outcome}."


@click.command("replay")
@click.option("--all", "every", is_flag=True, help="List the decisions that would be the same, too.")
@click.option("--reasons", is_flag=True, help="Say what today's verdict is on each, and why.")
@json_option
@pass_app
def replay_command(app: App, every: bool, reasons: bool) -> None:
    """Judge every stored decision again, as known then, and list where today's policy would differ.

    Nothing is stored or changed. `backlog why N` explains decision N.

    \b
    Examples:
      backlog replay
      backlog replay --all
      backlog replay --reasons
    """
    journal = app.journal()
    rows = [replay(journal, number) for number in told(numbers(journal), "decisions judged again")]
    listed = [row for row in rows if every or row.differs or row.today is None]
    if app.json:
        emit(replay_json(rows, listed, policy=POLICY))
    else:
        units = app.plan.units
        told_today = replay_reasons(listed, units) if reasons else []
        say(*replay_table(listed, units, policy=POLICY), *told_today, replay_summary(rows, policy=POLICY))
