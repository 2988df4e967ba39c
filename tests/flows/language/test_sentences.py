"""Reads what people type instead of sentences, as it stands in the running text of a document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.documents.blocks import Paragraph
from flows.documents.document import build_document
from flows.forms.load import load_library
from flows.forms.model import Date, Flow, Layout, LongText, Question, Value
from flows.language.sentences import MOST_WORDS, in_sentence
from tests.fakes.drafts import DAY, draft, way

KIPP = load_library()["kipp_2025"]
TOLD = LongText(
    kind="long_text",
    id="x",
    prompt="Siapa?",
    label="Siapa",
    lead="Yang terkena adalah {answer}.",
    min_words=0,
    max_words=None,
)
BEGUN = Date(kind="date", id="x", prompt="Kapan?", label="Mulai", lead="Program ini dimulai pada {answer}.")


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        (TOLD, "ibu hamil", "Yang terkena adalah ibu hamil."),
        (TOLD, "Ibu hamil dan balita.", "Yang terkena adalah ibu hamil dan balita."),
        (TOLD, "12 ibu (PWS KIA, 2024)", "Yang terkena adalah 12 ibu (PWS KIA, 2024)."),
        (TOLD, "Dinas Kesehatan", "Yang terkena adalah Dinas Kesehatan."),
        (TOLD, "PKK desa", "Yang terkena adalah PKK desa."),
        (TOLD, "adalah nelayan", "Yang terkena adalah nelayan."),
        (BEGUN, "Agustus 2025", "Program ini dimulai pada Agustus 2025."),
        (TOLD, "Kami semua terkena", None),
        (TOLD, "Belum ada", None),
        (TOLD, "Ibu hamil. Balita juga.", None),
        (TOLD, "Terutama:\n- ibu hamil", None),
        (TOLD, "Ibu hamil di desa kami yang bekerja di kebun sejak pagi", None),
        (TOLD.model_copy(update={"lead": ""}), "ibu hamil", None),
    ],
)
def test_a_piece_becomes_a_sentence_and_a_story_stays_as_it_was_told(
    question: Question, text: str, sentence: str | None
) -> None:
    assert in_sentence(question, text) == sentence


@given(st.lists(st.text("abcDE12(),;", min_size=1, max_size=8), min_size=1, max_size=MOST_WORDS))
def test_no_word_of_an_answer_is_lost_in_its_sentence(words: list[str]) -> None:
    sentence = in_sentence(TOLD, " ".join(words))
    if sentence is not None:
        kept = " ".join(words).rstrip(" .,;").lower()
        assert sentence.lower() == f"yang terkena adalah {kept}."


def prose(flow: Flow) -> list[Question]:
    return [question for section, question in flow.questions() if section.layout is Layout.PROSE]


def test_no_short_answer_of_kipp_stands_bare_in_the_running_text() -> None:
    told = [question for question in prose(KIPP) if isinstance(question, LongText) and question.id != "cerita"]
    answers: dict[str, Value] = {question.id: "posyandu desa" for question in told}
    document = build_document(KIPP, draft(**answers), path=way(KIPP), made=DAY, revision=1)
    shown = [block for chapter in document.chapters for block in chapter.blocks if isinstance(block, Paragraph)]
    text = " ".join(block.text for block in shown)
    sentences = [f"{part}posyandu desa." for part in text.split("posyandu desa.")[:-1]]
    assert len(sentences) == len(told)
    assert len({*sentences}) == len(told), "each question begins its sentence in words of its own"
    assert all(len(sentence.split()) > 3 for sentence in sentences)


def test_sentences_of_neighbouring_short_answers_share_a_paragraph() -> None:
    document = build_document(
        KIPP,
        draft(masalah="Antre lama. Ibu pulang.", terdampak="ibu hamil", penyebab="jarak"),
        path=way(KIPP),
        made=DAY,
        revision=1,
    )
    chapter = next(chapter for chapter in document.chapters if chapter.id == "latar_belakang")
    assert chapter.blocks == (
        Paragraph(text="Antre lama. Ibu pulang."),
        Paragraph(text="Yang paling terdampak adalah ibu hamil. Penyebab utamanya adalah jarak."),
    )
