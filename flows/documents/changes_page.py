"""The page a coach reads in a later round: the changes in each section, beside the remarks on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flows.conversation import Draft
from flows.documents.blocks import Block, Chapter, DiffBlock, Paragraph, Subheading
from flows.documents.document import Document, Edition, build_page
from flows.forms.model import Flow, Section
from flows.language.formatting import heading_of
from flows.review.review import Remark, RemarkKind
from flows.review.word_diff import traces
from flows.texts import word

LEADS = (RemarkKind.FIX, RemarkKind.ASK, RemarkKind.SUGGEST, RemarkKind.REPLY)
"""The remarks that are shown; the heading of each is `changes_page.<kind>`."""
STATES = (RemarkKind.RESOLVED, RemarkKind.ACCEPTED, RemarkKind.DECLINED)
"""The remarks that say what became of a point; the sentence of each is `changes_page.<kind>`."""


def build_changes_page(
    flow: Flow, before: Draft, after: Draft, threads: Sequence[Sequence[Remark]], *, made: date, revision: int
) -> Document:
    """Return the page as a document of its own, without cover or signatures."""
    chapters = tuple(
        Chapter(id=section.id, heading=heading_of(section), blocks=blocks)
        for section in flow.sections
        if (blocks := tuple(_section(flow, section, before, after, threads)))
    )
    nothing = Chapter(
        id="-", heading=word("changes_page.summary"), blocks=(Paragraph(text=word("changes_page.nothing")),)
    )
    edition = Edition(made=made, revision=revision)
    return build_page(
        flow,
        after,
        edition,
        form=word("changes_page.title"),
        short=word("changes_page.short"),
        chapters=chapters or (nothing,),
    )


def _section(
    flow: Flow, section: Section, before: Draft, after: Draft, threads: Sequence[Sequence[Remark]]
) -> Iterator[Block]:
    for word_diff in traces(flow, section, before, after):
        yield Subheading(text=word_diff.label)
        yield DiffBlock(stretches=word_diff.stretches)
    own = [thread for thread in threads if thread[0].section == section.id]
    if own:
        yield Subheading(text=word("changes_page.thread"))
    for thread in own:
        yield from _thread(thread)


def _thread(thread: Sequence[Remark]) -> Iterator[Block]:
    for remark in thread:
        if remark.kind in LEADS:
            is_coachs = remark.kind is RemarkKind.REPLY and remark.review is not None
            lead = word("changes_page.coachs_reply") if is_coachs else word(f"changes_page.{remark.kind}")
            yield Paragraph(lead=lead, text=" ".join(remark.text.split()) or word("changes_page.spoken"))
    states = [word(f"changes_page.{remark.kind}") for remark in thread if remark.kind in STATES]
    yield Paragraph(text=states[-1] if states else word("changes_page.unanswered"))
