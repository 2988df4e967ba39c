"""The words that mean a button, wherever they are typed."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

WORDS: dict[str, str] = {
    "lanjut": "next",
    "lanjutkan": "next",
    "teruskan": "next",
    "kembali": "back",
    "mundur": "back",
    "lewati": "skip",
    "lewati dulu": "skip",
    "lewati saja": "skip",
    "lewat": "skip",
    "skip": "skip",
    "nanti saja": "skip",
    "nanti dulu": "skip",
    "ulangi": "repeat",
    "lanjut mengisi": "repeat",
    "ubah": "edit",
    "daftar": "list",
    "daftar isi": "list",
    "catatan": "point_list",
    "catatan pendamping": "point_list",
    "pratinjau": "preview",
    "contoh": "example",
    "bantuan": "help",
    "menu": "help",
    "bantu": "help",
    "tolong": "help",
    "help": "help",
    "bingung": "help",
    "saya bingung": "help",
    "tidak mengerti": "help",
    "belum mengerti": "help",
    "tidak paham": "help",
    "kurang paham": "help",
    "maksudnya": "help",
    "maksudnya apa": "help",
    "apa maksudnya": "help",
    "simpan": "later",
    "simpan dan lanjut nanti": "later",
    "simpan dulu": "later",
    "istirahat": "later",
    "besok lagi": "later",
    "besok saja": "later",
    "capek": "later",
    "batal": "stop",
    "tidak jadi": "stop",
    "urungkan": "undo",
    "undo": "undo",
    "batalkan yang tadi": "undo",
    "tambah": "add",
    "tambah ke jawaban tadi": "add",
    "tambahkan": "add",
    "ganti": "replace",
    "selesai": "done",
    "kirim": "submit",
    "biarkan begini": "keep",
    "isi lengkap sekaligus": "full",
    "lengkapi yang lain": "fill",
    "isi yang kosong": "fill",
    "ajukan": "submit",
    "draf": "document",
    "draft": "document",
    "buat draf": "document",
    "halo": "greet",
    "hallo": "greet",
    "hai": "greet",
    "hi": "greet",
    "permisi": "greet",
    "assalamualaikum": "greet",
    "assalamu'alaikum": "greet",
    "selamat pagi": "greet",
    "selamat siang": "greet",
    "selamat sore": "greet",
    "selamat malam": "greet",
}
"""Words understood without a slash; only when they are the whole message."""

OPENED = ("ubah", "ganti")
"""Words that, before a question's own name, open it: "ubah judul"."""

FORGIVEN = (
    "lanjut", "lanjutkan", "kembali", "lewati", "ulangi", "daftar", "pratinjau", "contoh", "bantuan", "simpan", "batal",
    "urungkan", "selesai", "kirim", "ajukan",
)  # fmt: skip
"""Words of WORDS that are understood with one letter wrong, too: long enough to be no other word."""
SHORTEST = 4
"""Letters a misspelt word must have."""

COURTESIES = frozenset(
    {
        "ok", "oke", "okay", "okey", "siap", "sip", "baik", "baiklah", "ya", "iya", "y", "terima kasih", "terimakasih",
        "makasih", "trims", "thanks", "sama-sama", "mantap", "noted", "baik bu", "baik pak", "ya bu", "ya pak",
    }
)  # fmt: skip
"""What people say out of politeness; never a name, a title or a story."""

NONE_YET = frozenset(
    {
        "belum ada", "tidak ada", "tdk ada", "blm ada", "gak ada", "nggak ada", "ga ada", "tidak punya", "belum punya",
        "belum", "tidak", "tdk", "blm", "tidak tahu", "belum tahu", "tidak tau", "belum tau", "kurang tahu", "lupa",
        "tidak ingat", "belum pernah", "nihil", "kosong", "-", "--", "nanti",
    }
)  # fmt: skip
"""What people say where they have nothing to show or tell yet."""

NOT_KNOWN = frozenset(
    {
        "tidak tahu", "tidak tau", "tdk tahu", "tdk tau", "gak tahu", "gak tau", "ga tahu", "ga tau", "gatau",
        "nggak tahu", "nggak tau", "enggak tahu", "ndak tahu", "ndak tau", "belum tahu", "belum tau", "blm tau",
        "kurang tahu", "kurang tau", "tidak yakin", "entah", "entahlah", "lupa", "tidak ingat", "nanti", "nanti saja",
        "nanti aja", "nanti dulu", "skip", "lewat", "lewat dulu", "saya tidak tahu", "saya tidak tau", "saya gak tau",
    }
)  # fmt: skip
"""What people say who can not answer now; never a story."""
NOT_UNDERSTOOD = frozenset(
    {
        "tidak mengerti", "gak ngerti", "ga ngerti", "nggak ngerti", "tidak paham", "gak paham", "ga paham",
        "kurang paham", "bingung", "saya bingung", "tidak jelas", "maksudnya gimana", "gimana ya", "contohnya gimana",
    }
)  # fmt: skip
"""What people say who do not see what is asked."""

WHO_ARE_YOU = frozenset(
    {
        "siapa kamu", "kamu siapa", "siapa anda", "anda siapa", "siapa ini", "ini siapa", "dengan siapa ini",
        "ini dengan siapa", "kamu bot", "ini bot", "ini robot", "bot apa ini", "ini bot apa", "apa itu tuntun",
        "tuntun itu apa", "tuntun apa", "siapa tuntun", "tuntun siapa",
    }
)  # fmt: skip
WHAT_IS_THIS = frozenset(
    {
        "apa ini", "ini apa", "apaan ini", "ini apaan", "apa itu", "itu apa", "untuk apa ini", "ini untuk apa",
        "buat apa ini", "ini buat apa", "apa gunanya", "gunanya apa", "ini tentang apa", "tentang apa ini",
    }
)  # fmt: skip
"""What people ask who do not know where they are."""

_TRIM = re.compile(r"^[\s/]+|[\s.!?…,]+$")
_ASKS = re.compile(
    r"(?:ini |itu |yang |kalau |jadi |lho |maaf |bu |pak |min )*"
    r"(?:apa|siapa|kenapa|mengapa|bagaimana|gimana|kapan|di ?mana|ke ?mana|berapa|maksud|boleh|bisa|harus|perlu|contoh"
    r"|seperti apa|untuk apa)\w*\b[^.!]*\?+$"
)
_PADDING = re.compile(r"^(?:(?:maaf|halo|hai|permisi|eh|lho)[ ,]+)+|(?:[ ,]+(?:ya|sih|nih|pak|bu|min|kak|kok|to))+$")
_BEHIND = re.compile(r"^\s*(tambah|tambahan|tambahkan|ganti|ralat)\s*:\s*(?=\S)", re.IGNORECASE)

_ANEW = re.compile(r"^\s*(?:ubah|ganti|ralat)\s+(?P<name>[^\n:?!.]{2,60}?)\s*:\s*(?=\S)", re.IGNORECASE)


def verb_of(text: str) -> str | None:
    """Return what a message that is just such a word means; an answer that begins with one is an answer."""
    if len(text) > 40:
        return None
    if text.strip() and not text.strip().strip("?"):
        return "help"
    return WORDS.get(bare(text))


def nearly(text: str) -> str | None:
    """Return the word that a message of one word misspells by one letter, or None."""
    typed = bare(text) if len(text) <= 40 else ""
    if len(typed) < SHORTEST or not typed.isalpha() or verb_of(text) is not None:
        return None
    return next((command for command in FORGIVEN if OSA.distance(typed, command, score_cutoff=1) == 1), None)


def bare(text: str) -> str:
    """Return a short message as it is looked up: small letters, no mark at its end."""
    return " ".join(_TRIM.sub("", text).lower().split())


def named(text: str) -> str | None:
    """Return what stands behind "ubah" in a short message, or None."""
    first, _, rest = bare(text).partition(" ")
    return rest or None if len(text) <= 80 and first in OPENED else None


def is_vague(wanted: str) -> bool:
    """Return whether what stands behind "ubah" means an earlier answer without naming it: "yang tadi"."""
    return bool({"tadi", "sebelumnya", "jawaban", "jawabannya"} & set(wanted.split())) and len(wanted.split()) <= 6


def addition(text: str) -> tuple[str, str] | None:
    """Return verb and text of "tambah: ..." and "ganti: ...", or None."""
    found = _BEHIND.match(text)
    if found is None:
        return None
    return ("add" if found[1].lower().startswith("tambah") else "replace"), text[found.end() :]


def anew(text: str) -> tuple[str, str] | None:
    """Return name and text of "ganti jabatan: ...", or None."""
    found = _ANEW.match(text)
    return None if found is None else (found["name"], text[found.end() :])


def is_courtesy(text: str) -> bool:
    """Return whether a message is only polite."""
    return len(text) <= 40 and bare(text) in COURTESIES


def asks_who(text: str) -> bool:
    """Return whether a message asks who is speaking here."""
    return _unpadded(text) in WHO_ARE_YOU


def asks_what(text: str) -> bool:
    """Return whether a message asks what all this is."""
    return _unpadded(text) in WHAT_IS_THIS


def _unpadded(text: str) -> str:
    """Return a short message without the small words of politeness at its ends."""
    return _PADDING.sub("", bare(text)) if len(text) <= 40 else ""


def asks_back(text: str) -> bool:
    """Return whether a short message is a question to us and no answer: "maksudnya apa ya?"."""
    return asks_what(text) or (len(text.split()) <= 8 and _ASKS.match(text.strip().lower()) is not None)


def is_not_known(text: str) -> bool:
    """Return whether a message says that its sender can not answer now."""
    return len(text) <= 40 and bare(text) in NOT_KNOWN


def is_not_understood(text: str) -> bool:
    """Return whether a message says that its sender does not see what is asked."""
    return len(text) <= 40 and bare(text) in NOT_UNDERSTOOD


def is_none_yet(text: str) -> bool:
    """Return whether a message says that there is nothing yet."""
    return len(text) <= 40 and (bare(text) in NONE_YET | NOT_KNOWN or text.strip() in NONE_YET)
