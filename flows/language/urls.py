"""The web addresses in a text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flows.parsed import Problem
from flows.texts import word

ENDINGS = frozenset(
    re.findall(
        r"\S+",
        "id com net org gov edu io co me be gl app ly info tv site online web page link xyz dev ai cc asia biz int",
    )
)
"""Ends of names that are taken for an address without "https://"; "Kab.Luwu" is none."""
LONGEST = 2000

_UNSAFE = re.compile(r"\b(?:javascript|data|vbscript|file|about|blob|ftp|intent):", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::[0-9]+)?(?:[/?#][^\s<>\"']*)?", re.I
)


def read_link(text: str) -> str | Problem:
    """Return the address in a text, with its scheme."""
    found = list(dict.fromkeys(filter(None, _links(text))))
    if not found:
        return Problem(text=word("link.unread"))
    if len(found) > 1:
        return Problem(text=word("link.several", count=len(found), first=found[0]))
    return found[0]


def find_links(text: str) -> tuple[str, ...]:
    """Return every safe web address in a text, in order."""
    return tuple(dict.fromkeys(filter(None, _links(text))))


def without_links(text: str) -> str:
    """Return the words that stand beside the addresses."""
    return " ".join(_BARE.sub(_drop_link, _WITH_SCHEME.sub(" ", text)).split())


def _drop_link(match: re.Match[str]) -> str:
    return " " if _ends_well(match[0]) else match[0]


def _links(text: str) -> list[str | None]:
    rest = _WITH_SCHEME.sub(" ", text)
    if _UNSAFE.match(text.strip()):
        return []
    bare = ["https://" + match[0] for match in _BARE.finditer(rest) if _ends_well(match[0])]
    return [_clean(address) for address in [*_WITH_SCHEME.findall(text), *bare]]


def _ends_well(address: str) -> bool:
    host = re.split(r"[/?#:]", address.lower())[0]
    return host.rsplit(".", 1)[-1] in ENDINGS


def _clean(address: str) -> str | None:
    address = address.rstrip(".,;:!?\u2026*_")
    while address.endswith((")", "]", "}")) and address.count(address[-1]) > address.count(_OPENING[address[-1]]):
        address = address[:-1].rstrip(".,;:!?")
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        named = "." in host.strip(".") and parts.username is None and parts.port != 0
    except ValueError:
        return None
    if not named or len(address) > LONGEST:
        return None
    scheme, rest = address.split("://", 1)
    return f"{scheme.lower()}://{rest}"


_OPENING = {")": "(", "]": "[", "}": "{"}
