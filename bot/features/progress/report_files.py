"""Lists what is made for the board: a picture, a workbook, bundles of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import Connection

from bot.features.progress.report_context import Desk
from bot.features.progress.reports import PICTURE, WORKBOOK, read_picture, read_workbook
from bot.features.progress.zip_files import BUNDLE, read_bundle
from bot.files.file_content import Beside
from flows.messages import Attachment

Read = Callable[[Connection, Desk, Attachment], Callable[[], bytes]]

PRINTS: Mapping[str, Read] = {PICTURE: read_picture, WORKBOOK: read_workbook, BUNDLE: read_bundle}
"""Name of a document -> what reads it."""


def beside(desk: Desk) -> Beside:
    """Return the table for a desk."""

    def at(read: Read, connection: Connection, attachment: Attachment) -> Callable[[], bytes]:
        return read(connection, desk, attachment)

    return {name: partial(at, read) for name, read in PRINTS.items()}
