"""Forms are recognised by what a file holds, never by its name."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.errors import BacklogError, InputError
from backlog.importers import content
from tests.importers.helpers import parse

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["2026-11-03", "18:30", "3/4/2026", "9999-12-31", "1.234,5", "-1", "1e9", '"', "run", "'=1", "\x00"]
    ),
)
HEADERS = st.sampled_from(
    ["date,start,distance,duration,climb,note", "date;time;activity;effort;pain 24h", "at,score,site,flare", "a,b"]
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("date,distance\n2026-11-03,5\n", "a CSV of sessions"),
        ("date,activity,pain\n2026-11-03,run,5\n", "a CSV of sessions"),
        ("date,score\n2026-11-03,5\n", "a CSV of readings"),
        ('{"format": "backlog", "schema_version": 1}\n', "backlog's JSON Lines"),
        (
            "id,day,sleep_h,sitting_h,stress,lifting,mood,tags,note,source,source_key,recorded_at\r\n",
            "backlog's CSV of days",
        ),
    ],
)
def test_each_form_is_known_by_its_content(text: str, kind: str) -> None:
    """All of these are in a file named diary.csv."""
    assert parse(text).kind == kind


def test_json_of_any_size_is_not_held_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone's places are hundreds of MB: refused by the size alone, while a smaller file is looked into."""
    text = '{"locations": []}'
    monkeypatch.setattr(content, "LONGEST_JSON", len(text))
    for more, what in (("", "history of places"), (" ", "MB of JSON: no list of activities is")):
        with pytest.raises(InputError, match=what):
            parse(text + more)


def test_kind_decides_where_both_would_fit() -> None:
    """A list of sessions with a column of pain can be read as a diary of pain."""
    parsed = parse("date,activity,pain\n2026-11-03,run,5\n", kind="readings")
    assert parsed.kind == "a CSV of readings"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", "bad-import"),
        ("a|b\n1|2\n", "bad-import"),
        ("a,b\n1,2\n", "column-missing"),
        ('{"format": "backlog", "schema_version": 2}\n', "bad-export"),
        ('{"format": "other", "kind": "session"}\n', "bad-export"),
        ('[{"kind": "session"}]', "bad-import"),
    ],
)
def test_what_is_not_known_is_refused_in_one_sentence(text: str, slug: str) -> None:
    """With the slug that its page has."""
    with pytest.raises(BacklogError) as refusal:
        parse(text)
    assert refusal.value.slug == slug


def test_an_error_names_a_few_columns_and_counts_the_rest() -> None:
    """A file with a thousand columns does not fill the screen."""
    with pytest.raises(BacklogError) as refusal:
        parse(",".join(f"c{n}" for n in range(1000)) + "\n")
    assert refusal.value.todo.endswith("c28, c29 and 970 more.")


def test_a_header_alone_holds_no_rows_and_no_problems() -> None:
    """An empty diary is not broken."""
    parsed = parse("date,distance\n")
    assert (parsed.rows, parsed.problems) == ((), ())


def taken_or_refused(data: bytes) -> None:
    """Fail on whatever is neither."""
    with suppress(BacklogError):
        parse(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    """Nothing but our own sentence ever comes of them."""
    taken_or_refused(data)


@given(HEADERS, st.lists(st.lists(CELLS, max_size=7), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_any_cells_under_a_known_header_are_taken_or_refused(header: str, rows: list[list[str]], mark: str) -> None:
    """Dates beyond all calendars, numbers beyond all roads, quotes that never close."""
    text = "\n".join([header, *(mark.join(cells) for cells in rows)])
    taken_or_refused(text.encode("utf-8", errors="replace"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    st.sampled_from(["id", "started_at", "zone", "during", "during_sites", "note", "day", "kind", "what"]),
)
def test_any_value_in_a_line_is_taken_or_refused(value: object, name: str) -> None:
    """Whatever a hand or another program put into the JSON."""
    record = {
        "kind": "session",
        "started_at": "2026-11-03T18:00:00+01:00",
        "zone": "UTC",
        "activity": "run",
        name: value,
    }
    taken_or_refused(f'{{"format": "backlog", "schema_version": 1}}\n{json.dumps(record)}\n'.encode())
