"""Every file that is drawn when it is sent and belongs to no draft."""

from __future__ import annotations

from bot.features.broadcasts import report as broadcasts
from bot.features.progress import reports as progress
from bot.features.progress import zip_files as bundles
from bot.features.workshops import files as workshops
from bot.files.reports import Reports

REPORTS: Reports = {
    progress.PICTURE: progress.read_picture,
    progress.WORKBOOK: progress.read_workbook,
    bundles.BUNDLE: bundles.read_bundle,
    broadcasts.PICTURE: broadcasts.read_picture,
    broadcasts.SHEET: broadcasts.read_sheet,
    workshops.CALENDAR: workshops.read_calendar,
    workshops.POSTER: workshops.read_poster,
    workshops.PEOPLE: workshops.read_people,
}
"""By the `document` of an attachment."""
