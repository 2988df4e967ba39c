"""The table of reports: files drawn when sent that belong to no draft."""

from __future__ import annotations

from bot.features.broadcasts import report
from bot.features.progress import reports, zip_files
from bot.features.workshops import files
from bot.files.reports import Reports

REPORTS: Reports = {
    reports.PICTURE: reports.read_picture,
    reports.WORKBOOK: reports.read_workbook,
    zip_files.BUNDLE: zip_files.read_bundle,
    report.PICTURE: report.read_picture,
    report.SHEET: report.read_sheet,
    files.CALENDAR: files.read_calendar,
    files.POSTER: files.read_poster,
    files.PEOPLE: files.read_people,
}
"""By the `document` of an attachment."""
