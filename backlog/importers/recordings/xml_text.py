"""The one door to XML: element by element, without a network or entities, and as far as a broken file goes."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from backlog.errors import InputError
from backlog.importers.content import File
from backlog.importers.parsed import Collected

if TYPE_CHECKING:
    from lxml import etree
    from lxml.etree import _Element as Element

#: What is looked at for the root: Apple's declarations of a document's type are 10 kB.
HEAD = 1 << 18
CHUNK = 1 << 16
#: A tag, or a text, of more bytes is no recording's: the parser would hold all of it.
LONGEST = 1 << 21
#: Enough for the end of the root and white space after it.
_TAIL = 1024
#: A character by its number.
_NUMBERED = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]{1,20})|0*([0-9]{1,20}));")
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_NAME = re.compile(r"<(?:[\w.\-]{1,64}:)?([\w.\-]{1,64})(?=[\s/>])")
_PREFIX = re.compile(r"[<\s]([A-Za-z_][A-Za-z0-9_.\-]{0,30}):(?=[A-Za-z_])")
_DECLARED = re.compile(r"\sxmlns:([A-Za-z_][A-Za-z0-9_.\-]{0,30})")
_ENCODING = re.compile(r"encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.\-]{1,40})[\"']")
#: Encodings that a declaration is believed to have: those that keep ASCII, as the bytes before it show.
_KEEPS_ASCII = re.compile(r"utf-?8|iso|windows|cp|latin|us-ascii|ascii|koi8|mac|gb|big5|shift|euc", re.IGNORECASE)
#: No XML may hold them, and a parser stops there.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_CHARACTERS = frozenset({*_CONTROLS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF})
#: In a document's type no sign in these is one of its own.
_QUIET = r"<!--.*?-->|<\?.*?\?>|\"[^\"]*\"|'[^']*'"
_QUIET_PART = re.compile(_QUIET, re.DOTALL)
#: Where one of these begins and never ends nothing else is tried: each try would look through all that follows.
_SIGN = rf"{_QUIET}|(?!<!--|<\?|[\"'])"
#: What may stand before the root: a document's type with all that it declares, comments and instructions.
_BEFORE_ROOT = re.compile(
    rf"<!DOCTYPE(?:{_SIGN}(?:\[(?:{_SIGN}[^\]])*+\]|[^>\[]))*+>|<!(?=--).*?-->|<(?=\?).*?\?>", re.DOTALL
)
#: White space, and byte order marks as they look in their own and in another encoding.
_BLANK = "ï»¿\ufeff\x00 \t\r\n\f"
_OWN = frozenset({"xml", "xmlns"})


class _Prolog(NamedTuple):
    """The first bytes as text and their encoding, where the root begins in it, and where its name ends."""

    text: str
    at: int
    name_end: int
    root: str
    entities: bool
    encoding: str

    def document(self, data: bytes) -> bytes:
        """The file from its root on in UTF-8, without what no XML may hold.

        What stands before it is not for the parser: nothing that a document's type declares is needed, and its
        entities do harm.
        Prefixes that are used and nowhere declared are declared by the root.
        """
        used = set(_PREFIX.findall(self.text, self.at)) - set(_DECLARED.findall(self.text, self.at)) - _OWN
        declared = "".join(f' xmlns:{prefix}="undeclared:{prefix}"' for prefix in sorted(used))
        whole = data.decode(self.encoding, "replace").encode("utf-8", "replace")
        begin, after = (len(self.text[:place].encode("utf-8", "replace")) for place in (self.at, self.name_end))
        return without_forbidden((whole[begin:after] + declared.encode() + whole[after:]).translate(None, _CONTROLS))


def root_of(head: bytes) -> str | None:
    """The local name of the root in a file's first bytes, such as `gpx`; None if they do not begin XML.

    White space, byte order marks and junk before the declaration, comments and a document's type are passed over.
    """
    found = _prolog(head)
    return found.root if found else None


def local(element: Element) -> str:
    """The name without namespace or prefix, declared or not."""
    name = str(element.tag)
    return name[max(name.rfind("}"), name.rfind(":")) + 1 :]


def text_of(element: Element) -> str:
    """The text directly inside, without surrounding white space."""
    return (element.text or "").strip()


def number_of(text: str | None) -> float | None:
    """The number, None for none and for what no measurement is."""
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found + 0.0 if abs(found) < 1e12 else None  # which makes -0 a 0


def amount_of(text: str | None) -> float | None:
    """The number, None for none, for less than 0 and for what no measurement is."""
    found = number_of(text)
    return found if found is not None and found >= 0 else None


def without_forbidden(data: bytes) -> bytes:
    """XML with blanks for references to characters that it may not hold.

    A parser stops at those of control characters, and takes those of half characters (surrogates), which no text holds.
    """
    return _NUMBERED.sub(_allowed, data) if b"&#" in data else data


def nothing(file: File, why: str) -> InputError:
    """The refusal of a file in which nothing was recorded."""
    todo = "Export the recording itself, as GPX, TCX or FIT, or `backlog log` what you did."
    return InputError("bad-import", f"{file.name} {why}.", todo)


class Events:
    """The elements of a file that have these local names, once over.

    InputError `bad-import`: it is not XML, or declares entities.
    One inside another that is asked for comes with it, not by itself. An element is whole when it comes, its ancestors
    are still open (their attributes can be read, and they are the same objects for all that they hold), and all of it
    is gone after the next step: no tree of the file is built.
    `cut` says, after the last one, that the file breaks off or is damaged: what was unfinished there did not come.
    """

    def __init__(self, file: File, tags: Iterable[str]) -> None:
        self.cut = False
        prolog = _prolog(file.data[:HEAD])
        if prolog is None:
            raise InputError.of("bad-import.not-xml", file=file.name)
        if prolog.entities:
            raise InputError.of("bad-import.entities", file=file.name)
        self._root = prolog.root
        self._tags = {*tags, prolog.root}
        self._document = prolog.document(file.data)
        endless = re.search(rb">[^>]{%d}" % LONGEST, self._document)
        if endless is not None:
            self.cut = True
            self._document = self._document[: endless.start() + 1]

    def tell_if_cut(self, found: Collected) -> None:
        """Say that the file was read only as far as it goes, if so."""
        if self.cut:
            what = "The file breaks off or is damaged: what could be read was taken."
            found.problem(what, "Check the time and the distance, or export it again and import that.", lost=False)

    def __iter__(self) -> Iterator[Element]:
        from lxml import etree

        parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in self._tags],
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        #: The root, and what was asked for that is still open inside it.
        open_: list[Element] = []
        for begin in range(0, len(self._document), CHUNK):
            parser.feed(self._document[begin : begin + CHUNK])
            yield from _completed(parser, open_)
            _forget(open_)
        try:
            parser.close()
        except etree.XMLSyntaxError:
            self.cut = True
        self.cut = self.cut or any(
            entry.level_name == "FATAL" and entry.type_name != "ERR_UNDECLARED_ENTITY"
            for entry in parser.feed_error_log
        )
        kept_back = list(_completed(parser, open_))
        # Where the root never ends, the last of them is one that the parser closed for want of more.
        yield from kept_back if self._ended() else kept_back[:-1]

    def _ended(self) -> bool:
        """Whether the last that was read is the end of the root."""
        last = self._document[-_TAIL:].rpartition(b"</")[2].strip(b"> \t\r\n")
        return last.rpartition(b":")[2] == self._root.encode()


def _completed(parser: etree.XMLPullParser, open_: list[Element]) -> Iterator[Element]:
    """The elements that ended, outermost of those asked for; `open_` is kept: the root, and at most one inside it."""
    for action, element in parser.read_events():
        if action == "start":
            if len(open_) < 2:
                open_.append(cast("Element", element))
        elif len(open_) == 2 and element is open_[1]:
            yield open_.pop()


def _forget(open_: list[Element]) -> None:
    """Take out all that is past: the parser still builds on the last child of each level, and inside what is open."""
    element = open_[0] if open_ else None
    while element is not None and len(element):
        del element[:-1]
        element = None if element[0] in open_ else element[0]


def _prolog(head: bytes) -> _Prolog | None:
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), None) or _declared(head)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    at = text.find("<")
    if at < 0 or (text[:at].strip(_BLANK) and not text.startswith(("<?xml", "<!DOCTYPE"), at)):
        return None
    entities = False
    while at >= 0 and (passed := _BEFORE_ROOT.match(text, at)):
        entities = entities or "<!ENTITY" in _QUIET_PART.sub("", passed[0])
        at = text.find("<", passed.end())
    match = _NAME.match(text, at) if at >= 0 else None
    return _Prolog(text, at, match.end(), match[1], entities, encoding) if match else None


def _declared(head: bytes) -> str:
    """The encoding that the XML declaration names, if it can be true; otherwise UTF-8."""
    begin = head.find(b"<?xml")
    match = _ENCODING.search(head[begin : begin + 300].partition(b"?>")[0].decode("latin-1")) if begin >= 0 else None
    if match is None or not _KEEPS_ASCII.match(match[1]):
        return "utf-8"
    try:
        return codecs.lookup(match[1]).name
    except LookupError:
        return "utf-8"


def _allowed(match: re.Match[bytes]) -> bytes:
    """The reference, or a blank."""
    number = int(match[1], 16) if match[1] else int(match[2])
    return b" " if number in _NO_CHARACTERS or number > sys.maxunicode else match[0]
