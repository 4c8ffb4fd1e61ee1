"""A small writer of FIT files, so that a test shows what its file holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from fit_tool.base_type import BaseType
from fit_tool.developer_field import DeveloperField
from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile.messages.activity_message import ActivityMessage
from fit_tool.profile.messages.developer_data_id_message import DeveloperDataIdMessage
from fit_tool.profile.messages.field_description_message import FieldDescriptionMessage
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.lap_message import LapMessage
from fit_tool.profile.messages.record_message import RecordMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.messages.sport_message import SportMessage
from fit_tool.profile.profile_type import FileType, Manufacturer, Sport, SubSport

START = datetime(2026, 11, 15, 9, 0, 0, tzinfo=UTC)
#: A step north of one ten-thousandth of a degree, on a sphere with the Earth's mean radius, 6371.009 km.
STEP = 1e-4
STEP_M = 11.1195
_ENUMS = {"sport": Sport, "sub_sport": SubSport}
#: What RunScribe's data field writes of both feet, by number; and of their mean.
RUNSCRIBE = {0: "BG_L", 2: "FS_L", 6: "BG_R", 8: "FS_R"}
RUNSCRIBE_MEAN = {12: "BG", 14: "FS"}


def at(seconds: float) -> datetime:
    """So many seconds after START."""
    return START + timedelta(seconds=seconds)


def session(seconds: float = 1800, **fields: Any) -> dict[str, Any]:
    """A run of 5 km from START that took so many seconds, unless the fields say otherwise; None leaves one out."""
    start = fields.get("start_time") or START
    given: dict[str, Any] = {
        "timestamp": start + timedelta(seconds=seconds),
        "start_time": start,
        "sport": "running",
        "total_elapsed_time": float(seconds),
        "total_timer_time": float(seconds),
        "total_distance": 5000.0,
    }
    return given | fields


def line(
    count: int, every: int = 60, *, begin: float = 0, metres: float | None = None, positions: bool = False
) -> list[dict[str, Any]]:
    """Records every so many seconds; each so many metres after the one before it, or a step north of it."""
    records: list[dict[str, Any]] = []
    for number in range(count):
        record: dict[str, Any] = {"timestamp": at(begin + number * every)}
        if metres is not None:
            record["distance"] = number * metres
        if positions:
            record |= {"position_lat": 52.5 + number * STEP, "position_long": 13.4}
        records.append(record)
    return records


def activity(
    *,
    sessions: Iterable[Mapping[str, Any]] = (),
    records: Iterable[Mapping[str, Any]] = (),
    laps: Iterable[Mapping[str, Any]] = (),
    sport: Mapping[str, Any] | None = None,
    hours_ahead: float | None = None,
    maker: str | None = "GARMIN",
    own: Mapping[int, str] | None = None,
    kind: str | None = "ACTIVITY",
) -> bytes:
    """A FIT file of these messages.

    Times are datetimes, positions degrees.
    `own` names a developer's fields by their numbers: records and sessions may then use them.
    `hours_ahead` is of the device's clock before UTC.
    """
    builder = FitFileBuilder(auto_define=True, min_string_size=16)
    if kind is not None:
        builder.add(_filled(FileIdMessage(), {"time_created": START, **_named(maker), "type": FileType[kind]}))
    if own:
        builder.add(_filled(DeveloperDataIdMessage(), {"developer_data_index": 0, "application_id": bytes(range(16))}))
    for number, name in (own or {}).items():
        described = {"developer_data_index": 0, "field_definition_number": number, "field_name": name}
        builder.add(_filled(FieldDescriptionMessage(), {**described, "fit_base_type_id": BaseType.SINT8.value}))
    if sport is not None:
        builder.add(_filled(SportMessage(), sport))
    for record in records:
        builder.add(_with_own(RecordMessage, record, own or {}))
    for lap in laps:
        builder.add(_filled(LapMessage(), lap))
    for message in sessions:
        builder.add(_with_own(SessionMessage, message, own or {}))
    if hours_ahead is not None:
        message = _filled(ActivityMessage(), {"timestamp": at(3600)})
        # This one field is written as the FIT protocol has it: seconds of the local clock since the end of 1989.
        message.local_timestamp = round((at(3600 + hours_ahead * 3600).timestamp()) - 631_065_600)
        builder.add(message)
    return bytes(builder.build().to_bytes())


def _named(maker: str | None) -> dict[str, int]:
    return {} if maker is None else {"manufacturer": Manufacturer[maker].value}


def _with_own(kind: Callable[..., Any], message: Mapping[str, Any], own: Mapping[int, str]) -> Any:
    fields: list[DeveloperField] = []
    for number, name in own.items():
        if name in message:
            field = DeveloperField(developer_data_index=0, field_id=number, base_type=BaseType.SINT8, size=1)
            field.set_value(0, message[name])
            fields.append(field)
    plain = {name: value for name, value in message.items() if name not in own.values()}
    return _filled(kind(developer_fields=fields), plain)


def _filled(message: Any, fields: Mapping[str, Any]) -> Any:
    for name, given in fields.items():
        value = given
        if isinstance(given, datetime):
            value = round(given.timestamp() * 1000)
        elif isinstance(given, str) and name in _ENUMS:
            value = _ENUMS[name][given.upper()]
        if value is not None:
            setattr(message, name, value)
    return message
