"""The published rules as policies of the bench: every branch, on both sides of its threshold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import pytest

from backlog.simulate.bench import COMPARATORS
from backlog.simulate.diary import Act, Diary, Step, Told
from backlog.simulate.published import rising
from backlog.simulate.rule import Seen
from backlog.simulate.timetable import DAYS, EVENING, MORNING, RUN_DAYS, START

PLANNED = [day for day in range(DAYS) if day % 7 in RUN_DAYS]
Scores = Mapping[int, float | None]


def play(
    token: str,
    days: Iterable[int] = PLANNED,
    *,
    am: Scores | None = None,
    pm: Scores | None = None,
    level: float | None = 0.0,
    usual: float = 0.0,
    done: Mapping[int, float] | None = None,
    overdoes: float = 1.0,
    calf: float | None = None,
) -> list[Step]:
    """What a rule says on some days (from 0, a Monday), when mornings and moments right after are rated like this.

    `level` is every rating that `am` (by day) and `pm` (by day of the run) do not name; None is no answer. `done` is
    the metres done on a day in place of those prescribed, 0 for a session that was skipped. `calf` is rated after the
    back.
    """
    planned = set(days)
    policy = COMPARATORS[token](Told(usual, START, ("run", "walk")))
    diary, steps = Diary(), []

    def rate(score: float | None, at: datetime) -> None:
        if score is not None:
            diary.rate(score, at)
        if calf is not None:
            diary.rate(calf, at, "calf")

    for day in range(max(planned) + 1):
        midnight = START + timedelta(days=day)
        rate((am or {}).get(day, level), midnight + MORNING)
        if day not in planned:
            continue
        step = policy(diary, midnight + EVENING)
        steps.append(step)
        metres = (done or {}).get(day)
        if step.act is None or metres == 0:
            continue
        act = step.act
        if act.activity == "run":
            act = act._replace(metres=overdoes * (act.metres or 0.0) if metres is None else metres)
        ended = diary.do(act, midnight + EVENING)
        rate((pm or {}).get(day, level), ended)
    return steps


def said(steps: list[Step]) -> list[tuple[str, float | None]]:
    """Actions with the metres of runs, to the millimetre; None where there is no run."""
    return [(step.action, None if step.act is None or step.act.metres is None else near(step)) for step in steps]


def near(step: Step) -> float:
    """Metres, to the millimetre."""
    assert step.act is not None
    assert step.act.metres is not None
    return round(step.act.metres, 3)


def last(token: str, days: Iterable[int], **how: object) -> tuple[str, float | None]:
    """The action on the last of some days, with the metres."""
    return said(play(token, days, **how))[-1]  # type: ignore[arg-type]


# All of them


def test_there_are_eleven_rules_with_the_names_of_the_bench() -> None:
    """Their names are those of the bench, in its order."""
    names = (
        "ten-percent-weekly session-cap-10 c25k asteroid-like pain-monitoring pain-monitoring-change "
        "delaware-soreness esculier article-naive walkback-like quota-graded"
    )
    assert names.split() == list(COMPARATORS)


@pytest.mark.parametrize("token", COMPARATORS)
def test_without_answers_no_rule_goes_on(token: str) -> None:
    """Somebody who never says a number is never sent further than the first time."""
    steps = play(token, level=None)
    assert {"hold"} == {step.action for step in steps[1:]}
    doses = [step.act and (step.act.metres or step.act.seconds) for step in steps]
    assert doses[0] == max(dose for dose in doses if dose)


@pytest.mark.parametrize("token", COMPARATORS)
def test_no_run_is_shorter_than_the_floor(token: str) -> None:
    """Whatever hurts, a run has half a kilometre or there is none."""
    worse = {day: min(10.0, 2.0 * day) for day in range(DAYS)}
    metres = [step.act.metres for step in play(token, am=worse, pm=worse) if step.act and step.act.metres is not None]
    assert min(metres, default=500.0) >= 500.0


@pytest.mark.parametrize("token", COMPARATORS)
def test_runners_share_no_state(token: str) -> None:
    """What a second runner is told does not depend on the first."""
    assert play(token, level=3.0) == play(token, level=3.0)


@pytest.mark.parametrize("token", COMPARATORS)
def test_a_skipped_session_changes_nothing(token: str) -> None:
    """What was offered on Wednesday and not done is offered again on Friday."""
    steps = play(token, [0, 2, 4], done={2: 0.0})
    assert steps[1] == steps[2]


@pytest.mark.parametrize("token", COMPARATORS)
def test_only_the_back_counts(token: str) -> None:
    """A calf that says 10 at every rating, after the back, changes nothing."""
    assert play(token) == play(token, calf=10.0)


@pytest.mark.parametrize(("minutes", "expected"), [(-721, None), (-720, 3.0), (0, 3.0), (1, None)])
def test_the_score_before_is_of_the_twelve_hours_up_to_the_start(minutes: int, expected: float | None) -> None:
    """Both ends included, a minute beyond either not."""
    start = START + timedelta(days=1)
    diary = Diary()
    diary.rate(3.0, start + timedelta(minutes=minutes))
    diary.do(Act("run", 800.0), start)
    assert expected == Seen(diary, diary.sessions[0], start + timedelta(days=2)).before


@pytest.mark.parametrize(
    ("token", "metres"),
    [("delaware-soreness", 1600.0), ("asteroid-like", 1400.0), ("c25k", 1000.0)],
)
def test_a_rule_that_names_its_first_run_begins_with_it(token: str, metres: float) -> None:
    """Delaware's first level, the surrogate's 1.4 km, eight minutes at 8 min/km."""
    assert said(play(token, [0])) == [("start", metres)]


@pytest.mark.parametrize(
    "token",
    [
        *("ten-percent-weekly", "session-cap-10", "pain-monitoring", "pain-monitoring-change", "esculier"),
        *("article-naive", "quota-graded"),
    ],
)
def test_other_rules_begin_with_a_brief_run(token: str) -> None:
    """0.8 km."""
    assert said(play(token, [0])) == [("start", 800.0)]


@pytest.mark.parametrize("token", ["ten-percent-weekly", "session-cap-10", "c25k", "asteroid-like", "quota-graded"])
def test_plans_without_pain_do_not_see_it(token: str) -> None:
    """With 10 at every rating they say what they say with 0."""
    assert play(token, level=0.0) == play(token, level=10.0)


@pytest.mark.parametrize(("token", "held"), [("session-cap-10", 968.0), ("c25k", 1000.0)])
def test_one_of_two_answers_lets_a_plan_go_on(token: str, held: float) -> None:
    """Either the 24 or the 48 h answer will do; without both it is the same again."""
    assert last(token, [0, 2, 4, 6], am={5: None})[0] == "increase"
    assert last(token, [0, 2, 4, 6], am={6: None})[0] == "increase"
    assert last(token, [0, 2, 4, 6], am={5: None, 6: None}) == ("hold", held)


# 1. Ten percent a week


def test_a_full_week_makes_the_next_ten_percent_longer() -> None:
    """Three equal sessions; the week grows as a whole."""
    expected = [("start", 800.0), ("hold", 800.0), ("hold", 800.0), ("increase", 880.0), ("hold", 880.0)]
    assert expected == said(play("ten-percent-weekly", [0, 2, 4, 7, 9]))


def test_eighty_percent_of_a_week_is_enough() -> None:
    """1,920 of 2,400 m is 80 %; ten metres less keeps the week; two of three sessions are 67 %."""
    assert last("ten-percent-weekly", [0, 2, 4, 7], done={4: 320.0}) == ("increase", 880.0)
    assert last("ten-percent-weekly", [0, 2, 4, 7], done={4: 310.0}) == ("hold", 800.0)
    assert last("ten-percent-weekly", [0, 2, 7]) == ("hold", 800.0)


def test_only_the_week_before_counts() -> None:
    """After a week without a session the target stays."""
    assert last("ten-percent-weekly", [0, 2, 4, 14]) == ("hold", 800.0)


def test_a_week_begun_without_answers_keeps_its_target_to_the_end() -> None:
    """The week after it is judged by itself."""
    steps = said(play("ten-percent-weekly", [0, 2, 4, 7, 9, 11, 14], am={5: None, 6: None, 7: None}))
    assert [("hold", 800.0)] * 3 + [("increase", 880.0)] == steps[3:]


# 2. The cap of a session


def test_a_session_goes_to_the_cap_over_the_longest_done() -> None:
    """1.10 x what was done, not what was said."""
    assert said(play("session-cap-10", [0, 2, 4])) == [("start", 800.0), ("increase", 880.0), ("increase", 968.0)]
    assert last("session-cap-10", [0, 2], done={0: 1200.0}) == ("increase", 1320.0)


def test_a_run_counts_for_thirty_days() -> None:
    """On the thirtieth day after it the longest still counts; later the next longest does; then it begins anew."""
    done = {0: 2000.0, 2: 800.0}
    assert last("session-cap-10", [0, 2, 30], done=done) == ("hold", 2200.0)
    assert last("session-cap-10", [0, 2, 31], done=done) == ("hold", 880.0)
    assert last("session-cap-10", [0, 2, 33], done=done) == ("start", 800.0)


def test_without_answers_the_cap_still_caps() -> None:
    """800 m were said and 600 done, the longest of 30 days: without an answer it is 660 m, not 800 again."""
    days, done = [0, 2, 33, 35], {2: 600.0, 33: 600.0}
    assert last("session-cap-10", days, done=done, am=dict.fromkeys(range(33, 36))) == ("hold", 660.0)


# 3. Couch to 5K

MINUTES = [
    *(8, 8, 8, 9, 9, 9, 9, 9, 9, 16, 16, 16, 15, 16, 20, 18, 20, 25),
    *(25, 25, 25, 28, 28, 28, 30, 30, 30),
]


def test_couch_to_5k_is_the_published_table() -> None:
    """Nine weeks of minutes at 8 min/km, then the last line for good."""
    steps = play("c25k")
    assert [125.0 * minutes for minutes in [*MINUTES, *[30] * 21]] == [near(step) for step in steps]
    assert {"hold"} == {step.action for step in steps[25:]}


def test_couch_to_5k_breaks_the_cap() -> None:
    """By 78 % from week 3 to 4, by 25 % in weeks 5 and 6, and by 12 % in weeks 2 and 8."""
    metres = [near(step) for step in play("c25k")]
    over = {number: 100 * (metres[number] / max(metres[:number]) - 1) for number in range(1, len(metres))}
    beyond = {number // 3 + 1: int(percent) for number, percent in over.items() if percent > 10}
    assert beyond == {2: 12, 4: 77, 5: 25, 6: 25, 8: 12}
    assert round(over[9]) == 78


def test_couch_to_5k_repeats_an_unanswered_line_and_makes_up_for_a_missed_one() -> None:
    """The next line follows a session done, also where it is the shorter one, which is no reduce."""
    days = PLANNED[:13]
    assert last("c25k", days) == ("hold", 125.0 * 15)
    assert last("c25k", days, am=dict.fromkeys(range(days[-2] + 1, 40))) == ("hold", 125.0 * 16)
    assert [1000.0, 1000.0, 1000.0, 1125.0] == [near(step) for step in play("c25k", [0, 4, 14, 16])]


# 4. Like ASTEROID


def test_the_surrogate_goes_from_1400_to_2700_metres_in_twelve_weeks() -> None:
    """Times 1.062 a week; with 70 % of three sessions 2.9 and 5.7 km a week (Neason 2024: 2.9 to 5.6)."""
    metres = [near(step) for step in play("asteroid-like")]
    assert [round(1400 * 1.062 ** min(number // 3, 11), 3) for number in range(48)] == metres
    assert (1400.0, 2700.0) == (metres[0], round(metres[33], -2))
    assert (2.9, 5.7) == (round(2.1 * 1.4, 1), round(2.1 * metres[33] / 1000, 1))


def test_the_surrogate_follows_the_calendar_and_catches_up_after_silence() -> None:
    """Attended or not, the week counts; without an answer its distance waits for one."""
    assert last("asteroid-like", [0, 21]) == ("increase", round(1400 * 1.062**3, 3))
    silent = {5: None, 6: None, 7: None}
    steps = said(play("asteroid-like", [0, 2, 4, 7, 9], am=silent))
    assert [("hold", 1400.0), ("increase", round(1400 * 1.062, 3))] == steps[3:]


# 5. Pain monitoring


@pytest.mark.parametrize("when", ["pm", "am"])
@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (2.0, ("increase", 880.0)),
        (2.1, ("hold", 800.0)),
        (5.0, ("hold", 800.0)),
        (5.1, ("reduce", 640.0)),
    ],
)
def test_pain_monitoring_goes_by_the_worst_score(when: str, score: float, expected: tuple[str, float]) -> None:
    """Right after or next morning: to 2 advances, to 5 holds, beyond reduces."""
    how = {"pm": {0: score}} if when == "pm" else {"am": {1: score}}
    assert expected == last("pain-monitoring", [0, 2], **how)


def test_pain_monitoring_needs_the_next_morning_to_advance_and_only_for_that() -> None:
    """Without it good scores hold and bad ones still reduce; one right after is not needed, nor 48 h."""
    assert last("pain-monitoring", [0, 2], am={1: None}) == ("hold", 800.0)
    assert last("pain-monitoring", [0, 2], am={1: None}, pm={0: 6.0}) == ("reduce", 640.0)
    assert last("pain-monitoring", [0, 2], pm={0: None}) == ("increase", 880.0)
    assert last("pain-monitoring", [0, 2], am={2: 9.0}) == ("increase", 880.0)


def test_pain_monitoring_reduces_to_the_floor_and_advances_from_what_was_done() -> None:
    """Times 0.8 and 500 m; 1.10 x the longest run of 30 days, also after a reduce."""
    down = [("reduce", 640.0), ("reduce", 512.0), ("reduce", 500.0)]
    assert [("start", 800.0), *down] == said(play("pain-monitoring", [0, 2, 4, 7], level=6.0))
    silent = {"am": dict.fromkeys(range(8, 12)), "pm": dict.fromkeys([0, 2, 4, 7, 9], 6.0)}
    assert last("pain-monitoring", [0, 2, 4, 7, 9], level=6.0, **silent) == ("reduce", 500.0)
    assert last("pain-monitoring", [0, 2], done={0: 1200.0}) == ("increase", 1320.0)
    assert last("pain-monitoring", [0, 2, 4], pm={0: 6.0}) == ("increase", 880.0)
    assert last("pain-monitoring", [0, 33]) == ("start", 800.0)


def test_a_rising_weekly_mean_holds() -> None:
    """From 0 to 1 on average of seven mornings is rising, to 0.9 is not; three mornings in each week, not two."""
    days = [0, 2, 4, 7, 9, 11, 13]

    def second_week(score: float, of_first: int = 7, of_second: int = 7) -> dict[int, float | None]:
        first = {day: (0.0 if day >= 7 - of_first else None) for day in range(7)}
        return first | {day: (score if day >= 14 - of_second else None) for day in range(7, 14)}

    assert last("pain-monitoring", days, am=second_week(1.0))[0] == "hold"
    assert last("pain-monitoring", days, am=second_week(0.9))[0] == "increase"
    assert last("pain-monitoring", days, am=second_week(1.0, of_second=3))[0] == "hold"
    assert last("pain-monitoring", days, am=second_week(1.0, of_second=2))[0] == "increase"
    assert last("pain-monitoring", days, am=second_week(1.0, of_first=3))[0] == "hold"
    assert last("pain-monitoring", days, am=second_week(1.0, of_first=2))[0] == "increase"


def test_scores_right_after_are_no_daily_ones() -> None:
    """Evenings that rise do not make the weekly mean of daily pain rise."""
    assert last("pain-monitoring", [0, 2, 4, 7, 9, 11, 13], pm={7: 2.0, 9: 2.0, 11: 2.0})[0] == "increase"


@pytest.mark.parametrize(("hour", "expected"), [(7.0, True), (18.0, True), (18.05, False)])
def test_the_daily_score_comes_before_the_run(hour: float, expected: bool) -> None:
    """In the morning or at the hour of the run; three minutes later it is one of right after."""
    diary = Diary()
    for day in range(14):
        diary.rate(float(day >= 7), START + timedelta(days=day, hours=hour))
    assert expected == rising(diary.readings, START + timedelta(days=13, hours=18))


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (5.0, ("increase", 880.0)),
        (5.1, ("hold", 800.0)),
        (8.0, ("hold", 800.0)),
        (8.1, ("reduce", 640.0)),
    ],
)
def test_pain_monitoring_on_change_counts_from_the_start_answer(score: float, expected: tuple[str, float]) -> None:
    """At a usual of 3 the bounds are 5 and 8."""
    assert expected == last("pain-monitoring-change", [0, 2], usual=3.0, level=3.0, am={1: score})


# 6. Delaware


def test_delaware_has_seven_levels_and_two_levels_up_in_seven_dates() -> None:
    """Up on the first two sessions of the week, and on the third from the second week on; the top level stays."""
    expected = [
        *(("start", 1600.0), ("increase", 2100.0), ("increase", 2400.0)),
        *(("hold", 2400.0), ("increase", 2600.0), ("increase", 3200.0)),
        *(("hold", 3200.0), ("increase", 4000.0), ("increase", 4800.0)),
        *(("hold", 4800.0), ("hold", 4800.0), ("hold", 4800.0)),
    ]
    assert expected == said(play("delaware-soreness", PLANNED[:12]))


def test_sore_from_the_run_on_is_two_days_off_and_a_level_down() -> None:
    """1 point above usual right after: nothing on the second day, a level down from the third on; less goes up."""
    sore = {"usual": 1.0, "level": 1.0, "pm": {2: 2.0}}
    assert last("delaware-soreness", [0, 2, 4], **sore) == ("pending", None)
    assert last("delaware-soreness", [0, 2, 5], **sore) == ("reduce", 1600.0)
    assert last("delaware-soreness", [0, 2, 4, 5], **sore) == ("reduce", 1600.0)
    assert last("delaware-soreness", [0, 2, 4], usual=1.0, level=1.0, pm={2: 1.9}) == ("increase", 2400.0)


def test_there_is_no_level_below_the_first() -> None:
    """Sore at the lowest level is the lowest level again."""
    assert last("delaware-soreness", [0, 3], pm={0: 1.0}) == ("reduce", 1600.0)


def test_sore_the_next_day_repeats_the_level() -> None:
    """1 point above usual next morning repeats, less goes up, no answer repeats; 48 h counts for none."""
    assert last("delaware-soreness", [0, 2], usual=1.0, level=1.0, am={1: 2.0}) == ("hold", 1600.0)
    assert last("delaware-soreness", [0, 2], usual=1.0, level=1.0, am={1: 1.9}) == ("increase", 2100.0)
    assert last("delaware-soreness", [0, 2], am={1: None}) == ("hold", 1600.0)
    assert last("delaware-soreness", [0, 2], am={2: 5.0}) == ("increase", 2100.0)


def test_delaware_runs_are_two_days_apart() -> None:
    """On the day after a run there is none."""
    assert last("delaware-soreness", [0, 1]) == ("pending", None)


# 7. Esculier


@pytest.mark.parametrize(
    ("before", "after", "morning", "action"),
    [
        (2.0, 2.0, 2.0, "increase"),
        (3.0, 2.1, 3.0, "hold"),
        (1.0, 1.1, 1.0, "hold"),
        (1.0, 1.0, 1.1, "hold"),
        (1.0, None, 1.0, "increase"),
        (1.0, 1.0, None, "hold"),
        (None, 1.0, 1.0, "hold"),
    ],
)
def test_esculier_asks_three_things(
    before: float | None, after: float | None, morning: float | None, action: str
) -> None:
    """At most 2 during, no more than before right after, no more than before next morning; all three go 10 % on."""
    steps = said(play("esculier", [0, 2], am={0: before, 1: morning}, pm={0: after}))
    assert (action, 880.0 if action == "increase" else 800.0) == steps[1]


def test_two_failures_in_a_row_reduce_and_each_further_one_again() -> None:
    """Times 0.85 and not below 500 m; a session that met all three ends the row."""
    down = [("hold", 800.0), ("reduce", 680.0), ("reduce", 578.0), ("reduce", 500.0)]
    assert [("start", 800.0), *down] == said(play("esculier", [0, 2, 4, 7, 9], level=3.0))
    assert last("esculier", [0, 2, 4, 7], pm={0: 3.0, 4: 3.0}) == ("hold", 880.0)


def test_a_session_that_cannot_be_judged_does_not_end_the_row() -> None:
    """Failed, unanswered, failed: the second failure reduces. More than 2 fails without a score before."""
    assert last("esculier", [0, 2, 4, 7], pm={0: 3.0, 4: 3.0}, am={3: None}) == ("reduce", 680.0)
    assert last("esculier", [0, 2, 4], pm={0: 3.0, 2: 2.1}, am={2: None}) == ("reduce", 680.0)
    assert last("esculier", [0, 2, 4], pm={0: 3.0, 2: 2.0}, am={2: None}) == ("hold", 800.0)


# 8. The article, naively


@pytest.mark.parametrize("horizon", [1, 2])
@pytest.mark.parametrize(
    ("rise", "expected"),
    [
        (0.0, ("increase", 880.0)),
        (0.1, ("hold", 800.0)),
        (1.9, ("hold", 800.0)),
        (2.0, ("reduce", 560.0)),
    ],
)
def test_the_article_goes_by_the_greater_rise(horizon: int, rise: float, expected: tuple[str, float]) -> None:
    """At 24 or at 48 h, over the score before: to 0 advances, below 2 holds, from 2 on x 0.7."""
    assert expected == last("article-naive", [0, 2], level=3.0, am={horizon: 3.0 + rise})


def test_the_article_needs_both_answers_to_advance_and_one_to_reduce() -> None:
    """With one of them missing a good one holds and a bad one reduces; without a score before it cannot tell."""
    for missing, other in ((1, 2), (2, 1)):
        assert last("article-naive", [0, 2], am={missing: None}) == ("hold", 800.0)
        assert last("article-naive", [0, 2], am={missing: None, other: 2.0}) == ("reduce", 560.0)
    assert last("article-naive", [0, 2], am={0: None, 1: 9.0}) == ("hold", 800.0)


def test_the_article_runs_on_grass() -> None:
    """The softest surface, at every session."""
    assert {"grass"} == {step.act.surface for step in play("article-naive") if step.act is not None}


def test_three_alarms_in_a_row_switch_for_good() -> None:
    """A walk of ten minutes from then on, however well it goes; two and a calm one do not."""
    bad: dict[int, float | None] = {1: 2.0, 3: 4.0, 5: 6.0, 2: 2.0, 4: 4.0, 6: 6.0}
    steps = play("article-naive", [0, 2, 4, 7, 9, 11], am=bad)
    assert [("reduce", 560.0), ("reduce", 500.0)] == said(steps)[1:3]
    assert [Step("switch", Act("walk", None, 600.0))] * 3 == steps[3:]
    calm = {**bad, 3: 2.0, 4: 2.0}
    assert [("reduce", 560.0), ("increase", 616.0), ("reduce", 500.0)] == said(
        play("article-naive", [0, 2, 4, 7], am=calm)
    )[1:]


def test_an_alarm_row_goes_on_over_a_run_that_cannot_be_judged() -> None:
    """Two alarms, a run without a score before, an alarm: a switch."""
    am: dict[int, float | None] = {1: 2.0, 3: 4.0, 2: 2.0, 4: None, 5: 4.0, 6: 4.0, 7: 4.0, 8: 6.0, 9: 6.0}
    assert [step.action for step in play("article-naive", [0, 2, 4, 7, 9], am=am)] == [
        *("start", "reduce", "reduce", "hold", "switch"),
    ]


# 9. Walking


def test_walking_grows_from_ten_to_thirty_minutes_in_26_weeks() -> None:
    """One step a week by the calendar, pain or not; thirty minutes from then on."""
    steps = play("walkback-like", [0, 2, 7, 91, 182, 189], level=10.0)
    seconds = [step.act.seconds for step in steps if step.act is not None]
    assert [600.0, 600.0, 600.0 + 1200 / 26, 1200.0, 1800.0, 1800.0] == pytest.approx(seconds)
    assert ["increase", "hold", "increase", "increase", "increase", "hold"] == [step.action for step in steps]
    assert {"walk"} == {step.act.activity for step in steps if step.act is not None}


def test_walking_waits_for_an_answer_too() -> None:
    """Neither the 24 nor the 48 h answer: the same minutes once more."""
    assert Step("hold", Act("walk", None, 600.0)) == play("walkback-like", [0, 7], am={1: None, 2: None, 3: None})[1]


# 10. Quotas


def test_a_quota_begins_at_eighty_percent_of_three_sessions_and_grows_weekly() -> None:
    """640 m in the week of the fourth session, and 10 % more in each week after it."""
    expected = [
        *(("start", 800.0), ("hold", 800.0), ("hold", 800.0), ("hold", 640.0), ("hold", 640.0)),
        *(("increase", 704.0), ("increase", 851.84)),
    ]
    assert expected == said(play("quota-graded", [0, 2, 4, 7, 9, 14, 28]))


def test_a_quota_counts_what_was_done_and_has_a_floor() -> None:
    """Half as far again makes 960 m; 600 m make 480, which is 500."""
    assert last("quota-graded", [0, 2, 4, 7], overdoes=1.5) == ("increase", 960.0)
    assert last("quota-graded", [0, 2, 4, 7], overdoes=0.75) == ("hold", 500.0)


def test_a_quota_waits_for_an_answer_and_catches_up() -> None:
    """The week without an answer is made up for once there is one."""
    silent = dict.fromkeys(range(10, 15))
    steps = said(play("quota-graded", [0, 2, 4, 7, 9, 14, 21], am=silent))
    assert [("hold", 640.0), ("increase", 774.4)] == steps[5:]
