"""Apple Health's export.xml."""

from __future__ import annotations

import contextlib
import io
import tracemalloc
import zlib
from dataclasses import replace
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.errors import InputError
from backlog.importers.content import form_of
from backlog.importers.parsed import Parsed
from backlog.importers.platforms import apple_scan
from backlog.importers.platforms.apple import read
from backlog.model.session import Reading, Session
from tests.importers.helpers import file_of, options
from tests.make import moment
from tools import make_apple

DECLARED = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
"""
#: As iOS 16 wrote them: a list of attributes that never ends, declarations in it, and a `>` too many.
MALFORMED = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST VisionPrescription
  type             CDATA #REQUIRED
  brand            CDATA #IMPLIED
<!ELEMENT RightEye EMPTY>
<!ATTLIST RightEye
  sphere           CDATA #IMPLIED
>
>
]>
"""
RUN = """<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30.5" durationUnit="min"
  sourceName="Sam’s Apple\u00a0Watch" device="&lt;&lt;HKDevice: 0x28&gt;, name:Apple Watch&gt;"
  creationDate="2024-05-01 19:02:00 +0200" startDate="2024-05-01 18:30:00 +0200" endDate="2024-05-01 19:02:00 +0200">
 <MetadataEntry key="HKIndoorWorkout" value="0"/>
 <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>
 <MetadataEntry key="HKElevationAscended" value="1234 cm"/>
 <WorkoutEvent type="HKWorkoutEventTypePause" date="2024-05-01 18:40:00 +0200"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="5.25" unit="km"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" sum="4800" unit="count"/>
 <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="140" minimum="90" unit="count/min"/>
 <WorkoutRoute sourceName="Watch"><MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/></WorkoutRoute>
</Workout>
"""
STEPS = (
    '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" '
    'startDate="2024-05-01 08:00:00 +0200" endDate="2024-05-01 08:05:00 +0200" value="312"/>\n'
)


def export(*elements: str, declared: str = DECLARED) -> bytes:
    """A file with these elements in it."""
    return f'{declared}<HealthData locale="en_DE">\n {" ".join(elements)}</HealthData>\n'.encode()


def workout(*inside: str, **attributes: str) -> str:
    """A run of half an hour, unless the attributes say otherwise."""
    shown: dict[str, str] = {
        "workoutActivityType": "HKWorkoutActivityTypeRunning",
        "duration": "30",
        "durationUnit": "min",
        "sourceName": "Watch",
        "startDate": "2024-05-01 18:30:00 +0200",
        "endDate": "2024-05-01 19:00:00 +0200",
    } | attributes
    text = " ".join(f'{name}="{value}"' for name, value in shown.items() if value)
    return f"<Workout {text}>{''.join(inside)}</Workout>\n" if inside else f"<Workout {text}/>\n"


def total(name: str, number: str, unit: str) -> str:
    """The sum of a quantity over a workout."""
    return f'<WorkoutStatistics type="HKQuantityTypeIdentifier{name}" sum="{number}" unit="{unit}"/>'


def note(key: str, value: str) -> str:
    """What is noted of a workout."""
    return f'<MetadataEntry key="{key}" value="{value}"/>'


def pain(severity: str, start: str = "2024-05-02 08:00:00 +0200") -> str:
    """A rating of lower back pain."""
    return (
        f'<Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="Health" '
        f'startDate="{start}" endDate="{start}" value="HKCategoryValueSeverity{severity}"/>\n'
    )


def effort(score: str, start: str = "2024-05-01 18:30:00 +0200") -> str:
    """How hard a workout was said to be, as a record of its own."""
    return (
        f'<Record type="HKQuantityTypeIdentifierWorkoutEffortScore" sourceName="Watch" unit="appleEffortScore" '
        f'startDate="{start}" endDate="2024-05-01 19:00:00 +0200" value="{score}"/>\n'
    )


def parsed(data: bytes, **fields: Any) -> Parsed:
    """What the file holds."""
    return read(file_of(data, "export.xml"), options(**fields))


def sessions(*elements: str, **fields: Any) -> list[Session]:
    """The sessions of a file of these elements, and the assertion that it has no problems."""
    found = parsed(export(*elements), **fields)
    assert found.problems == ()
    return [row.value for row in found.rows if isinstance(row.value, Session)]


def only(*inside: str, **attributes: str) -> Session:
    """The session of one workout."""
    (session,) = sessions(workout(*inside, **attributes))
    return session


def ratings(*elements: str, **fields: Any) -> list[Reading]:
    """The readings of a file of these elements."""
    return [row.value for row in parsed(export(*elements), **fields).rows if isinstance(row.value, Reading)]


def told(data: bytes, **fields: Any) -> list[tuple[str, bool]]:
    """Sentence of each problem, and whether something was lost."""
    return [(problem.what, problem.lost) for problem in parsed(data, **fields).problems]


def test_it_is_recognised_by_its_root() -> None:
    """After declarations, malformed or not, a byte order mark and comments; the clinical document is another form."""
    assert form_of(export(RUN)) == "apple"
    assert form_of(export(RUN, declared=MALFORMED)) == "apple"
    assert form_of(b"\xef\xbb\xbf" + export(RUN, declared="")) == "apple"
    assert form_of(b'<?xml version="1.0"?>\n<!-- <gpx> -->\n<HealthData/>') == "apple"
    other = b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"><HealthData/></ClinicalDocument>'
    assert form_of(other) == "ClinicalDocument"
    assert form_of(b"<HealthDataset>") == "HealthDataset"
    assert form_of(b"See <HealthData>") == "text"
    assert form_of(b"<!-- <HealthData>") == "text"


def test_a_file_of_another_form_is_refused() -> None:
    """And so is one of two bytes a letter."""
    for data in (b"", b"<ClinicalDocument/>", export(RUN).decode().encode("utf-16")):
        with pytest.raises(InputError, match="is not Apple Health's export") as refusal:
            parsed(data)
        assert refusal.value.slug == "bad-import"


def test_a_workout_becomes_a_session() -> None:
    """Time that the clock ran, distance, steps and ascent; the zone is that of the workout, not that of its route."""
    (run,) = sessions(STEPS, RUN, STEPS)
    assert (run.activity, run.surface, run.sport, run.source) == ("run", None, None, "apple")
    assert run.started_at == moment("2024-05-01 18:30")
    assert run.ended_at == moment("2024-05-01 19:02")
    assert (run.duration_s, run.distance_m, run.steps) == (1830.0, 5250.0, 4800)
    assert run.ascent_m == pytest.approx(12.34)
    assert (run.zone, str(run.day)) == ("Europe/Berlin", "2024-05-01")
    assert run.source_key == "2024-05-01T16:30:00+00:00|running|Sam’s Apple Watch"


def test_it_says_how_many_workouts_there_are() -> None:
    """None is an answer too: the file is what it should be."""
    assert parsed(export(RUN)).remarks == ("It holds 1 workout.",)
    empty = parsed(export(STEPS))
    assert (empty.rows, empty.problems, empty.remarks) == ((), (), ("It holds no workouts.",))
    assert empty.kind == "Apple Health's export"
    assert parsed(b"<HealthData/>").problems == ()


@pytest.mark.parametrize(
    ("kind", "indoor", "expected"),
    [
        ("Running", "0", ("run", None, None)),
        ("Running", "1", ("run", "treadmill", None)),
        ("Walking", "0", ("walk", None, None)),
        ("Hiking", "0", ("walk", None, None)),
        ("Cycling", "0", ("bike", None, None)),
        ("Cycling", "1", ("stationary-bike", None, None)),
        ("TraditionalStrengthTraining", "1", ("strength", None, None)),
        ("FunctionalStrengthTraining", "0", ("strength", None, None)),
        ("Elliptical", "1", ("elliptical", None, None)),
        ("TaiChi", "0", ("balance", None, None)),
        ("HighIntensityIntervalTraining", "1", ("other", None, "high intensity interval training")),
        ("CrossTraining", "0", ("other", None, "cross training")),
        ("Other", "1", ("other", None, None)),
    ],
)
def test_the_kind_of_workout_is_put_into_words(kind: str, indoor: str, expected: tuple[str, str | None, str]) -> None:
    """A run indoors is on the treadmill, a ride indoors on the stationary bike."""
    session = only(note("HKIndoorWorkout", indoor), workoutActivityType=f"HKWorkoutActivityType{kind}")
    assert (session.activity, session.surface, session.sport) == expected


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [("5", "km", 5000.0), ("3", "mi", 4828.032), ("800", "m", 800.0), ("1000", "yd", 914.4), ("3000", "ft", 914.4)],
)
def test_distances_are_read_in_their_unit(number: str, unit: str, expected: float) -> None:
    """As older exports write the total, and as newer ones do."""
    assert only(totalDistance=number, totalDistanceUnit=unit).distance_m == pytest.approx(expected)
    assert only(total("DistanceWalkingRunning", number, unit)).distance_m == pytest.approx(expected)


def test_a_distance_that_was_not_measured_is_missing() -> None:
    """None told, 0, or in a unit that nobody knows; an elliptical has none."""
    assert only().distance_m is None
    assert only(totalDistance="0", totalDistanceUnit="km").distance_m is None
    assert only(total("DistanceWalkingRunning", "0", "km")).distance_m is None
    assert only(total("DistanceWalkingRunning", "5", "furlong")).distance_m is None
    assert only(workoutActivityType="HKWorkoutActivityTypeElliptical").distance_m is None


def test_the_distance_is_of_what_was_done() -> None:
    """A ride's is that of the wheels, and steps among the weights are no way."""
    both = (total("DistanceWalkingRunning", "0.4", "km"), total("DistanceCycling", "12", "km"))
    assert only(*both, workoutActivityType="HKWorkoutActivityTypeCycling").distance_m == 12000.0
    assert only(*both).distance_m == 400.0
    swim = (total("DistanceSwimming", "1000", "yd"),)
    assert only(*swim, workoutActivityType="HKWorkoutActivityTypeSwimming").distance_m == pytest.approx(914.4)
    strength = {"workoutActivityType": "HKWorkoutActivityTypeTraditionalStrengthTraining"}
    assert only(both[0], **strength).distance_m is None
    assert only(**strength, totalDistance="0.4", totalDistanceUnit="km").distance_m is None
    skiing = (total("DistanceDownhillSnowSports", "9", "km"),)
    assert only(*skiing, workoutActivityType="HKWorkoutActivityTypeDownhillSkiing").distance_m == 9000.0


def test_parts_of_a_workout_are_not_the_whole() -> None:
    """The intervals of a structured workout have sums of their own."""
    part = f'<WorkoutActivity uuid="1">{total("DistanceWalkingRunning", "1", "km")}</WorkoutActivity>'
    assert only(part, total("DistanceWalkingRunning", "4", "km"), part).distance_m == 4000.0


@pytest.mark.parametrize(
    ("number", "unit", "expected"), [("30", "min", 1800.0), ("1700", "s", 1700.0), ("0.5", "hr", 1800.0)]
)
def test_durations_are_read_in_their_unit(number: str, unit: str, expected: float) -> None:
    """Minutes are what Apple writes."""
    assert only(duration=number, durationUnit=unit).duration_s == expected


def test_without_a_duration_the_times_say_it() -> None:
    """From start to end; and without an end, the duration says when it ended."""
    assert only(duration="", durationUnit="").duration_s == 1800.0
    assert only(duration="3", durationUnit="fortnight").duration_s == 1800.0
    assert only(endDate="").ended_at == moment("2024-05-01 19:00")


def test_where_no_zone_is_noted_the_offset_says_it() -> None:
    """As in Berlin: its zone; seven hours behind UTC: kept so, and said."""
    assert only().zone == "Europe/Berlin"
    away = parsed(export(workout(startDate="2024-05-01 18:30:00 -0700", endDate="2024-05-01 19:00:00 -0700")))
    assert [row.value.zone for row in away.rows if isinstance(row.value, Session)] == ["Etc/GMT+7"]
    assert "UTC-7" in away.remarks[1]


def test_an_offset_that_no_zone_has_leaves_the_zone_of_the_person() -> None:
    """The moment is what it says all the same; one that cannot be read at all is a problem."""
    odd = only(startDate="2024-05-01 18:30:00 +0520", endDate="")
    assert (odd.zone, odd.started_at) == ("Europe/Berlin", moment("2024-05-01 13:10", "UTC"))
    sixty = parsed(export(workout(startDate="2024-05-01 18:30:00 +0180")))
    assert len(sixty.rows) + len(sixty.problems) == 1
    assert told(export(workout(startDate="2024-05-01 18:30:00 +9999", workoutActivityType=""))) == [
        ("2024-05-01 18:30:00 +9999 workout: +9999 is not an offset from UTC.", True)
    ]


def test_the_half_day_of_a_twelve_hour_clock_is_understood() -> None:
    """As phones set to it have written."""
    assert only(startDate="2024-05-01 6:30:00 PM +0200", endDate="2024-05-01 7:00:00 pm +0200") == only()


def test_a_rated_effort_is_kept() -> None:
    """On Apple's scale from 1 to 10, as a sum of the workout or as a record of its times; an estimate is no rating."""
    statistics = '<WorkoutStatistics type="HKQuantityTypeIdentifierWorkoutEffortScore" average="{}"/>'
    assert only(statistics.format("7")).effort == 7.0
    assert only(statistics.format("0")).effort is None
    assert only(statistics.format("11")).effort is None
    assert [run.effort for run in sessions(effort("6"), workout())] == [6.0]
    assert [run.effort for run in sessions(workout(), effort("6", "2024-05-01 18:59:59 +0200"))] == [6.0]
    assert [run.effort for run in sessions(workout(), effort("6", "2024-05-01 19:00:00 +0200"))] == [None]
    assert [run.effort for run in sessions(workout(), effort("6", "2024-05-01 18:29:59 +0200"))] == [None]
    estimated = effort("6").replace("WorkoutEffort", "EstimatedWorkoutEffort")
    assert [run.effort for run in sessions(workout(), estimated)] == [None]


def test_of_several_ratings_of_an_effort_the_workouts_own_counts() -> None:
    """The last of those that begin with it; the next workout, which begins as it ends, has another."""
    cooldown = workout(
        workoutActivityType="HKWorkoutActivityTypeCooldown",
        startDate="2024-05-01 19:00:00 +0200",
        endDate="2024-05-01 19:05:00 +0200",
        duration="5",
    )
    ratings_ = (effort("8"), effort("7"), effort("5", "2024-05-01 18:45:00 +0200"))
    found = sessions(*ratings_, effort("2", "2024-05-01 19:00:00 +0200"), workout(), cooldown)
    assert [session.effort for session in found] == [7.0, 2.0]


def test_a_workout_of_two_apps_is_given_twice() -> None:
    """Which of them to keep is decided where sessions are matched; one that an app repeats is taken once."""
    twice = parsed(export(workout(), workout(sourceName="Strava"), workout()))
    keys = [row.value.source_key for row in twice.rows if isinstance(row.value, Session)]
    assert keys == ["2024-05-01T16:30:00+00:00|running|Watch", "2024-05-01T16:30:00+00:00|running|Strava"]
    assert twice.remarks == ("It holds 2 workouts.", "1 workout more repeats another of it: taken once.")


def test_ratings_in_words_are_only_counted_unless_asked_for() -> None:
    """A moderate pain is no number; one that was not rated at all is none either."""
    data = export(pain("Mild"), pain("Unspecified"), pain("NotPresent", "2024-05-03 08:00:00 +0200"))
    assert parsed(data).rows == ()
    assert parsed(data).remarks == (
        "It holds no workouts.",
        (
            "It holds 2 ratings of lower back pain in words, which were not taken: "
            "--scale 0-3 takes them, none as 0 and severe as 10."
        ),
    )
    assert parsed(data, scale=(0.0, 4.0)).rows == ()


@pytest.mark.parametrize(
    ("severity", "expected"), [("NotPresent", 0.0), ("Mild", 10 / 3), ("Moderate", 20 / 3), ("Severe", 10.0)]
)
def test_ratings_in_words_are_stretched_where_asked_for(severity: str, expected: float) -> None:
    """None is 0 and severe is 10."""
    (found,) = ratings(pain(severity), scale=(0, 3))
    assert found.score == pytest.approx(expected)
    assert (found.site, found.at, found.source) == ("back", moment("2024-05-02 08:00"), "apple")
    assert found.source_key == "back|2024-05-02T06:00:00+00:00"


def test_a_rating_without_a_severity_is_never_a_number() -> None:
    """Pain was there, but how strong it was nobody said."""
    found = parsed(export(pain("Unspecified"), pain("")), scale=(0, 3))
    assert found.rows == ()
    assert found.remarks[1] == "2 ratings of lower back pain without a severity: left out, not taken as 0."


def test_a_record_may_hold_notes_and_stand_twice() -> None:
    """Those in a correlation stand beside it too; two ratings of one moment that differ cannot both be."""
    inside = pain("Mild").replace("/>", f">{note('HKWasUserEntered', '1')}</Record>")
    assert len(ratings(f"<Correlation>{inside}</Correlation>", inside, pain("Mild"), scale=(0, 3))) == 1
    assert told(export(inside, pain("Severe")), scale=(0, 3)) == [
        ("2024-05-02 08:00:00 +0200 rating: There is another rating of that moment.", True)
    ]


def test_other_pains_are_not_taken() -> None:
    """Only the back has a place in Health that is sure."""
    assert ratings(pain("Mild").replace("LowerBackPain", "GeneralizedBodyAche"), scale=(0, 3)) == []


def test_a_workout_that_cannot_be_is_named_and_the_others_are_taken() -> None:
    """By its time and its kind."""
    bad = [
        workout(startDate="2024-05-02 18:30:00 +0200", endDate="2024-05-02 18:30:00 +0200", duration="0"),
        workout(startDate=""),
        workout(startDate="yesterday"),
        workout(startDate="2027-05-01 18:30:00 +0200", endDate="2027-05-01 19:00:00 +0200"),
        workout(startDate="2024-05-03 18:30:00 +0200", endDate="", totalDistance="50", totalDistanceUnit="km"),
    ]
    data = export(*bad, workout())
    assert len(parsed(data).rows) == 1
    assert sorted(told(data)) == [
        ("2024-05-02 16:30 UTC running: The recording lasts less than a second.", True),
        ("2024-05-03 16:30 UTC running: 50 km in 30:00 is faster than anyone runs.", True),
        ("2027-05-01 18:30:00 +0200 running: 2027-05-01T18:30:00+0200 is still to come.", True),
        ("Without a time running: It does not say when.", True),
        ("yesterday running: I cannot read 'yesterday' as a date.", True),
    ]


def test_characters_that_xml_forbids_do_not_stop_it() -> None:
    """Vertical tabs, bytes that are no UTF-8, and references to such characters, in what is read and in what is not."""
    data = export(
        STEPS.replace("Phone", "Ph\x0bone\x00"), workout(sourceName="A\x0bB"), workout(sourceName="C&#11;D&#xD83D;")
    )
    data += export(workout(sourceName="E???F")).replace(b"???", b"\xff\xc3\xfe")
    found = parsed(data)
    assert found.problems == ()
    keys = [row.value.source_key for row in found.rows if isinstance(row.value, Session)]
    assert [(key or "").split("|")[2] for key in keys] == ["A B", "C D", "E\ufffd\ufffd\ufffdF"]


def test_the_malformed_declarations_of_ios_16_do_not_stop_it() -> None:
    """No parser reads them; none has to."""
    found = parsed(export(RUN, declared=MALFORMED))
    assert (len(found.rows), found.problems) == (1, ())


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">',
        '<!ENTITY secret SYSTEM "file:///etc/passwd">',
        '<!ENTITY % remote SYSTEM "http://127.0.0.1:9/x.dtd"> %remote;',
    ],
)
def test_entities_are_refused(declaration: str) -> None:
    """Those that grow, those that read files and those that ask a server."""
    data = export(workout(sourceName="&lol2;"), declared=DECLARED.replace("]>", f"{declaration}]>"))
    with pytest.raises(InputError, match="declares XML entities") as refusal:
        parsed(data)
    assert refusal.value.slug == "bad-import"


def test_an_entity_that_nobody_declared_is_nothing() -> None:
    """Nor is one that is declared where the declarations have ended."""
    data = export(workout(sourceName="A&secret;B"), '<!ENTITY secret "boo">')
    (row,) = parsed(data).rows
    assert isinstance(row.value, Session)
    assert "boo" not in (row.value.source_key or "")


def test_a_file_that_breaks_off_gives_what_was_read() -> None:
    """And says so; nothing of the workout that it breaks off in is taken."""
    whole = export(workout(), STEPS, workout(total("StepCount", "4000", "count"), sourceName="Strava"))
    broken = "The file breaks off: what stands before the break was taken."
    for end in (whole.index(b"<WorkoutStatistics"), whole.index(b"</Workout>"), whole.index(b"<Record") + 5):
        found = parsed(whole[:end])
        assert len(found.rows) == 1
        assert [(problem.what, problem.lost) for problem in found.problems] == [(broken, False)]
    assert told(whole) == []


@pytest.mark.parametrize("error", [EOFError("ended"), zlib.error("invalid block")])
def test_an_archive_that_breaks_off_gives_what_was_read(error: Exception) -> None:
    """The stream says it by an exception."""

    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            if not data:
                raise error
            return data

    found = read(replace(file_of(b""), open=lambda: cast("BinaryIO", Broken(export(workout())[:-5]))), options())
    assert (len(found.rows), [problem.lost for problem in found.problems]) == (1, [False])


def test_damage_in_a_workout_harms_only_that_one() -> None:
    """One that lacks its end is lost, of one with a damaged part the rest is taken; the next is read."""
    lost = workout(note("a", "b"), startDate="2024-04-01 18:30:00 +0200").replace("</Workout>", "")
    damaged = workout(total("StepCount", "4000", "count"), '<MetadataEntry key=HKTimeZone"/>', sourceName="Strava")
    found = parsed(export(lost, damaged, workout()))
    assert [(problem.what, problem.lost) for problem in found.problems] == [
        ("2024-04-01 18:30:00 +0200 workout: It is damaged.", True),
        ("2024-05-01 18:30:00 +0200 running: It is damaged: what could be read of it was taken.", False),
    ]
    assert [row.value.steps for row in found.rows if isinstance(row.value, Session)] == [4000, None]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_what_stands_across_two_readings_is_read_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the file is cut into pieces."""
    data = export(STEPS, RUN, effort("4"), pain("Mild"), STEPS, workout(sourceName="Strava"))
    whole = parsed(data, scale=(0, 3))
    assert len(whole.rows) == 3
    monkeypatch.setattr(apple_scan, "CHUNK", size)
    monkeypatch.setattr(apple_scan, "HEAD", len(DECLARED) + 20)
    assert parsed(data, scale=(0, 3)) == whole


def test_a_workout_without_an_end_does_not_swallow_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory has a limit: what is longer than a workout can be is named, and the rest read."""
    monkeypatch.setattr(apple_scan, "CHUNK", 100)
    monkeypatch.setattr(apple_scan, "HEAD", len(DECLARED) + 20)
    monkeypatch.setattr(apple_scan, "LONGEST", 5 * len(STEPS))
    unended = workout(note("a", "b")).replace("</Workout>", "")
    found = parsed(export(unended, *(10 * [STEPS]), pain("Mild"), STEPS), scale=(0, 3))
    assert len(found.rows) == 1
    assert [problem.what for problem in found.problems] == ["2024-05-01 18:30:00 +0200 workout: It is damaged."]


def test_it_tells_how_much_was_read() -> None:
    """In bytes, up to the size of the file."""
    told_: list[int] = []
    data = export(*(20_000 * [STEPS]))
    read(replace(file_of(data), tell=told_.append), options())
    assert len(told_) > 3
    assert (sorted(told_), told_[-1]) == (told_, len(data))


@given(st.data())
def test_no_damage_breaks_it(data: st.DataObject) -> None:
    """Cut off anywhere, and bytes changed anywhere: rows, problems, or a refusal."""
    whole = export(STEPS, RUN, effort("4"), pain("Mild"), workout(totalDistance="5", totalDistanceUnit="km"))
    changed = bytearray(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    for _ in range(data.draw(st.integers(0, 8))):
        if changed:
            changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(InputError):
        assert len(parsed(bytes(changed), scale=(0, 3)).rows) <= 3


VALUES = st.one_of(
    st.text(st.characters(exclude_characters='<&"', exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        ["nan", "inf", "-1", "1e11", "1e308", "1e999", "0", "2024-05-01 18:30:00 +9999", "0001-01-01 00:00:00 +1400"]
    ),
)


@given(
    st.sampled_from(["workoutActivityType", "duration", "durationUnit", "sourceName", "startDate", "endDate"]), VALUES
)
def test_no_value_breaks_it(name: str, value: str) -> None:
    """An attribute may hold anything: it is left out, or the workout is a problem."""
    found = parsed(export(effort("5", "2024-05-01 18:31:00 +0200"), workout(**{name: value})))
    assert len(found.rows) + len([problem for problem in found.problems if problem.lost]) == 1


@given(
    st.sampled_from(["DistanceWalkingRunning", "StepCount"]),
    VALUES,
    st.sampled_from(["HKTimeZone", "HKElevationAscended"]),
)
def test_no_note_breaks_it(name: str, value: str, key: str) -> None:
    """Nor may what stands inside a workout."""
    found = parsed(export(workout(total(name, value, "km"), note(key, value))))
    assert len(found.rows) + len([problem for problem in found.problems if problem.lost]) == 1


@given(st.binary(max_size=300))
def test_no_bytes_break_it(data: bytes) -> None:
    """With the root before them, or without."""
    with pytest.raises(InputError):
        parsed(data.replace(b"<HealthData", b""))
    parsed(b"<HealthData>" + data)


def test_a_made_export_is_read_whole() -> None:
    """The bench's file: as many workouts as were written, and no problem."""
    target = io.BytesIO()
    workouts = make_apple.write(target, 6)
    found = parsed(target.getvalue())
    assert workouts > 3
    assert (len(found.rows), found.problems) == (workouts, ())
    assert all(isinstance(row.value, Session) and row.value.zone == "Europe/Berlin" for row in found.rows)


def test_memory_does_not_grow_with_the_file() -> None:
    """12 MB more in the file are none more in memory."""

    def peak(megabytes: int) -> int:
        target = io.BytesIO()
        make_apple.write(target, megabytes)
        target.seek(0)
        tracemalloc.start()
        read(replace(file_of(b""), open=lambda: target), options())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(16) < peak(4) + 1_000_000
