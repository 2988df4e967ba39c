"""A workshop as an iCalendar file, which a phone adds to its calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

import icalendar

from storage.outreach.workshops import Workshop, WorkshopState

ALARM = timedelta(hours=2)
"""The time of the phone's own reminder before it."""


def draw_calendar(workshop: Workshop, *, organizer: str, now: datetime) -> bytes:
    """Return the file; a later one with the same id moves or cancels the entry."""
    is_cancelled = workshop.state is WorkshopState.CANCELLED
    event = icalendar.Event()
    event.add("uid", f"lokakarya-{workshop.id}@tuntun")
    event.add("sequence", workshop.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", workshop.starts_at)
    event.add("dtend", workshop.ends_at)
    event.add("summary", workshop.title)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    if workshop.place:
        event.add("location", workshop.place)
    if workshop.link:
        event.add("url", workshop.link)
    if workshop.latitude is not None and workshop.longitude is not None:
        event.add("geo", (workshop.latitude, workshop.longitude))
    event.add("description", "\n".join(filter(None, (organizer, workshop.link))))
    if not is_cancelled:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", workshop.title)
        alarm.add("trigger", -ALARM)
        event.add_component(alarm)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tuntun//lokakarya//ID")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
