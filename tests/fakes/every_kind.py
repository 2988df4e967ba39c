"""A small form with every kind of question, a branch, a table of every kind of cell, and limits."""

from __future__ import annotations

from flows.forms.model import Flow

CELLS = [
    {"id": "nama", "kind": "text", "prompt": "Apa namanya?", "label": "Nama", "required": True, "example": "Kelas ibu"},
    {
        "id": "cerita",
        "kind": "long_text",
        "prompt": "Bagaimana ceritanya?",
        "label": "Cerita",
        "example": "Berjalan lancar.",
    },
    {
        "id": "tempat",
        "kind": "choice",
        "prompt": "Di mana tempatnya?",
        "label": "Tempat",
        "choices": [{"id": "desa", "label": "Desa"}, {"id": "posyandu", "label": "Posyandu"}],
        "example": "Desa",
    },
    {"id": "orang", "kind": "number", "prompt": "Berapa orang?", "label": "Orang", "unit": "orang", "example": "64"},
    {"id": "biaya", "kind": "money", "prompt": "Berapa biayanya?", "label": "Biaya", "example": "2 juta"},
    {"id": "kapan", "kind": "date", "prompt": "Kapan mulainya?", "label": "Kapan", "example": "Agustus 2025"},
    {"id": "rutin", "kind": "yes_no", "prompt": "Apakah rutin?", "label": "Rutin", "example": "ya"},
    {"id": "tautan", "kind": "link", "prompt": "Apa tautannya?", "label": "Tautan", "example": "https://contoh.id/a"},
]
QUESTIONS = [
    {
        "id": "judul",
        "kind": "text",
        "prompt": "Apa judulnya?",
        "label": "Judul",
        "required": True,
        "max_characters": 80,
        "checks": ["title_acronym"],
        "example": "Kelas Ibu bagi Ibu Hamil",
        "remember": True,
    },
    {
        "id": "masalah",
        "kind": "long_text",
        "prompt": "Apa masalahnya?",
        "label": "Masalah",
        "required": True,
        "max_words": 20,
        "checks": ["needs_number", "needs_source"],
        "example": "Ada 12 ibu hamil (register 2025).",
    },
    {
        "id": "jenis",
        "kind": "choice",
        "prompt": "Digital atau bukan?",
        "label": "Jenis",
        "choices": [
            {"id": "digital", "label": "Digital"},
            {"id": "bukan", "label": "Non digital"},
            {"id": "campur", "label": "Campuran digital dan tatap muka"},
        ],
        "example": "Digital",
    },
    {
        "id": "alamat",
        "kind": "link",
        "prompt": "Apa alamat webnya?",
        "label": "Alamat web",
        "when": {"question": "jenis", "in": ["digital", "campur"]},
        "example": "https://contoh.id/aplikasi",
    },
    {
        "id": "tujuan",
        "kind": "choices",
        "prompt": "Tujuan mana saja?",
        "label": "Tujuan",
        "maximum": 2,
        "choices": [
            {"id": "satu", "label": "Sehat"},
            {"id": "dua", "label": "Setara"},
            {"id": "tiga", "label": "Adil"},
        ],
        "example": "Sehat, Setara",
    },
    {
        "id": "orang",
        "kind": "number",
        "prompt": "Berapa orang terbantu?",
        "label": "Penerima",
        "unit": "orang",
        "example": "64",
    },
    {"id": "biaya", "kind": "money", "prompt": "Berapa seluruh biayanya?", "label": "Anggaran", "example": "12,5 juta"},
    {"id": "mulai", "kind": "date", "prompt": "Sejak kapan berjalan?", "label": "Mulai", "example": "Agustus 2025"},
    {"id": "rutin", "kind": "yes_no", "prompt": "Apakah berjalan rutin?", "label": "Rutin", "example": "ya"},
    {
        "id": "titik",
        "kind": "location",
        "prompt": "Di mana titiknya?",
        "label": "Lokasi",
        "example": "-2,6361, 121,1000",
    },
    {
        "id": "kegiatan",
        "kind": "table",
        "prompt": "Apa saja kegiatannya?",
        "label": "Kegiatan",
        "row": "kegiatan",
        "max_rows": 3,
        "checks": ["needs_source"],
        "columns": CELLS,
        "example": "Kelas ibu; Berjalan lancar.; Desa; 64; 2 juta; Agustus 2025; ya; https://contoh.id/a",
    },
    {"id": "bukti", "kind": "evidence", "prompt": "Ada buktinya?", "label": "Bukti", "example": "Foto kegiatan"},
]
EVERY_KIND = Flow.model_validate(
    {
        "id": "semua",
        "version": 1,
        "title": "Formulir semua jenis",
        "short": "Semua jenis",
        "cover": {"title": "judul", "unit": "judul", "person": "judul"},
        "sections": [
            {
                "id": "satu",
                "number": "1",
                "title": "Awal",
                "together": [["judul", "masalah", "jenis"]],
                "questions": QUESTIONS[:5],
            },
            {
                "id": "dua",
                "number": "2",
                "title": "Angka",
                "asks": "Angka dan tempat.",
                "together": [["orang", "biaya", "mulai", "rutin"]],
                "questions": QUESTIONS[5:],
            },
            {
                "id": "tiga",
                "number": "3",
                "title": "Penutup",
                "max_words": 15,
                "when": {"question": "rutin", "is": True},
                "questions": [
                    {
                        "id": "lanjut",
                        "kind": "long_text",
                        "prompt": "Bagaimana nanti?",
                        "label": "Lanjutan",
                        "example": "Tetap.",
                    },
                    {
                        "id": "pesan",
                        "kind": "long_text",
                        "prompt": "Ada pesan penutup?",
                        "label": "Pesan",
                        "example": "Cukup.",
                    },
                ],
            },
        ],
    }
)
