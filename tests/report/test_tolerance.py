"""What a person sees on the picture of their tolerance, and reads in the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from backlog.errors import InputError
from backlog.files import Output
from backlog.report.figure import save_figure
from backlog.report.palette import DRAWN
from backlog.report.tolerance import (
    LOOKS,
    day_ticks,
    draw_tolerance,
    few,
    next_label,
    notes,
    range_of,
    rough,
    spread,
)
from backlog.report.tolerance_text import SHORT, jsonable, terminal_tolerance
from backlog.services.capacity import RESPONSES, Capacity, Dot, KnownCapacity, Next

NOW = datetime(2026, 11, 16, 18, tzinfo=UTC)


def made(**fields: object) -> Capacity:
    """Five weeks of runs, every response among them, and a run of 2.2 km next."""
    known = tuple(
        KnownCapacity(NOW - timedelta(days=35 - day), 1800 + 20 * day, 700 + 10 * day, 5000 + 20 * day, 900 + 30 * day)
        for day in range(36)
    )
    runs = tuple(
        Dot(at + 1, NOW - timedelta(days=33 - 3 * at), 1000 + 120 * at, RESPONSES[at % 5], 900.0) for at in range(10)
    )
    given = Capacity(
        now=NOW, zone=UTC, units="km", limit=0.1, any_limit=0.5, known=known, runs=runs,
        next=Next(NOW + timedelta(hours=12), 2200, 0.06),
    )  # fmt: skip
    return replace(given, **fields)  # type: ignore[arg-type]


def lines(figure: Figure) -> dict[str, Line2D]:
    """The lines and points of the panel by name."""
    axes = next(each for each in figure.axes if each.get_label() == "tolerance")
    return {str(line.get_gid()): line for line in axes.lines}


def heights(line: Line2D) -> list[float]:
    """Where its points are."""
    values: Any = line.get_ydata()
    return [round(float(y), 3) for y in values]


def texts(figure: Figure) -> list[Text]:
    """All that can be read outside the axes' numbers."""
    (axes,) = figure.axes
    key = axes.get_legend()
    return [*figure.texts, *axes.texts, *(key.get_texts() if key else [])]


def test_what_is_drawn() -> None:
    """Median, limit, a point per run by response, and what is next."""
    found = lines(draw_tolerance(made(), "Increase: run 2.2 km."))
    assert {"capacity", "limit", "next", *(f"runs-{response}" for response in RESPONSES)} == found.keys()
    assert [1.0, 1.6] == heights(found["runs-unanswered"])
    assert [2.2] == heights(found["next"])
    assert "white" == found["next"].get_markerfacecolor()


def test_responses_differ_in_shape_and_in_colour() -> None:
    """A grey print and a colour-blind eye tell them apart."""
    assert 5 == len({look[1] for look in LOOKS.values()}) == len({look[0] for look in LOOKS.values()})


def test_the_words_are_inside_the_paper_and_apart() -> None:
    """No sentence is cut, and none lies on another."""
    figure = draw_tolerance(made(unmeasured=2), "Increase: run 2.2 km.")
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [Text.get_window_extent(text, canvas.get_renderer()) for text in texts(figure)]
    width, height = canvas.get_width_height()
    assert all(0 <= box.x0 and box.x1 <= width and 0 <= box.y0 and box.y1 <= height for box in boxes)
    assert not [1 for at, box in enumerate(boxes) for other in boxes[:at] if box.shrunk(0.9, 0.6).overlaps(other)]


@given(st.lists(st.floats(0, 10), max_size=6))
def test_names_beside_lines_keep_their_distance_and_their_order(places: list[float]) -> None:
    """Lines that end together have their names one above the other."""
    moved = spread(places, 0.5)
    assert all(b - a > 0.5 - 1e-6 for a, b in zip(sorted(moved), sorted(moved)[1:], strict=False))
    assert sorted(range(len(places)), key=lambda at: (places[at], at)) == sorted(
        range(len(moved)), key=moved.__getitem__
    )


def test_names_that_have_room_stay_where_they_are() -> None:
    """Nothing moves without need."""
    assert [3.0, 1.0, 2.0] == spread([3.0, 1.0, 2.0], 0.5)


def test_the_next_run_is_told_with_its_risk() -> None:
    """In the person's unit; nothing where no run is advised."""
    assert "next: 2.2 km, clear reaction about 6 %, limit 10 %" == next_label(made())
    assert "next: 1.37 mi, clear reaction under 1 %, limit 10 %" == next_label(
        made(units="mi", next=Next(NOW, 2200, 0.004))
    )
    assert next_label(made(next=None)) is None
    assert "next" not in lines(draw_tolerance(made(next=None), "No running for now."))


def test_the_axis_is_readable_and_says_what_it_leaves_out() -> None:
    """It ends at three times the longest run, or at 5 km, however far the band goes."""
    wide = made(known=[each._replace(high_m=60_000.0) for each in made().known])
    scale = range_of(wide)
    assert (6240.0, True) == (scale.high, scale.factors)
    assert "The band goes beyond the upper edge; today it ends at 60 km." in notes(wide, scale)
    assert not [words for words in notes(made(), range_of(made())) if "edge" in words]


def test_a_narrow_band_has_a_plain_axis() -> None:
    """It begins at nothing."""
    known = [each._replace(low_m=1500.0, limit_m=1500.0, high_m=3000.0) for each in made().known]
    assert (0.0, False) == range_of(made(known=known))[::2]


def test_a_limit_of_nothing_lies_on_the_edge() -> None:
    """A scale of factors has no zero; the note says so."""
    none = made(known=[each._replace(limit_m=0.0) for each in made().known])
    draw_tolerance(none, "No running for now.")
    assert "Where the limit lies on the lower edge, no distance shown stays within it." in notes(none, range_of(none))


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
def test_equal_charts_are_equal_files(tmp_path: Path, ending: str) -> None:
    """In every form."""
    for name in ("a", "b"):
        save_figure(lambda: draw_tolerance(made(), "Hold."), Output(tmp_path / f"{name}{ending}", DRAWN))
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    """And no file is left."""
    with pytest.raises(InputError, match=r"end|draw"):
        save_figure(lambda: draw_tolerance(made(), "Hold."), Output(tmp_path / "a.gif", DRAWN))
    assert [] == list(tmp_path.iterdir())


def test_in_the_terminal() -> None:
    """A row a run, then what is next; no line is wider than the terminal."""
    said = terminal_tolerance(made(), "Increase: run 2.2 km.").splitlines()
    assert "Runs and capacity, 12 Oct – 16 Nov 2026" == said[0]
    words = [next(word for word in SHORT.values() if f"km {word:10}" in f"{line} ") for line in said[4:14]]
    assert [SHORT[response] for response in [*RESPONSES, *RESPONSES]] == words
    assert said[14].startswith("  next    2.2 km")
    assert "◇" in said[14]
    assert max(len(line) for line in said) <= 80


@pytest.mark.parametrize("width", [50, 60, 200])
def test_in_a_terminal_that_knows_few_letters(width: int) -> None:
    """ASCII only, and never wider than the terminal."""
    said = terminal_tolerance(made(), "Hold.", width=width, unicode=False)
    assert said.isascii()
    assert max(len(line) for line in said.splitlines()) <= width


def test_for_programs() -> None:
    """Metres, and moments with their offset."""
    found = jsonable(made())
    assert {"at": "2026-11-17T06:00:00+00:00", "distance_m": 2200, "p_clear_reaction": 0.06} == found["next"]
    assert (36, 10) == (len(found["capacity"]), len(found["runs"]))


def test_too_little_to_draw() -> None:
    """A sentence."""
    assert few(made(runs=())).startswith("No run with a known distance")
    assert few(made(runs=made().runs[:1])).startswith("One run with a known distance")


def test_an_estimate_is_told_in_two_digits() -> None:
    """More would pretend."""
    assert ["340 m", "1.0 km", "5.2 km", "34 km", "0.2 mi"] == [
        rough(*each) for each in ((341, "km"), (960, "km"), (5217, "km"), (34_100, "km"), (341, "mi"))
    ]


@pytest.mark.parametrize(
    ("first", "days", "labels"),
    [
        (date(2026, 12, 30), 20, ["4 Jan\n2027", "11 Jan", "18 Jan"]),
        (date(2026, 12, 28), 8, ["28 Dec\n2026", "4 Jan"]),
        (date(2026, 12, 29), 3, []),
    ],
)
def test_the_first_monday_has_its_own_year(first: date, days: int, labels: list[str]) -> None:
    """And not that of the first day."""
    assert labels == [label for _, label in day_ticks(first, days)]
