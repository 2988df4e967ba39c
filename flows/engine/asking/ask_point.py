"""Messages that ask about a coach's point: the remark, the text it is about, the actions."""

from __future__ import annotations

from collections.abc import Iterator

from flows.conversation import PendingAnswer, Point
from flows.drafts import path
from flows.engine.turn import points
from flows.engine.turn.turn_builder import TurnBuilder, shortened
from flows.forms.model import Evidence, Flow, Question, Section
from flows.messages import MOST_ACTIONS, Button, InputKind, Reply, Rich
from flows.questions.kinds import show
from flows.review.review import Remark
from flows.text_format import count_words, listed
from flows.texts import lines, normal, say, word

LONG = 600
"""Characters of a text that a suggestion is compared with."""


def remark(builder: TurnBuilder, point: Point) -> Rich:
    """Return the remark with its coach and its subject."""
    if point.is_question:
        return say("revise.question", who=point.who, label=label(builder, point), text=point.text)
    if point.question:
        return say("revise.remark", who=point.who, label=label(builder, point), text=point.text)
    return say("revise.remark_section", who=point.who, label=label(builder, point), text=point.text)


def label(builder: TurnBuilder, point: Point) -> str:
    """Return the form's name for the subject of a point."""
    return label_of(builder.flow, point)


def label_of(flow: Flow, point: Point | Remark) -> str:
    """Return the label of a remark's question, or its section's title."""
    if flow.has(point.question):
        return flow.question(point.question).label
    return next((section.title for section in flow.sections if section.id == point.section), point.section)


def where(builder: TurnBuilder, point: Point) -> str:
    """Return a point's number and the number of all points."""
    known = [other_point.id for other_point in points.all_points(builder)]
    return word("footer.point", number=known.index(point.id) + 1, all=len(known), label=label(builder, point))


def suggestion(builder: TurnBuilder, question: Question, point: Point) -> Rich:
    """Return the answer and the coach's wording of it, one after the other."""
    answer = builder.draft.answers.get(question.id)
    before = "" if answer is None else shortened(show(question, answer.value), LONG)
    return lines(
        say("revise.suggestion", who=point.who, label=question.label),
        say("revise.reason", text=point.text) if point.text else (),
        say("revise.before", text=before) if before else (),
        say("revise.after", text=point.wording),
        say("revise.take"),
        gap="\n\n",
    )


def choices(point: Point) -> tuple[Button, ...]:
    """Return the buttons that settle a suggestion; empty for other remarks."""
    if not point.wording:
        return ()
    number = str(point.id)
    return Button(word("button.point_take"), "point_take", number), Button(
        word("button.point_keep"), "point_keep", number
    )


def actions(point: Point, *first: Button) -> tuple[Button, ...]:
    """Return the other buttons of a point."""
    later = Button(word("button.point_later"), "point_later", str(point.id))
    talk = Button(word("button.point_talk"), "point_talk", str(point.id))
    return *first, later, talk


def in_list(builder: TurnBuilder, section: Section) -> Rich:
    """Return the number of open points in a section; empty where there are none."""
    open_here = points.of_section(builder.conversation, section.id)
    asked = sum(point.is_question for point in open_here)
    told = [say("revise.in_list", count=len(open_here) - asked)] if len(open_here) > asked else []
    told += [say("revise.asked_in_list", count=asked)] if asked else []
    return tuple(span for rich in told for span in (*normal(" "), *rich))


def still_open(builder: TurnBuilder) -> Rich:
    """Return the number of open points, for a draft about to be submitted again."""
    left = builder.conversation.points
    who = listed(list(dict.fromkeys(point.who for point in left)))
    return say("submit.points", count=len(left), who=who) if left else ()


def ask_shorter(builder: TurnBuilder, pending: PendingAnswer) -> tuple[Rich, tuple[Button, ...]]:
    """Ask whether a short text is added to the long one, or takes its place."""
    old = builder.draft.value(pending.cursor.question or "")
    text = say("revise.shorter", words=count_words(str(old or "")))
    return text, (Button(word("button.append"), "append"), Button(word("button.replace"), "confirm"))


def ask_point(builder: TurnBuilder, point: Point) -> Reply:
    """Return the message for a point that no single answer settles: a section, a table, evidence, a question."""
    reply = say("revise.reply", who=point.who) if point.is_question else say("revise.which")
    done = word("button.point_written" if point.is_question else "button.point_done")
    close = Button(done, "point_done", str(point.id))
    ways = tuple(_ways(builder, point))
    choices = (close, *ways) if _is_changed(builder, point) else (*ways, close)
    offers = [offer for offer in builder.offers if offer not in ways]
    later, talk = actions(point)
    ordered = (talk, later) if point.is_question else (later, talk)
    rest = (*offers[:1], *ordered, *offers[1:], Button(word("button.help"), "help"))
    return Reply(
        text=lines(remark(builder, point), _now(builder, point), reply, gap="\n\n"),
        footer=where(builder, point),
        choices=choices,
        actions=rest[: max(1, MOST_ACTIONS - len(choices))],
        wants=InputKind.LONG_TEXT if point.is_question else None,
    )


def _is_changed(builder: TurnBuilder, point: Point) -> bool:
    """Return whether the newest event is a change to the point's subject."""
    last = builder.conversation.events[-1].question if builder.conversation.events else ""
    return not point.is_question and builder.flow.has(last) and builder.flow.section_of(last).id == point.section


def _ways(builder: TurnBuilder, point: Point) -> Iterator[Button]:
    """Yield a button for each question that may need the change."""
    for name in path.path(builder.flow, builder.draft):
        if name == point.question or (not point.question and builder.flow.section_of(name).id == point.section):
            yield Button(word("button.edit", label=builder.flow.question(name).label), "edit", name)


def _now(builder: TurnBuilder, point: Point) -> Rich:
    name = points.about(builder.flow, builder.draft, point)
    answer = builder.draft.answers.get(name or "")
    if answer is None or name is None:
        return ()
    question = builder.flow.question(name)
    if isinstance(question, Evidence):
        return say("ask.proofs_so_far", count=sum(proof.section == point.section for proof in builder.draft.proofs))
    return say("ask.now", value=shortened(show(question, answer.value)))
