"""The support of a claim: measured figures, years, sources, rules, budgets, changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flows.language.dates import SPELLINGS

_NUMBER = re.compile(
    r"(?:(?<![\w.,/-])|(?<=[Rr][Pp]))(?P<mark>[<>±~≤≥]?\s?)(?P<number>[0-9]+(?:[.,][0-9]+)*(?:\s?[-–]\s?[0-9]+(?:[.,][0-9]+)*)?)(?P<behind>[^\S\n]*[^\s]*)"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\s?[-–]\s?(?:19|20)?[0-9]{2})?")
_YEAR_ANYWHERE = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9])")
_MONTH = re.compile(rf"(?:{'|'.join(sorted(SPELLINGS, key=len, reverse=True))})(?![a-z])")
_LABEL_BEFORE = re.compile(
    r"(?:\b(?:nomor|nomer|no|pasal|ayat|huruf|bab|uu|pp|sk|pukul|jam|pkl|rt|rw|kelas|tahap|fase|bagian|tabel|"
    r"gambar|lampiran|poin|angka|tanggal|tgl|halaman|hal|versi|sdgs?|cita|"
    r"generasi|(?:hari|minggu|bulan|tahun|kunjungan|trimester|kehamilan|anak) ke|covid|tipe|level)[ .:-]*"
    r"|ke-|\bpukul [0-9.]+\s?(?:-|–|sampai)\s?)$",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"(?:^|[\n:;,.(]\s*|\s)$")
_SPELLED = re.compile(
    r"\b(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|seratus|seribu|sejuta)\b"
    r"|\b(?:puluh|belas|ratus|separuh|setengah|sepertiga|seperempat|nol)\b"
    r"|\btidak ada (?:lagi )?(?:kematian|kasus|satu pun)\b",
    re.IGNORECASE,
)
_NO_UNIT = frozenset(
    re.findall(
        r"\S+",
        "dan atau menjadi jadi pada di dari ke yang dengan sampai hingga turun naik lalu tetapi tapi sedangkan menurut "
        "karena untuk oleh adalah saja lagi dalam akan sudah telah ini itu per sebelum sesudah setelah",
    )
)
_COUNTED = re.compile(
    r"\b(?:orang|warga|jiwa|ibu|bayi|balita|anak|remaja|lansia|pasien|kasus|kk|keluarga|kader|bidan|perawat|petugas|guru|"
    r"siswa|desa|dusun|posyandu|puskesmas|unit|rumah|kunjungan|rujukan|kematian|menit|jam|hari|bulan|tahun|rupiah|km|"
    r"persen|persentase|skor|nilai|indeks|tensi|hb|imt)\w*\b",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"(?:\brp\.?|\bidr|rupiah)\s*$", re.IGNORECASE)

_SOURCE = re.compile(
    r"\b(?:pws|register|kohort|e-?kohort|laporan|lap|data|bps|survei|survey|ski|skm|ikm|riskesdas|ssgi|ssgbi|e-?ppgbm|"
    r"sigizi|profil|rekap\w*|rekam|catatan|dicatat|tercatat|dokumen|buku|pendataan|pencatatan|sensus|simpus|sipp?|asik|"
    r"p-?care|wawancara|kuesioner|angket|notula|notulen|sumber|menurut|berdasarkan|audit|kajian|penelitian|evaluasi|"
    r"dashboard|dasbor|aplikasi|spgdt|komdat|kms|hasil (?:survei|pemeriksaan|evaluasi|monitoring|penimbangan)|"
    r"kami (?:tanya|tanyai|hitung|catat)|bertanya kepada)\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:\w*turun\w*|naik\w*|kenaikan|dinaikkan|\w*ningkat\w*|\w*kurang|\w*kurangnya|mengurangi|\w*tambah|bertambahnya|"
    r"menjadi|agar|supaya|sehingga|menekan|mencegah|tercegah|terhindar|bebas|mempercepat|percepatan|memudahkan|"
    r"mempermudah|\w*cepat|lebih (?!dari\b)\w+|tidak lagi|tidak ada lagi|tanpa|selamat|sehat|sembuh|pulih|terlayani|"
    r"terjangkau|mandiri|paham|mampu|terwujud\w*|mewujudkan|tercapai\w*|mencapai|"
    r"mengubah|berubah|perubahan|membaik|memperbaiki|terselamatkan|terhapus|hilang|hemat|menghemat)\b",
    re.IGNORECASE,
)
_BUDGET = re.compile(
    r"\b(?:apbd\w*|apbn|apb desa|bok|blud|csr|dak|dau|dbhcht|dbh|dana desa|add|alokasi dana desa|swadaya|hibah|iuran|"
    r"donatur|donasi|sponsor\w*|bop|bos|kapitasi|non-?kapitasi|jkn|bpjs|baznas|zakat|infak|kas|mandiri|"
    r"pribadi|patungan|arisan|gotong royong|dipa|dpa|rka|bantuan|sumbangan|jampersal|tjsl|koperasi|bumdes|pad|unicef|"
    r"usaid|who)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:belum ada (?:biaya|anggaran|dana)|"
    r"tanpa (?:biaya|anggaran|dana|tambahan)|tidak (?:ada|memerlukan|perlu|membutuhkan|butuh|memakai|pakai) "
    r"(?:tambahan )?(?:biaya|anggaran|dana|uang)|nol rupiah|rp ?0\b|gratis|tidak ada(?: tambahan)? biaya|menumpang)",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"\b(?:undang-undang|uu|perpu|peraturan (?:pemerintah|presiden|menteri|daerah|bupati|gubernur|wali ?kota|desa)|"
    r"perda|perbup|pergub|perwali|perpres|permen\w*|perdes|pp|inpres|instruksi (?:presiden|bupati|gubernur)|"
    r"keputusan (?:bupati|gubernur|kepala|menteri|wali ?kota|direktur|camat)|kepmen\w*|surat keputusan|sk|"
    r"surat edaran|se bupati)\b",
    re.IGNORECASE,
)
NEAR = 24
"""Characters before a number that say what it is."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\"“])|[\n;]+")


@dataclass(frozen=True, slots=True)
class Measurement:
    """A number that measures something; `unit` is empty if none stands beside it."""

    number: str
    unit: str


def sentences(text: str) -> list[str]:
    """Split a text where a sentence or a line ends; "No. 5" is no end."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


@lru_cache(maxsize=8)
def measured(text: str) -> tuple[Measurement, ...]:
    """Return the numbers that measure: no years, dates, times, numbers of rules, list marks or codes."""
    found = []
    for match in _NUMBER.finditer(text):
        start = match.start("number")
        before, number, behind = text[max(0, start - NEAR) : start], match["number"], match["behind"].strip().lower()
        if _CURRENCY.search(before):
            found.append(Measurement(number, "rp"))
        elif not _is_label(before, number, behind, match["behind"]):
            found.append(Measurement(number, _unit(behind)))
    return tuple(found)


def has_figure(text: str) -> bool:
    """Return whether a text measures something, in digits or words."""
    return bool(measured(text)) or bool(_SPELLED.search(text))


def names_what_is_counted(text: str) -> bool:
    """Return whether a text names something that is counted, wherever it stands: "bayi turun dari 19 menjadi 9"."""
    return bool(_COUNTED.search(text))


def has_year(text: str) -> bool:
    """Return whether a text names a year."""
    return bool(_YEAR_ANYWHERE.search(text))


def years(text: str) -> tuple[str, ...]:
    """Return the different years a text names."""
    return tuple(dict.fromkeys(_YEAR_ANYWHERE.findall(text)))


def has_source(text: str) -> bool:
    """Return whether a text says where its figures come from."""
    return bool(_SOURCE.search(text))


def has_change(text: str) -> bool:
    """Return whether a text names a change, and not only what is done."""
    return bool(_CHANGE.search(text))


def has_budget_source(text: str) -> bool:
    """Return whether a text says who pays, or that nobody must."""
    return bool(_BUDGET.search(text) or _FREE.search(text))


def is_free(text: str) -> bool:
    """Return whether a text says that nothing has to be paid."""
    return bool(_FREE.search(text))


def names_rule(text: str) -> bool:
    """Return whether a text names a kind of rule: Perbup, SK, undang-undang."""
    return bool(_RULE.search(text))


def _is_label(before: str, number: str, behind: str, raw: str) -> bool:
    if _YEAR.fullmatch(number) and (not behind or not behind.startswith(("orang", "ibu", "jiwa", "kk", "anak", "%"))):
        return True
    if _MONTH.match(behind) and number.isdigit() and int(number) <= 31:
        return True
    if _LABEL_BEFORE.search(before) or (number == "24" and behind.startswith("jam")):
        return True  # "24 jam" says always
    is_mark = raw.startswith((")", ". ")) or raw in (")", ".") or (raw.startswith(".") and not raw.strip("."))
    at_start = not before.strip() or before.rstrip(" ").endswith(("\n", ":", ";", ",")) or raw.startswith(")")
    return is_mark and at_start and len(number) <= 2 and _LIST_MARK.search(before) is not None and bool(raw)


def _unit(behind: str) -> str:
    word = behind.lstrip("-–")
    if word.startswith(("%", "°", "‰")):
        return "%"
    letters = re.match(r"\(?([a-z²³]+)", word)
    if letters is None or letters[1] in _NO_UNIT:
        return ""
    return letters[1]
