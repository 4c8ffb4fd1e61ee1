"""The one error family: every sentence a user may be told instead of an answer.

An error says what happened, to what, and what to do.
It carries a slug, which names its section in docs/reference/errors.md, and an exit status:
2 when the words typed cannot be understood or are impossible, 1 for everything else.
"""

from __future__ import annotations

import re

#: slug -> what it means, in one sentence; docs/reference/errors.md is generated from this table.
MEANINGS: dict[str, str] = {
    "activity-unknown": "The activity is not one of the tokens that backlog knows.",
    "already-cleared": "The red flag to be cleared is not open.",
    "ambiguous-id": "Something was to be changed, but not exactly one thing was named.",
    "bad-case-file": "A file given to `backlog decide` is not a case.",
    "bad-config": "The configuration file cannot be read.",
    "bad-count": "A number of weeks, runners or rows is not a whole number in its range.",
    "bad-distance": "The distance cannot be read, or is impossible.",
    "bad-duration": "The duration cannot be read, or is impossible.",
    "bad-export": "The export cannot be written or read in the form asked for.",
    "bad-import": "The file is not something that backlog can import.",
    "bad-intervals": "The walk-run intervals cannot be read.",
    "bad-map": "A column mapping names no field or no column.",
    "bad-number": "A number cannot be read or is outside its range.",
    "bad-option": "Two options contradict each other, or one is not a value it may have.",
    "bad-score": "A score is not a number from 0 to 10.",
    "bad-text": "A text is too long or contains characters that cannot be stored.",
    "bad-time": "A time cannot be read, or never existed on the clock of its zone.",
    "bad-zone": "The name is not a time zone.",
    "case-differs": "A case was decided otherwise than its file expects.",
    "clearing-needs-who": "A red flag is cleared only with who cleared it, and when.",
    "column-missing": "A file lacks a column without which its rows mean nothing.",
    "confirmation-needed": "Something unusual or irreversible was asked for without a confirmation.",
    "disk-full": "The disk is full; nothing was changed.",
    "entry-gone": "The entry to be changed was deleted or taken back meanwhile.",
    "entry-twice": "The journal would hold twice what it may hold once, such as the notes of one day.",
    "extra-missing": "An optional package that this needs is not installed.",
    "file-missing": "A file that was named does not exist or cannot be read.",
    "file-unwritable": "A file cannot be written where it was asked for.",
    "future-time": "The time lies in the future, and only things that happened can be logged.",
    "interrupted": "The command was interrupted; nothing was changed.",
    "journal-busy": "Another process is writing to the journal.",
    "journal-damaged": "The journal's file is damaged.",
    "journal-missing": "There is no journal yet at the place where one is looked for.",
    "journal-newer": "The journal was written by a newer backlog.",
    "journal-older": "The journal was written by an older backlog, and a reader may not bring it up to date.",
    "journal-unreachable": "The database that the address names does not answer.",
    "journal-unwritable": "The journal cannot be written: its file, folder or disk is read-only.",
    "later-changes": "Later changes touched the same entries, so an earlier one cannot be undone alone.",
    "naive-time": "A time was given to `backlog.api` without its zone.",
    "not-a-journal": "The file is not a backlog journal.",
    "not-empty": "The place already holds a journal, and this needs an empty one.",
    "not-replaced": "Where an output was to go lies the journal, or what backlog did not write as such an output.",
    "nothing-to-say": "A command that stores something was given nothing to store.",
    "nothing-to-undo": "There is no change that could be undone, or redone.",
    "site-unknown": "The place in the body is not one of the tokens that backlog knows.",
    "strike-unknown": "The strike pattern is not one of the tokens that backlog knows.",
    "surface-unknown": "The surface is not one of the tokens that backlog knows.",
    "unexpected": "A bug in backlog; the journal was not changed by the command that failed.",
    "unknown-id": "Nothing in the journal has this number.",
    "usage": "The command line cannot be understood.",
}


#: A quoted text of more letters than a person would read: as many of them are shown.
_QUOTED = r"""(?s)(?<!\w)(['"])((?:\\.|(?!\1).){80})(?:\\.|(?!\1).){2,}\1"""
_LONGEST = 2000


class BacklogError(Exception):
    """A refusal in one sentence.

    `slug` is a key of MEANINGS, `what` says what happened and to what, `todo` what to do about it.
    What it quotes is shortened: a cell of a file may hold anything.
    """

    status = 1

    def __init__(self, slug: str, what: str, todo: str) -> None:
        if slug not in MEANINGS:
            raise KeyError(slug)
        what = _shortened(what)
        super().__init__(f"{what} {todo}")
        self.slug = slug
        self.what = what
        self.todo = todo


class InputError(BacklogError):
    """What was typed, or stands in a file, cannot be understood or is impossible."""

    status = 2


def _shortened(what: str) -> str:
    if len(what) > 80:
        what = re.sub(_QUOTED, r"\1\2…\1", what)
    return what if len(what) <= _LONGEST else f"{what[:_LONGEST]}…"
