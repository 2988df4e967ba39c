"""Yes and no as people write them: "iya", "sudah", "blm", "nggak"."""

from __future__ import annotations

import re

from flows.language.command_words import bare, is_courtesy
from flows.parsed import Problem
from flows.texts import word


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


YES = _set(
    "ya iya y yes yup yap yoi ye iyo iye betul benar boleh setuju ok oke okay okey tentu siap pasti yakin"
)  # fmt: skip
NO = _set(
    "tidak tdk tak tidk belum blm belom nggak ngga enggak engga gak ga gk kagak no n bukan jangan jgn nda ndak "
    "t tida tiada"
)
"""Words that are a yes or a no wherever one is asked for."""
IS_SO = _set("sudah sdh udah udh ada bisa pernah")
"""What says yes to how things are, and nothing to a deed: "sudah" is no word to send a draft away on."""
WILLING = _set("silakan silahkan baik mau")
LET_BE = _set("biarkan biarin")
NOT_NOW = _set("batal batalkan nanti urung ogah")
"""What says yes or no to a deed, and nothing to how things are: "mau" may be a plan."""
BESIDE = _set(
    "saja aja dulu deh dong lah sih kok oh nih bu pak min kak ibu bapak mas mbak itu ini sekarang semua semuanya sudah "
    "jadi usah perlu draf draft simpan tolong lagi terima kasih"
)
"""What people say around a yes or a no to a deed; nothing else may stand there, for it could be an answer."""
SAME = {"ajukan": frozenset({"kirim", "kirimkan"})}
"""Other words for a deed."""
PLAIN = _set("ya iya iye y")
"""A yes that is never only polite."""
MORE = PLAIN | {"ada", "masih ada", "masih", "tambah lagi", "lagi", "ada lagi"}
ENOUGH = frozenset(
    {
        "tidak ada", "tdk ada", "sudah", "udah", "sdh", "cukup", "sudah cukup", "tidak ada lagi", "itu saja",
        "sudah semua", "habis", "belum ada", "gak ada", "nggak ada", "ga ada", "tidak lagi",
    }
)  # fmt: skip
"""What people answer to "is there another one?" beside a yes or a no; an "oke" is only polite there."""

_SIGNS = {"👍": True, "✅": True, "✓": True, "👌": True, "👎": False, "❌": False}
_PLACES = {"1": True, "2": False}
"""Where a question about how things are has its buttons."""
_UNSURE = re.compile(
    r"\b(?:tidak|tdk|gak|ga|nggak|belum|kurang)\s+(?:tahu|tau|yakin|pasti|jelas)\b|\b(?:mungkin|entah)\b"
)

_CLAUSE = re.compile(r"\s*[,.;!]\s*|\s+(?:tapi|tetapi|namun|cuma|hanya|walau\w*|meski\w*)\s+")


def read_yes_no(text: str) -> bool | Problem:
    """Return True or False for how things are; the first clause decides, and a "no" in it wins."""
    sign = (_SIGNS | _PLACES).get(text.strip(" .)\ufe0f"))
    if sign is not None:
        return sign
    lowered = text.lower()
    first, *rest = _CLAUSE.split(lowered.strip(" ,.;!"), maxsplit=1)
    words = re.findall(r"[a-z]+", first)[:3]
    if words and not _UNSURE.search(first):
        if NO & {*words, *rest}:  # "ya, belum" means no; "ya, tapi belum resmi" means yes
            return False
        if words[0] in YES | IS_SO:
            return True
    return Problem(text=word("yes_no.unread"))


def read_consent(text: str, deed: str = "") -> bool | None:
    """Return whether a text means yes or no to a deed and nothing more; to repeat the deed is a yes."""
    sign = _SIGNS.get(text.strip(" .\ufe0f"))
    if sign is not None:
        return sign
    deeds = _words(deed)
    deeds |= frozenset().union(*(SAME.get(word, frozenset()) for word in deeds))
    agreeing, refusing, said = YES | WILLING, NO | LET_BE | NOT_NOW, _words(bare(text))
    if not said or said - agreeing - refusing - BESIDE - deeds:
        return None
    if refusing & said:
        return False
    return True if said & (agreeing | deeds - BESIDE) else None


def wants_more(text: str) -> bool | None:
    """Tell what a short message answers to "is there another one?"; None if it says something else."""
    word = bare(text) if len(text) <= 40 else ""
    if word in MORE or (word in YES and not is_courtesy(word)):
        return True
    return False if word in ENOUGH | NO else None


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.lower()))
