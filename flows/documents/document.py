"""The document of a draft: headings, rows, gaps; no formatting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flows.conversation import Draft, Proof
from flows.documents.blocks import AnnexItem, Chapter
from flows.documents.chapters import build_chapters
from flows.documents.gaps import lacks, over_limits
from flows.forms.model import Flow, Section
from flows.language.formatting import head_of, heading_of, missing, one_line
from flows.messages import FileKind
from flows.questions.kinds import show
from flows.texts import word

LONG = 8
"""From this many chapters on, a document with groups is a long one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The title, the unit and the people that the cover and letters name; what is not known yet is a gap."""

    title: str
    unit: str
    person: str
    position: str
    nip: str
    head: str
    """The unit's head, who signs."""
    head_nip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The revision that a document shows: the day it was made, its number, by whom it is approved."""

    made: date
    revision: int
    approved_by: str | None = None
    """None: not approved; "": approved, by whom is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The content of a document in order, before it is laid out."""

    form: str
    """The form's title in capitals."""
    short: str
    title: str
    unit: str
    person: str
    position: str
    head: str
    """The office of the unit's head, who signs: "Kepala Puskesmas Wotu"."""
    head_name: str = ""
    """Who holds it; empty where it is not known: then a line is left for it."""
    head_nip: str = ""
    place: str
    made: date
    guide: str
    """Whose form it is, of which year, and that the current guideline must be checked."""
    version: int
    approved: bool
    status: str
    """"DRAF versi 3" until the draft is approved."""
    has_cover: bool = True
    is_long: bool = False
    """Whether it has a table of contents, and its groups begin on new pages."""
    chapters: tuple[Chapter, ...] = ()
    annex: tuple[AnnexItem, ...] = ()
    gaps: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    """What may still be added."""
    remarks: tuple[str, ...] = ()


def build_document(
    flow: Flow, draft: Draft, *, path: Sequence[str], made: date, revision: int, approved_by: str | None = None
) -> Document:
    """Return a draft as a document, in the form's order; `path` holds the questions that apply."""
    applying = frozenset(path)
    identity = identify(flow, draft)
    annex = annex_items(flow, draft)
    chapters = tuple(build_chapters(flow, draft, applying, annex))
    is_approved = approved_by is not None
    return Document(
        form=flow.title.upper(),
        short=flow.short,
        title=identity.title,
        unit=identity.unit,
        person=identity.person,
        position=identity.position if _is_answered(draft, flow.cover.position if flow.cover else None) else "",
        head=head_of(identity.unit),
        head_name=_known(flow, draft, flow.cover.head if flow.cover else None),
        head_nip=_known(flow, draft, flow.cover.head_nip if flow.cover else None),
        place=flow.place,
        made=made,
        guide=guide(flow),
        version=revision,
        approved=is_approved,
        status=status(revision, approved_by),
        is_long=len(chapters) >= LONG and any(section.group for section in flow.sections),
        chapters=chapters,
        annex=annex,
        gaps=tuple(lacks(flow, draft, applying, required=True)),
        optional=() if is_approved else tuple(lacks(flow, draft, applying, required=False)),
        remarks=tuple(over_limits(flow, draft, applying)),
    )


def build_page(
    flow: Flow, draft: Draft, edition: Edition, *, form: str, short: str, chapters: Iterable[Chapter]
) -> Document:
    """Return a document about a draft, without cover or signatures; it is no part of the proposal."""
    identity = identify(flow, draft)
    return Document(
        form=form,
        short=f"{short} {flow.short}",
        title=identity.title,
        unit=identity.unit,
        person=identity.person,
        position=identity.position,
        head="",
        place=flow.place,
        made=edition.made,
        guide=guide(flow),
        version=edition.revision,
        approved=edition.approved_by is not None,
        status=status(edition.revision, edition.approved_by),
        has_cover=False,
        chapters=tuple(chapters),
    )


def status(revision: int, approved_by: str | None) -> str:
    """Return the line that names the version, and whether and by whom it is approved."""
    if approved_by is None:
        return word("document.draft", revision=revision)
    if not approved_by:
        return word("document.approved", revision=revision)
    return word("document.approved_by", revision=revision, who=approved_by)


def guide(flow: Flow) -> str:
    """Return the line that names the form's source and year, and that forms change every year."""
    form = word("document.form_of", year=flow.year) if flow.year else word("document.form")
    source = f" ({flow.source})" if flow.source else ""
    return word("document.guide", form=form, source=source)


def identify(flow: Flow, draft: Draft) -> Identity:
    """Return the names for the cover and letters."""
    cover = flow.cover
    return Identity(
        title=_answer(flow, draft, cover.title if cover else None) or flow.title,
        unit=_answer(flow, draft, cover.unit if cover else None),
        person=_answer(flow, draft, cover.person if cover else None),
        position=_answer(flow, draft, cover.position if cover else None),
        nip=_answer(flow, draft, cover.nip if cover else None),
        head=_known(flow, draft, cover.head if cover else None) or missing(word("document.head_name")),
        head_nip=_known(flow, draft, cover.head_nip if cover else None) or missing(word("document.head_nip")),
    )


def _is_answered(draft: Draft, name: str | None) -> bool:
    return name is not None and name in draft.answers


def _known(flow: Flow, draft: Draft, name: str | None) -> str:
    return _answer(flow, draft, name) if _is_answered(draft, name) else ""


def _answer(flow: Flow, draft: Draft, name: str | None) -> str:
    if name is None or not flow.has(name):
        return ""
    question = flow.question(name)
    value = draft.value(name)
    shown = "" if value is None else one_line(show(question, value))
    return shown or missing(question.label)


def annex_items(flow: Flow, draft: Draft) -> tuple[AnnexItem, ...]:
    """Return the evidence numbered in the form's order."""
    pairs = [(section, proof) for section in flow.sections for proof in draft.proofs if proof.section == section.id]
    return tuple(_exhibit(number, section, proof) for number, (section, proof) in enumerate(pairs, 1))


def _exhibit(number: int, section: Section, proof: Proof) -> AnnexItem:
    heading, file = heading_of(section), proof.file
    if file is None:
        return AnnexItem(
            number=number, section=section.id, heading=heading, what=proof.link, caption=proof.caption, is_link=True
        )
    is_photo = file.kind is FileKind.PHOTO or file.mime.startswith("image/")
    return AnnexItem(
        number=number,
        section=section.id,
        heading=heading,
        what=file.name,
        caption=proof.caption,
        key=file.key if is_photo else "",
    )
