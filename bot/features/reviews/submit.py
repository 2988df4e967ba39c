"""Hands a draft in: a frozen version, into the queue, and the writer hears who will read it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.context import Open, Visit
from bot.features.drafts.documents import attachments, numbered
from bot.features.reviews.notify_coaches import Called, call_coaches
from bot.features.teams.members import called as called_by
from bot.features.teams.members import tell_others
from bot.texts import say, word
from flows.conversation import Effect, Status
from flows.forms.model import Flow
from flows.messages import Attachment, Button, Reply, Rich, Wants
from flows.text_format import listed
from flows.texts import lines
from storage.drafts import revisions
from storage.people import addresses as reach
from storage.people import coaches, contacts
from storage.records import Revision, RevisionKind, Submission, SubmissionState
from storage.reviews import reviews


def submit(visit: Visit, _: Effect) -> None:
    """Freeze a numbered draft, put it into the queue, tell the coaches in charge and the writer."""
    current = visit.current()
    if current is None:
        return
    number = current.conversation.id
    if _is_settled(visit, current):
        return
    current.conversation = replace(current.conversation, status=Status.SUBMITTED)
    flow = visit.form(current)
    before = revisions.of(visit.connection, number)
    revision = numbered(visit, current, before, RevisionKind.SUBMITTED)
    earlier = reviews.of_draft(visit.connection, number)
    handed = reviews.submit(
        visit.connection,
        number,
        revision.number,
        visit.contact.id,
        _unit(visit, current),
        visit.house.approvals,
        visit.now,
    )
    files = attachments(flow, current.conversation.draft, revision, visit.day(revision.created_at), "")
    called = call_coaches(visit, current, flow, revision, handed, _last_seen(visit, earlier, before))
    _tell_writer(visit, current, flow, revision, files, called)
    who, name = called_by(visit.contact.name), current.stored.name
    tell_others(visit, number, say("team.handed_in", who=who, name=name, number=revision.number))


def _unit(visit: Visit, current: Open) -> int | None:
    """Return the unit a draft comes from: that of whoever hands it in, else its owner's."""
    owner = contacts.get(visit.connection, current.stored.contact)
    return visit.contact.unit if visit.contact.unit is not None or owner is None else owner.unit


def _is_settled(visit: Visit, current: Open) -> bool:
    """Tell whether there is nothing new to hand in, and say so: approved, or waiting as it is."""
    handed = reviews.of_draft(visit.connection, current.conversation.id)
    versions = {one.number: one for one in revisions.of(visit.connection, current.conversation.id)}
    if not handed or versions[handed[-1].number].upto != len(current.conversation.events):
        return False
    key = {SubmissionState.WAITING: "submitted.waits", SubmissionState.APPROVED: "submitted.approved"}
    if (phrase := key.get(handed[-1].state)) is None:
        return False
    actions = (Button(word("document.go_on"), "repeat"), Button(word("submitted.files"), "document"))
    visit.say(Reply(text=say(phrase, number=handed[-1].number), actions=actions, wants=Wants.CHOICE))
    return True


def _last_seen(visit: Visit, earlier: list[Submission], versions: list[Revision]) -> Revision | None:
    """Return the version that was reviewed last, or else was handed in last."""
    if not earlier:
        return None
    handed = {one.id: one.number for one in earlier}
    read = [handed[one.submission] for one in reviews.sent_of(visit.connection, earlier[0].conversation)]
    return {one.number: one for one in versions}.get((read or [earlier[-1].number])[-1])


def _tell_writer(
    visit: Visit, current: Open, flow: Flow, revision: Revision, files: tuple[Attachment, ...], called: Called
) -> None:
    parts = [say("submitted.done", number=revision.number), _who(visit, current, flow, called), say("submitted.next")]
    actions = (Button(word("document.go_on"), "repeat"), Button(word("submitted.others"), "drafts"))
    reply = Reply(text=lines(*parts, gap="\n\n"), attachments=files, actions=actions, wants=Wants.CHOICE)
    visit.say(reply, current.conversation.id)


def _who(visit: Visit, current: Open, flow: Flow, called: Called) -> Rich:
    if called.holders:
        return say("submitted.goes_on", coaches=listed(list(called.holders)))
    if called.coaches:
        return say("submitted.called", coaches=listed(list(called.coaches), "atau"))
    return say("submitted.nobody_told" if _tell_admins(visit, current, flow) else "submitted.nobody")


def _tell_admins(visit: Visit, current: Open, flow: Flow) -> bool:
    """Tell the admins, each where they are one, that a draft waits and nobody is there to read it."""
    text = say("submitted.needs_coach", name=current.stored.name, who=visit.contact.name, form=flow.short)
    invited = coaches.with_role(visit.connection, coaches.ADMIN)
    told = [visit.post(one, Reply(text=text)) for one in invited]
    for place in sorted(visit.house.admins, key=str):
        admin = reach.owner(visit.connection, place)
        if admin is None or admin in invited:
            continue
        if place in contacts.addresses_of(visit.connection, admin, reachable=True):
            visit.post_at(place, admin, Reply(text=text))
            told.append(True)
    return any(told)
