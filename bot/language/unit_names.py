"""Reads what people call the unit they work in: "pkm wotu", "dinkes", "puskesmas malili timur"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from flows.language.choices import ABBREVIATIONS
from storage.records import Unit

MOST_OFFERED = 3
CLEAR, ALIKE, LEAD = 90.0, 72.0, 14.0
"""Likeness (0-100) of one telling word that is as good as the same, likeness worth offering, and how far behind the
best one an offer may be."""

KINDS: Mapping[str, str] = {
    "puskesmas": "puskesmas",
    "rumah_sakit": "rumah sakit",
    "opd": "OPD",
    "kecamatan": "kecamatan",
    "desa": "desa/kelurahan",
    "sekolah": "sekolah",
    "lain": "lainnya",
}
"""The kinds of units, with how they are counted: "17 puskesmas"."""

BEGINNINGS: Mapping[str, str] = {
    "puskesmas": "puskesmas",
    "rumah sakit": "rumah_sakit",
    "rsud": "rumah_sakit",
    "dinas": "opd",
    "badan": "opd",
    "bagian": "opd",
    "sekretariat": "opd",
    "kecamatan": "kecamatan",
    "desa": "desa",
    "kelurahan": "desa",
    "sekolah": "sekolah",
    "sd": "sekolah",
    "sdn": "sekolah",
    "smp": "sekolah",
    "smpn": "sekolah",
    "sma": "sekolah",
    "tk": "sekolah",
    "paud": "sekolah",
}
"""How names begin, and what kind that is."""

SHORT = {
    **ABBREVIATIONS,
    "puskes": "puskesmas",
    "pusksmas": "puskesmas",
    "pukesmas": "puskesmas",
    "camat": "kecamatan",
    "bag": "bagian",
    "din": "dinas",
    "kes": "kesehatan",
    "kel": "kelurahan",
    "ds": "desa",
    "setdakab": "setda",
}
_NOISE = re.compile(
    r"\b(?:uptd|upt|upk|blud|kantor|pemerintah|pemkab|pemda|kabupaten|kab|daerah kabupaten|luwu timur|lutim|di|saya"
    r"|sulawesi selatan|sulsel)\b"
)
_CODE = re.compile(r"[^a-z0-9]+")


def key(name: str) -> str:
    """Return a name as it is compared: small letters, words written out, without what all have in common."""
    written = " ".join(SHORT.get(word, word) for word in re.findall(r"[\w']+", name.lower().replace("-", " ")))
    return " ".join(_NOISE.sub(" ", written).split()) or written


def guess_kind(name: str) -> str:
    """Return the kind that a name begins with."""
    written = f"{key(name)} "
    return next((kind for start, kind in BEGINNINGS.items() if written.startswith(f"{start} ")), "lain")


def code_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return a code for a name that nobody else has: "puskesmas-wotu", "puskesmas-wotu-2"."""
    stem = _CODE.sub("-", key(name)).strip("-")[:40].strip("-") or "unit"
    used = set(taken)
    number = 2
    code = stem
    while code in used:
        code, number = f"{stem}-{number}", number + 1
    return code


def find(units: Sequence[Unit], text: str) -> Unit | None:
    """Return the unit that a text names without doubt: by name, another name or code; None if none or several."""
    wanted = key(text)
    found = [unit for unit in units if wanted in _keys(unit)]
    return found[0] if len(found) == 1 else None


def likely(units: Sequence[Unit], text: str, most: int = MOST_OFFERED) -> list[Unit]:
    """Return the units that a text may mean, likeliest first; none if nothing in it tells one from another."""
    wanted = key(text)
    typed = _telling(wanted)
    if not typed:
        return []
    scored = sorted(((_score(unit, wanted, typed), unit) for unit in units), key=lambda one: (-one[0], one[1].name))
    best = scored[0][0] if scored else 0.0
    return [unit for score, unit in scored[:most] if score >= max(ALIKE, best - LEAD)]


def meant(units: Sequence[Unit], text: str, most: int = MOST_OFFERED) -> list[Unit]:
    """Return the unit that a text names without doubt, else those it may mean, likeliest first."""
    exact = find(units, text)
    return [exact] if exact is not None else likely(units, text, most)


def _keys(unit: Unit) -> frozenset[str]:
    return frozenset(key(name) for name in (unit.name, *unit.aliases, unit.code))


_KIND_WORDS = frozenset(word for start in BEGINNINGS for word in start.split()) | {"dan"}


def _telling(text: str) -> str:
    """Return the words that tell one unit from others of its kind."""
    return " ".join(word for word in text.split() if word not in _KIND_WORDS)


def _score(unit: Unit, wanted: str, typed: str) -> float:
    said = _kind_said(wanted)
    return max(
        _alike(typed, _telling(name) or name)
        + (8.0 if said and said == unit.kind else -20.0 if said and said != "lain" else 0.0)
        for name in _keys(unit)
    )


def _kind_said(wanted: str) -> str:
    kind = guess_kind(wanted)
    return "" if kind == "lain" else kind


def _alike(typed: str, name: str) -> float:
    """Return how alike two names are, 0-100; a name that stands whole in the other is nearly the same."""
    if min(len(typed), len(name)) < 4:
        return fuzz.ratio(typed, name)
    likeness = max(fuzz.ratio(typed, name), fuzz.token_sort_ratio(typed, name))
    return max(likeness, CLEAR if _has_all_words(typed, name) else 0.0)


def _has_all_words(typed: str, name: str) -> bool:
    """Tell whether every word of the shorter one begins or is spelled like a word of the longer."""
    few, many = sorted((typed.split(), name.split()), key=len)
    return all(any(other.startswith(word) or fuzz.ratio(word, other) >= CLEAR for other in many) for word in few)
