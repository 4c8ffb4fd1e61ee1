"""Text as a terminal can show it: nothing in a note moves the cursor, and columns know how wide a letter is."""

from __future__ import annotations

#: Control characters, halves of pairs, and the marks that turn the direction of what follows.
_HARMFUL = {"Cc", "Cs"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    r"""The text in one line, with `\x1b` for an escape character and its like; line breaks become blanks."""
    if text.isprintable():
        return text
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    from unicodedata import category

    if letter in "\n\r\t":
        return " "
    if category(letter) in _HARMFUL or letter in _TURNING:
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
