"""A whole idea written over a strict Cloud API, by taps and typing: few messages, none refused."""

from __future__ import annotations

import pytest

from flows.forms.load import load_library
from flows.forms.model import Evidence, Flow, Location, ManyChoices, OneChoice, Question, YesNo
from tests.fakes.drafts import picture
from tests.fakes.read_documents import docx_text, squeezed
from tests.fakes.whatsapp.connection import Line
from tests.fakes.whatsapp.server import Person, Seen

FORMS = load_library()
ENDS = ("pertanyaan sudah dijawab", "Intinya sudah lengkap")
MOST_MESSAGES = 400
MOST_PAID = {"quick": 11, "rancangan": 24, "kipp_2025": 50}
"""What a draft may cost in messages; before questions were asked together it was 12, 45 and 75."""


async def answer(person: Person, question: Question, seen: Seen) -> None:
    """Answer a question as its kind wants it; the first choice where there are some."""
    match question:
        case Evidence():
            await person.sends_photo(picture(320, 240), caption=f"Foto untuk {question.label}")
        case Location():
            assert seen.kind == "location_request_message"
            await person.shares_location(-2.6361, 121.0987)
        case ManyChoices():
            await person.says("1")
        case OneChoice(choices=choices) if seen.labels and choices[0].label in seen.labels:
            await person.taps(choices[0].label)
        case OneChoice():
            await person.says("1")
        case YesNo():
            await person.taps("Ya")
        case _:
            await person.says(question.example)


async def answer_all(person: Person, questions: list[Question]) -> None:
    """Answer several questions in one message, each behind its number."""
    await person.says("\n".join(f"{number}. {question.example}" for number, question in enumerate(questions, 1)))


def asked(form: Flow, seen: Seen) -> list[Question]:
    """Return the questions a message asks, in bold."""
    bold = " ".join(seen.bold)
    return [question for _, question in form.questions() if question.prompt in bold]


async def write(line: Line, person: Person, form: Flow) -> list[str]:
    order: list[str] = []
    for _ in range(MOST_MESSAGES):
        line.clock.passes(seconds=40)
        seen = await person.hears()
        if any(end in seen.text for end in ENDS):
            return order
        questions = asked(form, seen)
        assert questions, seen.text
        again = [question.id for question in questions if question.id in order]
        assert not again, f"{again} are asked twice: {seen.text}"
        order += [question.id for question in questions]
        if len(questions) > 1:
            await answer_all(person, questions)
        else:
            await answer(person, questions[0], seen)
    raise AssertionError(f"no end after {MOST_MESSAGES} messages; last {order[-3:]}")


async def test_a_quick_idea_costs_few_messages_and_none_is_refused(line: Line, alice: Person) -> None:
    await alice.says("mulai")
    await alice.hears()
    await alice.taps("Masih ide")
    form = FORMS["rancangan"]
    order = await write(line, alice, form)
    assert order == [question.id for _, question in form.questions() if question.required]
    line.clock.passes(seconds=40)
    await alice.says("draf")
    word, pdf = await alice.waits_for(2, 60)
    assert (word.document.rsplit(".")[-1], pdf.document.rsplit(".")[-1]) == ("docx", "pdf")
    assert "versi 1" in pdf.text
    assert pdf.buttons
    assert squeezed(form.question("masalah").example) in squeezed(docx_text(word.content))
    await line.rest()
    assert line.fake.refused == []
    assert len(line.fake.messages) == len(alice.messages) <= MOST_PAID["quick"]


@pytest.mark.parametrize("name", ["rancangan", "kipp_2025"])
async def test_a_whole_form_is_written_and_nothing_is_refused(line: Line, alice: Person, name: str) -> None:
    await alice.says(f"/mulai {name}")
    await alice.hears()
    await alice.says("isi lengkap sekaligus")
    order = await write(line, alice, FORMS[name])
    wanted = [question.id for _, question in FORMS[name].questions() if question.when is None]
    assert [item for item in order if item in wanted] == wanted
    await line.rest()
    assert line.fake.refused == []
    assert len(line.fake.messages) == len(alice.messages) <= MOST_PAID[name]
