"""Invites colleagues to write in a draft, and lets in whoever follows the invitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.chat import co_writers as company
from bot.chat.context import OVER, Open, Visit
from bot.features.teams.members import called, draft_of, offer_drafts, open_button, others, tell_others
from bot.texts import say, word
from flows.conversation import Effect
from flows.drafts import path
from flows.engine.answering import section_claim as taking
from flows.language.formatting import long_date
from flows.messages import Button, Input, Reply, Rich, Said
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import conversations, members
from storage.people import audit, codes, contacts
from storage.people.codes import Code, CodeState
from storage.records import Stored

USES = 5
"""Colleagues who can come in by one code: a unit's team."""
LASTS = timedelta(days=7)
"""How long they may take."""
STILL = timedelta(days=2)
"""A code that lasts so long is shown again instead of a new one."""
NAME = "team_name"
"""What a person's next words are for: the name by which colleagues know them."""
NAME_LENGTH = 60
MOST_EMPTY = 3
"""Sections that are named as still empty."""


def invite(visit: Visit, number: str) -> None:
    """Make a code for the draft, in a message that can be forwarded as it is."""
    found = draft_of(visit, number)
    if found is None:
        offer_drafts(visit)
    elif not visit.contact.name:
        _ask_name(visit, found.conversation.id, "invite")
    else:
        _show_invitation(visit, found)


def invite_effect(visit: Visit, _: Effect) -> None:
    """Do what the button in the list asks for."""
    invite(visit, "")


def _show_invitation(visit: Visit, found: Open) -> None:
    draft = found.conversation.id
    code = _open_code(visit, draft) or _make_code(visit, draft)
    text = lines(
        say("team.invite", who=called(visit.contact.name), name=found.stored.name),
        *(say("team.invite_link", link=link) for link in visit.house.links.to(code.code)),
        say("team.invite_code", code=code.code),
        say("team.invite_until", day=long_date(visit.day(code.expires_at)), uses=code.uses_left),
    )
    close = (Button(word("team.close"), "team_close", str(draft)),) if found.stored.contact == visit.contact.id else ()
    actions = (open_button(draft), Button(word("team.show"), "tim", str(draft)), *close)
    visit.say(Reply(text=text, footer=word("team.forward"), actions=actions))


def _open_code(visit: Visit, draft: int) -> Code | None:
    """Return a code that the person has made for the draft and that is good for a while."""
    for code in reversed(codes.of(visit.connection, visit.contact.id)):
        is_its = (code.purpose, code.conversation) == (members.TEAM, draft)
        if is_its and codes.state(code, visit.now + STILL) is CodeState.OPEN:
            return code
    return None


def _make_code(visit: Visit, draft: int) -> Code:
    audit.add(visit.connection, visit.contact.id, "team invited", f"draft {draft}", visit.now)
    return codes.make(
        visit.connection,
        members.TEAM,
        maker=visit.contact.id,
        conversation=draft,
        uses=USES,
        expires_at=visit.now + LASTS,
        now=visit.now,
    )


# --- coming in -----------------------------------------------------------------------------------


def join(visit: Visit, code: Code) -> None:
    """Let in whoever followed an invitation, unless they write there already or the draft is over."""
    draft = code.conversation
    stored = None if draft is None else conversations.load(visit.connection, draft)
    if draft is None or stored is None or stored.conversation.status in OVER:
        visit.tell(say("team.draft_over"))
        offer_drafts(visit)
        return
    if visit.open(draft) is not None:
        visit.tell(say("team.already", name=stored.name))
        visit.switch(draft)
        visit.act(draft, "greet")
        return
    members.join(visit.connection, draft, visit.contact.id, visit.now)
    audit.add(visit.connection, visit.contact.id, "team joined", f"draft {draft}, by {code.maker}", visit.now)
    visit.switch(draft)
    if visit.contact.name:
        _begin(visit, draft)
    else:
        _ask_name(visit, draft, "join")


def _begin(visit: Visit, draft: int) -> None:
    """Tell who joined whose draft it is and what is empty, and ask what nobody writes just now; tell the others."""
    found = visit.open(draft)
    owners = conversations.load(visit.connection, draft)
    if found is None or owners is None:
        offer_drafts(visit)
        return
    flow = visit.form(found)
    visit.tell(_welcome(visit, found, flow.short))
    tell_others(visit, draft, say("team.came", who=called(visit.contact.name), name=found.stored.name))
    _sit_down(visit, owners)
    conversation = replace(found.conversation, quick=owners.conversation.quick)
    team = visit.team(found)
    assert team is not None, "whoever joined is not alone"
    turn = taking.begin(flow, conversation, visit.now, visit.source, team, brief=visit.is_brief)
    asked = turn.conversation.cursor.question
    if asked is not None:  # so that whoever comes next begins elsewhere
        company.take(visit.connection, draft, flow.section_of(asked).id, visit.contact.id, visit.now)
    visit.take(draft, turn)


def _sit_down(visit: Visit, owners: Stored) -> None:
    """Note where the owner writes, who wrote alone up to now."""
    conversation = owners.conversation
    here, events = conversation.cursor.question, conversation.events
    flow = visit.forms.flow(visit.connection, conversation.flow, conversation.version)
    if here is not None and events and visit.now - events[-1].at < company.HELD and flow.has(here):
        company.take(visit.connection, conversation.id, flow.section_of(here).id, owners.contact, visit.now)


def _welcome(visit: Visit, found: Open, form: str) -> Rich:
    owner, *rest = others(visit, found.conversation.id)
    beside = [called(one.name) for one in rest]
    return lines(
        say("team.welcome", name=found.stored.name, form=form, owner=called(owner.name)),
        say("team.welcome_beside", names=listed(beside)) if beside else (),
        _still_empty(visit, found),
    )


def _still_empty(visit: Visit, found: Open) -> Rich:
    """Say which sections still lack answers."""
    flow = visit.form(found)
    draft = found.conversation.draft
    names = path.path(flow, draft)
    empty = [
        section.title
        for section in path.sections(flow, draft)
        if any(path.is_open(draft, name) for name in names if flow.section_of(name) is section)
    ]
    if not empty:
        return say("team.none_empty")
    more = len(empty) - MOST_EMPTY
    shown = [*empty[:MOST_EMPTY], *([word("team.more_empty", count=more)] if more > 0 else [])]
    return say("team.still_empty", sections=listed(shown))


# --- a name --------------------------------------------------------------------------------------


def _ask_name(visit: Visit, draft: int, then: str) -> None:
    """Ask what colleagues shall call somebody whose channel tells no name."""
    visit.expect(NAME, f"{then} {draft}")
    visit.say(Reply(text=say("team.your_name")))


def take_name(visit: Visit, given: Input, errand: str) -> None:
    """Take a person's name, and go on with what it was asked for."""
    then, _, number = errand.partition(" ")
    name = " ".join(given.text.split())[:NAME_LENGTH] if isinstance(given, Said) else ""
    if not any(letter.isalpha() for letter in name):
        _ask_name(visit, int(number), then)
        return
    visit.expect_nothing()
    contacts.update(visit.connection, visit.contact.id, name=name)
    visit.contact = replace(visit.contact, name=name)
    if then == "invite":
        invite(visit, number)
    else:
        _begin(visit, int(number))
