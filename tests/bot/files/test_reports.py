"""What a report is on is read from replies of today, and from those stored before there was `variant`."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from bot.files.reports import upgraded
from flows.messages import Address, Attachment, Reply

REPLY = TypeAdapter(Reply)
ALICE = Address(channel="telegram", id="alice")


@pytest.mark.parametrize(
    ("stored", "about", "variant"),
    [
        ('"document":"lokakarya.ics","upto":7,"revision":2', 7, 2),
        ('"document":"lokakarya.poster","upto":7', 7, 0),
        ('"document":"lokakarya.poster","upto":7,"revision":4', 7, 4),
        ('"document":"lokakarya.orang","upto":7', 7, 0),
        ('"document":"bundle.zip","about":7,"revision":2', 7, 2),
        ('"document":"siaran.png","about":7', 7, 0),
        ('"document":"board.png"', 0, 0),
    ],
)
def test_an_old_reply_asks_for_the_same_report(stored: str, about: int, variant: int) -> None:
    (old,) = REPLY.validate_json(f'{{"attachments":[{{"name":"a","mime":"b",{stored}}}]}}').attachments
    assert upgraded(old) == Attachment(name="a", mime="b", document=old.document, about=about, variant=variant)


def test_a_reply_of_today_stays_as_it_is() -> None:
    new = Attachment(name="a", mime="b", document="board.xlsx", about=7, variant=2, asked_at=ALICE)
    assert upgraded(new) == new
