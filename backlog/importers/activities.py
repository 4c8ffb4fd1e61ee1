"""What other programs and people call an activity or a surface, in backlog's tokens."""

from __future__ import annotations

import re

from backlog.model.tokens import ACTIVITIES, ON_FOOT, SURFACES

_NAMES = {
    "run": (
        "running, runs, jog, jogging, race, long run, easy run, tempo run, intervals, street "
        "running, road running, laufen, joggen, lauf, laufsport, course, course à pied, footing, carrera, correr, "
        "corsa, corrida, hardlopen, juoksu, löpning, obstacle run, ultra run"
    ),
    "walk": (
        "walking, hike, hiking, nordic walking, power walking, speed walking, casual walking, stroll, indoor walking, "
        "gehen, spazieren, spaziergang, wandern, marche, marche à pied, randonnée, caminata, caminar, paseo, "
        "senderismo, camminata, escursionismo, wandelen, snowshoeing, snowshoe, rucking"
    ),
    "uphill-walk": "uphill walking, incline walk, incline walking, hill walking",
    "stairs": (
        "stair climbing, stairmaster, stair stepper, stair climber, stair machine, treppen, treppensteigen, "
        "floor climbing, step training, stepper"
    ),
    "elliptical": (
        "elliptical trainer, cross trainer, crosstrainer, crosstraining, ellipsentrainer, elliptique, "
        "elíptica, ellittica"
    ),
    "stationary-bike": (
        "exercise bike, indoor cycling, indoor bike, spinning, spin, spin bike, virtual ride, virtual cycling, "
        "virtual activity cycling, ergometer, stationary cycling, turbo trainer, indoor bike ride"
    ),
    "bike": (
        "cycling, biking, bicycle, ride, cycle, road cycling, road biking, mountain biking, "
        "mountain bike, mountain bike ride, mountain, gravel ride, gravel cycling, gravel unpaved cycling, cyclocross, "
        "e-bike ride, e bike ride, e biking, e mountain bike ride, radfahren, rennradfahren, rad, fahrrad, radfahrt, "
        "vélo, sortie vélo, cyclisme, ciclismo, bicicleta, fietsen"
    ),
    "swim": (
        "swimming, pool swim, pool swimming, open water swimming, open water swim, lap swimming, schwimmen, "
        "schwimmbadschwimmen, freiwasserschwimmen, natation, natación, nuoto, zwemmen"
    ),
    "deep-water-run": "aqua jogging, aquajogging, deep water running, pool running",
    "row": "rowing, indoor rowing, virtual row, rowing machine, erg, rudern, rudergerät, aviron, remo",
    "strength": (
        "strength training, weights, weight training, weight lifting, weightlifting, functional strength training, "
        "traditional strength training, core training, krafttraining, musculation, entrenamiento de fuerza, pesas"
    ),
    "limbering": (
        "stretching, stretch, mobility, yoga, pilates, flexibility, flexibility training, preparation and recovery, "
        "cooldown, barre, mind and body, limber, dehnen, étirements, mobilität"
    ),
    "balance": "balance training, tai chi",
}
#: Activities whose name says the surface too.
_WITH_SURFACE = {
    ("run", "trail"): "trail run, trail running, trailrunning, traillauf, trail",
    ("run", "treadmill"): (
        "treadmill, treadmill run, treadmill running, laufband, laufbandtraining, tapis roulant, tapis de course, "
        "cinta, indoor running, virtual run, virtual running, virtual activity running"
    ),
    ("walk", "treadmill"): "treadmill walk, treadmill walking, indoor walk",
    ("run", "track"): "track run, track running, bahnlauf",
    ("run", "sand"): "beach run",
}
#: What devices call a kind that they do not know.
_GENERIC = frozenset({"", "generic", "other", "all", "unknown", "invalid"})
_SURFACES = {
    "asphalt": "road, street, tarmac, tar, pavement, paved, asphalte, straße",
    "concrete": "sidewalk",
    "trail": "dirt, path, forest, woods",
    "sand": "beach",
    "grass": "lawn, gras, wiese",
    "track": "tartan",
    "treadmill": "laufband",
    "gravel": "schotter",
}


def _table() -> dict[str, tuple[str, str | None]]:
    found: dict[str, tuple[str, str | None]] = {_plain(token): (token, None) for token in ACTIVITIES}
    for token, names in _NAMES.items():
        found |= {_plain(name): (token, None) for name in names.split(", ")}
    return found | {name: meant for meant, names in _WITH_SURFACE.items() for name in names.split(", ")}


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_\-/]+", " ", name.lower()).split())


_ACTIVITIES = _table()
_SURFACE_OF = {name: surface for surface, names in _SURFACES.items() for name in names.split(", ")}


def activity_of(name: str) -> tuple[str, str | None, str | None]:
    """Activity, surface and sport: the surface where the name says it, the name itself where activity is `other`."""
    known = _ACTIVITIES.get(_plain(name))
    return (*known, None) if known else ("other", None, " ".join(name.split())[:200])


def activity_of_kind(kind: str, detail: str = "") -> tuple[str, str | None, str | None]:
    """As activity_of, of a device's kind of sport and its closer description (`running`, `trail`): the closest known.

    Where none is known the sport is the kind itself; None where the device says nothing.
    """
    told = [name for name in (kind, detail) if name and _plain(name) not in _GENERIC]
    activity, surface = _ACTIVITIES.get(_plain(kind), ("other", None))
    if activity != "other" and _plain(detail) in SURFACES:
        # Alone, `trail` would be a run; of a ride it says nothing that the back would notice.
        return activity, _plain(detail) if activity in ON_FOOT else surface, None
    for name in (f"{detail} {kind}", *reversed(told)):
        known = _ACTIVITIES.get(_plain(name))
        if known:
            return (*known, None)
    return "other", None, " ".join(told[0].replace("_", " ").split())[:200] if told else None


def surface_of(name: str) -> str | None:
    """The surface meant; None for a word that is none of them."""
    plain = _plain(name)
    return plain if plain in SURFACES else _SURFACE_OF.get(plain)
