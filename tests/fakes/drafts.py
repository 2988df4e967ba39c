"""Forms filled in by hand: drafts without an engine."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

from PIL import Image

from flows.conversation import Answer, AnswerSource, Draft, Proof
from flows.forms import model
from flows.forms.model import Flow, Question, Value
from flows.messages import File, FileKind, TextInput
from flows.questions.kinds import Parsed, understand

AT = datetime(2025, 8, 26, 1, 0, tzinfo=UTC)
DAY = date(2025, 8, 26)

SMALL = Flow.model_validate(
    {
        "id": "kecil",
        "version": 1,
        "title": "Formulir kecil",
        "short": "Rancangan",
        "year": 2025,
        "source": "Bagian Organisasi",
        "place": "Malili",
        "cover": {"title": "judul", "unit": "unit", "person": "nama", "position": "jabatan"},
        "letters": [
            {
                "id": "identitas",
                "title": "Surat pernyataan",
                "statement": "Menyatakan bahwa {person} dari {unit} adalah inovator “{title}”.",
            }
        ],
        "sections": [
            {
                "id": "identitas",
                "title": "Identitas",
                "layout": "identity",
                "questions": [
                    {"id": "judul", "kind": "text", "prompt": "Apa judulnya?", "label": "Judul", "required": True},
                    {"id": "unit", "kind": "text", "prompt": "Di unit mana?", "label": "Unit kerja", "required": True},
                    {"id": "nama", "kind": "text", "prompt": "Siapa namanya?", "label": "Nama", "required": True},
                    {"id": "jabatan", "kind": "text", "prompt": "Apa jabatannya?", "label": "Jabatan"},
                ],
            },
            {
                "id": "masalah",
                "number": "1.1",
                "title": "Latar Belakang",
                "group": "Kebaruan",
                "layout": "prose",
                "max_words": 20,
                "questions": [
                    {
                        "id": "cerita",
                        "kind": "long_text",
                        "prompt": "Apa masalahnya?",
                        "label": "Masalah",
                        "required": True,
                    },
                    {"id": "penyebab", "kind": "long_text", "prompt": "Apa sebabnya?", "label": "Penyebab"},
                    {"id": "sejak", "kind": "date", "prompt": "Sejak kapan?", "label": "Sejak"},
                    {"id": "bukti", "kind": "evidence", "prompt": "Ada buktinya?", "label": "Bukti"},
                ],
            },
            {
                "id": "tujuan",
                "number": "1.2",
                "title": "Tujuan",
                "group": "Kebaruan",
                "questions": [
                    {"id": "sasaran", "kind": "long_text", "prompt": "Apa tujuannya?", "label": "Sasaran"},
                    {
                        "id": "target",
                        "kind": "table",
                        "prompt": "Apa targetnya?",
                        "label": "Target",
                        "row": "indikator",
                        "columns": [
                            {
                                "id": "apa",
                                "kind": "text",
                                "prompt": "Indikator apa?",
                                "label": "Indikator",
                                "required": True,
                            },
                            {
                                "id": "nilai",
                                "kind": "number",
                                "prompt": "Berapa targetnya?",
                                "label": "Nilai",
                                "unit": "%",
                                "required": True,
                            },
                            {"id": "catatan", "kind": "text", "prompt": "Ada catatan?", "label": "Catatan"},
                        ],
                    },
                    {"id": "anggaran", "kind": "money", "prompt": "Berapa anggarannya?", "label": "Anggaran"},
                    {"id": "digital", "kind": "yes_no", "prompt": "Apakah digital?", "label": "Digital"},
                ],
            },
        ],
    }
)
"""Has every layout, a table, evidence and a letter."""

WHO: Mapping[str, Value] = {
    "judul": "Jemput Bola Ibu Hamil",
    "unit": "Puskesmas Wotu",
    "nama": "Sitti Aminah",
    "jabatan": "Bidan",
}


def answer(value: Value, event: int = 1) -> Answer:
    """Return an answer as if it had been typed."""
    return Answer(value=value, raw=str(value), event=event, at=AT, how=AnswerSource.TYPED)


def draft(*proofs: Proof, **values: Value) -> Draft:
    """Return a draft with these answers and this evidence."""
    return Draft(answers={name: answer(value) for name, value in values.items()}, proofs=proofs)


def filled(flow: Flow, *proofs: Proof, without: tuple[str, ...] = ()) -> Draft:
    """Answer every question of a form with its own example."""
    values = {question.id: example(question) for _, question in flow.questions() if question.id not in without}
    return draft(*proofs, **{name: value for name, value in values.items() if value is not None})


def example(question: Question) -> Value:
    """Return an answer that the question takes: its example, or the first that fits its kind."""
    match question:
        case model.Table():
            return [{column.id: example(column) for column in question.columns}] * max(question.min_rows, 2)
        case model.OneChoice():
            return question.choices[0].id
        case model.ManyChoices():
            return [choice.id for choice in question.choices[: max(question.minimum, 2)]]
        case model.Location():
            return [-2.6012, 120.7981]
        case model.Date():
            return "2023-08"
        case model.Number():
            return 64
        case model.Money():
            return 12_500_000
        case model.YesNo():
            return True
        case model.Evidence():
            return None
        case _:
            understood = understand(question, TextInput(text=question.example or "Contoh"))
            return understood.value if isinstance(understood, Parsed) else question.example


def way(flow: Flow) -> tuple[str, ...]:
    """Return every question of a form, as if all applied."""
    return tuple(question.id for _, question in flow.questions())


def proof(
    section: str, key: str, *, caption: str = "", kind: FileKind = FileKind.PHOTO, name: str = "foto.jpg"
) -> Proof:
    """Return a file as evidence for a section."""
    mime = "image/jpeg" if kind is FileKind.PHOTO else "application/pdf"
    return Proof(event=1, section=section, file=File(key=key, kind=kind, name=name, mime=mime, size=1), caption=caption)


def picture(width: int = 80, height: int = 60, color: str = "teal", format: str = "JPEG", **options: object) -> bytes:  # noqa: A002
    """Return the bytes of a picture."""
    out = BytesIO()
    Image.new("RGB", (width, height), color).save(out, format, **options)
    return out.getvalue()


def bomb() -> bytes:
    """Return a few bytes that say they are a picture of 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
