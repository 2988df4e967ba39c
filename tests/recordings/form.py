"""A small form that is handed in and reviewed: three sections, one with two questions."""

from __future__ import annotations

from flows.forms.model import Flow

STORY = "Ada 12 dari 316 ibu hamil kurang darah (register 2025)."

REVIEWED = Flow.model_validate(
    {
        "id": "diulas",
        "version": 1,
        "title": "Formulir yang diulas",
        "short": "Yang diulas",
        "cover": {"title": "judul", "unit": "unit_kerja", "person": "judul"},
        "sections": [
            {
                "id": "awal",
                "number": "1",
                "title": "Awal",
                "questions": [
                    {
                        "id": "judul",
                        "kind": "text",
                        "prompt": "Apa judulnya?",
                        "label": "Judul",
                        "required": True,
                        "example": "Kelas Ibu",
                    },
                    {
                        "id": "unit_kerja",
                        "kind": "text",
                        "prompt": "Di unit mana?",
                        "label": "Unit kerja",
                        "required": True,
                        "example": "Puskesmas Wotu",
                    },
                    {
                        "id": "masalah",
                        "kind": "long_text",
                        "prompt": "Apa masalahnya?",
                        "label": "Masalah",
                        "required": True,
                        "checks": ["needs_number", "needs_source"],
                        "example": STORY,
                    },
                ],
            },
            {
                "id": "dampak",
                "number": "2",
                "title": "Dampak",
                "max_words": 200,
                "questions": [
                    {
                        "id": "hasil",
                        "kind": "long_text",
                        "prompt": "Apa hasilnya?",
                        "label": "Hasil",
                        "required": True,
                        "example": STORY,
                    }
                ],
            },
            {
                "id": "lanjut",
                "number": "3",
                "title": "Nanti",
                "questions": [
                    {
                        "id": "nanti",
                        "kind": "long_text",
                        "prompt": "Bagaimana nanti?",
                        "label": "Nanti",
                        "required": True,
                        "example": "Tetap berjalan tahun depan.",
                    }
                ],
            },
        ],
    }
)
