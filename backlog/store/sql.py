"""Every statement that backlog runs, by name: text that SQLite and PostgreSQL both take, with `:name` for a value.

A name of the first table below stands for one statement per kind of fact: `session_one`, `reading_one` and so on.
Where a text says `{seen:…}`, the statement exists twice: as of now, and, with `_known` after its name, as known after
the change `:known`.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from backlog.model.facts import KINDS, class_of
from backlog.store.claims import CLAIMS

#: Of each kind of fact.
PER_KIND = {
    "all": "SELECT {fields:{kind}} FROM {kind} WHERE {seen:{kind}} ORDER BY {kind}.id",
    "one": "SELECT {fields:{kind}} FROM {kind} WHERE {seen:{kind}} AND {kind}.id = :id",
    "newest": "SELECT {fields:{kind}} FROM {kind} WHERE ended_by IS NULL ORDER BY {kind}.id DESC LIMIT 1",
    "rows": "SELECT written_by, ended_by, {fields:{kind}} FROM {kind} ORDER BY {kind}.id, written_by",
    "versions": "SELECT written_by, ended_by, {fields:{kind}} FROM {kind} WHERE {kind}.id = :id ORDER BY written_by",
    "changes": "SELECT written_by, ended_by FROM {kind} WHERE id = :id",
    "touched": "SELECT DISTINCT id FROM {kind} WHERE written_by = :change OR ended_by = :change ORDER BY id",
    "before": "SELECT {fields:{kind}} FROM {kind} WHERE {kind}.id = :id AND ended_by = :change",
    "after": "SELECT {fields:{kind}} FROM {kind} WHERE {kind}.id = :id AND written_by = :change",
    "ids": "SELECT DISTINCT id FROM {kind} ORDER BY id",
    "insert": "INSERT INTO {kind} (written_by, ended_by, {names}) VALUES (:written_by, :ended_by, {values})",
    "end": "UPDATE {kind} SET ended_by = :b_change WHERE id = :b_id AND ended_by IS NULL",
    "drop": "DELETE FROM {kind} WHERE id = :id AND written_by = :change",
    "erase": "DELETE FROM {kind} WHERE id = :id",
    # What was deleted by hand, and not by an undo that holds, is known as well: it is not imported again.
    "sources": """
        SELECT {kind}.id, source, source_key FROM {kind}
        LEFT JOIN change ON change.id = {kind}.ended_by
        LEFT JOIN change AS undo ON undo.id = change.undone_by
        WHERE source_key IS NOT NULL
            AND ({present} OR change.kind = 'do' AND (change.undone_by IS NULL OR undo.undone_by IS NOT NULL))""",
}

#: A line of the history; what an undo took back holds again once a redo reversed that undo.
_LINES = """
    SELECT change.id, change.at, change.kind, change.command, change.summary,
        CASE WHEN undo.undone_by IS NULL THEN change.undone_by END, undo.undone_by
    FROM change LEFT JOIN change AS undo ON undo.id = change.undone_by AND undo.kind = 'undo' """
_HOLDING = f"{_LINES} WHERE change.kind = 'do' AND (change.undone_by IS NULL OR undo.undone_by IS NOT NULL)"
_IN_USE = " OR ".join(
    f"EXISTS (SELECT 1 FROM {kind} WHERE {kind}.written_by = change.id OR {kind}.ended_by = change.id)"
    for kind in KINDS
)
_DECISION = "SELECT id, at, known, policy, digest, facts, verdict FROM decision"
_SAID = "SELECT id, at, verdict FROM decision WHERE at BETWEEN :since AND :until"

TEXTS = {
    "session_between": """
        SELECT {fields:session} FROM session WHERE {seen:session} AND started_at BETWEEN :since AND :until
        ORDER BY started_at, session.id""",
    "session_ended_between": """
        SELECT {fields:session} FROM session WHERE {seen:session} AND ended_at BETWEEN :since AND :until
        ORDER BY started_at, session.id""",
    "session_latest": """
        SELECT {fields:session} FROM session WHERE {seen:session} AND started_at <= :until
        ORDER BY started_at DESC, session.id DESC LIMIT :most""",
    "session_latest_of": """
        SELECT {fields:session} FROM session
        WHERE {seen:session} AND activity = :activity AND started_at <= :until
        ORDER BY started_at DESC, session.id DESC LIMIT :most""",
    "session_shoes": """
        SELECT shoes, count(*), sum(distance_m), min(day), max(day) FROM session
        WHERE ended_by IS NULL AND shoes IS NOT NULL GROUP BY shoes ORDER BY shoes""",
    "reading_between": """
        SELECT {fields:reading} FROM reading WHERE {seen:reading} AND at BETWEEN :since AND :until
        ORDER BY at, reading.id""",
    "day_between": """
        SELECT {fields:day} FROM day WHERE {seen:day} AND day.day BETWEEN :first AND :last
        ORDER BY day.day, day.id""",
    "plan_token": "SELECT value FROM setting WHERE ended_by IS NULL AND name = :name",
    "origin_of": "SELECT {fields:origin} FROM origin WHERE ended_by IS NULL AND session = :session",
    "origin_ids_of": "SELECT DISTINCT id FROM origin WHERE session = :session",
    "facts_count": " UNION ALL ".join(
        f"SELECT '{kind}', count(*) FROM {kind} WHERE ended_by IS NULL" for kind in KINDS
    ),
    # Whose each claim of a kind is, and its cells: see claims.py.
    **{
        f"{kind}_claims": f"SELECT {'session' if kind == 'origin' else 'id'}, {', '.join(cells)} FROM {kind}"
        " WHERE ended_by IS NULL"
        + "".join(f" AND {cell} IS NOT NULL" for cell in cells)
        + (" AND cleared_at IS NULL" if kind == "flag" else "")
        for kind, cells in CLAIMS.items()
    },
    "change_insert": """
        INSERT INTO change (id, at, kind, command, summary, undone_by)
        VALUES (:id, :at, :kind, :command, :summary, :undone_by)""",
    "change_rows": f"{_LINES} ORDER BY change.id",
    "change_ids": "SELECT id FROM change ORDER BY id",
    "change_one": f"{_LINES} WHERE change.id = :id",
    "change_list": f"{_LINES} ORDER BY change.id DESC LIMIT :most",
    "change_undoable": f"{_HOLDING} ORDER BY coalesce(undo.undone_by, change.id) DESC LIMIT 1",
    "change_redone_by": f"{_HOLDING} AND undo.undone_by = :redo ORDER BY change.id",
    "change_undone_by": f"{_LINES} WHERE change.undone_by = :undo ORDER BY change.id",
    "change_last_undo": """
        SELECT max(undo.id) FROM change AS undo WHERE undo.kind = 'undo' AND undo.undone_by IS NULL
            AND EXISTS (SELECT 1 FROM change WHERE change.undone_by = undo.id)""",
    "change_done_after": f"{_LINES} WHERE change.kind = 'do' AND change.id > :undo ORDER BY change.id LIMIT 1",
    "change_first_after": "SELECT min(id) FROM change WHERE at > :at AND at <= :now",
    "change_mark": "UPDATE change SET undone_by = :b_undo WHERE id = :b_id",
    "change_rename": "UPDATE change SET summary = :b_summary WHERE id = :b_id",
    "change_redact": "UPDATE change SET command = 'forgotten', summary = 'forgotten'",
    # An undo stays one: what it took back holds again or not by whether a redo reversed it.
    "change_empty": f"UPDATE change SET kind = 'forgotten', undone_by = NULL WHERE kind <> 'undo' AND NOT ({_IN_USE})",
    "decision_insert": """
        INSERT INTO decision (id, at, known, policy, digest, facts, verdict)
        VALUES (:id, :at, :known, :policy, :digest, :facts, :verdict)""",
    "decision_rows": f"{_DECISION} ORDER BY id",
    "decision_ids": "SELECT id FROM decision ORDER BY id",
    "decision_one": f"{_DECISION} WHERE id = :id",
    "decision_last": f"{_DECISION} WHERE at <= :until ORDER BY id DESC LIMIT 1",
    "decision_between": f"{_SAID} ORDER BY at, id",
    "decision_between_known": f"{_SAID} AND known <= :known ORDER BY at, id",
    "decision_erase_all": "DELETE FROM decision",
    "meta_all": "SELECT name, value FROM meta",
    "meta_insert": "INSERT INTO meta (name, value) VALUES (:name, :value)",
    "meta_set": "UPDATE meta SET value = :b_value WHERE name = :b_name",
    "meta_drop": "DELETE FROM meta WHERE name = :name",
    "copy_all": "SELECT path, at, why FROM copy ORDER BY at, path",
    "copy_insert": "INSERT INTO copy (path, at, why) VALUES (:path, :at, :why)",
    "copy_drop": "DELETE FROM copy WHERE path = :path",
    "counter_take": "UPDATE counter SET last = last + :b_more WHERE name = :b_name RETURNING last",
    "counter_reach": "UPDATE counter SET last = :b_last WHERE name = :b_name AND last < :b_last",
}


@cache
def columns(kind: str) -> tuple[str, ...]:
    """The columns of a kind's table that hold the fact itself: its number, then its other fields."""
    return ("id", *(name for name in class_of(kind).__dataclass_fields__ if name != "id"))


@cache
def statement(name: str) -> str:
    """The text of a named statement; KeyError where there is none."""
    known = name.endswith("_known") and name not in TEXTS
    name = name.removesuffix("_known") if known else name
    kind, _, rest = name.partition("_")
    text = TEXTS[name] if name in TEXTS else PER_KIND[rest]
    if known and "{seen:" not in text:
        raise KeyError(name)
    parts = _parts(kind) if kind in KINDS else {}
    return " ".join(text.format(fields=_Fields(), seen=_Seen(known), **parts).split())


def _parts(kind: str) -> dict[str, str]:
    """What a text of PER_KIND leaves open besides its fields and conditions."""
    present = f"{kind}.ended_by IS NULL"
    if kind == "origin":
        # What is beside a session holds its file back only while the session is there.
        present += " AND EXISTS (SELECT 1 FROM session WHERE session.id = origin.session AND session.ended_by IS NULL)"
    names = columns(kind)
    return {
        "kind": kind,
        "present": present,
        "names": ", ".join(names),
        "values": ", ".join(f":{name}" for name in names),
    }


class _Fields:
    """`{fields:session}`: the columns of a kind."""

    def __format__(self, kind: str) -> str:
        return ", ".join(f"{kind}.{name}" for name in columns(kind))


class _Seen(NamedTuple):
    """`{seen:session}`: which versions are taken into account, those of now or those that were known."""

    known: bool

    def __format__(self, kind: str) -> str:
        if not self.known:
            return f"{kind}.ended_by IS NULL"
        return f"{kind}.written_by <= :known AND ({kind}.ended_by IS NULL OR {kind}.ended_by > :known)"
