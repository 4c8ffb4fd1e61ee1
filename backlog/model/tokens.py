"""The closed vocabularies: activities, surfaces, strike patterns, sites, and what follows from them."""

from __future__ import annotations

ACTIVITIES = (
    "run",
    "walk",
    "uphill-walk",
    "stairs",
    "elliptical",
    "stationary-bike",
    "bike",
    "swim",
    "deep-water-run",
    "row",
    "strength",
    "limbering",
    "balance",
    "other",
)
SURFACES = ("grass", "trail", "track", "gravel", "sand", "treadmill", "asphalt", "concrete")
STRIKES = ("heel", "midfoot", "forefoot", "mixed")
SITES = ("back", "buttock", "hip-groin", "thigh", "knee", "shin", "calf", "foot", "radiating-leg", "other")
#: How far down the leg radiating pain reaches, nearest to the back first.
REACHES = ("buttock", "thigh", "knee", "calf", "foot")

#: What is taken for pain every day.
MEDICINE = ("none", "regular")

#: Their metres make up a week's on-foot distance.
ON_FOOT = ("run", "walk", "uphill-walk", "stairs")
#: They owe no checks however long they last.
UNCHECKED = ("strength", "limbering", "balance", "other")
#: Of low impact, in the order in which they are offered instead of running (evidence.md 7: stairs and rowing never).
LOW_IMPACT = ("walk", "stationary-bike", "elliptical", "deep-water-run", "bike", "swim")
#: Softest first (design choice: measured differences are small, evidence.md 6).
SOFTEST = ("grass", "track", "trail", "treadmill", "gravel", "sand", "asphalt", "concrete")

#: Surfaces that are hard to run on.
HARD = ("asphalt", "concrete")

#: Assumed pace in seconds per kilometre until the person's own is known.
ASSUMED_PACE = {
    "run": 8 * 60.0,
    "walk": 12 * 60.0,
    "uphill-walk": 15 * 60.0,
    "stairs": 20 * 60.0,
    "elliptical": 7 * 60.0,
    "stationary-bike": 3 * 60.0,
    "bike": 3 * 60.0,
    "swim": 30 * 60.0,
    "deep-water-run": 20 * 60.0,
    "row": 6 * 60.0,
    "other": 10 * 60.0,
}

#: MET of each activity at an easy effort (2024 Adult Compendium; evidence.md 7).
MET = {
    "run": 7.8,
    "walk": 3.8,
    "uphill-walk": 5.3,
    "stairs": 4.5,
    "elliptical": 5.0,
    "stationary-bike": 5.0,
    "bike": 5.8,
    "swim": 5.8,
    "deep-water-run": 9.8,
    "row": 4.8,
    "strength": 3.5,
    "limbering": 2.3,
    "balance": 2.3,
}

HORIZONS = (0, 24, 48)
