"""Lets members leave a draft, and its owner remove one or hand the draft over."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.context import Open, Visit
from bot.chat.forms import OPENING
from bot.features.drafts.drafts import choose_draft, listed
from bot.features.teams.members import Deal, called, draft_of, offer_drafts, open_button, others, read_deal, tell_others
from bot.texts import say, word
from flows.messages import Button, Reply, Rich, Wants
from storage.drafts import members
from storage.people import audit
from storage.records import Member

Ask = Callable[[Visit, Open, Member], None]

MOST_LISTED = 8


# --- leaving -------------------------------------------------------------------------------------


def ask_leave(visit: Visit, number: str) -> None:
    """Ask a member once more; an owner hands the draft over first."""
    found = draft_of(visit, number)
    if found is None:
        offer_drafts(visit)
        return
    draft, name = found.conversation.id, found.stored.name
    if found.stored.contact == visit.contact.id:
        _tell_owner_how(visit, found)
        return
    _ask_sure(visit, draft, say("team.leave_sure", name=name), word("team.yes_leave"), "team_leave_yes")


def _tell_owner_how(visit: Visit, found: Open) -> None:
    draft = found.conversation.id
    if others(visit, draft):
        hand = (Button(word("team.hand_over"), "team_hand", str(draft)),)
        visit.say(Reply(text=say("team.owner_stays"), choices=hand, actions=(open_button(draft),), wants=Wants.CHOICE))
    else:
        visit.say(Reply(text=say("team.alone_stays"), actions=(open_button(draft),)))


def leave(visit: Visit, written: str) -> None:
    """Take the person out of a draft; their answers stay in it, and the others hear of it."""
    deal = read_deal(written)
    found = draft_of(visit, str(deal.draft)) if deal is not None else None
    if deal is None or found is None or found.stored.contact == visit.contact.id:
        offer_drafts(visit)
        return
    if not deal.stands(visit.now):
        ask_leave(visit, str(deal.draft))
        return
    tell_others(visit, deal.draft, say("team.left", who=called(visit.contact.name), name=found.stored.name))
    _take_out(visit, deal.draft, visit.contact.id, "team left")
    text = say("team.you_left", name=found.stored.name)
    if listed(visit):
        visit.tell(text)
        choose_draft(visit, "")
    else:
        visit.say(Reply(text=text, actions=(Button(word("drafts.new"), "begin", OPENING),)))


def _take_out(visit: Visit, draft: int, contact: int, action: str) -> None:
    if contact == visit.contact.id:
        visit.close(draft)
        visit.switch(None)
    members.leave(visit.connection, draft, contact)
    audit.add(visit.connection, visit.contact.id, action, f"draft {draft}, contact {contact}", visit.now)


# --- removing ------------------------------------------------------------------------------------


def ask_remove(visit: Visit, written: str) -> None:
    """Ask an owner whom to remove, and then once more."""
    _choose(visit, written, "team_remove", "team.remove_whom", _ask_remove)


def _ask_remove(visit: Visit, found: Open, one: Member) -> None:
    text = say("team.remove_sure", who=called(one.name), name=found.stored.name)
    _ask_sure(visit, found.conversation.id, text, word("team.yes_remove"), "team_remove_yes", one.contact)


def remove(visit: Visit, written: str) -> None:
    """Remove a member: they can open nothing of the draft any more, and no code made till now lets them in again."""
    agreed = _agreed(visit, written, _ask_remove)
    if agreed is None:
        return
    found, one = agreed
    draft, name = found.conversation.id, found.stored.name
    _take_out(visit, draft, one.contact, "team member removed")
    members.close(visit.connection, draft, visit.now)
    visit.post(one.contact, Reply(text=say("team.you_were_removed", who=called(visit.contact.name), name=name)))
    visit.tell(say("team.removed", who=called(one.name)))
    visit.act(draft, "repeat")


# --- handing over --------------------------------------------------------------------------------


def ask_hand_over(visit: Visit, written: str) -> None:
    """Ask an owner who goes on with the draft, and then once more."""
    _choose(visit, written, "team_hand", "team.hand_whom", _ask_hand_over)


def _ask_hand_over(visit: Visit, found: Open, one: Member) -> None:
    text = say("team.hand_sure", who=called(one.name), name=found.stored.name)
    _ask_sure(visit, found.conversation.id, text, word("team.yes_hand_over"), "team_hand_yes", one.contact)


def hand_over(visit: Visit, written: str) -> None:
    """Make a member the owner; who was it goes on as a member, and everybody is told."""
    agreed = _agreed(visit, written, _ask_hand_over)
    if agreed is None:
        return
    found, one = agreed
    draft, name, giver = found.conversation.id, found.stored.name, called(visit.contact.name)
    visit.close(draft)
    members.hand_over(visit.connection, draft, visit.contact.id, one.contact, visit.now)
    audit.add(visit.connection, visit.contact.id, "draft handed over", f"draft {draft}, to {one.contact}", visit.now)
    yours = Reply(text=say("team.is_yours", who=giver, name=name), actions=(open_button(draft),))
    visit.post(one.contact, yours)
    tell_others(
        visit, draft, say("team.has_new_owner", who=giver, name=name, owner=called(one.name)), but=[one.contact]
    )
    leave_button = Button(word("team.leave"), "team_leave", str(draft))
    text = say("team.handed_over", name=name, owner=called(one.name))
    visit.say(Reply(text=text, actions=(open_button(draft), leave_button)))


# --- asking --------------------------------------------------------------------------------------


def _choose(visit: Visit, written: str, verb: str, question: str, then: Ask) -> None:
    """Let an owner choose a member for something; where it is clear whom, go on at once."""
    deal = read_deal(written)
    found = draft_of(visit, written if deal is None else str(deal.draft))
    if found is None:
        offer_drafts(visit)
        return
    draft = found.conversation.id
    if found.stored.contact != visit.contact.id:
        visit.say(Reply(text=say("team.owners_word"), actions=(open_button(draft),)))
        return
    people = others(visit, draft)
    if not people:
        invite_button = Button(word("team.invite_button"), "ajak", str(draft))
        visit.say(Reply(text=say("team.nobody_yet"), choices=(invite_button,), actions=(open_button(draft),)))
        return
    chosen = [one for one in people if deal is not None and one.contact == deal.contact]
    if chosen or len(people) == 1:
        then(visit, found, (chosen or people)[0])
        return
    choices = tuple(
        Button(called(one.name), verb, str(Deal(draft=draft, contact=one.contact))) for one in people[:MOST_LISTED]
    )
    visit.say(Reply(text=say(question), choices=choices, actions=(open_button(draft),), wants=Wants.CHOICE))


def _agreed(visit: Visit, written: str, ask: Ask) -> tuple[Open, Member] | None:
    """Return the person's own draft and the member that a yes is about; ask again where the yes is too old."""
    deal = read_deal(written)
    found = draft_of(visit, str(deal.draft)) if deal is not None else None
    if deal is None or found is None or found.stored.contact != visit.contact.id:
        offer_drafts(visit)
        return None
    one = next((one for one in others(visit, deal.draft) if one.contact == deal.contact), None)
    if one is None:
        offer_drafts(visit)
        return None
    if not deal.stands(visit.now):
        ask(visit, found, one)
        return None
    return found, one


def _ask_sure(visit: Visit, draft: int, text: Rich, label: str, verb: str, contact: int = 0) -> None:
    deal = Deal(draft=draft, contact=contact, asked_at=int(visit.now.timestamp()))
    yes, no = Button(label, verb, str(deal)), Button(word("team.stay"), "open", str(draft))
    visit.say(Reply(text=text, choices=(no, yes), yes_no=(yes, no), wants=Wants.CHOICE))
