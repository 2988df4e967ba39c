"""Reads yes and no as people write them: "iya", "sudah", "blm", "nggak"."""

from __future__ import annotations

import re

from flows.parsed import Problem

YES = frozenset(
    re.findall(
        r"\S+",
        "ya iya y yes yup yap yoi ye iyo iye betul benar sudah sdh udah udh ada bisa boleh setuju ok oke okay tentu "
        "pernah siap pasti",
    )
)
NO = frozenset(
    re.findall(
        r"\S+",
        "tidak tdk tak tidk belum blm belom nggak ngga enggak engga gak ga gk kagak no n bukan jangan jgn nda ndak "
        "t tida tiada",
    )
)
_SIGNS = {"👍": True, "✅": True, "✓": True, "👌": True, "👎": False, "❌": False, "1": True, "2": False}
_UNSURE = re.compile(
    r"\b(?:tidak|tdk|gak|ga|nggak|belum|kurang)\s+(?:tahu|tau|yakin|pasti|jelas)\b|\b(?:mungkin|entah)\b"
)

_CLAUSE = re.compile(r"\s*[,.;!]\s*|\s+(?:tapi|tetapi|namun|cuma|hanya|walau\w*|meski\w*)\s+")


def read_yes_no(text: str) -> bool | Problem:
    """Return True or False; the first clause decides, and a "no" in it wins."""
    sign = _SIGNS.get(text.strip(" .)\ufe0f"))
    if sign is not None:
        return sign
    lowered = text.lower()
    first, *rest = _CLAUSE.split(lowered.strip(" ,.;!"), maxsplit=1)
    words = re.findall(r"[a-z]+", first)[:3]
    if words and not _UNSURE.search(first):
        if NO & {*words, *rest}:  # "ya, belum" means no; "ya, tapi belum resmi" means yes
            return False
        if words[0] in YES:
            return True
    return Problem(text='Cukup "ya" atau "tidak"; kalau belum pasti, pilih yang berlaku hari ini.')
