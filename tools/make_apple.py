"""A made export of Apple Health, as large as asked for: to measure how fast `backlog import` reads one.

`python -m tools.make_apple 1000 export.xml` writes about 1000 MB (of a million bytes): heart rates and steps, and a
workout on most days, behind the declarations that iOS writes before them. The same size is the same file: nothing in
it was measured, and nothing is random.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

#: Records of a day with a watch, and the time between two of them.
A_DAY = 2880
STEP = timedelta(days=1) / A_DAY
FIRST = datetime(2016, 1, 4, 6, tzinfo=UTC)
HERE = timezone(timedelta(hours=1))
DEVICE = (
    "&lt;&lt;HKDevice: 0x281f3c0a0&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, "
    "hardware:Watch6,7, software:9.1&gt;"
)
#: As iOS writes them, cut to what the made file holds; the parts between brackets of a kind are its attributes.
_DECLARED = {
    "HealthData": ("(ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram)*)", "locale"),
    "ExportDate": ("EMPTY", "value"),
    "Me": ("EMPTY", "HKCharacteristicTypeIdentifierDateOfBirth HKCharacteristicTypeIdentifierBiologicalSex"),
    "Record": (
        "((MetadataEntry|HeartRateVariabilityMetadataList)*)",
        "type unit value sourceName sourceVersion device creationDate startDate endDate",
    ),
    "Workout": (
        "((MetadataEntry|WorkoutEvent|WorkoutRoute|WorkoutStatistics)*)",
        (
            "workoutActivityType duration durationUnit totalDistance totalDistanceUnit totalEnergyBurned "
            "totalEnergyBurnedUnit sourceName sourceVersion device creationDate startDate endDate"
        ),
    ),
    "WorkoutEvent": ("((MetadataEntry)*)", "type date duration durationUnit"),
    "WorkoutStatistics": ("EMPTY", "type startDate endDate average minimum maximum sum unit"),
    "MetadataEntry": ("EMPTY", "key value"),
}


def head() -> str:
    """All that stands before the first record: declarations, the root's beginning, the person."""
    declared = "".join(
        f"<!ELEMENT {name} {content}>\n<!ATTLIST {name}\n"
        + "".join(f"  {attribute:<21} CDATA #IMPLIED\n" for attribute in attributes.split())
        + ">\n"
        for name, (content, attributes) in _DECLARED.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 14 -->\n'
        f'{declared}]>\n<HealthData locale="en_DE">\n <ExportDate value="2026-11-16 09:00:00 +0100"/>\n'
        ' <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-01-01" '
        'HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>\n'
    )


def shown(moment: datetime) -> str:
    """`2024-05-01 18:30:00 +0100`."""
    return f"{moment.astimezone(HERE):%Y-%m-%d %H:%M:%S %z}"


def record(number: int) -> str:
    """One measurement: two heart rates, then steps."""
    at = FIRST + number * STEP
    name, unit, value = (
        ("StepCount", "count", 20 + number * 7 % 90)
        if number % 3 == 2
        else ("HeartRate", "count/min", 55 + number * 13 % 70)
    )
    return (
        f' <Record type="HKQuantityTypeIdentifier{name}" sourceName="Sam’s Apple\u00a0Watch" sourceVersion="9.1" '
        f'device="{DEVICE}" unit="{unit}" creationDate="{shown(at + STEP)}" startDate="{shown(at)}" '
        f'endDate="{shown(at + STEP / 2)}" value="{value}"/>\n'
    )


def workout(day: int) -> str:
    """The workout of a day: mostly runs and walks."""
    start = FIRST + timedelta(days=day, hours=11, minutes=day % 60)
    minutes = 20 + day % 25
    end = start + timedelta(minutes=minutes)
    kind = ("Running", "Walking", "Running", "TraditionalStrengthTraining")[day % 4]
    times = f'startDate="{shown(start)}" endDate="{shown(end)}"'
    moved = (
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" {times} '
        f'sum="{minutes / (7 if kind == "Running" else 12):.5f}" unit="km"/>\n'
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifierStepCount" {times} sum="{minutes * 120}" unit="count"/>\n'
        '  <MetadataEntry key="HKElevationAscended" value="2300 cm"/>\n'
    )
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{minutes}.5" durationUnit="min" '
        f'sourceName="Sam’s Apple\u00a0Watch" sourceVersion="9.1" device="{DEVICE}" creationDate="{shown(end)}" '
        f"{times}>\n"
        '  <MetadataEntry key="HKTimeZone" value="Europe/Berlin"/>\n'
        f'  <MetadataEntry key="HKIndoorWorkout" value="{int(day % 12 == 0)}"/>\n'
        f'  <WorkoutEvent type="HKWorkoutEventTypeSegment" date="{shown(start)}" duration="6" durationUnit="min"/>\n'
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" {times} average="140" minimum="95" '
        f'maximum="170" unit="count/min"/>\n{"" if kind.endswith("Training") else moved} </Workout>\n'
    )


def parts() -> Iterator[str]:
    """Endless records, a workout after each day's."""
    day = 0
    while True:
        for number in range(day * A_DAY, (day + 1) * A_DAY):
            yield record(number)
        yield workout(day)
        day += 1


def write(target: BinaryIO, megabytes: float) -> int:
    """Write about so many megabytes; how many workouts are in them."""
    size = target.write(head().encode())
    workouts = 0
    for text in parts():
        size += target.write(text.encode())
        workouts += text.startswith(" <Workout ")
        if size >= megabytes * 1e6:
            break
    target.write(b"</HealthData>\n")
    return workouts


def main(words: list[str]) -> None:
    """`MEGABYTES PATH`."""
    megabytes, path = words
    with Path(path).open("wb") as target:
        workouts = write(target, float(megabytes))
    print(f"{path}: {workouts} workouts.")


if __name__ == "__main__":
    main(sys.argv[1:])
