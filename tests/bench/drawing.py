"""A process that draws a whole proposal for each line of input and prints the milliseconds: ours or others'."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from flows.conversation import Conversation, TurnInput
from flows.documents.document import Document, build_document
from flows.documents.docx.draw import draw_docx, fill
from flows.documents.docx.parts import contents, mark_begin, mark_end
from flows.documents.layout import lay_out
from flows.documents.pdf import draw_pdf
from flows.documents.templates import PROPOSAL_DOCX
from flows.drafts.path import path
from flows.engine import engine
from flows.forms.load import load_library
from flows.messages import ButtonPress, Input, TextInput
from tests.bench.documents import OFFICE_PYTHON
from tests.bench.script import NOW, script

FORM = "kipp_2025"


def proposal() -> Document:
    """Return a proposal with every question answered."""
    flow = load_library()[FORM]
    conversation: Conversation = engine.start(flow, 1, NOW).conversation
    inputs: list[Input] = [ButtonPress(verb="full"), *(TextInput(text=text) for text in script(flow)[2:])]
    for given in inputs:
        conversation = engine.advance(flow, conversation, TurnInput(input=given), NOW).conversation
    draft = conversation.draft
    return build_document(flow, draft, path=path(flow, draft), made=date(2026, 8, 26), revision=1, approved_by=None)


def ours(document: Document) -> None:
    """Draw both files."""
    draw_docx(document, {})
    draw_pdf(document, {})


def office(document: Document, folder: Path, converter: subprocess.Popen[str]) -> None:
    """Fill the same template with docxtpl, and let LibreOffice make a PDF of it."""
    sheet = lay_out(document, {})
    pages = {heading.mark: 1 for heading in sheet.contents}  # it does not know the numbers, which spares it a layout
    begin, end = mark_begin, mark_end
    names = {"sheet": sheet, "d": document, "begin": begin, "end": end, "contents": contents(sheet.contents, pages)}
    filled = fill(PROPOSAL_DOCX, names, title=document.title, author=document.person, made=document.made)
    (folder / "proposal.docx").write_bytes(filled)
    assert converter.stdin is not None
    assert converter.stdout is not None
    converter.stdin.write(f"{folder / 'proposal.docx'}\n")
    converter.stdin.flush()
    assert converter.stdout.readline(), "LibreOffice did not answer"
    assert (folder / "proposal.pdf").read_bytes()[:4] == b"%PDF"


def main(kind: str, port: str) -> None:
    """Answer each line with a time."""
    document = proposal()
    if kind == "ours":
        serve(partial(ours, document))
        return
    command = [OFFICE_PYTHON, str(Path(__file__).with_name("office.py")), port]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as converter,
    ):
        serve(partial(office, document, Path(folder), converter))
        converter.terminate()


def serve(draw: Callable[[], None]) -> None:
    """Draw for every line until there are no more."""
    for _ in sys.stdin:
        began = time.perf_counter()
        draw()
        print(1000 * (time.perf_counter() - began), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
