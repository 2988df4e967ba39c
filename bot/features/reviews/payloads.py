"""The payloads of a coach's buttons and prompts; their field order is the wire format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionPayload:
    """A section of a review."""

    review: int
    section: str


@dataclass(frozen=True, slots=True)
class TargetPayload:
    """What a remark is about: a question's id, or a section's behind a colon."""

    review: int
    target: str


@dataclass(frozen=True, slots=True)
class CannedPayload:
    """A prepared remark to a target; `place` is its place among all phrases."""

    review: int
    target: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class SendPayload:
    """A review to be sent as it was shown; `last_judgement` is the id of its newest remark then."""

    review: int
    last_judgement: int


@dataclass(frozen=True, slots=True)
class KeptPayload:
    """A typed remark that is kept until its section is chosen."""

    review: int
    text: str
