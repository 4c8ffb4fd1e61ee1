"""What a reason says: on the first screen in plain words, and asked why with its numbers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from backlog.model.decision import Decision, Evidence, Pending, Prescription
from backlog.model.reasons import (
    AtGoal,
    BenignSpell,
    BeyondLimit,
    Bound,
    CheckOpen,
    Expected,
    FloorTooMuch,
    HarmSeen,
    HasChanged,
    LikelyToHurt,
    MissingAnswers,
    NoPainKnown,
    Radiating,
    Raised,
    Reason,
    RedFlag,
    SeeClinician,
    SiteRaised,
    Substitute,
    Tolerated,
)
from backlog.report.verdicts import behind, lines
from backlog.rules.explain import explain, first, numbers
from backlog.rules.headline import Voice, headline, session
from backlog.rules.redflags import GROUPS
from tests.rules.test_properties import sample

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
VOICE = Voice("km", NOW, lambda at: f"{at:%a %-d %b %H:%M}")
EVIDENCE = Evidence(usual=2, usual_low=0.5, usual_high=3.5, sd=1.2)

#: A back is not a machine with a limit, and nobody is allowed anything: heard as such, these words teach fear.
UNSAID = re.compile(r"\b(allow|limit|tolerat|react|harm|capacit|fail|wrong)", re.IGNORECASE)


@pytest.mark.parametrize("kind", get_args(Reason), ids=lambda kind: kind.__name__)
def test_no_reason_says_a_probability_nor_a_word_that_frightens(kind: type[Reason]) -> None:
    """Not on the first screen; the questions about red flags have texts of their own."""
    said = explain(sample(kind), VOICE)
    assert "%" not in said
    assert kind.__name__ == "RedFlag" or UNSAID.search(said) is None


def expected(*, probability: float = 0.06, some: float = 0.2, runs: int = 9, mean: float = 0.4) -> Expected:
    """The risk of a next run of 2.2 km, with a limit of 10 % for a clear reaction, and so of 40 % for any."""
    return Expected(runs=runs, mean=mean, usual=2.8, distance_m=2200.0, probability=probability, limit=0.1, some=some)


def test_what_was_seen_and_the_risk_of_the_next_run() -> None:
    """Two sentences; one run is told of by its own reason, so then only the risk is left."""
    seen = "Response after your last 9 runs: on average 0.4 above your usual 2.8. "
    risk = "A clear reaction to 2.2 km: 6% (you accept 10%); any: 20% (at most 40%)."
    assert [seen + risk, seen.replace("9", "2") + risk, risk] == [
        numbers(expected(runs=runs), VOICE) for runs in (9, 2, 1)
    ]


@pytest.mark.parametrize(
    ("probability", "said"), [(0.0, "under 1%"), (0.0099, "under 1%"), (0.01, "1%"), (0.99, "99%"), (1, "over 99%")]
)
def test_no_probability_is_none_or_certain(probability: float, said: str) -> None:
    """Under 1 % and over 99 %."""
    assert f"A clear reaction to 2.2 km: {said} (" in (numbers(expected(probability=probability), VOICE) or "")


@pytest.mark.parametrize(
    ("probability", "some", "said"),
    [
        (0.1, 0.4, "A clearly sorer day or two after 2.2 km is unlikely."),
        (0.11, 0.4, "A clearly sorer day or two after 2.2 km is possible; it would pass."),
        (0.1, 0.41, "A somewhat sorer day or two after 2.2 km is possible; it would pass."),
        (0.11, 0.41, "A clearly sorer day or two after 2.2 km is possible; it would pass."),
    ],
)
def test_the_risk_is_said_in_words(probability: float, some: float, said: str) -> None:
    """Up to what the person accepts a clear reaction is unlikely; where only any is beyond, that is what is said."""
    assert said == explain(expected(probability=probability, some=some), VOICE)


@pytest.mark.parametrize(
    ("clear", "some", "said"),
    [
        (0.11, 0.41, "A clear reaction to 2.2 km is more probable than the 10% that you accept; "),
        (0.11, 0.4, "A clear reaction to 2.2 km is more probable than the 10% that you accept; "),
        (0.1, 0.41, "Some reaction to 2.2 km is more probable than the 40% that go with your 10% for a clear one; "),
        (0.1, 0.4, "Where it would be worst, a clear reaction to 2.2 km is more probable than you accept; "),
        (None, None, "Where it would be worst, a clear reaction to 2.2 km is more probable than you accept; "),
    ],
)
def test_what_a_last_run_was_beyond_is_said(clear: float | None, some: float | None, said: str) -> None:
    """A clear reaction, or any; where neither is in all, one of the surfaces or strikes that it was run with."""
    beyond = BeyondLimit(last_m=2200.0, limit_m=1370.0, limit=0.1, clear=clear, some=some)
    assert f"{said}up to 1.35 km it is not." == numbers(beyond, VOICE)


@pytest.mark.parametrize(
    ("mean", "words"),
    [(0.05, "0.1 above"), (0.049, "level with"), (-0.0, "level with"), (-0.049, "level with"), (-1.2, "1.2 below")],
)
def test_a_difference_is_above_or_below(mean: float, words: str) -> None:
    """From a twentieth of a point on, either way; never -0.0."""
    assert f"on average {words} your usual 2.8." in (numbers(expected(mean=mean), VOICE) or "")


@pytest.mark.parametrize(
    ("limit_m", "end"),
    [(1370.0, "up to 1.35 km it is not."), (336.0, "up to 300 m it is not."), (20.0, "does not help.")],
)
def test_a_limit_is_said_on_the_grid(limit_m: float, end: str) -> None:
    """As distances are prescribed."""
    assert (numbers(BeyondLimit(last_m=2200.0, limit_m=limit_m, limit=0.1), VOICE) or "").endswith(end)


def raised(**fields: object) -> Raised:
    """A last run that was followed by a reaction with 40 %."""
    given = {"session": 4, "response": 2.7, "probability": 0.4, "flare": False, "usual": 3.3} | fields
    return Raised(**given)  # type: ignore[arg-type]


def test_after_a_sore_run_the_worst_day_is_named_once_and_with_its_end() -> None:
    """By its score and its day; without an end there is none to tell, and without a score neither."""
    worst, then = NOW - timedelta(days=3), NOW - timedelta(days=1)
    whole = raised(worst=6.0, worst_at=worst, then=3.0, then_at=then)
    chance = " That can be the run, or just a sore spell; how the next one goes tells more."
    assert [
        f"After your last run: 6 on Tue 17 Nov, 3 again on Thu 19 Nov.{chance}",
        f"After your last run: 6 on Tue 17 Nov.{chance}",
        f"Your back was sorer after your last run.{chance}",
    ] == [explain(one, VOICE) for one in (whole, raised(worst=6.0, worst_at=worst), raised())]


@pytest.mark.parametrize(
    ("then", "hours", "end"),
    [
        (4.2, 24, "4.2 again on Wed 18 Nov."),
        (4.3, 24, "4.3 on Wed 18 Nov."),
        (3.0, 2, "3 again later that day."),
    ],
)
def test_only_what_is_as_usual_comes_again(then: float, hours: int, end: str) -> None:
    """Within a point of the usual 3.3; and one day is named once."""
    worst = NOW - timedelta(days=3)
    said = explain(raised(worst=6.0, worst_at=worst, then=then, then_at=worst + timedelta(hours=hours)), VOICE)
    assert f"After your last run: 6 on Tue 17 Nov, {end}" in said


def test_several_sore_runs_in_a_row_are_not_one() -> None:
    """And what is said of one run is not said of three."""
    assert explain(raised(runs=3), VOICE).endswith(
        "Your last 3 runs were each followed by sorer days; how the next one goes tells more."
    )


@pytest.mark.parametrize(("worst", "said"), [(1.9, "went well."), (2.0, "on the whole they were as usual for you.")])
def test_a_run_with_a_clearly_sore_day_is_not_said_to_have_gone_well(worst: float, said: str) -> None:
    """Two points above usual on one of the days, though the mean of both was as usual."""
    found = Tolerated(session=4, response=0.9, scale=1.0, probability=0.3, usual=3.0, worst=worst)
    assert explain(found, VOICE).endswith(said)


def test_where_a_run_is_shorter_for_earlier_ones_no_other_limit_is_named() -> None:
    """One distance, one reason for it."""
    cap, overrun = (Bound(name=name, unit="m", asked=None, allowed=1100.0, base=1000.0) for name in ("cap", "overrun"))
    evidence = Evidence(usual=2, usual_low=1, usual_high=3, sd=1)
    assert [[cap], [overrun]] == [
        first(Decision(action="hold", next=None, reasons=reasons, evidence=evidence))
        for reasons in ((cap,), (cap, overrun))
    ]


@pytest.mark.parametrize(("worst", "said"), [(4.2, "Your last run seems"), (4.3, "After your last run: 4.3")])
def test_what_was_no_sore_day_is_not_called_one(worst: float, said: str) -> None:
    """Under a point above the usual 3.3, where the readings before were worth a second look."""
    assert explain(raised(worst=worst, worst_at=NOW), VOICE).startswith(said)


@pytest.mark.parametrize(("probability", "start"), [(None, "Your last"), (0.5, "Your last"), (0.51, "After your")])
def test_no_sore_day_and_no_likely_reaction_is_a_run_that_seems_to_have_gone_well(
    probability: float | None, start: str
) -> None:
    """A 4, where usual is 3.3: a reaction that is as likely as not is not likely."""
    assert explain(raised(worst=4.0, worst_at=NOW, probability=probability), VOICE).startswith(start)


@pytest.mark.parametrize(
    ("probability", "runs", "end"),
    [
        (0.79, 1, "how the next one goes tells more."),
        (0.8, 1, "in a day or two."),
        (0.8, 2, "in a day or two."),
        (0.79, 2, "tells more."),
        (None, 1, "how the next one goes tells more."),
    ],
)
def test_what_is_plain_is_not_laid_to_chance(probability: float | None, runs: int, end: str) -> None:
    """From four in five on; and two runs that were felt are no single one."""
    assert explain(raised(probability=probability, runs=runs), VOICE).endswith(end)


def test_when_running_is_tried_again_after_a_bad_day_is_said() -> None:
    """By pain, and by a day in any case."""
    seen = HarmSeen(reading=3, at=NOW - timedelta(days=1), score=7.0, flare=False, limit=6.9, usual_high=3.5,
                    step_at=NOW + timedelta(days=2), step_below=4.5, try_at=NOW + timedelta(days=13))  # fmt: skip
    assert (
        "You were at 7 on Thu 19 Nov: a short break from running, walking as you like. At 3 or less we go on; "
        "at 4 or less on Sun 22 Nov or after, or on Thu 3 Dec at the latest, we try a little running again. "
        "Nothing is lost in a week."
    ) == explain(seen, VOICE)


@pytest.mark.parametrize(("hours", "told"), [(0, False), (1, True)])
def test_a_break_that_is_over_names_no_day_for_its_end(hours: float, told: bool) -> None:
    """From then on only the back decides, and the last day."""
    seen = HarmSeen(reading=3, at=NOW - timedelta(days=3), score=7.0, flare=False, limit=6.9, usual_high=3.5,
                    step_at=NOW + timedelta(hours=hours), step_below=4.5, try_at=NOW + timedelta(days=11))  # fmt: skip
    assert told is ("or after" in explain(seen, VOICE))


@pytest.mark.parametrize(("answered", "told"), [(4, False), (3, True)])
def test_ratings_that_are_enough_are_not_said_to_lack(answered: int, told: bool) -> None:
    """Four of six are needed, and the last run's second check was missed."""
    lacking = MissingAnswers(session=3, last_48h=False, answered=answered, asked=6, needed=4)
    assert told is ("(4 would do)" in explain(lacking, VOICE))


@pytest.mark.parametrize("name", ["cap", "regain", "reaction", "goal", "longest", "floor", "overrun"])
def test_every_bound_has_its_words(name: str) -> None:
    """Whatever cut the distance."""
    assert explain(Bound(name=name, unit="m", asked=900.0, allowed=800.0, base=700.0), VOICE).endswith(".")


@pytest.mark.parametrize(("site", "words"), [("other", "Another place"), ("hip-groin", "Hip or groin")])
def test_a_site_is_told_in_words(site: str, words: str) -> None:
    """Not by its token."""
    said = SiteRaised(session=3, site=site, score=4.0, limit=3.0)
    assert explain(said, VOICE).startswith(f"{words} was at 4")


def test_pain_in_the_leg_need_not_be_gone() -> None:
    """A week at 3 or less is enough; what makes it urgent is said beside."""
    said = explain(Radiating(reading=3, session=None, reaches="calf", before=None), VOICE)
    assert "at 3 or less for a week" in said
    assert "weak or numb" in said


def test_a_session_is_told_in_words_and_minutes() -> None:
    """Not by its token, which has a hyphen, nor by seconds; walk and run by its pieces."""
    asked = Prescription(activity="stationary-bike", duration_s=3600.0)
    pieces = Prescription(activity="run", distance_m=500.0, intervals="5x60/120", surface="grass")
    assert "stationary bike 60 min" == session(asked, VOICE)
    assert "5 × (1 min easy jog, 2 min walk) on grass" == session(pieces, VOICE)


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("today 18:30", "today"),
        ("yesterday 07:00", "yesterday"),
        ("tomorrow 18:30 UTC", "tomorrow"),
        ("Thu 20 Nov 18:30", "on Thu 20 Nov"),
    ],
)
def test_a_day_is_named_without_its_hour(time: str, day: str) -> None:
    """However its time is told."""
    assert day == Voice("km", NOW, lambda _: time).on(NOW)


def test_distances_are_told_in_the_unit_of_the_person() -> None:
    """A mile has 1609.344 m."""
    assert ["1.61 km", "1 mi"] == [Voice(unit, NOW, str).far(1609.344) for unit in ("km", "mi")]


def decision(action: str, *reasons: Reason, **fields: object) -> Decision:
    """A verdict with such reasons, that asks for 800 m."""
    given = {"next": Prescription(activity="run", distance_m=800.0)} | fields
    return Decision(action=action, reasons=reasons, evidence=EVIDENCE, **given)  # type: ignore[arg-type]


def test_the_first_screen_has_one_distance() -> None:
    """What bound an increase, and its risk, are told to who asks why."""
    cap = Bound(name="cap", unit="m", asked=None, allowed=800.0, base=700.0)
    well = Tolerated(session=1, response=0.0, scale=1.0, probability=0.1, usual=2.0)
    verdict = decision("increase", well, cap, expected())
    assert ["Increase: run 800 m.", "  - Your last run went well."] == lines(verdict, VOICE)
    assert [
        "That is one step beyond your longest that went well in 30 days.",
        "A clearly sorer day or two after 2.2 km is unlikely.",
        "Response after run 1: level with your usual 2.0 (give or take 1.0); a reaction: 10%.",
        "The cap over 700 m is 800 m.",
        numbers(expected(), VOICE),
    ] == behind(verdict, VOICE)


@pytest.mark.parametrize("name", ["floor", "cap", "regain", "reaction"])
@pytest.mark.parametrize("action", ["increase", "reduce", "hold"])
def test_what_had_cut_a_distance_is_not_said_where_more_than_was_asked_was_run(name: str, action: str) -> None:
    """It ends elsewhere then; the goal and the longest session are told all the same."""
    cuts = [Bound(name=one, unit="m", asked=None, allowed=800.0, base=None) for one in (name, "goal", "overrun")]
    assert ["goal", "overrun"] == [one.name for one in first(decision(action, *cuts)) if isinstance(one, Bound)]


@pytest.mark.parametrize(("name", "said"), [("floor", 1), ("cap", 2)])
def test_that_no_run_is_shorter_is_said_only_where_nothing_else_is(name: str, said: int) -> None:
    """What else cut a shorter distance is told beside the reason for it."""
    cut = Bound(name=name, unit="m", asked=100.0, allowed=500.0, base=None)
    assert said == len(first(decision("reduce", raised(), cut)))


def test_a_red_flag_that_is_not_asked_about_any_more_is_told_by_its_name() -> None:
    """As one from a journal of an older version."""
    assert "to: numb-hands See" in explain(RedFlag(flag="numb-hands", group="clinician", opened_at=NOW), VOICE)


@pytest.mark.parametrize(
    ("flag", "group", "whom"),
    [
        ("leg-weakness", "emergency", "Go to an emergency department now. "),
        ("leg-numbness", "clinician", "See a doctor or physiotherapist within two weeks, before you go on. "),
        ("nerve", "clinician", "See a doctor or physiotherapist soon, or now if the leg is weak, before you go on. "),
        ("chest", "clinician", "See a doctor or physiotherapist soon, before you go on. "),
    ],
)
def test_a_red_flag_says_who_should_look_and_when(flag: str, group: str, whom: str) -> None:
    """A weak leg is for now, a numb one for two weeks; what was asked in one question before covers both."""
    assert group == GROUPS[flag]
    assert whom in explain(RedFlag(flag=flag, group=group, opened_at=NOW), VOICE)


@pytest.mark.parametrize(
    ("reason", "number"),
    [
        (AtGoal(goal_m=5000.0), "Your goal is 5 km."),
        (NoPainKnown(runs=3, median_m=3100.0, halved=True), "The middle distance of your 3 runs is 3.1 km."),
        (NoPainKnown(runs=3, median_m=3100.0, halved=False), "The middle distance of your 3 runs is 3.1 km."),
    ],
)
def test_another_distance_than_that_of_the_next_run_is_a_number_behind(reason: Reason, number: str) -> None:
    """One distance is said at first."""
    assert " km" not in explain(reason, VOICE)
    assert number == numbers(reason, VOICE)


def test_what_is_only_bound_says_what_bound_it() -> None:
    """A hold at a distance that was cut names the reason."""
    cut = Bound(name="reaction", unit="m", asked=None, allowed=800.0, base=None)
    assert explain(cut, VOICE) in lines(decision("hold", cut), VOICE)[1]
    assert ["  - No run is shorter than this one."] == lines(
        decision("reduce", Bound(name="floor", unit="m", asked=100.0, allowed=500.0, base=None)), VOICE
    )[1:]


def test_the_other_way_stands_after_the_reasons() -> None:
    """A little walk and run beside a walk."""
    tried = Prescription(activity="run", distance_m=500.0, intervals="5x60/120")
    walk = Prescription(activity="walk", duration_s=900.0)
    told = lines(decision("hold", LikelyToHurt(probability=0.6, distance_m=500.0), next=walk, or_=tried), VOICE)
    assert ("For now: walk 15 min.", "Or, if you like: 5 × (1 min easy jog, 2 min walk).") == (told[0], told[-1])


@pytest.mark.parametrize(
    ("firm", "words"), [(True, "Switch: walk 15 min."), (False, "Switch, if you like: walk 15 min.")]
)
def test_a_switch_that_is_not_firm_is_offered(firm: bool, words: str) -> None:
    """By three words."""
    walk = Prescription(activity="walk", duration_s=900.0)
    assert words == headline(decision("switch", next=walk, firm=firm), VOICE)


def test_an_open_check_asks_for_a_number() -> None:
    """And says how to give it."""
    until = NOW + timedelta(hours=3)
    waiting = CheckOpen(session=3, opens_at=NOW, until=until, answerable=True)
    told = lines(Pending(until=until, reasons=[waiting], evidence=EVIDENCE), VOICE)
    assert [
        "Not yet: I plan the next run once I know how your back is, Fri 20 Nov 21:00 at the latest.",
        "  - How is your back today? Type a number (backlog pain 3), and I can plan the next one.",
    ] == told


def test_a_return_is_said_without_a_probability() -> None:
    """As a way to find out."""
    steady = BenignSpell(days=14, days_needed=14, sessions=3, sessions_needed=3)
    assert explain(steady, VOICE).startswith("14 days without a run, and a steady fortnight. Let us find out again")
    restless = BenignSpell(days=20, days_needed=14, sessions=3, sessions_needed=3, quiet=False)
    assert "about as usual for two weeks" in explain(restless, VOICE)
    early = BenignSpell(days=6, days_needed=14, sessions=1, sessions_needed=3)
    assert "after 14 days (6 so far) with 3 rated sessions that went well (1 so far)" in explain(early, VOICE)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (LikelyToHurt(probability=0.6, distance_m=500.0), "A reaction to 500 m: 60%."),
        (
            HarmSeen(
                reading=7, at=NOW, score=8.0, flare=False, limit=7.0, usual_high=3.5, step_at=NOW, step_below=4.5,
                try_at=NOW,
            ),
            "Reading 7 was 8; harm is seen from 7 on.",
        ),
        (
            HasChanged(session=4, since=NOW, runs=3, probability=0.9, limit_m=500.0),
            "That running has begun to hurt: 90%, from 3 rated runs since.",
        ),
        (
            Raised(session=4, response=2.0, probability=0.7, flare=False, usual=3.0),
            "Response after run 4: 2.0 above your usual 3.0; a reaction: 70%.",
        ),
        (
            Bound(name="cap", unit="min", asked=30.0, allowed=22.0, base=20.0),
            "The cap over 20 min is 22 min.",
        ),
        (
            Substitute(activity="walk", minutes=15.0, equal_minutes=13.0, longest_minutes=None),
            "Your last run that went well, or else a brief one, is 13 min of it in MET-minutes.",
        ),
        (
            FloorTooMuch(runs=5, mean=2.0, scale=0.5, probability=0.95, limit=0.9, usual=3.0, p_clear=0.6),
            ("Response after your 5 runs: on average 2.0 above your usual 3.0 (give or take 0.5). A reaction to the "
             "shortest run: 95% (a switch from 90% on); a clear one: 60%."),
        ),
    ],
    ids=lambda one: type(one).__name__,
)  # fmt: skip
def test_who_asks_why_is_told_the_numbers(reason: Reason, said: str) -> None:
    """Each reason has its own, in the words of the model."""
    assert said == numbers(reason, VOICE)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (4.5, "a little better than six weeks ago"),
        (4.6, "about as it was six weeks ago"),
        (5.4, "about as it was six weeks ago"),
        (5.5, "sorer than six weeks ago"),
    ],
)
def test_pain_that_is_hardly_better_asks_for_a_look(now: float, said: str) -> None:
    """And half a point is said to be better, or worse."""
    assert said in explain(SeeClinician(cause="no_improvement", days=42, mean_then=5.0, mean_now=now), VOICE)
