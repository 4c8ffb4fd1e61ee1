"""The names, words and refusals that are data: each entry can be found, and means one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from backlog.importers.activities import activity_of, activity_of_kind, in_english, surface_of
from backlog.importers.data import by_name, data
from backlog.importers.refused import strange_table
from backlog.importers.tables.names import read_name
from backlog.model.tokens import ACTIVITIES, SITES, SURFACES
from tests.importers.helpers import file_of

NAMES, COLUMNS, WORDS, REFUSED = (data(name) for name in ("names", "columns", "words", "refused"))
#: Whose columns are looked for by their plain names; the others' by the header as it stands.
PLAIN = ("sessions", "readings", "runkeeper", "bearable", "daylio")
TABLES: dict[str, Mapping[str, Sequence[str]]] = {
    "activities": NAMES["activities"]
    | {f"{token} on {on}": names for token, all_ in NAMES["with_surface"].items() for on, names in all_.items()},
    "surfaces": NAMES["surfaces"],
    "english": NAMES["english"],
    "strava": COLUMNS["strava"],
    "strava_2019": COLUMNS["strava_2019"],
    "garmin": COLUMNS["garmin"],
    "sites": {site: [word.partition(":")[0] for word in words] for site, words in WORDS["sites"].items()},
    "places": WORDS["places"],
}


def names_of(tables: Mapping[str, Iterable[str]]) -> list[str]:
    """Every name of a table, as often as it stands there."""
    return [name for names in tables.values() for name in names]


@pytest.mark.parametrize("table", TABLES)
def test_no_name_stands_twice(table: str) -> None:
    """It would have two meanings, of which the last would be taken without a word."""
    names = names_of(TABLES[table])
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("table", PLAIN)
def test_no_field_names_a_column_twice(table: str) -> None:
    """A name may serve two fields there: the first that it is the best name of takes the column."""
    assert {} == {field: names for field, names in COLUMNS[table].items() if len(names) != len(set(names))}


def test_names_of_activities_and_surfaces_lead_to_them() -> None:
    """As they are written: a name in another form than the one that is looked up would never be found."""
    found = {name: activity_of(name)[:2] for name in names_of(TABLES["activities"])}
    named = by_name(NAMES["activities"]).items()
    expected: dict[str, tuple[str, str | None]] = {name: (token, None) for name, token in named}
    for token, tables in NAMES["with_surface"].items():
        expected |= {name: (token, surface) for name, surface in by_name(tables).items()}
    assert expected == found
    assert by_name(NAMES["surfaces"]) == {name: surface_of(name) for name in names_of(NAMES["surfaces"])}


def test_what_names_stand_for_is_a_token() -> None:
    """Activities, surfaces and sites that the model has."""
    assert set(ACTIVITIES) >= NAMES["activities"].keys() | NAMES["with_surface"].keys()
    assert set(SURFACES) >= NAMES["surfaces"].keys() | {on for on_it in NAMES["with_surface"].values() for on in on_it}
    sites = WORDS["sites"].keys() | WORDS["places"].keys() | set(WORDS["by_name"].values())
    assert set(SITES) >= sites | set(WORDS["compounds"].values()) - {""}


def test_every_name_in_another_language_leads_to_an_activity() -> None:
    """By way of an English one; and it is found in the form in which it stands."""
    english = by_name(NAMES["english"])
    assert english == {name: in_english(name) for name in english}
    assert [] == [name for name, kind in english.items() if activity_of_kind(kind)[0] == "other"]


def test_case_and_blanks_of_a_kind_do_not_matter() -> None:
    """A cell may hold either."""
    assert in_english(" Corrida  em Esteira ") == "treadmill run"


def test_another_kind_stays_as_it_is() -> None:
    """English ones, and those that nobody knows."""
    assert (in_english("Run"), in_english("Kitesurfen")) == ("Run", "Kitesurfen")


@pytest.mark.parametrize("table", PLAIN)
def test_names_of_columns_are_plain(table: str) -> None:
    """As a header is read: a name with a unit, a capital or a stroke would never be met."""
    # `pain 24 h` is read so, and without the blank too; a unit there is the hours' own.
    odd = [name for name in names_of(COLUMNS[table]) if read_name(name)[0] not in {name, name.removesuffix(" h")}]
    assert [] == odd


@pytest.mark.parametrize("table", ["strava", "strava_2019", "garmin"])
def test_names_in_headers_are_in_small_letters(table: str) -> None:
    """And with the straight apostrophe, as those of a header are before they are looked up."""
    assert [] == [name for name in names_of(COLUMNS[table]) if name != name.lower().replace("’", "'").strip()]


def test_words_of_pain_and_places_are_folded() -> None:
    """In small letters without accents, one word each, as a note is before its words are looked up."""
    lists = ("not_moved", "legs", "no", "anew", "fine")
    words = [word for name in lists for word in WORDS[name]] + names_of(WORDS["sites"]) + names_of(WORDS["pain"])
    assert [] == [word for word in words if not re.fullmatch(r"~?[a-z]+(?::(?:en|de|fr|es))?", word)]
    assert {"en", "de", "fr", "es"} == WORDS["pain"].keys()


@pytest.mark.parametrize("form", [form for kind in ("tables", "json", "databases") for form in REFUSED[kind]])
def test_a_refusal_says_what_and_what_to_do(form: dict[str, Any]) -> None:
    """Of a form that is known by at least one list of names, none of which keeps it from being known."""
    assert {"signs", "what", "todo"} <= form.keys() <= {"signs", "what", "todo", "without"}
    assert all(form["signs"])
    assert not {name for signs in form["signs"] for name in signs} & set(form.get("without", ()))
    assert (form["what"][-1] != ".", form["todo"][-1]) == (True, ".")


@pytest.mark.parametrize("signs", [signs for form in REFUSED["tables"] for signs in form["signs"]])
def test_a_table_is_known_by_each_of_its_lists_of_columns(signs: list[str]) -> None:
    """Written as the header of a table, they are found again."""
    header = ",".join(f"Column {name}" if name.startswith("(") else name for name in signs)
    assert strange_table(file_of(f"{header}\n{',' * (len(signs) - 1)}\n").table) is not None
