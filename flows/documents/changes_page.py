"""Builds the page a coach reads in a later round: what changed, struck or underlined, beside what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flows.conversation import Draft
from flows.documents.blocks import Block, Chapter, DiffBlock, Paragraph, Subheading
from flows.documents.document import Document, build_page
from flows.forms.model import Flow, Section
from flows.language.formatting import heading_of
from flows.review.review import Remark, RemarkKind
from flows.review.word_diff import traces

TITLE = "PERUBAHAN SEJAK ULASAN LALU"
COACHS = "Balasan pendamping"
LEADS = {
    RemarkKind.FIX: "Catatan",
    RemarkKind.ASK: "Pertanyaan",
    RemarkKind.SUGGEST: "Usulan kalimat",
    RemarkKind.REPLY: "Jawaban",
}
STATES = {
    RemarkKind.RESOLVED: "Menurut penulis sudah ditanggapi.",
    RemarkKind.ACCEPTED: "Usulan kalimat dipakai.",
    RemarkKind.DECLINED: "Penulis tetap memakai kalimatnya.",
}
SPOKEN = "(rekaman suara)"


def build_changes_page(
    flow: Flow, before: Draft, after: Draft, threads: Sequence[Sequence[Remark]], *, made: date, revision: int
) -> Document:
    """Return the page as a document of its own, without cover or signatures."""
    chapters = tuple(
        Chapter(id=section.id, heading=heading_of(section), blocks=blocks)
        for section in flow.sections
        if (blocks := tuple(_section(flow, section, before, after, threads)))
    )
    nothing = Chapter(id="-", heading="Ringkasan", blocks=(Paragraph(text="Belum ada yang berubah."),))
    return build_page(
        flow, after, form=TITLE, short="Perubahan", chapters=chapters or (nothing,), made=made, revision=revision
    )


def _section(
    flow: Flow, section: Section, before: Draft, after: Draft, threads: Sequence[Sequence[Remark]]
) -> Iterator[Block]:
    for word_diff in traces(flow, section, before, after):
        yield Subheading(text=word_diff.label)
        yield DiffBlock(stretches=word_diff.stretches)
    own = [thread for thread in threads if thread[0].section == section.id]
    if own:
        yield Subheading(text="Yang dibicarakan")
    for thread in own:
        yield from _thread(thread)


def _thread(thread: Sequence[Remark]) -> Iterator[Block]:
    for remark in thread:
        if remark.kind in LEADS:
            is_coachs = remark.kind is RemarkKind.REPLY and remark.review is not None
            yield Paragraph(
                lead=COACHS if is_coachs else LEADS[remark.kind], text=" ".join(remark.text.split()) or SPOKEN
            )
    states = [STATES[remark.kind] for remark in thread if remark.kind in STATES]
    yield Paragraph(text=states[-1] if states else "Belum ditanggapi.")
