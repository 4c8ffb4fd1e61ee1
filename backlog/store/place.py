"""Where a journal is, as it may be shown: without a password, wherever in the address that stands."""

from __future__ import annotations

import re

#: What the query of an address may say for everybody to see; whatever else it says is hidden.
_OPEN = {"application_name", "connect_timeout", "dbname", "host", "port", "sslmode", "user"}
_QUERY = r"([?&#])([^=&#]*)(=?)([^&]*)"
_PLAIN = r"[\w.,:/%\[\]-]*"


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
    """A part of a query as it may be shown: what is no pair may be the end of a password, with its `&` as such."""
    sign, name, equals, value = pair.groups()
    if not equals:
        return f"{sign}***"
    return f"{sign}{name}={value if name in _OPEN and re.fullmatch(_PLAIN, value) else '***'}"


def quoted(place: str) -> str:
    """The address with `%40` for each `@` in a password, where a reader would take what follows for the host."""
    scheme, found, rest = place.partition("://")
    end = re.search(r"[/?#]", rest)
    who, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    user, at, host = who.rpartition("@")
    return f"{scheme}{found}{user.replace('@', '%40')}{at}{host}{path}"
