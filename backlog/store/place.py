"""Where a journal is: a file or an address, and how that may be shown, with no password wherever it stands."""

from __future__ import annotations

import re

from backlog.errors import BacklogError

#: What no name of a file begins with, but an address that was mistyped, or written as `psql` takes it, does.
_MISTYPED = re.compile(
    r"""(?ix) \s* (?:
        [a-z][a-z0-9+.-]+ :/ (?!/)      # scheme:/user:password@host
      | (?:postgres|sqlite)[a-z0-9+]* [:/]   # postgres:user:password@host, postgresql//host
      | /{2,} [^/]* @                   # //user:password@host
      | [^/\\]+ : (?![/\\]) .* @        # user:password@host
      | \w+ \s* = .* \b \w+ \s* =        # host=h password=p
      | [^/\\]* \b pass \w* \s* =        # password=p
    )""",
)
#: What the query of an address may say for everybody to see; whatever else it says is hidden.
_OPEN = {"application_name", "connect_timeout", "dbname", "host", "port", "sslmode", "user"}
_QUERY = r"([?&#])([^=&#]*)=?([^&]*)"
_PLAIN = r"[\w.,:/%\[\]-]*"


def check(place: str) -> None:
    """BacklogError `journal-unreachable` for what is neither a file's name nor an address that reads one way only."""
    scheme, found, rest = place.partition("://")
    if found and re.fullmatch(r"[\w+.-]+", scheme):
        host = re.split(r"[/?#]", rest.rpartition("@")[2])[0]
        torn = scheme.lower() != "sqlite" and re.search(r"[?#].*@", rest)
        if not torn and re.fullmatch(r"(\[[^\]]*\]|[^:]*)(:\d*)?", host):
            return
        todo = "Write postgresql://USER@HOST/NAME, and %40 for an @, %3F for a ?, %23 for a # in a name or a password."
    elif _MISTYPED.match(place):
        todo = "Write postgresql://USER@HOST/NAME, or ./ before the name of a file."
    else:
        return
    raise BacklogError("journal-unreachable", "The place of the journal is not an address that I can read.", todo)


def shown(place: str) -> str:
    """The place, with `***` for passwords; one that holds an `@`, written as such, is hidden whole."""
    scheme, found, rest = place.partition("://")
    if not found:
        return place
    if re.search(r"[?#].*@", rest):  # the password may stand on either side of the mark
        return f"{scheme}://***"
    rest = re.sub(_QUERY, _hidden, rest)
    user, at, host = rest.rpartition("@")
    name, colon, _ = user.partition(":")
    return f"{scheme}://{name}{':***' if colon else ''}{at}{host}"


def _hidden(pair: re.Match[str]) -> str:
    """A part of a query as it may be shown: any other may be a password, or the end of one, with its `&` as such."""
    sign, name, value = pair.groups()
    shows = name in _OPEN and re.fullmatch(_PLAIN, value)
    return pair[0] if shows else f"{sign}***"


def quoted(place: str) -> str:
    """The address with `%40` for each `@` in a password, where a reader would take what follows for the host."""
    scheme, found, rest = place.partition("://")
    end = re.search(r"[/?#]", rest)
    who, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    user, at, host = who.rpartition("@")
    return f"{scheme}{found}{user.replace('@', '%40')}{at}{host}{path}"
