"""Text as a terminal can show it: nothing in it moves the cursor, and columns know how wide a letter is."""

from __future__ import annotations

#: Control characters and halves of pairs; and the marks that turn the direction of what follows.
_HARMFUL = {"Cc", "Cs"}
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


#: The same as JSON writes them inside a string.
ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in (*map(chr, range(0x7F, 0xA0)), *_TURNING)}


def visible(text: str) -> str:
    r"""The text in one line, with `\x1b` for an escape character and its like; line breaks become blanks."""
    if text.isprintable():
        return text
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    from unicodedata import category

    if letter in "\n\r\t\u2028\u2029":
        return " "
    if letter in _TURNING or category(letter) in _HARMFUL:
        return letter.encode("unicode_escape", "backslashreplace").decode("ascii")
    return letter


def width(text: str) -> int:
    """How many columns of a terminal the text takes: two for wide letters and emoji, none for marks upon others."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    from unicodedata import category, combining, east_asian_width

    if combining(letter) or category(letter) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def fit(text: str, columns: int) -> str:
    """As much of the text as so many columns hold."""
    if len(text) <= columns and text.isascii():
        return text
    taken = 0
    for at, letter in enumerate(text):
        taken += _columns(letter)
        if taken > columns:
            return text[:at]
    return text


def plain(text: str) -> str:
    """The text for a terminal that knows ASCII only."""
    return text.replace("–", "-").replace("’", "'").replace("…", "...").encode("ascii", "replace").decode("ascii")
