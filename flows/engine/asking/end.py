"""The message at the end of a form: preview, fill gaps, make the document, or go on in the form that was chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.conversation import Effect, EffectKind, Status, Turn
from flows.drafts import path
from flows.engine.turn.hints import TOO_LONG
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.model import Evidence
from flows.forms.rules import applies
from flows.messages import Button, InputKind, Reply, Rich
from flows.quality.meter import Hint, all_hints
from flows.text_format import listed
from flows.texts import lines, normal, say, word


def end(builder: TurnBuilder) -> Turn:
    """End a turn with what is missing and the possible actions."""
    if builder.flow.leads:
        return _lead(builder)
    gaps = path.gaps(builder.flow, builder.draft)
    left = unanswered(builder)
    if (reviewed := _reviewed(builder, bool(gaps))) is not None:
        return builder.question_turn(reviewed)
    if gaps:
        text = say("end.gaps", labels=listed([f"“{builder.flow.question(name).label}”" for name in gaps]))
    elif left:
        text = say("end.quick" if builder.conversation.quick else "end.some", left=len(left))
    else:
        text = say("end.complete")
    hints = all_hints(builder.flow, builder.draft)
    long = [hint for hint in hints if hint.check in TOO_LONG]
    others = len(hints) - len(long)
    shorten = [Button(word("button.shorten"), "edit", hint.question) for hint in long[:1]]
    if any(offer.label == word("button.shorten") for offer in builder.offers):  # one was said just now: one at a time
        long, shorten = [], []
    reply = Reply(
        text=lines(text, *_too_long(builder, long), say("end.hints", count=others) if others else ()),
        footer="" if gaps else word("footer.end_quick" if left and builder.conversation.quick else "footer.end"),
        choices=_ways_on(builder, bool(gaps), bool(left)),
        actions=(
            *builder.offers,
            *shorten,
            Button(word("button.preview"), "preview"),
            Button(word("button.list"), "list"),
        ),
        wants=InputKind.CHOICE,
    )
    return builder.question_turn(reply)


def _too_long(builder: TurnBuilder, hints: Sequence[Hint]) -> Iterator[Rich]:
    """Yield the first answer over the form's limit, and the number of the others."""
    for hint in hints[:1]:
        yield say("end.over", label=builder.flow.question(hint.question).label, hint=hint.text)
    if len(hints) > 1:
        yield say("end.over_more", count=len(hints) - 1)


def _reviewed(builder: TurnBuilder, gaps: bool) -> Reply | None:
    """Return the message on a coach's points, where the draft was sent back; else None."""
    points, status = builder.conversation.points, builder.conversation.status
    again = Button(word("button.submit_again" if status is Status.REVISE else "button.submit"), "submit")
    if points:
        text = say("revise.left", count=len(points), who=listed(list(dict.fromkeys(point.who for point in points))))
        ways = [Button(word("button.point_go_on"), "point_open"), again]
    elif status is Status.REVISE:
        text = say("revise.all_done")
        ways = [again, Button(word("button.fill_gaps"), "fill")] if gaps else [again]
    else:
        return None
    actions = (*builder.offers, Button(word("button.preview"), "preview"), Button(word("button.list"), "list"))
    return Reply(text=text, choices=tuple(ways), actions=actions)


def unanswered(builder: TurnBuilder) -> list[str]:
    """Return the questions without an answer; evidence is optional and never missing."""
    return [
        name
        for name in path.path(builder.flow, builder.draft)
        if name not in builder.draft.answers and not isinstance(builder.flow.question(name), Evidence)
    ]


def _ways_on(builder: TurnBuilder, gaps: bool, left: bool) -> tuple[Button, ...]:
    document = Button(word("button.document"), "document")
    if gaps:
        return Button(word("button.fill_gaps"), "fill"), document
    if left:
        return document, Button(word("button.fill" if builder.conversation.quick else "button.fill_skipped"), "fill")
    return document, Button(word("button.submit"), "submit")


def _lead(builder: TurnBuilder) -> Turn:
    values = {name: answer.value for name, answer in builder.draft.answers.items()}
    lead = next(lead for lead in builder.flow.leads if applies(lead.when, values))
    builder = builder.request(Effect(kind=EffectKind.LEAD, argument=lead.flow)).tell_rich(normal(lead.because))
    builder = replace(builder, conversation=replace(builder.conversation, status=Status.DONE))
    return builder.turn(Reply())
