"""Prepares short remarks a coach can give with one tap, from what the quality checks found in a section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.quality.meter import Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedRemark:
    """Is a prepared remark: short on a button, whole in the record; `question` is "" for the whole section."""

    place: int
    """Where it stands among all phrases: short enough for a button."""
    name: str
    label: str
    text: str
    question: str = ""


PHRASES: Mapping[str, tuple[str, str]] = {
    "over_limit": ("Pendekkan", "Pendekkan supaya muat di batas kata formulir."),
    "section_over": ("Pendekkan", "Pendekkan bagian ini supaya muat di batas kata formulir."),
    "under_minimum": ("Lengkapi ceritanya", "Lengkapi ceritanya dengan satu contoh nyata."),
    "title_acronym": ("Jelaskan singkatannya", "Tambahkan kepanjangan judulnya, atau untuk siapa inovasi ini."),
    "goal_not_activity": ("Tulis perubahannya", "Ini baru kegiatannya; tulis apa yang berubah bagi warga."),
    "outcome_not_output": ("Tulis dampaknya", "Ini baru keluaran; tulis apa yang berubah bagi warga sesudahnya."),
    "plan_as_result": ("Tulis yang terjadi", "Tulis yang sudah terjadi, bukan rencana."),
    "needs_number": ("Tambahkan angka", "Tambahkan angka, misalnya berapa orang atau berapa persen."),
    "vague_growth": ("Ganti dengan angka", "Ganti kata seperti “tinggi” atau “signifikan” dengan angkanya."),
    "needs_baseline": ("Tambahkan data awal", "Tambahkan data awal beserta sumbernya."),
    "needs_target_date": ("Tambahkan waktunya", "Tambahkan kapan target ini ingin dicapai."),
    "needs_source": ("Sebutkan sumbernya", "Sebutkan tahun dan sumber angkanya."),
    "number_without_unit": ("Beri satuannya", "Beri satuan pada angkanya: orang, kasus, atau persen."),
    "legal_reference": ("Lengkapi aturannya", "Lengkapi aturannya: jenis, nomor, tahun, dan tentang apa."),
    "budget_source": ("Sebut sumber dananya", "Sebutkan sumber dananya, misalnya BOK, BLUD, atau APBD."),
    "replication_named": ("Sebutkan unitnya", "Sebutkan nama unit yang meniru inovasi ini."),
    "no_evidence": ("Lampirkan bukti", "Lampirkan bukti: satu foto atau halaman laporan."),
    "figures_differ": ("Samakan angkanya", "Samakan angka yang berbeda di dua bagian."),
    "gap": ("Lengkapi yang kosong", "Lengkapi isian yang masih kosong."),
    "example": ("Beri contoh nyata", "Beri satu contoh nyata dari pelayanan sehari-hari."),
    "clearer": ("Perjelas kalimatnya", "Perjelas kalimatnya: siapa melakukan apa, kapan, dan di mana."),
}
"""Check -> what stands on the button, and the remark; the last three are for any section.

Buttons carry a phrase's place here: add new ones at the end.
"""

GENERAL = ("example", "clearer")
MOST = 4
"""Prepared remarks shown at once: with more, typing is quicker."""


def quick_remarks(hints: Iterable[Hint], gaps: Iterable[str], question: str = "") -> tuple[CannedRemark, ...]:
    """Return the remarks that fit a section, or one question of it, strongest first."""
    found = {hint.check: hint.question for hint in reversed(tuple(hints)) if not question or hint.question == question}
    names = [*(["gap"] if any(gaps) and not question else []), *reversed(found)]
    wanted = [name for name in (*names, *GENERAL) if name in PHRASES][:MOST]
    return tuple(_quick(name, found.get(name, question)) for name in dict.fromkeys(wanted))


def phrase(place: str) -> str | None:
    """Return the remark that a button carries, or None if it carries none."""
    every = list(PHRASES.values())
    return every[int(place)][1] if place.isdecimal() and len(place) < 4 and int(place) < len(every) else None


def _quick(name: str, question: str) -> CannedRemark:
    label, text = PHRASES[name]
    return CannedRemark(place=list(PHRASES).index(name), name=name, label=label, text=text, question=question)
