"""Holds what a person reads of numbers in the chat against what the document prints."""

from __future__ import annotations

import re

import pytest

from bot.channels import CHANNELS
from bot.channels.layout.layout import lay_out
from flows.documents.document import build_document
from flows.drafts.path import path
from flows.forms.load import load_library
from flows.forms.model import Section
from flows.messages import Address, ButtonPress, plain
from tests.fakes.drafts import DAY
from tests.fakes.simulator import Simulator

LIBRARY = load_library()
FORMS = [flow for flow in LIBRARY.values() if not flow.leads]
EACH = [pytest.param(flow.id, section, id=f"{flow.id}-{section.id}") for flow in FORMS for section in flow.sections]


def at(form: str, section: Section) -> Simulator:
    person = Simulator(LIBRARY[form])
    person.gives(ButtonPress(verb="edit", argument=section.questions[0].id))
    return person


@pytest.mark.parametrize(("form", "section"), EACH)
def test_the_footer_numbers_a_section_as_the_document_heads_it(form: str, section: Section) -> None:
    person = at(form, section)
    draft = person.conversation.draft
    document = build_document(person.flow, draft, path=path(person.flow, draft), made=DAY, revision=1)
    headings = {chapter.id: chapter.heading for chapter in document.chapters}
    heading = headings.get(section.id, f"{section.number} {section.title}".strip())
    footer = person.last.footer.removeprefix("Jalur cepat · ")
    number = re.match(r"Bagian (\S+)", footer)
    assert section.title in footer
    assert heading == (f"{number[1]} {section.title}" if number else section.title)


def test_the_footer_counts_the_sections_that_have_numbers() -> None:
    rancangan, kipp = LIBRARY["rancangan"], LIBRARY["kipp_2025"]
    assert "Bagian 2 dari 7 · Gagasan" in at("rancangan", rancangan.section_of("ide")).text
    assert "Identitas, lalu 7 bagian" in at("rancangan", rancangan.sections[0]).text
    assert "Bagian 1.2 (2 dari 9) · Tujuan" in at("kipp_2025", kipp.section_of("tujuan")).text
    assert "Klasifikasi, lalu 9 bagian" in at("kipp_2025", kipp.section_of("kategori")).text


@pytest.mark.parametrize("form", [flow.id for flow in FORMS])
def test_no_section_gets_a_second_number_on_a_button_of_telegram(form: str) -> None:
    person = Simulator(LIBRARY[form])
    person.says("daftar")
    (message,) = lay_out(person.last, CHANNELS["telegram"].limits, Address(channel="telegram", id="1"), 1)
    labels = [button.label for row in message.rows for button in row if not button.quiet]
    for label, section in zip(labels, LIBRARY[form].sections, strict=True):
        shown = label.removesuffix(" …")
        assert f"{section.number}. {section.title}".startswith(shown) or (
            f"{section.number} {section.title}".strip().startswith(shown)
        ), label
        assert shown in plain(message.text)
