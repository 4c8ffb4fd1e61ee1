"""The door to XML: the root by the first bytes, elements as they are completed, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.errors import InputError
from backlog.importers.moments import instant
from backlog.importers.recordings import xml_text
from tests.importers.helpers import file_of

PLAIN = '<gpx><trk><trkpt lat="1"><time>a</time></trkpt><trkpt lat="2"/></trk></gpx>'
APPLE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!-- it\'s a Health export: ]> <!ENTITY -->\n'
    '<!ELEMENT HealthData (Record|Workout)*>\n<!ATTLIST Record value CDATA "]>">\n]>\n'
)


def read(data: str | bytes, *tags: str) -> tuple[list[str], bool]:
    """The `lat` of the elements that came, and whether the file was cut."""
    found = xml_text.Events(file_of(data, "a.gpx"), tags or ("trkpt",))
    lats = [str(element.get("lat")) for element in found]
    return lats, found.cut


@pytest.mark.parametrize(
    ("head", "root"),
    [
        (PLAIN, "gpx"),
        ("\ufeff \n<?xml version='1.0'?>\n<!-- <kml> --><TrainingCenterDatabase xmlns='x'>", "TrainingCenterDatabase"),
        ("junk\n<?xml version='1.0'?><gpx>", "gpx"),
        ("<g:gpx xmlns:g='x'>", "gpx"),
        ("<nobody:declared />", "declared"),
        (APPLE + "<HealthData locale='en'>", "HealthData"),
        ("<!DOCTYPE html><html>", "html"),
        ("date,distance\n2026-11-16,3<4", None),
        ("I ran <gpx> today", None),
        ("<!-- never closed <gpx>", None),
        ("<!DOCTYPE gpx [ <gpx>", None),
        ("<gp", None),
        ("", None),
    ],
)
def test_the_root_is_the_name_of_the_first_element(head: str, root: str | None) -> None:
    """Whatever stands before it; text that only holds a `<` is no XML."""
    assert xml_text.root_of(head.encode()) == root


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read(encoding: str) -> None:
    """With a byte order mark or, where the first two bytes show it, without."""
    data = PLAIN.encode(encoding)
    assert xml_text.root_of(data) == "gpx"
    assert read(data) == (["1", "2"], False)


@pytest.mark.parametrize("claim", ["UTF-16", "foo", "utf-8", "hex"])
def test_an_encoding_that_cannot_be_is_not_believed(claim: str) -> None:
    """The first bytes are ASCII, so that none of these is true but UTF-8."""
    assert read(f'<?xml version="1.0" encoding="{claim}"?>{PLAIN}') == (["1", "2"], False)


def test_an_old_encoding_is_believed() -> None:
    """An ä in Latin-1, and the same byte where UTF-8 was promised: a mark in its place, and all the rest."""
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><a><name>Lärm</name></a>'.encode("latin-1")
    for data, name in ((latin, "Lärm"), (latin.replace(b"ISO-8859-1", b"UTF-8"), "L\ufffdrm")):
        found = xml_text.Events(file_of(data), ("name",))
        assert [xml_text.text_of(element) for element in found] == [name]


def test_prefixes_that_nobody_declared_are_no_hindrance() -> None:
    """Of an element that is asked for, of the root, of an attribute."""
    assert read('<a:gpx b:c="d"><e:trkpt lat="1"><f:time/></e:trkpt></a:gpx>') == (["1"], False)


def test_an_element_in_another_comes_with_it() -> None:
    """The time is asked for, but it belongs to its point."""
    found = xml_text.Events(file_of(PLAIN), ("trkpt", "time"))
    assert [(xml_text.local(element), len(element)) for element in found] == [("trkpt", 1), ("trkpt", 0)]


def test_a_file_that_breaks_off_gives_what_was_complete() -> None:
    """Up to the last byte of the second point it is not there."""
    second = PLAIN.index('<trkpt lat="2"/>') + len('<trkpt lat="2"/>')
    assert read(PLAIN[:second]) == (["1", "2"], True)
    assert read(PLAIN[: second - 1]) == (["1"], True)
    assert read(PLAIN[:-1]) == (["1", "2"], True)


@pytest.mark.parametrize("damage", ["&", "]]>", "<a b=c>"])
def test_damage_in_the_middle_is_passed_over_and_told(damage: str) -> None:
    """What stands after it is read."""
    assert read(PLAIN.replace("<time>a", f"<time>{damage}")) == (["1", "2"], True)


def test_a_tag_without_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million attributes are no recording's; what stands before them is read."""
    monkeypatch.setattr(xml_text, "LONGEST", 5 * xml_text.CHUNK)
    for size, lats, was_cut in ((4 * xml_text.CHUNK, ["1", "2", "3"], False), (6 * xml_text.CHUNK, ["1", "2"], True)):
        long = PLAIN.replace("</trk>", f'<trkpt lat="3" a="{"x" * size}"/></trk>').replace(
            "<trk>", "<trk>" + " " * xml_text.HEAD
        )
        assert (lats, was_cut) == read(long)


def test_what_no_xml_may_hold_is_left_out() -> None:
    """A control character and an entity of HTML: nothing is lost but themselves."""
    assert read(PLAIN.replace("<time>a", "<time>\x01&nbsp;")) == (["1", "2"], False)


@pytest.mark.parametrize(
    "number",
    ["&#xD800;", "&#x0dfff;", "&#55296;", "&#057343;", "&#0;", "&#x1;", "&#xFFFE;", "&#x110000;", "&#99999999999;"],
)
@pytest.mark.parametrize("before", [0, *range(xml_text.CHUNK - 14, xml_text.CHUNK + 1)])
def test_numbers_of_no_character_are_blanks(number: str, before: int) -> None:
    """Wherever the parts that the file is read in end; half a character would be taken, and read by nobody."""
    data = f'<a><b c="{"x" * (xml_text.HEAD + before)}"/><name>3{number}4 &amp; 5&#xE9;</name></a>'
    found = xml_text.Events(file_of(data), ("name",))
    assert ["3 4 & 5é"] == [xml_text.text_of(element) for element in found]
    assert not found.cut


def test_declarations_of_elements_are_no_entities() -> None:
    """Apple's export declares its elements; a comment may say ENTITY."""
    assert read(APPLE + '<HealthData><Record lat="1"/></HealthData>', "Record") == (["1"], False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "https://example.org/a.dtd"> %a;',
    ],
)
def test_a_document_that_declares_an_entity_is_refused(declared: str, encoding: str) -> None:
    """Before anything of it is expanded or fetched."""
    data = f"<!DOCTYPE gpx [<!ELEMENT gpx ANY>{declared}]>{PLAIN}".encode(encoding)
    with pytest.raises(InputError, match=r"a\.gpx declares XML entities") as refused:
        read(data)
    assert refused.value.slug == "bad-import"


def test_what_is_not_xml_is_refused_by_name() -> None:
    """Rather than read as nothing."""
    with pytest.raises(InputError, match=r"a\.gpx is not XML"):
        read("date,km")


def test_memory_does_not_grow_with_the_file() -> None:
    """Of 20,000 records in 4 MB the parser never keeps more than stand in one piece of the file."""
    row = "<Record><Meta>" + "x" * 170 + "</Meta></Record>\n"
    data = ("<HealthData>" + row * 20_000 + "<Workout><Stat/></Workout></HealthData>").encode()
    kept = 0
    for element in xml_text.Events(file_of(data), ("Record", "Workout")):
        parent = element.getparent()
        assert parent is not None
        kept = max(kept, len(parent))
    assert kept < 4 * xml_text.HEAD / len(row)
    (workout,) = xml_text.Events(file_of(data), ("Workout",))
    assert len(workout) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-16T12:00:05Z", datetime(2026, 11, 16, 12, 0, 5, tzinfo=UTC)),
        (" 2026-11-16T12:00:05.123456789Z ", datetime(2026, 11, 16, 12, 0, 5, 123456, tzinfo=UTC)),
        ("2026-11-16T13:00:05+01:00", datetime(2026, 11, 16, 12, 0, 5, tzinfo=UTC)),
        ("2026-11-16 13:00:05 +0100", datetime(2026, 11, 16, 12, 0, 5, tzinfo=UTC)),
        ("2026-11-16T12:00:05", datetime(2026, 11, 16, 12, 0, 5, tzinfo=UTC)),
        ("2026-11-16", None),
        ("0001-01-01T01:00:00+10:00", None),
        ("1899-12-31T12:00:00Z", None),
        ("9999-12-31T23:00:00Z", None),
        ("soon", None),
        ("", None),
    ],
)
def test_moments_have_a_date_and_a_time(text: str, moment: datetime | None) -> None:
    """A date alone would be midnight, which nobody said."""
    assert instant(text) == moment


@pytest.mark.parametrize(("text", "number"), [("1.5", 1.5), (" 7 ", 7.0), ("nan", None), ("inf", None), ("x", None)])
def test_numbers_are_measurements(text: str, number: float | None) -> None:
    """Not a number and infinity are none."""
    assert xml_text.number_of(text) == number


@given(st.binary(max_size=80), st.integers(0, len(PLAIN)), st.integers(0, len(PLAIN)))
def test_no_bytes_end_in_anything_but_elements_or_a_refusal(junk: bytes, left: int, right: int) -> None:
    """Junk alone, or in place of any piece of a good file."""
    good = PLAIN.encode()
    for data in (junk, good[:left] + junk + good[right:], APPLE.encode() + junk):
        xml_text.root_of(data)
        with contextlib.suppress(InputError):
            read(data)
