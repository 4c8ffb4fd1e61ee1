"""What all pictures share: how they look whatever the person's own settings are, their words, and their files.

matplotlib is imported inside the functions and without pyplot, because it costs more than all the rest of backlog.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlog.errors import InputError
from backlog.files import Output
from backlog.report import palette
from backlog.report.palette import INK, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Where words and panels begin, in inches from the left edge of the paper.
LEFT = 0.7


def save_figure(draw: Callable[[], Figure], output: Output) -> None:
    """Write what `draw` makes as PNG, SVG or PDF, as the file's ending says; equal pictures give equal bytes.

    InputError `bad-option` for another ending, and nothing is drawn; BacklogError as of Output.
    """
    ending = ending_of(output.path)
    # Level 4 of 9: a tenth more bytes, half the time.
    extra: dict[str, Any] = {"pil_kwargs": {"compress_level": 4}} if ending == ".png" else {}
    buffer, figure = BytesIO(), draw()
    with style():
        figure.savefig(buffer, format=ending[1:], dpi=150, metadata=palette.METADATA[ending], **extra)
    output.write(buffer.getvalue())


def ending_of(path: Path) -> str:
    """The kind of picture that a file's name asks for; InputError `bad-option` for one that cannot be written."""
    ending = path.suffix.lower()
    if ending not in palette.METADATA:
        raise InputError.of("bad-option.picture", path=path)
    return ending


@contextmanager
def style() -> Iterator[None]:
    """The settings of every picture of backlog, whatever the person's own are."""
    import matplotlib as mpl

    with mpl.rc_context(palette.STYLE):
        yield


def write(figure: Figure, y: float, words: str, **looks: Any) -> None:
    """A line that begins so many inches above the lower left corner of the paper."""
    width, height = figure.get_size_inches()
    all_looks: dict[str, Any] = {"size": 7.5, "color": SOFT} | looks
    figure.text(LEFT / width, y / height, words, **all_looks)


def undress(axes: Axes) -> None:
    """Leave of a panel's frame the line below, and of its ticks the small grey words."""
    axes.patch.set_visible(False)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set(color="#999999", linewidth=0.8)
    axes.tick_params(length=0, labelsize=7.5, labelcolor=SOFT, pad=3)
    axes.set_axisbelow(True)


def head(axes: Axes, words: str) -> None:
    """A panel's heading."""
    # With a y of its own no other words are measured to find it.
    axes.set_title(words, loc="left", y=1.0, size=8.5, color=INK, pad=5)
