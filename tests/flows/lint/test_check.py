"""Proves what the lint of forms finds."""

# ruff: noqa: E501 - one case a line reads as a table

from __future__ import annotations

from typing import Any

import pytest

from flows.forms.load import load_library
from flows.forms.model import Flow
from flows.lint.check import Severity, check


def form(*questions: dict[str, object], **more: object) -> Flow:
    """Return a form with one section of these questions and one mandatory name."""
    name = {"id": "nama", "kind": "text", "prompt": "Siapa nama Anda?", "label": "Nama", "required": True}
    written: dict[str, Any] = {
        "id": "uji",
        "version": 2,
        "title": "Formulir uji",
        "short": "Uji",
        "cover": {"title": "nama", "unit": "nama", "person": "nama"},
        "sections": [{"id": "satu", "title": "Satu", "questions": [name, *questions]}],
    }
    return Flow.model_validate({**written, **more})


def ask(name: str, kind: str, **more: object) -> dict[str, object]:
    """Return a question as an author writes it."""
    return {"id": name, "kind": kind, "prompt": f"Bagaimana {name} Anda?", "label": f"Label {name}", **more}


KIND = ask("jenis", "choice", choices=[{"id": "digital", "label": "Digital"}, {"id": "lain", "label": "Lain"}])
DONE = ask("jadi", "yes_no")
TWO = [{"id": "a", "label": "Satu"}, {"id": "b", "label": "Dua"}]


def said(flow: Flow, others: set[str] | None = None) -> list[str]:
    """Return the issues as the command line prints them."""
    return [str(issue) for issue in check(flow, others if others is not None else {"uji", "lain"})]


def test_a_good_form_has_no_issue() -> None:
    assert said(form(KIND, ask("alat", "text", when={"question": "jenis", "is": "digital"}))) == []


ERRORS: list[tuple[Flow, str]] = [
    (form(DONE, DONE), "uji: two questions have the id jadi"),
    (form(ask("x", "choice", choices=[TWO[0], TWO[0]])), "uji.x: two choices have the id a"),
    (form(ask("x", "choice", choices=[TWO[0], {"id": "c", "label": "Satu"}])), "uji.x: two choices read 'Satu'"),
    (form(DONE, cover={"title": "judul", "unit": "nama", "person": "nama"}), "uji: the cover names judul, which is no question"),
    (form(ask("x", "text", when={"question": "tiada", "is": "a"})), "uji.x: the condition looks at tiada, which is no question"),
    (form(ask("x", "text", when={"question": "jadi", "is": True}), DONE), "uji.x: the condition looks forward to jadi"),
    (form(ask("x", "text", when={"question": "x", "answered": True})), "uji.x: the condition looks forward to x"),
    (form(leads=[{"flow": "tiada", "because": "karena"}]), "uji: leads to tiada, which is no other form"),
    (form(leads=[{"flow": "uji", "because": "karena"}]), "uji: leads to uji, which is no other form"),
    (form(leads=[{"flow": "lain", "when": {"question": "tiada", "is": 1}, "because": "karena"}]), "uji: the condition looks at tiada, which is no question"),
    (form(KIND, ask("x", "text", when={"question": "jenis", "is": "analog"})), "uji.x: jenis never has the answer 'analog'"),
    (form(DONE, ask("x", "text", when={"question": "jadi", "is": "ya"})), "uji.x: jadi never has the answer 'ya'"),
    (form(DONE, ask("x", "text", when={"question": "jadi", "at_least": 1})), "uji.x: `at_least` does not suit jadi, which is a yes_no"),
    (form(DONE, ask("x", "text", when={"all": [{"question": "jadi", "is": True}, {"question": "jadi", "is": False}]})), "uji.x: is never asked: no answers meet its condition"),
    (form(ask("x", "text", checks=["needs_love"])), "uji.x: needs_love is no check"),
    (form(ask("x", "number", minimum=5, maximum=1)), "uji.x: the least, 5, is more than the most, 1"),
    (form(ask("x", "choices", choices=TWO, minimum=3)), "uji.x: wants 3 of 2 choices"),
    (form(ask("x", "date", example="awal 2025")), 'uji.x: the example is not understood: Bulan apa di tahun 2025? Tulis seperti "Agustus 2025".'),
    (form(ask("x", "text", max_characters=5, example="Siti Contoh")), "uji.x: the example has 11 letters, the limit is 5"),
    (form(ask("x", "long_text", max_words=2, example="tiga kata saja")), "uji.x: the example has 3 words, the limit is 2"),
    (form(ask("x", "long_text", min_words=9, example="tiga kata saja")), "uji.x: the example has 3 words, the least is 9"),
    (form(ask("x", "text", example="081234567890")), "uji.x: the example holds personal data: nomor telepon"),
    (form(ask("x", "table", columns=[ask("a", "text"), ask("b", "number", example="banyak")])), "uji.b: the example is not understood: Angkanya belum terbaca. Tulis angkanya saja, misalnya banyak."),
    (form(letters=[{"id": "surat", "title": "Surat uji", "statement": "Menyatakan bahwa {orang} benar."}]), "uji.surat: the statement has {orang}, which nothing fills in"),
    (form(ask("x", "text", lead="Yaitu {answer}.")), "uji.x: has a lead, but its section is not prose"),
    (form(sections=[{"id": "satu", "title": "Satu", "layout": "prose", "questions": [ask("nama", "text", required=True), ask("x", "yes_no", lead="Yaitu {answer}.")]}]), "uji.x: has a lead, but a yes_no makes no sentence"),
    (form(migrations=[{"from_version": 2}]), "uji: moves from version 2, but this is version 2"),
    (form(migrations=[{"from_version": 1, "renamed": {"lama": "baru"}}]), "uji: renames to baru, which is no question"),
]  # fmt: skip


@pytest.mark.parametrize(("flow", "message"), ERRORS, ids=[message for _, message in ERRORS])
def test_an_error_names_its_question(flow: Flow, message: str) -> None:
    assert f"error: {message}" in said(flow)


def test_a_question_may_not_allow_more_words_than_its_section() -> None:
    questions = [ask("nama", "text", required=True), ask("x", "long_text", max_words=90)]
    flow = form(sections=[{"id": "satu", "title": "Satu", "max_words": 50, "questions": questions}])
    assert said(flow) == [
        "error: uji.x: may have 90 words in a section of 50",
        "warning: uji.satu: its questions allow 90 words, the section 50",
    ]


WARNINGS: list[tuple[Flow, str]] = [
    (form(ask("x", "text", prompt="Tulis nama. Lalu alamat?")), "uji.x: the prompt is more than one sentence"),
    (form(ask("x", "text", prompt="Tulis nama Anda")), "uji.x: the prompt ends neither with ? nor with :"),
    (form(ask("x", "text", why="kata " * 60)), "uji.x: prompt and why have 63 words; people read 60"),
    (form(ask("x", "long_text", required=True)), "uji.x: is mandatory and has no example"),
    (form(ask("x", "text", label="Nama")), "uji.satu: two questions are called 'Nama'"),
    (form(cover=None), "uji: has no cover"),
    (form(leads=[{"flow": "lain", "when": {"question": "nama", "answered": True}, "because": "karena"}]), "uji: has no lead without a condition: some answers may lead nowhere"),
    (form(sections=[{"id": "satu", "title": "Satu", "questions": [ask("nama", "text")]}]), "uji: has no mandatory question: a quick pass would ask nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("flow", "message"), WARNINGS, ids=[message for _, message in WARNINGS])
def test_a_warning_does_not_stop_a_form(flow: Flow, message: str) -> None:
    assert said(flow) == [f"warning: {message}"]
    assert {issue.severity for issue in check(flow, {"lain"})} == {Severity.WARNING}


def test_a_condition_on_open_answers_gets_the_benefit_of_the_doubt() -> None:
    number = ask("umur", "number")
    assert said(form(number, ask("x", "text", when={"question": "umur", "at_least": 24}))) == []


@pytest.mark.parametrize("flow", load_library().values(), ids=lambda flow: flow.id)
def test_the_library_has_no_issue(flow: Flow) -> None:
    assert said(flow, set(load_library())) == []


def together(*groups: list[str]) -> list[str]:
    """Return what is said of a form whose one section asks these together."""
    questions = [
        ask("angka", "text"),
        ask("tahun", "text", when={"question": "angka", "answered": True}),
        ask("sumber", "text", when={"not": {"question": "angka", "answered": True}}),
        ask("bukti", "evidence"),
        ask("cerita", "long_text"),
    ]
    section = {"id": "satu", "title": "Satu", "together": groups, "questions": questions}
    return [item for item in said(form(sections=[section])) if "together" in item]


@pytest.mark.parametrize(
    ("groups", "wrong"),
    [
        ([["angka", "tahun"]], ""),
        ([["angka", "tahun", "sumber"]], "its condition may only be `answered: true`"),
        ([["tahun", "angka"]], "do not stand side by side in this order"),
        ([["angka", "cerita"]], "do not stand side by side in this order"),
        ([["angka"]], "asks 1 questions together"),
        ([["angka", "lain"]], "asks lain together, which is no question of this section"),
        ([["bukti", "cerita"]], "but evidence needs a message of its own"),
        ([["angka", "tahun"], ["tahun", "sumber"]], "asks tahun together twice"),
    ],
)
def test_only_what_one_message_can_answer_is_asked_together(groups: list[list[str]], wrong: str) -> None:
    found = together(*groups)
    assert (not found) if not wrong else any(wrong in item for item in found), found
