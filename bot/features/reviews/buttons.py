"""Buttons that several screens of a review share."""

from __future__ import annotations

from bot.features.reviews.open_review import OpenReview
from bot.texts import word
from flows.forms.model import Section
from flows.messages import Button


def to_queue() -> Button:
    """Return the button that shows the coach's queue."""
    return Button(word("queue.open"), "antrean")


def to_sections() -> Button:
    """Return the button that lists all sections of the review."""
    return Button(word("reading.parts"), "daftar_bagian")


def back_to(review: OpenReview, section: Section) -> Button:
    """Return the button that leads back to a section."""
    return Button(word("reading.back"), "rv_open", review.argument(section))


def rest_is_good(review: OpenReview) -> Button:
    """Return the button that marks all unread sections as good."""
    return Button(word("reading.rest"), "rv_rest", str(review.id))
