"""The template files of documents."""

from pathlib import Path

PROPOSAL_DOCX = Path(__file__).parent / "proposal.docx"
PROPOSAL_TYP = Path(__file__).parent / "proposal.typ"
LETTER_DOCX = Path(__file__).parent / "letter.docx"
TEMPLATES = (PROPOSAL_DOCX, PROPOSAL_TYP, LETTER_DOCX)
