"""Knows the words that mean a button, wherever a person types them."""

from __future__ import annotations

import re

WORDS: dict[str, str] = {
    "lanjut": "next",
    "lanjutkan": "next",
    "teruskan": "next",
    "kembali": "back",
    "mundur": "back",
    "lewati": "skip",
    "ulangi": "repeat",
    "ubah": "edit",
    "daftar": "list",
    "daftar isi": "list",
    "pratinjau": "preview",
    "contoh": "example",
    "bantuan": "help",
    "menu": "help",
    "simpan": "later",
    "simpan dan lanjut nanti": "later",
    "istirahat": "later",
    "batal": "stop",
    "urungkan": "undo",
    "batalkan yang tadi": "undo",
    "tambah": "add",
    "tambahkan": "add",
    "ganti": "replace",
    "selesai": "done",
    "kirim": "submit",
    "draf": "document",
    "draft": "document",
    "halo": "greet",
    "hallo": "greet",
    "hai": "greet",
    "hi": "greet",
    "assalamualaikum": "greet",
    "assalamu'alaikum": "greet",
    "selamat pagi": "greet",
    "selamat siang": "greet",
    "selamat sore": "greet",
    "selamat malam": "greet",
}
"""Words understood without a slash; only when they are the whole message."""

_TRIM = re.compile(r"^[\s/]+|[\s.!?…,]+$")


def verb_of(text: str) -> str | None:
    """Return what a message that is just such a word means; an answer that begins with one is an answer."""
    if len(text) > 40:
        return None
    return WORDS.get(_TRIM.sub("", text).lower())
