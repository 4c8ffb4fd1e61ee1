"""What a person wants and has, the red flags, and what else a day held."""

from __future__ import annotations

from contextlib import closing
from sqlite3 import connect

import pytest

from tests.cli.conftest import Person


def test_the_plan_is_shown(begun: Person) -> None:
    """Every field, said or not."""
    assert [
        "usual pain       3",
        "daily medicine   not said",
        "goal             none",
        "longest session  no limit",
        "reaction limit   10% per session",
        "activities       run, walk, stationary-bike",
        "surfaces         grass, asphalt",
        "prefer           no preference",
        "units            km",
        "week starts      mon",
    ] == begun("plan")


def test_the_plan_is_changed(begun: Person) -> None:
    """Each option shows in the answer, and as one line of the history."""
    said = begun(
        "plan --goal 5mi --longest 45min --limit 15% --activities run,bike --surfaces trail --prefer bike "
        "--usual-pain 2,5 --units mi --week-start sunday --medicine none"
    )
    assert [
        "usual pain       2.5", "daily medicine   none", "goal             5 mi", "longest session  45 min",
        "reaction limit   15% per session",
        "activities       run, bike", "surfaces         trail", "prefer           bike", "units            mi",
        "week starts      sun",
    ] == said  # fmt: skip
    assert (
        "plan: units, goal, longest, reaction limit, activities, surfaces, prefer, medicine, usual pain, week start"
        in begun("history")[0]
    )
    begun("plan --goal none --longest none")
    assert (None, None) == (begun.json("plan")["plan"]["goal_m"], begun.json("plan")["plan"]["longest_s"])


def medicine(me: Person) -> tuple[str | None, str | None, str | None]:
    """What is taken every day, when that changed, and until when marks on readings were of it."""
    plan = me.json("plan")["plan"]
    return plan["medicine"], plan["medicine_at"], plan["marked_until"]


def test_a_change_of_the_daily_medicine_is_known_with_its_moment(begun: Person) -> None:
    """The first word tells of none; another medicine, or none any more, does; that it is still none does not."""
    marked = "2026-11-16T18:00:00+01:00"
    begun("plan --medicine regular")
    assert ("regular", None, marked) == medicine(begun)
    begun.at("2026-11-20 08:00")("plan --medicine regular")
    assert ("regular", "2026-11-20T08:00:00+01:00", marked) == medicine(begun)
    assert begun("history --most 1")[0].endswith("plan: medicine")
    begun.at("2026-11-21 08:00")("plan --medicine no")
    begun.at("2026-11-22 08:00")("plan --medicine none")
    assert ("none", "2026-11-21T08:00:00+01:00", marked) == medicine(begun)


def test_the_daily_medicine_moves_to_another_journal(begun: Person) -> None:
    """With its moments; another word than the two is no plan."""
    begun("plan --medicine regular")
    begun.at("2026-11-20 08:00")("plan --medicine regular")
    begun.types("export --out all.jsonl")
    held = medicine(begun)
    begun.monkeypatch.setenv("BACKLOG_DB", str(begun.db.with_name("other.db")))
    begun.types("import all.jsonl")
    assert held == medicine(begun)
    path = begun.db.with_name("all.jsonl")
    path.write_text(path.read_text(encoding="utf-8").replace('"regular"', '"weekly"'), encoding="utf-8")
    assert "'weekly' cannot be the medicine." in begun.types("import all.jsonl").err


def test_who_took_nothing_marked_extra_doses(begun: Person) -> None:
    """Who begins with a daily medicine later has not marked it before."""
    begun("start --medicine none")
    assert ("none", None, None) == medicine(begun)
    begun.at("2026-11-20 08:00")("plan --medicine yes")
    assert ("regular", "2026-11-20T08:00:00+01:00", None) == medicine(begun)


def test_a_plan_with_two_parts_is_one_change_or_none(begun: Person) -> None:
    """What cannot be stores nothing of the rest, and one undo takes back both."""
    before = begun("history"), begun("plan")
    assert 2 == begun.refused("plan --goal 5km --pause 'until 2020-01-01'")[1]
    assert 1 == begun.refused("plan --goal 5km --resume")[1]
    assert before == (begun("history"), begun("plan"))
    begun("plan --goal 5km --pause 'until 2026-12-01'")
    assert begun("undo")[0].endswith("plan: goal; paused 2026-11-16 to 2026-12-01")
    assert before[1] == begun("plan")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--limit 99", "'99' is not a number for the limit. Give a number from 1 to 50. [bad-number]"),
        ("--units furlong", "'furlong' is not a unit. Use --units km or --units mi. [bad-option]"),
        ("--week-start sunflower", "'sunflower' is not a day of the week. Use mon or sun, say. [bad-option]"),
        ("--medicine weekly", "'weekly' is not a medicine that I know. Use one of: none, regular. [medicine-unknown]"),
        ("--usual-pain 12", ("'12' is not a score for usual pain. Scores go from 0 (none) to 10 "
                            "(the worst you can imagine). [bad-score]")),
        ("--longest 45", "I cannot read '45' as a duration. Try 14:30, 25min, 1h10 or 1:05:00. [bad-duration]"),
        ("--note flu", "--from and --note go with --pause. Write --pause \"until 2026-12-01\". [bad-option]"),
        ("--pause 'until sun' --resume", "--pause and --resume contradict each other. Use one of them. [bad-option]"),
        ("--pause 'until whenever'", ("'until whenever' does not say until when. "
                                     "Write --pause \"until 2026-12-01\" or \"until sun\". [bad-time]")),
        ("--pause 2026-11-01", ("A pause cannot end on 2026-11-01, before it begins on 2026-11-16. "
                               "Give a later date. [bad-option]")),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be(begun: Person, line: str, said: str) -> None:
    """One sentence, nothing changed."""
    assert (said, 2) == begun.refused(f"plan {line}")
    assert 1 == len(begun("history"))


def test_a_pause_and_its_end(begun: Person) -> None:
    """From today, with a reason; said again it gets a new end; resumed, it ended yesterday or never was."""
    assert "paused           2026-11-16 to 2026-12-01 (flu)" == begun("plan --pause 'until 2026-12-01' --note flu")[-1]
    assert "paused           2026-11-16 to 2026-11-22 (flu)" == begun("plan --pause 'until sun'")[-1]
    assert 1 == len(begun.json("plan")["plan"]["pauses"])
    begun.at("2026-11-18 08:00")
    assert "week starts      mon" == begun("plan --resume")[-1]
    assert [("2026-11-16", "2026-11-17")] == [
        (pause["first"], pause["last"]) for pause in begun.json("plan")["plan"]["pauses"]
    ]
    assert 1 == begun.refused("plan --resume")[1]


def test_flags_without_a_terminal_never_asks(me: Person) -> None:
    """Not answering is not a no, and --yes answers nothing here."""
    for line in ("flags", "flags --yes"):
        assert (
            (
                "The red-flag questions were not answered: nobody could be asked. "
                "Read them with `backlog flags --list`, then use --none or --yes-to FLAG. [confirmation-needed]"
            ),
            1,
        ) == me.refused(line)
    assert me.json("flags --list")["last_screening"] is None


def test_an_open_flag_stops_advice_and_nothing_else(begun: Person) -> None:
    """Logging still works."""
    assert [
        "Open: bladder (since today 18:00): emergency department now.",
        "There is no advice on activity while a flag is open. Logging still works.",
        "The questions were last answered today 18:00; they are asked every 31 days.",
    ] == begun("flags --yes-to bladder")
    assert "Stop: a red flag is open, so there is no advice on activity." == begun("advise")[0]
    begun("log walk 1km --duration 12:00")
    begun("pain 3")


def test_answering_no_later_clears_nothing(begun: Person) -> None:
    """A flag stays open until somebody has looked."""
    begun("flags --yes-to bladder")
    assert "Open: bladder (since today 18:00): emergency department now." == begun("flags --none")[0]


@pytest.mark.parametrize(
    "line", ["", "--yes", "--by 'Dr Weber'", "--by 'Dr Weber' --yes", "--at 18:00", "--by ' ' --at now"]
)
def test_an_emergency_is_cleared_only_with_who_and_when(begun: Person, line: str) -> None:
    """--yes is neither."""
    begun("flags --yes-to bladder")
    assert (
        (
            "bladder is an emergency sign: it is cleared only with who looked at it, and when. "
            'Write: backlog flags --clear bladder --by "NAME" --at "mon 10:00". [clearing-needs-who]'
        ),
        1,
    ) == begun.refused(f"flags --clear bladder {line}")
    assert ["bladder"] == [flag["flag"] for flag in begun.json("flags --list")["open"]]


def test_an_emergency_is_cleared_with_who_and_when(begun: Person) -> None:
    """Only after it was answered."""
    begun("flags --yes-to bladder")
    begun.at("2026-11-17 12:00")
    assert (
        (
            "bladder was answered with yes only after that time. Give the time at which somebody looked at it since. "
            "[bad-time]"
        ),
        2,
    ) == begun.refused("flags --clear bladder --by 'Dr Weber' --at 'mon 10:00'")
    assert "No red flag is open." == begun("flags --clear bladder --by 'Dr Weber' --at 10:00")[0]
    assert "cleared bladder by Dr Weber" in begun("history --most 1")[0]
    assert ("The flag bladder is not open. See `backlog flags --list`. [already-cleared]", 1) == begun.refused(
        "flags --clear bladder --by 'Dr Weber' --at now"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--none --yes-to chest", "--none and --yes-to contradict each other. Use one of them. [bad-option]"),
        ("--clear chest --none", "--none and --clear contradict each other. Use one of them. [bad-option]"),
        ("--by me", "--by goes with --clear FLAG or --reviewed-by WHO. Say which. [bad-option]"),
        ("--none --note hm", "--note goes with --clear FLAG or --reviewed-by WHO. Say which. [bad-option]"),
    ],
)
def test_options_that_do_not_go_together(begun: Person, line: str, said: str) -> None:
    """One sentence; nothing is answered or cleared by accident."""
    assert (said, 2) == begun.refused(f"flags {line}")


def test_the_questions_can_be_read(me: Person) -> None:
    """Each with its token, the emergency signs first."""
    said = me("flags --list")
    assert ["Emergency signs:", "See a clinician:"] == [line for line in said if line.endswith(":")]
    assert (
        "  bladder            Trouble starting or stopping urine, not feeling a full bladder, or leaking, that is new?"
        in said
    )
    assert "  leg-numbness       New numbness or tingling below the knee? (within two weeks)" in said


def test_a_flag_that_is_not_asked_about_any_more_stands_until_it_is_cleared(begun: Person) -> None:
    """As an older version stored it: weakness and numbness below the knee were one question."""
    begun("flags --yes-to chest")
    with closing(connect(begun.db)) as journal, journal:
        journal.execute("UPDATE flag SET flag = 'nerve'")
    assert (
        "Open: nerve (since today 18:00): see a clinician soon, or now if the leg is weak." == begun("flags --list")[-3]
    )
    assert "numbness or weakness? See a doctor" in begun("advise")[1]
    assert "'nerve' is not a red flag that I ask for." in begun.refused("flags --yes-to nerve")[0]
    assert "No red flag is open." == begun("flags --clear nerve")[0]


def test_a_numb_leg_is_for_two_weeks_and_a_weak_one_for_now(begun: Person) -> None:
    """Whom to see, and by when."""
    assert "Open: leg-numbness (since today 18:00): see a clinician within two weeks." in begun(
        "flags --yes-to leg-numbness"
    )
    assert "Open: leg-weakness (since today 18:00): emergency department now." in begun("flags --yes-to leg-weakness")


def test_a_day(me: Person) -> None:
    """Said in parts: later words win, tags add up; zero is said, nothing is not."""
    me("day --sleep 7:30 --stress 6 --tag travel")
    assert [
        "Monday 16 November 2026",
        "  sleep    7.5 h",
        "  stress   0",
        "  tags     travel, heat",
        "  note     long drive",
    ] == me("day --stress 0 --tag heat --tag travel --note 'long drive' --sleep 7,5")
    assert ["Nothing is noted for 2026-11-15. For example: backlog day --sleep 7.5 --stress 4"] == me("day yesterday")
    assert "Sunday 15 November 2026" == me("day -1d --lifting 7")[0]
    assert "day 2026-11-15: lifting" in me("history")[0]
    assert {"id": None, "day": None} == me.json("day 2026-11-01")


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ("--sleep 25", "bad-number"),
        ("--stress 11", "bad-score"),
        ("2026-11-20 --sleep 7", "future-time"),
        ("soon", "bad-time"),
    ],
)
def test_a_day_that_cannot_be(me: Person, line: str, slug: str) -> None:
    """One sentence each."""
    said, status = me.refused(f"day {line}")
    assert (2, True) == (status, said.endswith(f"[{slug}]"))


def test_a_session_logged_during_a_pause_announces_no_checks(me: Person) -> None:
    """The pause asks nothing, so `log` promises nothing."""
    me("plan --pause 'until 2099-01-01'")
    assert not any("Pain checks" in line for line in me("log run 2km --duration 14:00"))


def test_a_week_without_any_distance_says_no_metres(me: Person) -> None:
    """Missing is not zero: twenty minutes of strength are a session, not 0 m on foot."""
    assert "This week: 1 session." == me("log strength --duration 20min")[1]


def test_asking_about_today_asks_for_the_questions(me: Person) -> None:
    """`--on now` is no way around the red-flag questions; a day that is over needs none."""
    me("log run 2km --duration 14:00 --at '3 days ago 18:00'")
    assert "Not yet: first the red-flag questions." == me("advise --on now")[0]
    assert "Not yet: first the red-flag questions." == me("advise --on today")[0]
    assert "Not yet: first the red-flag questions." != me("advise --on yesterday")[0]
