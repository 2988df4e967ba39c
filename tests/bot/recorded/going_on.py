"""Many people of the recording who say one thing each, and the list of those who were not understood."""

from __future__ import annotations

from tests.recordings.acts import act
from tests.recordings.town import Town


async def misheard(town: Town, *each: tuple[str, str, str]) -> list[str]:
    """Let each person say or press something; return what was heard where it does not hold the words expected."""
    wrong = []
    for who, says, hears in each:
        try:
            heard = await act(town.people[who], says)
        except AssertionError as error:
            wrong.append(f"{who}, {says!r}: {error}")
            continue
        if hears not in heard:
            wrong.append(f"{who}, {says!r}: {heard}")
    return wrong
