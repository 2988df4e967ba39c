"""A form of nine sections, each with one long text."""

from __future__ import annotations

from flows.forms.model import Flow

STORIES = (
    ("latar", "Latar belakang"),
    ("tujuan", "Tujuan"),
    ("cara", "Cara kerja"),
    ("kebaruan", "Kebaruan"),
    ("pelaksanaan", "Pelaksanaan"),
    ("dampak", "Dampak"),
    ("replikasi", "Replikasi"),
    ("sumber_daya", "Sumber daya"),
    ("lanjut", "Keberlanjutan"),
)

GOOD = "Pada 2025 ada 120 dari 316 ibu hamil yang kurang darah (38 %), menurut register KIA Puskesmas Wotu."
VAGUE = "Sebagian besar ibu hamil sekarang jauh lebih rajin minum tablet daripada sebelumnya."

NINE = Flow.model_validate(
    {
        "id": "sembilan",
        "version": 1,
        "title": "Usulan Sembilan Bagian",
        "short": "Sembilan",
        "sections": [
            {
                "id": name,
                "number": str(place),
                "title": title,
                "max_words": 200,
                "questions": [
                    {
                        "id": f"{name}_isi",
                        "kind": "long_text",
                        "prompt": f"Bagaimana {title.lower()}nya?",
                        "label": title,
                        "example": GOOD,
                        "required": True,
                        "checks": ["needs_number", "needs_baseline", "needs_source"],
                    }
                ],
            }
            for place, (name, title) in enumerate(STORIES, 1)
        ],
    }
)
