"""Words of pain in notes: where it hurt, as people write it in English, and simply in German, French and Spanish.

A mention is a hint for a person to look at, never a reading: it has no score and no time of its own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import NamedTuple

LONGEST_EXCERPT = 80
#: A negation reaches so many words far: `no pain`, `without any real pain`.
REACH = 3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: site -> words without accents; `:xx` behind a word lets it count only beside a word of pain in that language.
_SITES = {
    "back": "back backs lumbar spine spinal lumbago rucken kreuz lws dos:fr lombaire lombaires espalda lumbares",
    "buttock": "buttock buttocks glute glutes piriformis gesass po:de fesse fesses gluteo gluteos",
    "hip-groin": "hip hips groin hufte huften leiste hanche hanches aine:fr cadera caderas ingle",
    "thigh": "thigh thighs hamstring hamstrings quad quads quadriceps oberschenkel cuisse cuisses muslo muslos isquios",
    "knee": "knee knees kneecap knie genou genoux rodilla rodillas",
    "shin": "shin shins schienbein schienbeine tibia tibias espinilla espinillas",
    "calf": "calf calves achilles achillessehne wade waden mollet mollets pantorrilla pantorrillas gemelo gemelos",
    "foot": "foot feet ankle ankles heel heels toe toes plantar fuss fusse knochel ferse fersen zeh zehen pied pieds "
    "cheville chevilles talon talons pie:es pies:es tobillo tobillos",
    "radiating-leg": "sciatica sciatic ischias sciatique ciatica",
    "other": "neck shoulder shoulders elbow elbows wrist wrists arm arms rib ribs leg legs nacken schulter "
    "schultern ellbogen handgelenk bein beine cou:fr nuque epaule epaules coude coudes jambe jambes cuello hombro "
    "hombros codo codos pierna piernas",
}
#: Parts whose pain has nothing to do with how one moves.
_NOT_MOVED = _words(
    "head stomach belly tummy abdomen throat tooth teeth ear ears kopf bauch hals zahn magen tete ventre estomac gorge "
    "cabeza estomago barriga garganta"
)
#: language -> words of pain; `~` before a word lets it count only beside a place: other things are tight too.
_PAIN = {
    "en": "pain pains painful painfully ache aches ached aching achy sore soreness ~hurt ~hurts ~hurting "
    "~stiff ~stiffness ~tight ~tightness niggle niggles niggly niggling twinge twinges ~tender tenderness "
    "throbbing throbbed ~cramp ~cramps ~cramped ~cramping spasm spasms discomfort "
    "~sprained ~strained ~inflamed sciatica lumbago splints",
    "de": "schmerz schmerzen schmerzt schmerzte schmerzten schmerzhaft weh wehgetan ~zwickt ~zwickte ~steif "
    "~verspannt verspannung verspannungen ~zieht muskelkater ischias hexenschuss",
    "fr": "mal douleur douleurs douloureux douloureuse courbature courbatures ~raide ~raides sciatique lumbago",
    "es": "dolor dolores duele duelen dolio dolia dolorido dolorida molestia molestias agujetas ~rigida ~rigido "
    "ciatica lumbalgia",
}
#: German writes place and pain as one word; the first part of some is no place that is moved.
_COMPOUND = re.compile(r"^(\w{2,20}?)n?schmerz(?:en)?$")
_COMPOUNDS = {"kreuz": "back", "rucke": "back", "ruck": "back", "wade": "calf", "muskel": "", "glieder": ""}
_LEGS = _words("leg legs bein beine jambe jambes pierna piernas")
#: French for bread, and not for pain.
_BREAD = re.compile(r"\bpain (?:au|aux|de|complet)\b")
_BY_NAME = {"hexenschuss": "back", "lumbalgia": "back", "lumbago": "back"}
_NO = _words(
    "no not without never zero nor cannot cant kein keine keinen keiner keinem keinerlei ohne nicht nie sans pas "
    "aucun aucune jamais ni sin nada ningun ninguna nunca t dont didnt doesnt isnt wasnt"
)
#: What stands behind these is not denied any more: `could not run with this back pain`.
_ANEW = _words("with from due after since wegen mit nach avec apres con por tras")
#: A place nearer to one of these than to a word of pain is well.
_FINE = _words("fine ok okay good great well gut bien bueno super")
_GONE = re.compile(
    r"\b(?:pains?|aches?|soreness|stiffness|schmerz|schmerzen|douleurs?|dolor) (?:\w+ ){0,3}?"
    r"(?:free|gone|went away|disappeared|vanished|weg|verschwunden|partie?s?|disparue?s?|desaparecio)\b"
)
#: `back` that is a direction and no part of the body.
_WAY_BACK = re.compile(
    r"\b(?:(?:get|gets|getting|got|go|goes|going|went|come|comes|coming|came|run|ran|running|walk|walked|walking|jog|"
    r"jogged|ride|rode|way|turned|turn|head|headed|heading|cut|held|hold|holding|fell|fall|bring|brought|pushed|"
    r"straight|all the way|there and|out and|dialed|eased|ease|welcome|i m|i am|be|being|pulled)\s+back(?!\s+pain)|"
    r"back\s+(?:home|to|at|on|from|again|after|then|down|up|out|into|and forth|roads?|yard|door|straight|for|when|"
    r"with|by|half|side|of))\b"
)
#: `back 2/10` is a pain as good as one in words.
_RATED = re.compile(r"(?<![\d/])(?:10|[1-9](?:[.,]\d)?)\s*/\s*10(?![\d/])")
_CLAUSES = re.compile(
    r"[;!?()\[\]\n–—]+|(?<!\d)[.,:/]|[.,:/](?!\d)|\s-\s|"
    r"\b(?:but|because|though|although|despite|aber|weil|obwohl|trotz|mais|parce que|"
    r"malgré|pero|porque|aunque)\b",
    re.IGNORECASE,
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


def _vocabulary(table: dict[str, str]) -> dict[str, str]:
    return {word: key for key, words in table.items() for word in words.split()}


_SITE_OF = {word.partition(":")[0]: (site, word.partition(":")[2]) for word, site in _vocabulary(_SITES).items()}
_PAIN_OF = {word.lstrip("~"): (tongue, word[0] == "~") for word, tongue in _vocabulary(_PAIN).items()}


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
