"""What other programs and people call an activity or a surface, in backlog's tokens."""

from __future__ import annotations

import re

from backlog.model.tokens import ACTIVITIES, SURFACES

_NAMES = {
    "run": (
        "running, runs, jog, jogging, race, long run, easy run, tempo run, intervals, street "
        "running, road running, laufen, joggen, lauf, course, course à pied, carrera, correr, "
        "corsa, hardlopen"
    ),
    "walk": (
        "walking, hike, hiking, nordic walking, power walking, speed walking, stroll, gehen, "
        "spazieren, spaziergang, wandern, marche, randonnée, caminata, caminar, senderismo, "
        "camminata, wandelen"
    ),
    "uphill-walk": "uphill walking, incline walk, incline walking",
    "stairs": "stair climbing, stairmaster, stair stepper, stair climber, stair machine, treppen",
    "elliptical": (
        "elliptical trainer, cross trainer, crosstrainer, crosstraining, ellipsentrainer, elliptique, elíptica"
    ),
    "stationary-bike": (
        "exercise bike, indoor cycling, indoor bike, spinning, spin bike, virtual ride, "
        "ergometer, stationary cycling, turbo trainer"
    ),
    "bike": (
        "cycling, biking, bicycle, ride, cycle, road cycling, road biking, mountain biking, "
        "mountain bike, mountain bike ride, gravel ride, e-bike ride, e bike ride, radfahren, "
        "rad, fahrrad, vélo, cyclisme, ciclismo, fietsen"
    ),
    "swim": (
        "swimming, pool swim, open water swimming, open water swim, lap swimming, schwimmen, natation, natación, nuoto"
    ),
    "deep-water-run": "aqua jogging, aquajogging, deep water running, pool running",
    "row": "rowing, indoor rowing, rowing machine, erg, rudern, aviron, remo",
    "strength": (
        "strength training, weights, weight training, weight lifting, weightlifting, krafttraining, musculation"
    ),
    "limbering": "stretching, stretch, mobility, yoga, limber, dehnen, étirements",
    "balance": "balance training",
}
#: Activities whose name says the surface too.
_WITH_SURFACE: dict[str, tuple[str, str | None]] = {
    "trail run": ("run", "trail"),
    "trail running": ("run", "trail"),
    "trailrunning": ("run", "trail"),
    "treadmill": ("run", "treadmill"),
    "treadmill run": ("run", "treadmill"),
    "treadmill running": ("run", "treadmill"),
    "indoor running": ("run", "treadmill"),
    "virtual run": ("run", "treadmill"),
    "treadmill walk": ("walk", "treadmill"),
    "track run": ("run", "track"),
    "track running": ("run", "track"),
    "beach run": ("run", "sand"),
}
_SURFACES = {
    "road": "asphalt",
    "street": "asphalt",
    "tarmac": "asphalt",
    "tar": "asphalt",
    "pavement": "asphalt",
    "sidewalk": "concrete",
    "paved": "asphalt",
    "dirt": "trail",
    "path": "trail",
    "forest": "trail",
    "woods": "trail",
    "beach": "sand",
    "lawn": "grass",
    "tartan": "track",
    "asphalte": "asphalt",
    "gras": "grass",
    "wiese": "grass",
    "laufband": "treadmill",
    "straße": "asphalt",
    "schotter": "gravel",
}


def _table() -> dict[str, tuple[str, str | None]]:
    found: dict[str, tuple[str, str | None]] = {_plain(token): (token, None) for token in ACTIVITIES}
    for token, names in _NAMES.items():
        found |= {_plain(name): (token, None) for name in names.split(", ")}
    return found | _WITH_SURFACE


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_\-/]+", " ", name.lower()).split())


_ACTIVITIES = _table()


def activity_of(name: str) -> tuple[str, str | None, str | None]:
    """Activity, surface and sport: the surface where the name says it, the name itself where activity is `other`."""
    known = _ACTIVITIES.get(_plain(name))
    return (*known, None) if known else ("other", None, " ".join(name.split())[:200])


def surface_of(name: str) -> str | None:
    """The surface meant; None for a word that is none of them."""
    plain = _plain(name)
    return plain if plain in SURFACES else _SURFACES.get(plain)
