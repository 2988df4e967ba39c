"""Takes what people answer to an invitation; each may change their mind by tapping again."""

from __future__ import annotations

from bot.chat.context import Visit
from bot.chat.row_ids import row_number
from bot.features.drafts.drafts import go_on
from bot.features.workshops import formatting as words
from bot.texts import say, word
from flows.messages import Button, Reply, Wants
from flows.texts import lines
from storage.outreach import workshops
from storage.outreach.workshops import Answer, Workshop, WorkshopState

KEYS = {Answer.YES: "invitation.said_yes", Answer.NO: "invitation.said_no", Answer.MAYBE: "invitation.said_maybe"}


def come(visit: Visit, number: str) -> None:
    """Note that the person comes, if there is a seat left."""
    _answer(visit, number, Answer.YES)


def stay_away(visit: Visit, number: str) -> None:
    """Note that the person does not come."""
    _answer(visit, number, Answer.NO)


def think(visit: Visit, number: str) -> None:
    """Note that the person does not know yet."""
    _answer(visit, number, Answer.MAYBE)


def _answer(visit: Visit, number: str, says: Answer) -> None:
    one = _invited(visit, number)
    if one is None:
        return
    if one.state is WorkshopState.CANCELLED or one.ends_at <= visit.now:
        is_cancelled = one.state is WorkshopState.CANCELLED
        visit.tell(say("invitation.is_cancelled" if is_cancelled else "invitation.is_over", title=one.title))
        go_on(visit)
    elif workshops.answer(visit.connection, one.id, visit.contact.id, says, visit.now):
        _noted(visit, one, says)
    else:
        text = say("invitation.full", title=one.title, count=one.capacity)
        visit.say(Reply(text=text, choices=words.buttons(one, Answer.YES), wants=Wants.CHOICE))


def _noted(visit: Visit, one: Workshop, says: Answer) -> None:
    """Say what was noted; whoever comes gets all they need for it."""
    comes = says is Answer.YES
    text = lines(
        say(KEYS[says], title=one.title),
        lines(say("invitation.when", when=words.when(visit.house, one)), words.where(one)) if comes else (),
        gap="\n\n",
    )
    others = words.buttons(one, says)
    visit.say(
        Reply(
            text=text,
            actions=(*others, Button(word("drafts.resume"), "open")),
            attachments=words.calendar(visit.house, one) if comes else (),
            wants=Wants.CHOICE,
        )
    )


def _invited(visit: Visit, number: str) -> Workshop | None:
    """Return the workshop if the person is invited to it; say so where they are not."""
    one = workshops.get(visit.connection, row_number(number))
    mine = None if one is None else workshops.attendance_of(visit.connection, one.id, visit.contact.id)
    if mine is not None:
        return one
    visit.tell(say("invitation.not_for_you"))
    go_on(visit)
    return None
