"""The quality checks, as a coach would make them: pure functions, each with a row in CHECKS."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flows.forms.model import LongText, Question, Table, Text, Value
from flows.quality.claims import (
    has_budget_source,
    has_change,
    has_figure,
    has_source,
    has_year,
    is_free,
    measured,
    names_rule,
    names_what_is_counted,
    sentences,
)
from flows.text_format import count_words, listed
from flows.texts import word


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An answer to check: its question, its value, and its text as people read it."""

    question: Question
    value: Value
    text: str


Check = Callable[[Subject], str]
"""Returns what is missing and why it pays, in one warm sentence; "" if nothing is."""

MONEY = ("rp", "rupiah", "juta", "ribu", "miliar")
"""Units of amounts, whose source is the budget."""

_VAGUE = re.compile(
    r"\b(?:signifikan|drastis|pesat|luar biasa|sangat (?:tinggi|rendah|banyak|besar|efektif|baik|memuaskan|tajam)|"
    r"jauh lebih \w+|masih (?:sangat )?(?:tinggi|rendah)(?:nya)?|tingginya|rendahnya)\b",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\b(?:semula|sebelum(?:nya)?|awal(?:nya)?|baseline|dulu|tadinya|dari (?:[<>]?\s?[0-9]|rp)|dibanding\w*|"
    r"pada (?:tahun )?20[0-9]{2} (?:baru|hanya|masih))",
    re.IGNORECASE,
)
_AIMS = re.compile(r"\b(?:menjadi|mencapai|target\w*|minimal|sedikitnya|hingga|sampai)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|triwulan|semester)\b"
    r"|\b(?:dalam|selama|setelah|sesudah)\s+\w+\s+(?:bulan|tahun|minggu)\b|\bakhir (?:tahun|bulan)\b",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"\b(?:melaksanakan|mengadakan|menyelenggarakan|melakukan|membuat|menyusun|membentuk|melatih|membangun|menyediakan|"
    r"memberikan|membagikan|mengembangkan|menerapkan|sosialisasi|pelatihan|penyuluhan|workshop|bimtek|rapat|kegiatan|"
    r"terlaksananya|tersusunnya|terbentuknya|tersedianya|terselenggaranya)\b",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"\b(?:dilatih|terlatih|dibagikan|tersedia\w*|terlaksana\w*|terbentuk\w*|tersusun\w*|dicetak|diadakan|dilaksanakan|"
    r"diselenggarakan|dibangun|sosialisasi|pelatihan|penyuluhan|pertemuan|kegiatan|peserta|sesi|buku|modul|aplikasi|"
    r"brosur|leaflet|spanduk|kartu|sop)\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"(?<!kebutuhan )(?<!kesadaran )(?<!pentingnya )(?<!pemahaman )(?<!pengetahuan )(?<!kepedulian )(?<!sadar )"
    r"(?<!permintaan )(?<!tahu )\bakan\b(?! (?:tetapi|tapi|hal|pentingnya|bahaya|hak))"
    r"|\b(?:direncanakan|rencananya|diharapkan|nantinya|ke depan(?:nya)?|bakal|berencana|"
    r"kami berharap|mudah-mudahan)\b",
    re.IGNORECASE,
)
_PROPOSED = re.compile(r"\b(?:belum|usul\w*|diusulkan|akan|rencana\w*|draf|rancangan|sedang)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:nomor|nomer|no)\b[.:]?\s*\S*[0-9]|\b[0-9]+(?:[./][\w.-]+)+|\b[0-9]+\s*(?:tahun|/)", re.I)
_UNIT_NAMED = re.compile(
    r"\b(?:puskesmas|pkm|pustu|polindes|poskesdes|posyandu|klinik|rsud|rs|dinas|badan|desa|kelurahan|kecamatan|kabupaten|"
    r"kab\.?|kota|provinsi|uptd|sdn?|smpn?|sman?|bidang|bagian)\s+(?!(?:lain\w*|yang|di|se\w*|dan|terdekat|tetangga|kami|"
    r"kita|mana\w*|itu|ini|sudah|telah|bisa|dapat|akan|untuk|dengan|atau|juga|tersebut|banyak|pun|induk|masing)\b)\w+",
    re.IGNORECASE,
)
_NONE_YET = re.compile(r"\b(?:belum (?:ada|pernah|direplikasi|ditiru)|tidak ada)\b", re.IGNORECASE)


def over_limit(subject: Subject) -> str:
    """Say by how many words, or in a line by how many letters, an answer is over its limit."""
    question = subject.question
    if isinstance(question, Text):
        over = len(subject.text) - question.max_characters
        return word("hint.line_too_long", over=over) if over > 0 else ""
    words = count_words(subject.text)
    if not isinstance(question, LongText) or question.max_words is None or words <= question.max_words:
        return ""
    limit = question.max_words
    return word("hint.over_limit", words=words, limit=limit, over=words - limit)


def under_minimum(subject: Subject) -> str:
    """Say how many words the form still wants."""
    question = subject.question
    words = count_words(subject.text)
    if not isinstance(question, LongText) or words >= question.min_words:
        return ""
    return word("hint.under_minimum", words=words, least=question.min_words)


def needs_number(subject: Subject) -> str:
    """Ask for one figure."""
    if has_figure(subject.text) or is_free(subject.text):
        return ""
    return word("hint.needs_number")


def vague_growth(subject: Subject) -> str:
    """Ask how much a big word means."""
    for sentence in sentences(subject.text):
        if (vague := _VAGUE.search(sentence)) and not measured(sentence):
            return word("hint.vague_growth", said=vague[0].capitalize())
    return ""


def number_without_unit(subject: Subject) -> str:
    """Ask what a number counts, if no number of the answer has a unit."""
    found = [
        measurement for measurement in measured(subject.text) if len(measurement.number) < 9
    ]  # longer ones are telephone numbers
    if not found or any(measurement.unit for measurement in found) or names_what_is_counted(subject.text):
        return ""
    return word("hint.number_without_unit", number=found[0].number)


def needs_source(subject: Subject) -> str:
    """Ask where the figures come from, and of which year they are."""
    if all(measurement.unit in MONEY for measurement in measured(subject.text)):
        return ""
    source = _filled(subject, _columns(subject, "sumber")) if _columns(subject, "sumber") else has_source(subject.text)
    year = has_year(subject.text) or _filled(subject, _columns(subject, "kapan|tahun|waktu"))
    if source and year:
        return ""
    if source:
        return word("hint.needs_source_year")
    if year:
        return word("hint.needs_source")
    return word("hint.needs_source_and_year")


def needs_baseline(subject: Subject) -> str:
    """Ask from where a change starts."""
    found = measured(subject.text)
    if len(found) > 1 or (not found and "needs_number" in subject.question.checks):
        return ""
    dated = has_year(subject.text) and not _AIMS.search(subject.text)
    if found and (dated or _BASELINE.search(subject.text)):
        return ""
    return word("hint.needs_baseline")


def needs_target_date(subject: Subject) -> str:
    """Ask by when a goal is to be reached."""
    if has_year(subject.text) or _WHEN.search(subject.text):
        return ""
    return word("hint.needs_target_date")


def goal_not_activity(subject: Subject) -> str:
    """Ask what an activity is for."""
    if has_change(subject.text) or not _ACTIVITY.search(subject.text):
        return ""
    return word("hint.goal_not_activity")


def outcome_not_output(subject: Subject) -> str:
    """Ask what an output changed for people."""
    if has_change(subject.text) or not _OUTPUT.search(subject.text):
        return ""
    return word("hint.outcome_not_output")


def legal_reference(subject: Subject) -> str:
    """Ask for a rule's number, year and subject."""
    named = [other_sentence for other_sentence in sentences(subject.text) if names_rule(other_sentence)]
    if not named:
        proposed = _PROPOSED.search(subject.text) or _NONE_YET.search(subject.text)
        return "" if proposed else word("hint.legal_reference")
    for sentence in named:
        missing = _missing_of_rule(sentence)
        if missing and not _PROPOSED.search(sentence):
            return word("hint.legal_reference_part", missing=listed(missing))
    return ""


def _missing_of_rule(sentence: str) -> list[str]:
    parts = {
        word("hint.rule_number"): _NUMBERED.search(sentence) is not None,
        word("hint.rule_year"): has_year(sentence) or re.search(r"/(?:19|20)[0-9]{2}", sentence) is not None,
        word("hint.rule_subject"): re.search(r"\b(?:tentang|ttg|perihal|mengenai)\b", sentence, re.IGNORECASE)
        is not None,
    }
    return [name for name, there in parts.items() if not there]


def budget_source(subject: Subject) -> str:
    """Ask who pays."""
    if has_budget_source(subject.text):
        return ""
    return word("hint.budget_source")


def replication_named(subject: Subject) -> str:
    """Ask which unit took the innovation over."""
    if isinstance(subject.question, Table) or _UNIT_NAMED.search(subject.text) or _NONE_YET.search(subject.text):
        return ""
    return word("hint.replication_named")


def plan_as_result(subject: Subject) -> str:
    """Ask for what happened, where a plan was written."""
    told = [sentence for sentence in sentences(subject.text) if "otomatis" not in sentence]  # what a system will do
    if not any(_PLANNED.search(sentence) for sentence in told):
        return ""
    return word("hint.plan_as_result")


def title_acronym(subject: Subject) -> str:
    """Ask what a bare acronym stands for."""
    words = re.findall(r"[^\W\d_]+", subject.text)
    bare = len(words) == 1 or (0 < len(words) <= 3 and all(letters.isupper() for letters in words))
    if not bare:
        return ""
    return word("hint.title_acronym")


def _columns(subject: Subject, names: str) -> list[str]:
    """Return the columns of a table that are called so."""
    columns = subject.question.columns if isinstance(subject.question, Table) else ()
    return [column.id for column in columns if re.search(names, column.label.lower())]


def _filled(subject: Subject, columns: list[str]) -> bool:
    """Return whether every row has something in one of these columns."""
    rows = subject.value if isinstance(subject.value, list) else []
    return bool(columns) and all(isinstance(row, dict) and any(row.get(name) for name in columns) for row in rows)


CHECKS: Mapping[str, Check] = {
    "over_limit": over_limit,
    "under_minimum": under_minimum,
    "title_acronym": title_acronym,
    "goal_not_activity": goal_not_activity,
    "outcome_not_output": outcome_not_output,
    "plan_as_result": plan_as_result,
    "needs_number": needs_number,
    "vague_growth": vague_growth,
    "needs_baseline": needs_baseline,
    "needs_target_date": needs_target_date,
    "needs_source": needs_source,
    "number_without_unit": number_without_unit,
    "legal_reference": legal_reference,
    "budget_source": budget_source,
    "replication_named": replication_named,
}
"""Every check by the name a form uses, strongest first."""

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "text": ("over_limit",),
    "long_text": ("over_limit", "under_minimum", "vague_growth", "number_without_unit"),
}
"""The checks that every answer of a kind gets."""
