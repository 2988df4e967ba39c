"""Names of units as people type them: "pkm wotu", "dinkes", "puskesmas malili timur"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from flows.language.choices import ABBREVIATIONS
from storage.records import Unit

MOST_OFFERED = 3
"""Likely units that are offered: with one more button they fit into the four that a message shows at once."""
CLEAR, ALIKE, LEAD = 90.0, 72.0, 14.0
"""Similarity (0-100) of two words that counts as equal, similarity of a unit that is offered, and how far below the
most similar one that may be."""
SAME_KIND, OTHER_KIND = 8.0, -20.0
"""What a kind that is named adds to the similarity of a unit of it, and of any other: "desa wotu" is no puskesmas."""

KINDS: Mapping[str, str] = {
    "puskesmas": "puskesmas",
    "rumah_sakit": "rumah sakit",
    "opd": "OPD",
    "kecamatan": "kecamatan",
    "desa": "desa/kelurahan",
    "sekolah": "sekolah",
    "lain": "lainnya",
}
"""Kind of unit -> its name behind a number: "17 puskesmas"."""

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
"""First words of a name -> the kind of unit."""

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
    """Return a name for comparison: lower case, abbreviations written out, without words that any unit may have."""
    written = " ".join(SHORT.get(word, word) for word in re.findall(r"[\w']+", name.lower().replace("-", " ")))
    return " ".join(_NOISE.sub(" ", written).split()) or written


def guess_kind(name: str) -> str:
    """Return the kind of unit that a name begins with; "lain" if with none."""
    written = f"{key(name)} "
    return next((kind for start, kind in BEGINNINGS.items() if written.startswith(f"{start} ")), "lain")


def code_of(name: str, taken: Iterable[str] = ()) -> str:
    """Return a code for a name that is not taken: "puskesmas-wotu", "puskesmas-wotu-2"."""
    stem = _CODE.sub("-", key(name)).strip("-")[:40].strip("-") or "unit"
    used = set(taken)
    number = 2
    code = stem
    while code in used:
        code, number = f"{stem}-{number}", number + 1
    return code


def find(units: Sequence[Unit], text: str) -> Unit | None:
    """Return the unit whose name, alias or code a text is; None if of none or of several."""
    wanted = key(text)
    matches = [unit for unit in units if wanted in _keys(unit)]
    return matches[0] if len(matches) == 1 else None


def likely(units: Sequence[Unit], text: str, most: int = MOST_OFFERED) -> list[Unit]:
    """Return the units that a text may mean, likeliest first; none if it has only words that many units share."""
    wanted = key(text)
    typed = _distinctive(wanted)
    if not typed:
        return []
    scored = [(_score(unit, wanted, typed), unit) for unit in units]
    scored.sort(key=lambda score_and_unit: (-score_and_unit[0], score_and_unit[1].name))
    best = scored[0][0] if scored else 0.0
    return [unit for score, unit in scored[:most] if score >= max(ALIKE, best - LEAD)]


def meant(units: Sequence[Unit], text: str, most: int = MOST_OFFERED) -> list[Unit]:
    """Return the unit that `find` finds, else the likely ones."""
    exact = find(units, text)
    return [exact] if exact is not None else likely(units, text, most)


def _keys(unit: Unit) -> frozenset[str]:
    return frozenset(key(name) for name in (unit.name, *unit.aliases, unit.code))


_KIND_WORDS = frozenset(word for start in BEGINNINGS for word in start.split()) | {"dan"}


def _distinctive(text: str) -> str:
    """Return a text without words for kinds: what distinguishes a unit from others of its kind."""
    return " ".join(word for word in text.split() if word not in _KIND_WORDS)


def _score(unit: Unit, wanted: str, typed: str) -> float:
    kind = _known_kind(wanted)
    return max(_similarity(typed, _distinctive(name) or name) + _kind_bonus(kind, unit) for name in _keys(unit))


def _kind_bonus(kind: str, unit: Unit) -> float:
    if not kind:
        return 0.0
    return SAME_KIND if kind == unit.kind else OTHER_KIND


def _known_kind(wanted: str) -> str:
    kind = guess_kind(wanted)
    return "" if kind == "lain" else kind


def _similarity(typed: str, name: str) -> float:
    """Return the similarity of two names, 0-100; at least CLEAR if all words of one are in the other."""
    if min(len(typed), len(name)) < 4:
        return fuzz.ratio(typed, name)
    likeness = max(fuzz.ratio(typed, name), fuzz.token_sort_ratio(typed, name))
    return max(likeness, CLEAR if _has_all_words(typed, name) else 0.0)


def _has_all_words(typed: str, name: str) -> bool:
    """Tell whether every word of the shorter name begins a word of the longer one, or is spelled alike."""
    few, many = sorted((typed.split(), name.split()), key=len)
    return all(any(other.startswith(word) or fuzz.ratio(word, other) >= CLEAR for other in many) for word in few)
