"""Words of pain in notes: where it hurt, as people write it in English, and simply in German, French and Spanish.

A mention is a hint for a person to look at, never a reading: it has no score and no time of its own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

from backlog.importers.data import by_name, data

LONGEST_EXCERPT = 80
#: A negation reaches so many words far: `no pain`, `without any real pain`.
REACH = 3


_WORDS = data("words")
#: Parts whose pain has nothing to do with how one moves.
_NOT_MOVED = frozenset(_WORDS["not_moved"])
#: German writes place and pain as one word; the first part of some is no place that is moved.
_COMPOUND = re.compile(r"^(\w{2,20}?)n?schmerz(?:en)?$")
_COMPOUNDS: dict[str, str] = _WORDS["compounds"]
_LEGS = frozenset(_WORDS["legs"])
#: French for bread, and not for pain.
_BREAD = re.compile(r"\bpain (?:au|aux|de|complet)\b")
_BY_NAME: dict[str, str] = _WORDS["by_name"]
_NO, _ANEW, _FINE = (frozenset(_WORDS[name]) for name in ("no", "anew", "fine"))
_GONE = re.compile(
    r"\b(?:pains?|aches?|soreness|stiffness|schmerz|schmerzen|douleurs?|dolor) (?:\w+ ){0,3}?"
    r"(?:free|gone|went away|disappeared|vanished|weg|verschwunden|partie?s?|disparue?s?|desaparecio)\b"
)
#: `back` that is a direction and no part of the body.
_WAY_BACK = re.compile(
    rf"\b(?:(?:{'|'.join(_WORDS['before_back'])})\s+back(?!\s+pain)|back\s+(?:{'|'.join(_WORDS['behind_back'])}))\b"
)
#: `back 2/10` is a pain as good as one in words.
_RATED = re.compile(r"(?<![\d/])(?:10|[1-9](?:[.,]\d)?)\s*/\s*10(?![\d/])")
_CLAUSES = re.compile(
    rf"[;!?()\[\]\n–—]+|(?<!\d)[.,:/]|[.,:/](?!\d)|\s-\s|\b(?:{'|'.join(_WORDS['joining'])})\b", re.IGNORECASE
)


class Mention(NamedTuple):
    """A place that a note says hurt; `site` is None where it does not say which. `words` are the note's own."""

    site: str | None
    words: str


class _Clause(NamedTuple):
    """One clause: its words, and where those of pain and of places stand among them."""

    words: list[str]
    pains: list[tuple[int, str]]
    sites: list[tuple[int, str]]
    #: Whether all its words of pain are such as need a place.
    weak: bool
    #: Whether it names a part that is not moved.
    not_moved: bool


#: word -> site, and the language of the words of pain beside which alone it counts; word -> language, and whether it
#: counts only beside a place.
_SITE_OF = {word.partition(":")[0]: (site, word.partition(":")[2]) for word, site in by_name(_WORDS["sites"]).items()}
_PAIN_OF = {word.lstrip("~"): (tongue, word[0] == "~") for word, tongue in by_name(_WORDS["pain"]).items()}


def find(note: str) -> list[Mention]:
    """The pains that a note mentions, a site once, in the order in which they stand; what it denies is not mentioned.

    A pain without a place is told only where no other has one.
    """
    found: dict[str | None, Mention] = {}
    for text in _CLAUSES.split(note):
        for site in _hurting(text):
            if site not in found:
                found[site] = Mention(site, _excerpt(text))
    placed = [mention for mention in found.values() if mention.site is not None]
    return placed or list(found.values())


def site_named(name: str) -> str | None:
    """The site in the name of a symptom or a column, such as `Back (lower) pain`; None if there is none, or several."""
    clause = _read(_folded(name))
    sites = {site for _, site in clause.sites}
    if sites == {"other"} and not _LEGS.isdisjoint(clause.words):
        return "radiating-leg"
    return sites.pop() if len(sites) == 1 and not clause.not_moved else None


def names_pain(name: str) -> bool:
    """Whether the name of a symptom or of a scale is about pain, such as `Rückenschmerzen`; stiffness is not pain."""
    clause = _read(_folded(name))
    return not clause.weak and not clause.not_moved


def _hurting(text: str) -> list[str | None]:
    """The sites that hurt in one clause; None for a pain that has no place."""
    plain = _folded(_RATED.sub(" hurts ", text))
    clause = _read(_WAY_BACK.sub(" ", plain))
    if not clause.pains or _GONE.search(plain) or (not clause.sites and (clause.weak or clause.not_moved)):
        return []
    told = {at for at, _ in clause.pains if not _denied(clause.words, at)}
    if not clause.sites:
        return [None] if told else []
    said = sorted({at for at, _ in clause.pains} | {at for at, word in enumerate(clause.words) if word in _FINE})
    return [site for at, site in clause.sites if _nearest(at, said, told) in told]


def _nearest(at: int, said: list[int], told: set[int]) -> int:
    """The word nearest to a place that says how it is; of two as near, the one that tells of pain."""
    after = bisect_left(said, at)
    return min(said[max(0, after - 1) : after + 1], key=lambda other: (abs(other - at), other not in told))


def _read(plain: str) -> _Clause:
    words = _BREAD.sub(" ", plain).split()
    pains: list[tuple[int, str]] = []
    sites: list[tuple[int, str]] = []
    strong = False
    for at, word in enumerate(words):
        tongue, weak = _PAIN_OF.get(word, ("", True))
        site = _BY_NAME.get(word)
        if compound := _COMPOUND.match(word):
            site = _of_compound(compound[1])
            tongue, weak = ("", True) if site is None else ("de", False)
        elif word == "mal" and words[at + 1 : at + 2] not in (["au"], ["aux"], ["a"], ["partout"]):
            tongue = ""
        if tongue:
            pains.append((at, tongue))
            strong = strong or not weak
        if site:
            sites.append((at, site))
    tongues = {tongue for _, tongue in pains}
    for at, word in enumerate(words):
        place, tongue = _SITE_OF.get(word, ("", ""))
        if place and word not in _BY_NAME and (not tongue or tongue in tongues):
            sites.append((at, place))
    return _Clause(words, pains, sorted(sites), not strong, not _NOT_MOVED.isdisjoint(words))


def _of_compound(part: str) -> str | None:
    """The site of the first part of a German compound; empty for pain all over, None for one of no moved part."""
    if part in _COMPOUNDS:
        return _COMPOUNDS[part]
    tried = (part, f"{part}n", f"{part}e", part.removesuffix("n"), part.removesuffix("en"))
    return next((_SITE_OF[word][0] for word in tried if word in _SITE_OF), None)


def _denied(words: list[str], at: int) -> bool:
    """Whether a word of denial stands shortly before the word of pain."""
    before = words[max(0, at - REACH - 1) : at]
    last_anew = max((n for n, word in enumerate(before) if word in _ANEW), default=-1)
    return not _NO.isdisjoint(before[last_anew + 1 :])


def _folded(text: str) -> str:
    """The text in small letters without accents, its words parted by single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return " ".join(re.sub(r"[^\w]+", " ", plain.encode("ascii", "ignore").decode()).split())


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_EXCERPT else words[: LONGEST_EXCERPT - 1].rstrip() + "…"
