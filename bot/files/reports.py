"""Reports: files that belong to no draft, each with its reader and the attachment that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bot.files.report_context import ReportContext
from flows.messages import Attachment

Draw = Callable[[], bytes]
"""A function that draws a file in a worker process."""
ReadReport = Callable[[Connection, ReportContext, Attachment], Draw]
"""A function that reads a report's data, and returns what draws it."""
Reports = Mapping[str, ReadReport]
"""By an attachment's `document`."""


def upgraded(attachment: Attachment) -> Attachment:
    """Return a report's attachment as it is written today.

    Before there was `variant`, replies were stored with a workshop in `upto`, and in `revision` the unit of its
    poster, how often it had changed, or the part of a ZIP.
    """
    return replace(
        attachment,
        about=attachment.about or attachment.upto,
        variant=attachment.variant or attachment.revision,
        upto=0,
        revision=0,
    )
