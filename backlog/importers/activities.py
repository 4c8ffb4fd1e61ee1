"""What other programs and people call an activity or a surface, in backlog's tokens."""

from __future__ import annotations

import re

from backlog.importers.data import by_name, data
from backlog.model.tokens import ACTIVITIES, ON_FOOT, SURFACES

_NAMES = data("names")
#: Name -> activity, and the surface where the name says it.
_ACTIVITIES: dict[str, tuple[str, str | None]] = {
    **{token.replace("-", " "): (token, None) for token in ACTIVITIES},
    **{name: (token, None) for name, token in by_name(_NAMES["activities"]).items()},
    **{name: (token, on) for token, on_it in _NAMES["with_surface"].items() for name, on in by_name(on_it).items()},
}
_SURFACES = dict(zip(SURFACES, SURFACES, strict=True)) | by_name(_NAMES["surfaces"])
_ENGLISH = by_name(_NAMES["english"])
#: What devices call a kind that they do not know.
_GENERIC = {"", *_NAMES["generic"]}


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_\-/]+", " ", name.lower()).split())


def in_english(kind: str) -> str:
    """The kind in English, if it is one that Strava or Garmin write in other languages; otherwise the kind itself."""
    return _ENGLISH.get(" ".join(kind.lower().split()), kind)


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
    return _SURFACES.get(_plain(name))
