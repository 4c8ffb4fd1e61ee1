"""The schema, as it is now: what is asked of it is in sql.py, how a journal comes to it in steps/.

A *fact table* is system-versioned: `id` names the thing and stays, `written_by` is the change that wrote this
version and `ended_by` the change that ended it, so that *now* is `ended_by IS NULL`.
Instants are whole seconds since 1970-01-01 UTC, dates are ISO text, booleans 0 or 1, small structures JSON text:
types that are the same on both engines, so one row reads the same everywhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, MetaData, Table, Text, text

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True, comment="schema_version, journal, or untidy"),
    Column("value", Text, nullable=False, comment="a number; backlog; 1 until the space of erased rows is given back"),
    comment="What this journal is.",
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True, comment="thing, change or decision"),
    Column("last", Integer, nullable=False, comment="the last number given out; numbers are never reused"),
    comment="Numbers given out so far.",
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="numbered from 1 in order"),
    Column("at", BigInteger, nullable=False, comment="when it was recorded"),
    Column("kind", Text, nullable=False, comment="do, undo or redo; forgotten if nothing of it is left"),
    Column("command", Text, nullable=False, comment="the command that made it"),
    Column("summary", Text, nullable=False, comment="what it did, in the words that history shows"),
    Column("undone_by", Integer, ForeignKey("change.id"), comment="the undo in force, if it was taken back"),
    Index("ix_change_undone_by", "undone_by"),
    comment="Every write, in order: history is this list.",
)


def _current(name: str, *columns: str) -> Index:
    """An index over current versions only, so that a long history does not slow the present down."""
    return Index(name, *columns, sqlite_where=text("ended_by IS NULL"), postgresql_where=text("ended_by IS NULL"))


def _fact(name: str, *columns: Column[Any] | Index, comment: str) -> Table:
    """A system-versioned table: the version columns, then the fact itself."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False, comment="the thing; stable and never reused"),
        Column(
            "written_by",
            Integer,
            ForeignKey("change.id"),
            primary_key=True,
            autoincrement=False,
            comment="the change that wrote this version",
        ),
        Column("ended_by", Integer, ForeignKey("change.id"), comment="the change that ended it; null is now"),
        *columns,
        Index(f"ix_{name}_written_by", "written_by"),
        # Over ended versions only: SQLite would otherwise take `ended_by IS NULL` for a find and read all that is now.
        Index(
            f"ix_{name}_ended_by",
            "ended_by",
            sqlite_where=text("ended_by IS NOT NULL"),
            postgresql_where=text("ended_by IS NOT NULL"),
        ),
        Index(
            f"uq_{name}_current",
            "id",
            unique=True,
            sqlite_where=text("ended_by IS NULL"),
            postgresql_where=text("ended_by IS NULL"),
        ),
        comment=comment,
    )


session = _fact(
    "session",
    Column("started_at", BigInteger, nullable=False, comment="when it began"),
    Column("ended_at", BigInteger, nullable=False, comment="when it ended: checks count from here"),
    Column("zone", Text, nullable=False, comment="IANA name of the zone it started in"),
    Column("day", Text, nullable=False, comment="local date of the start in that zone"),
    Column("activity", Text, nullable=False, comment="run, walk, stationary-bike and so on, or other"),
    Column("sport", Text, comment="a file's own name for it, where activity is other"),
    Column("distance_m", Double, comment="metres"),
    Column("duration_s", Double, comment="seconds"),
    Column("end_estimated", Integer, nullable=False, comment="1 if the end was computed from a usual pace"),
    Column("approximate", Integer, nullable=False, comment="1 if only the date is known"),
    Column("ascent_m", Double, comment="metres climbed"),
    Column("surface", Text, comment="grass, trail, track, gravel, sand, treadmill, asphalt or concrete"),
    Column("strike", Text, comment="heel, midfoot, forefoot or mixed"),
    Column("forefoot_share", Double, comment="share of the distance on the forefoot, 0-1"),
    Column("shoes", Text, comment="by the name that the person gave them"),
    Column("effort", Double, comment="session-RPE, 0-10"),
    Column("during", Double, comment="highest back pain during it, 0-10"),
    Column("during_sites", Text, nullable=False, comment="JSON: highest pain during it at other sites"),
    Column("mood_before", Double, comment="mood before it, 0-10"),
    Column("mood_after", Double, comment="mood after it, 0-10"),
    Column("steps", Integer, comment="both feet counted"),
    Column("cadence", Double, comment="steps per minute"),
    Column("intervals", Text, comment="times x running s / walking s"),
    Column("note", Text, comment="the person's own words"),
    Column("source", Text, nullable=False, comment="typed, or the kind of file it came from"),
    Column("source_key", Text, comment="what the source calls it: a second import adds nothing"),
    Column("recorded_at", BigInteger, nullable=False, comment="when the journal first held it"),
    _current("ix_session_started", "started_at"),
    _current("ix_session_ended", "ended_at"),
    _current("ix_session_activity", "activity", "started_at"),
    comment="What was done.",
)

reading = _fact(
    "reading",
    Column("at", BigInteger, nullable=False, comment="the moment that it is about"),
    Column("zone", Text, nullable=False, comment="IANA name of the zone it was given in"),
    Column("day", Text, nullable=False, comment="local date in that zone"),
    Column("site", Text, nullable=False, comment="back, or where else it hurts"),
    Column("score", Double, comment="NRS 0-10; null where only a flare was reported"),
    Column("flare", Integer, comment="the person's own yes (1) or no (0)"),
    Column("medicated", Integer, comment="1 if under painkillers"),
    Column("reaches", Text, comment="how far down the leg radiating pain goes"),
    Column("approximate", Integer, nullable=False, comment="1 if only the date is known"),
    Column("note", Text, comment="the person's own words"),
    Column("source", Text, nullable=False, comment="typed, or the kind of file it came from"),
    Column("source_key", Text, comment="what the source calls it: a second import adds nothing"),
    Column("recorded_at", BigInteger, nullable=False, comment="when the journal first held it"),
    _current("ix_reading_at", "at"),
    comment="Ratings of pain; which checks they answer is derived.",
)

day = _fact(
    "day",
    Column("day", Text, nullable=False, comment="local date"),
    Column("sleep_h", Double, comment="hours slept the night before"),
    Column("sitting_h", Double, comment="hours spent sitting"),
    Column("stress", Double, comment="0-10"),
    Column("lifting", Double, comment="0-10"),
    Column("mood", Double, comment="0-10"),
    Column("tags", Text, nullable=False, comment="JSON list of free words"),
    Column("note", Text, comment="the person's own words"),
    Column("source", Text, nullable=False, comment="typed, or the kind of file it came from"),
    Column("source_key", Text, comment="what the source calls it: a second import adds nothing"),
    Column("recorded_at", BigInteger, nullable=False, comment="when the journal first held it"),
    _current("ix_day_day", "day"),
    comment="What else a day held.",
)

setting = _fact(
    "setting",
    Column("name", Text, nullable=False, comment="a field of the plan"),
    Column("value", Text, nullable=False, comment="JSON"),
    comment="The plan, one row a setting.",
)

pause = _fact(
    "pause",
    Column("first", Text, nullable=False, comment="first local date"),
    Column("last", Text, nullable=False, comment="last local date, included"),
    Column("reason", Text, comment="why, in the person's own words"),
    comment="Spells without training or checks.",
)

screening = _fact(
    "screening",
    Column("at", BigInteger, nullable=False, comment="when it was answered"),
    Column("zone", Text, nullable=False, comment="IANA name of the zone it was given in"),
    Column("kind", Text, nullable=False, comment="screening or review"),
    Column("who", Text, comment="who reviewed"),
    Column("note", Text, comment="the person's own words"),
    comment="Answered red-flag questionnaires and professional reviews.",
)

flag = _fact(
    "flag",
    Column("flag", Text, nullable=False, comment="token of rules/redflags.py"),
    Column("opened_at", BigInteger, nullable=False, comment="when it was answered with yes"),
    Column("zone", Text, nullable=False, comment="IANA name of the zone it was given in"),
    Column("cleared_at", BigInteger, comment="null while open"),
    Column("cleared_by", Text, comment="who looked at it"),
    Column("note", Text, comment="the person's own words"),
    comment="Red flags answered with yes.",
)

origin = _fact(
    "origin",
    Column("session", Integer, nullable=False, comment="the session that it told of"),
    Column("file", Text, nullable=False, comment="the file's name"),
    Column("source", Text, nullable=False, comment="the kind of file"),
    Column("source_key", Text, nullable=False, comment="what the source calls it: a second import adds nothing"),
    Column("told", Text, nullable=False, comment="JSON: the fields as the file had them"),
    Column("recorded_at", BigInteger, nullable=False, comment="when the journal first held it"),
    Index("ix_origin_session", "session"),
    comment="What else told of a session: imports that were found to be the same.",
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="numbered from 1 in order"),
    Column("at", BigInteger, nullable=False, comment="the now of its case"),
    Column("known", Integer, nullable=False, comment="the last change it could know of"),
    Column("policy", Text, nullable=False, comment="version of the policy"),
    Column("digest", Text, nullable=False, comment="of facts and verdict: the same twice is stored once"),
    Column("facts", Text, nullable=False, comment="JSON: everything the verdict was made from"),
    Column("verdict", Text, nullable=False, comment="JSON: what was said"),
    Index("ix_decision_at", "at"),
    comment="What was advised, kept as a record.",
)

copy = Table(
    "copy",
    metadata,
    Column("path", Text, primary_key=True, comment="absolute"),
    Column("at", BigInteger, nullable=False, comment="when it was made"),
    Column("why", Text, nullable=False, comment="backup, or schema-N: before a migration from version N"),
    comment="Copies of the journal that backlog made: forget looks into them.",
)

FACTS: dict[str, Table] = {
    table.name: table for table in (session, reading, day, setting, pause, screening, flag, origin)
}
