"""How a chart looks: colours, markers, and the settings of matplotlib, as plain values.

One hue per panel, from dark to light, so that neither a grey print nor a colour-blind eye mixes up two neighbours:
blue on foot, green for everything else, orange for pain, grey for what the means rest on.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backlog.files import Kind, ends_of

INK, SOFT, RULE, SHADE = "#222222", "#666666", "#e6e6e6", "#f3f3f0"
#: Of the bars, the lowest of a stack first; the last blue is for metres that no activity claims.
BLUES = ("#08457a", "#3f8fc4", "#93c4e6", "#d3e6f4", "#b0b0b0")
GREENS = ("#00614a", "#3db38c", "#a8dcc6", "#dcefe6")
ANSWERED = "#6e6e6e"
USUAL, LEVEL = "#bdbdbd", "#8a8a8a"

#: Per horizon: colour (the later the darker), marker and line style.
PAIN: dict[int, tuple[str, str, Any]] = {
    0: ("#eda100", "o", (0, (1, 1.2))),
    24: ("#d55e00", "s", (0, (4, 1.5))),
    48: ("#6b1a00", "D", "solid"),
}

#: Marker, its size in points and its colour, by a verdict's first word or else by the mark's kind; the gravest last,
#: so that it lies on top.
SYMBOLS = {
    "increase": ("^", 5.0, SOFT),
    "reduce": ("v", 5.0, SOFT),
    "verdict": ("D", 4.0, "#8a8a8a"),
    "return": ("<", 5.0, "#0b5ea8"),
    "switch": (">", 5.0, "#0b5ea8"),
    "flare": ("*", 7.0, "#b3001b"),
    "stop": ("X", 5.5, INK),
}

#: A person's own matplotlibrc must not change what their doctor sees.
STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    "text.usetex": False,
    "text.parse_math": False,
    "text.color": INK,
    "hatch.linewidth": 0.7,
    "path.simplify": True,
    "path.effects": [],
    "path.sketch": None,
    "svg.hashsalt": "backlog",
    "svg.fonttype": "path",
    "pdf.compression": 6,
    "savefig.bbox": None,
    "savefig.facecolor": "white",
    "savefig.edgecolor": "none",
    "savefig.transparent": False,
}

#: What each kind of file would say about the day and the program that made it: nothing that differs between two runs.
METADATA: dict[str, dict[str, str | None]] = {
    ".png": {"Software": "backlog"},
    ".svg": {"Date": None, "Creator": "backlog"},
    ".pdf": {"CreationDate": None, "Creator": "backlog", "Producer": None},
}

#: How each kind of file then names its maker.
_MADE = (b"tEXtSoftware\0backlog", b"<dc:title>backlog</dc:title>", b"/Creator (backlog)")


def is_picture(path: Path) -> bool:
    """Whether backlog drew the picture."""
    ends = b"".join(ends_of(path))
    return ends.startswith((b"\x89PNG\r\n", b"<?xml", b"%PDF-")) and any(made in ends for made in _MADE)


DRAWN = Kind("picture that backlog drew", is_picture)
