"""Reading any CSV: encodings, delimiters, quotes, line ends, and rows that are broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.errors import InputError
from backlog.importers.tables import csv_table
from backlog.importers.tables.csv_table import Table, decode, guarded, read_table, unguarded

PLAIN = "date,note\n2026-11-01,Grüße\n"


def rows(text: str) -> list[tuple[str, ...]]:
    """The cells below the header."""
    return [row.cells for row in read_table(text, "a.csv").rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
def test_any_usual_encoding_is_read(encoding: str) -> None:
    """UTF-8 with or without BOM, UTF-16 with or without BOM and the Windows and Latin code pages read the same."""
    assert decode(PLAIN.encode(encoding), "a.csv") == PLAIN


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "a.csv is empty."),
        (b" \r\n\n", "a.csv is empty."),
        (b"\x0e\x10\x00\x00\x00\x00.FIT\x00\x00\x00", "a.csv is not text."),
        (bytes(range(256)) * 8, "a.csv is not text."),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, what: str) -> None:
    """An empty file, a recording of a watch: each is one sentence."""
    with pytest.raises(InputError) as refusal:
        decode(data, "a.csv")
    assert (refusal.value.slug, refusal.value.what) == ("bad-import", what)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "a,b\r\n1,2\r\n",
        "a,b\r1,2\r",
        "sep=;\na;b\n1;2\n",
        '"a","b"\n"1","2"',
    ],
)
def test_delimiter_and_line_ends_are_found(text: str) -> None:
    """Comma, semicolon or tab; Unix, Windows or old Macintosh line ends; Excel's own first line."""
    assert rows(text) == [("1", "2")]


def test_quoted_cells_keep_delimiters_quotes_and_line_breaks() -> None:
    """Inside quotes a comma, a doubled quote and a line break belong to the text."""
    assert rows('a,b\n"x,y","say ""hi""\nthere"\n') == [("x,y", 'say "hi"\nthere')]


def test_rows_know_the_line_they_begin_on() -> None:
    """Line breaks inside quotes and empty lines count."""
    table = read_table('a,b\n"1\n1",2\n\n3,4\n', "a.csv")
    assert [row.line for row in table.rows] == [2, 5]


def test_a_title_above_the_header_does_no_harm() -> None:
    """The header is the first line with two cells that hold something."""
    assert read_table("Activities\n\nDate,Steps\n1,2\n", "a.csv").header == ("Date", "Steps")


def test_a_header_that_occurs_twice_is_numbered() -> None:
    """The second Distance is Distance#2, so that it can be mapped and never replaces the first."""
    assert read_table("Distance,Time,Distance\n1,2,3\n", "a.csv").header == ("Distance", "Time", "Distance#2")


def test_short_rows_are_filled_with_empty_cells() -> None:
    """A spreadsheet leaves out empty cells at the end of a row."""
    assert rows("a,b,c\n1,2\n") == [("1", "2", "")]


def problems_of(table: Table) -> list[tuple[int | None, str]]:
    """Line and sentence of each problem."""
    return [(problem.line, problem.what) for problem in table.problems]


def test_a_row_with_too_many_cells_is_a_problem() -> None:
    """A decimal comma without quotes would shift every cell behind it."""
    table = read_table("a,b\n1,2,5\n3,4\n", "a.csv")
    assert problems_of(table) == [(2, "This row has 3 cells, the header 2.")]
    assert [row.cells for row in table.rows] == [("3", "4")]


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    """The rows behind it are read as if its line were not there."""
    table = read_table('a,b\n1,"open\n2,x\n3,y\n', "a.csv")
    assert problems_of(table) == [(2, "A quote opens here and is never closed.")]
    assert [row.cells for row in table.rows] == [("2", "x"), ("3", "y")]


def test_a_cell_too_large_for_csv_costs_one_row() -> None:
    """200,000 characters in one cell are one problem, and the next row is read."""
    table = read_table(f"a,b\n1,{'x' * 200_000}\n2,y\n", "a.csv")
    assert problems_of(table) == [(2, "This row cannot be read: field larger than field limit (131072).")]
    assert [row.cells for row in table.rows] == [("2", "y")]


def test_a_file_without_columns_is_refused() -> None:
    """A list of lines is no table."""
    with pytest.raises(InputError, match="has no columns"):
        read_table("one\ntwo\n", "a.csv")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''=1"])
def test_what_a_spreadsheet_would_run_gets_one_prefix(text: str) -> None:
    """Also where the text itself begins like a prefixed one, so that taking the prefix away is exact."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1", "it's", "'quoted'", "'", "a=b"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    """An apostrophe alone runs nothing."""
    assert (guarded(text), unguarded(text)) == (text, text)


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\nab")))
def test_taking_the_prefix_away_is_exact(text: str) -> None:
    """unguarded(guarded(text)) is the text, whatever it is."""
    assert unguarded(guarded(text)) == text


def test_a_table_of_thousands_of_columns_is_refused_at_once() -> None:
    """2,000 are read."""
    wide = ",".join(f"c{n}" for n in range(2000))
    assert 2000 == len(read_table(f"{wide}\n", "x.csv").header)
    with pytest.raises(InputError, match="more than 2,000 columns"):
        read_table(f"{wide},d\n", "x.csv")


def test_a_table_of_more_rows_than_a_life_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its header; lines are more than rows where notes have several, and empty ones count as well."""
    monkeypatch.setattr(csv_table, "MOST_ROWS", 3)
    monkeypatch.setattr(csv_table, "MOST_LINES", 5)
    assert [("1", "2"), ("3", "4\n5")] == rows('a,b\n1,2\n3,"4\n5"\n\n')
    for text, what in (("a,b\n" + 3 * "1,2\n", "more than 3 rows"), ("a,b\n" + 5 * "\n", "more than 5 lines")):
        with pytest.raises(InputError, match=what):
            read_table(text, "x.csv")


@pytest.mark.parametrize("many", [100, 9000])
def test_an_open_quote_costs_its_own_line_however_long_the_file(many: int) -> None:
    """Beyond 128 kB a cell is refused in the middle of what the quote swallowed."""
    lines = [f"2026-11-03,{n},a note of some length" for n in range(many)]
    lines[10] = '2026-11-03,10,"oops'
    table = read_table("date,score,note\n" + "\n".join(lines) + "\n", "a.csv")
    assert (many - 1, [12]) == (len(table.rows), [problem.line for problem in table.problems])


def test_a_line_in_another_encoding_costs_no_other_its_letters() -> None:
    """Appended by another program, or cut in the middle of a letter."""
    for damage in ("café".encode("latin-1"), "für".encode()[:2]):
        text = decode("Brücke\n".encode() + damage + b"\n\xef\xbb\xbf", "a.csv")
        assert "Brücke" == text.split("\n")[0]
    assert "Brücke\nüber" == decode("Brücke\nüber".encode("latin-1"), "a.csv")
    assert "Brücke\ncafé" == decode("\ufeffBrücke\n".encode() + "café".encode("latin-1"), "a.csv")
