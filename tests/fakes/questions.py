"""Small questions and drafts for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from flows.conversation import Answer, AnswerSource, Draft, Proof
from flows.forms.model import (
    Choice,
    Date,
    Evidence,
    Link,
    Location,
    LongText,
    ManyChoices,
    Money,
    Number,
    OneChoice,
    Question,
    Table,
    Text,
    Value,
    YesNo,
)
from flows.messages import TextInput
from flows.parsed import Parsed
from flows.questions.kinds import understand

PUSKESMAS = (
    "Burau", "Wotu", "Tomoni", "Tomoni Timur", "Mangkutana", "Kalaena", "Angkona", "Malili", "Lampia", "Lakawali",
    "Wasuponda", "Parumpanai", "Nuha", "Wawondula", "Timampu", "Bantilang", "Mahalona",
)  # fmt: skip


def choices(*labels: str) -> tuple[Choice, ...]:
    """Return choices c1, c2, c3 ... with these labels."""
    return tuple(Choice(id=f"c{number}", label=label) for number, label in enumerate(labels, 1))


def text(name: str = "nama", *, checks: tuple[str, ...] = (), max_characters: int = 200, example: str = "") -> Text:
    """Return a short text question."""
    return Text(
        id=name, kind="text", prompt="Siapa nama Anda?", label="Nama", checks=checks, max_characters=max_characters,
        example=example,
    )  # fmt: skip


def story(
    name: str = "cerita",
    *,
    checks: tuple[str, ...] = (),
    max_words: int | None = None,
    min_words: int = 0,
    required: bool = False,
    example: str = "",
) -> LongText:
    """Return a long text question."""
    return LongText(
        id=name, kind="long_text", prompt="Bagaimana ceritanya?", label="Cerita", checks=checks, max_words=max_words,
        min_words=min_words, required=required, example=example,
    )  # fmt: skip


NUMBER = Number(id="jumlah", kind="number", prompt="Berapa jumlahnya?", label="Jumlah")
PEOPLE = Number(id="orang", kind="number", prompt="Berapa orang?", label="Orang", unit="orang", whole=True, minimum=0)
PERCENT = Number(
    id="cakupan", kind="number", prompt="Berapa persen?", label="Cakupan", unit="%", minimum=0, maximum=100
)
RATE = Number(id="aki", kind="number", prompt="Berapa AKI?", label="AKI", unit="per 100.000 kelahiran hidup")
MONEY = Money(id="biaya", kind="money", prompt="Berapa biayanya?", label="Biaya")
DATE = Date(id="mulai", kind="date", prompt="Sejak kapan?", label="Mulai")
YES_NO = YesNo(id="sudah", kind="yes_no", prompt="Sudah berjalan?", label="Berjalan")
LINK = Link(id="video", kind="link", prompt="Di mana videonya?", label="Video")
PLACE = Location(id="lokasi", kind="location", prompt="Di mana lokasinya?", label="Lokasi")
PROOF = Evidence(id="bukti", kind="evidence", prompt="Adakah buktinya?", label="Bukti")
KIND = OneChoice(
    id="jenis", kind="choice", prompt="Jenisnya apa?", label="Jenis", choices=choices("Digital", "Non digital")
)
OFFICES = OneChoice(
    id="unit",
    kind="choice",
    prompt="Unit Anda yang mana?",
    label="Unit",
    choices=choices(
        *(f"Puskesmas {name}" for name in PUSKESMAS),
        "RSUD I Lagaligo",
        "Dinas Kesehatan",
        "Dinas Pendidikan dan Kebudayaan",
    ),
)
FREE = OFFICES.model_copy(update={"free": True})
AIMS = ManyChoices(
    id="tujuan",
    kind="choices",
    prompt="Tujuan mana saja?",
    label="Tujuan",
    minimum=1,
    maximum=3,
    choices=choices(
        "Kesetaraan gender dan perlindungan hak perempuan, anak",
        "Swasembada pangan, air, energi",
        "Pelayanan kesehatan",
        "Makan bergizi",
    ),
)
TARGETS = Table(
    id="target",
    kind="table",
    prompt="Apa targetnya?",
    label="Target",
    row="indikator",
    min_rows=1,
    max_rows=10,
    columns=(
        Text(
            id="indikator", kind="text", prompt="Apa yang diukur?", label="Indikator", required=True, max_characters=200
        ),
        Number(id="awal", kind="number", unit="%", prompt="Berapa awalnya?", label="Angka awal"),
        Number(id="akhir", kind="number", unit="%", prompt="Berapa targetnya?", label="Target"),
        Date(id="kapan", kind="date", prompt="Kapan tercapai?", label="Kapan"),
        Text(id="sumber", kind="text", prompt="Apa sumbernya?", label="Sumber data", max_characters=200),
    ),
)
EVERY_KIND: tuple[Question, ...] = (
    text(), story(), KIND, FREE, AIMS, NUMBER, MONEY, DATE, YES_NO, LINK, PLACE, TARGETS, PROOF,
)  # fmt: skip


def read(question: Question, said: str) -> Value:
    """Return the value a text is understood as; a problem's text behind "?"."""
    outcome = understand(question, TextInput(text=said))
    return outcome.value if isinstance(outcome, Parsed) else f"? {outcome.text}"


def draft(
    answers: Mapping[str, Value], *, kept: Mapping[str, int] | None = None, proofs: tuple[Proof, ...] = ()
) -> Draft:
    """Return a draft with these answers; their events are 1, 2, 3 ..."""
    at = datetime(2025, 8, 26, tzinfo=UTC)
    made = {
        name: Answer(value=value, raw="", event=number, at=at, how=AnswerSource.TYPED)
        for number, (name, value) in enumerate(answers.items(), 1)
    }
    return Draft(answers=made, kept=kept or {}, proofs=proofs)
