"""Text as WordprocessingML: data, never markup."""

from __future__ import annotations

from markupsafe import Markup, escape

from flows.documents.rendered import printable

_GUARDED = {"{_{": "{&#95;{", "}_}": "}&#95;}", "{_%": "{&#95;%", "%_}": "%&#95;}"}
"""docxtpl turns these into tags' brackets after rendering; a character reference keeps them as written."""


def xml(text: str) -> Markup:
    """Return a text escaped for WordprocessingML."""
    safe = str(escape(printable(text)))
    if "_" in safe:
        for written, guarded in _GUARDED.items():
            safe = safe.replace(written, guarded)
    return Markup(safe)  # noqa: S704 - escaped above


def run(text: str, style: str = "") -> Markup:
    """Return a run of text in a character style; line breaks stay."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml(line)}</w:t>' for line in text.split("\n"))
    return Markup(f"<w:r>{look}{lines}</w:r>")  # noqa: S704 - each line is escaped
