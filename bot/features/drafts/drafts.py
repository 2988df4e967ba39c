"""Starting, listing and opening drafts."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.chat import turns
from bot.chat.context import OVER, ChatContext
from bot.chat.forms import OPENING
from bot.chat.paging import page_of
from bot.features.units import contact_unit
from bot.texts import say, word
from flows.conversation import Status
from flows.language.formatting import long_date
from flows.messages import Button, Reply, Rich
from flows.text_format import listed as spelled
from flows.texts import lines, normal
from storage.drafts import conversations, members
from storage.records import DraftSummary


def offer_start(ctx: ChatContext, wanted: str) -> None:
    """Start the form of this id, or with the unit of this code; else resume, list or begin what fits the person."""
    wanted = wanted.strip().lower()
    if wanted and wanted in ctx.forms:
        _start_form(ctx, wanted)
        return
    if wanted and not contact_unit.remember(ctx, wanted):
        ctx.say_first(say("unknown.flow", name=wanted))
    drafts = listed(ctx)
    if len(drafts) == 1:
        _resume_or_new(ctx, drafts[0], OPENING)
    else:
        choose_draft(ctx)


def welcome(ctx: ChatContext) -> None:
    """Greet a new person and begin the opening flow."""
    first = ctx.contact.name.split(" ")[0] if ctx.contact.name else ""
    ctx.say_first(say("welcome.first", name=f", {first}" if first else ""))
    turns.begin(ctx, OPENING)


def _start_form(ctx: ChatContext, flow_id: str) -> None:
    same = [draft for draft in listed(ctx) if draft.flow == flow_id]
    if not same:
        turns.begin(ctx, flow_id)
        return
    _resume_or_new(ctx, same[0], flow_id)


def _resume_or_new(ctx: ChatContext, draft: DraftSummary, flow_id: str) -> None:
    choices = (
        Button(word("drafts.resume"), "open", str(draft.id)),
        Button(word("drafts.new"), "begin", flow_id),
    )
    loaded = ctx.open(draft.id)
    is_own = loaded is None or loaded.stored.member is None
    key = "drafts.exists" if is_own else "drafts.exists_shared"
    ctx.say(Reply(text=say(key, name=draft.name), choices=choices))


def begin(ctx: ChatContext, flow_id: str) -> None:
    """Start a new draft in this form; in the opening for an unknown id."""
    turns.begin(ctx, flow_id if flow_id in ctx.forms else OPENING)


def open_draft(ctx: ChatContext, draft: int) -> None:
    """Resume the draft with this id, or the current one for 0; list the drafts if it can not be resumed."""
    loaded = ctx.open(draft) if draft else ctx.current()
    if loaded is None or loaded.conversation.status in OVER:
        choose_draft(ctx)
        return
    if loaded.conversation.id != ctx.contact.conversation:
        ctx.say_first(say("drafts.opened", name=loaded.stored.name))
    ctx.switch(loaded.conversation.id)
    turns.act(ctx, loaded.conversation.id, "greet")


def choose_draft(ctx: ChatContext, number: int = 1) -> None:
    """Show a page of the person's drafts to choose from."""
    drafts = listed(ctx)
    if not drafts:
        welcome(ctx)
        return
    page = page_of(drafts, number)
    beside = members.other_writers(ctx.connection, [draft.id for draft in page.items], ctx.contact.id)
    rows = [_line(ctx, place, draft, beside.get(draft.id, [])) for place, draft in page.numbered]
    choices = tuple(Button(f"{place}. {draft.name}", "open", str(draft.id)) for place, draft in page.numbered)
    actions = (*page.buttons("drafts"), Button(word("drafts.new"), "begin", OPENING), *_other_apps(ctx))
    ctx.say(Reply(text=lines(say("drafts.choose"), *rows), choices=choices, actions=actions))


def _other_apps(ctx: ChatContext) -> tuple[Button, ...]:
    """Return the button to continue in another app, if another channel is running."""
    elsewhere = ctx.app.links.by_channel("").keys() - {ctx.address.channel}
    return (Button(word("link.button"), "pindah"),) if elsewhere else ()


def listed(ctx: ChatContext) -> list[DraftSummary]:
    """Return the person's open drafts, own and shared, newest first."""
    return listed_of(ctx.connection, ctx.contact.id)


def listed_of(connection: Connection, contact: int) -> list[DraftSummary]:
    """Return a contact's open drafts, own and shared, newest first."""
    drafts = conversations.of_contact(connection, contact) + members.drafts(connection, contact)
    kept = [draft for draft in drafts if draft.status not in OVER and draft.flow != OPENING]
    return sorted(kept, key=lambda draft: (draft.updated_at, draft.id), reverse=True)


def _line(ctx: ChatContext, number: int, draft: DraftSummary, beside: list[str]) -> Rich:
    form = ctx.forms.flow(ctx.connection, draft.flow, draft.version).short
    day = long_date(ctx.day(draft.updated_at))
    names = spelled([name or word("team.somebody") for name in beside])
    key = "drafts.line_shared" if beside else "drafts.line"
    line = say(key, number=number, name=draft.name, form=form, names=names, day=day)
    return (*line, *_open_points(ctx, draft))


def _open_points(ctx: ChatContext, draft: DraftSummary) -> Rich:
    """Return the number of open points as text; empty for a draft that was not sent back."""
    loaded = ctx.open(draft.id) if draft.status is Status.REVISE else None
    count = 0 if loaded is None else len(loaded.conversation.points)
    return (*normal(" · "), *say("drafts.revise", count=count)) if count else ()


def go_on(ctx: ChatContext) -> None:
    """Repeat the current question; without a current draft, list the drafts."""
    current = ctx.current()
    if current is None:
        choose_draft(ctx)
    else:
        turns.act(ctx, current.conversation.id, "repeat")
