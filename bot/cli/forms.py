"""`tuntun flow`: forms as text, as JSON, checked, and as messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.channels import CHANNELS
from bot.channels.layout.layout import lay_out
from bot.ports import Limits
from flows.conversation import Conversation
from flows.engine.asking.ask_question import ask
from flows.engine.moving.navigation import open_question
from flows.engine.turn.turn_builder import TurnBuilder
from flows.forms.load import load, load_library
from flows.forms.model import Flow, Question, Section, When
from flows.lint.check import Severity, check
from flows.messages import Address, Reply, plain


def _flow(flow_id: str) -> Flow:
    library = load_library()
    if flow_id not in library:
        raise LookupError(f"there is no form {flow_id}; there are {', '.join(library)}")
    return library[flow_id]


def as_json(flow_id: str) -> str:
    """Return a form as JSON: every section and question with its `prompt`."""
    return _flow(flow_id).model_dump_json(indent=2, by_alias=True)


def as_text(flow_id: str) -> str:
    """Return a form's sections and questions, one a line."""
    flow = _flow(flow_id)
    lines = [f"{flow.title} ({flow.id}, version {flow.version})"]
    for section in flow.sections:
        lines += ["", f"{section.number} {section.title}".strip()]
        lines += [
            f"  {_mark(question)} {question.id:<24} {question.kind:<10} {question.prompt}"
            for question in section.questions
        ]
    return "\n".join(lines)


def _mark(question: Question) -> str:
    return "*" if question.required else " "


def checked(paths: Sequence[Path]) -> tuple[list[str], bool]:
    """Check the given files, or the library; return a line for each issue, and whether one is an error."""
    flows = [load(path) for path in paths] if paths else list(load_library().values())
    known = set(load_library())
    issues = [issue for flow in flows for issue in check(flow, known)]
    lines = [f"{issue.severity}: {issue}" for issue in issues]
    lines.append(f"{len(flows)} forms, {len(issues)} issues")
    return lines, any(issue.severity is Severity.ERROR for issue in issues)


def previewed(flow_id: str, channel: str) -> str:
    """Return a form's graph, then each question as a channel shows it."""
    if channel not in CHANNELS:
        raise LookupError(f"there is no channel {channel}; there are {', '.join(CHANNELS)}")
    flow = _flow(flow_id)
    limits = CHANNELS[channel].limits
    lines = [_graph(section) for section in flow.sections]
    for _, question in flow.questions():
        lines += ["", f"--- {question.id} " + "-" * 40, *_messages(_asked(flow, question), limits)]
    return "\n".join(lines)


def _graph(section: Section) -> str:
    head = f"{section.number} {section.title}{_condition(section.when)}".strip()
    return "\n".join(
        [head, *(f"   ↓ {_mark(question)} {question.id}{_condition(question.when)}" for question in section.questions)]
    )


def _condition(when: When | None) -> str:
    if when is None:
        return ""
    return f"  [if {when.model_dump_json(by_alias=True, exclude_defaults=True)}]"


def _asked(flow: Flow, question: Question) -> Reply:
    """Return the message that asks a question of somebody who has answered nothing."""
    nobody = Conversation(id=1, flow=flow.id, version=flow.version)
    builder = TurnBuilder(flow=flow, conversation=nobody, now=datetime.now(UTC))
    return ask(open_question(builder, question.id)).replies[0]


def _messages(reply: Reply, limits: Limits) -> list[str]:
    messages = lay_out(reply, limits, Address(channel="preview", id="1"), 1)
    shown: list[str] = []
    for message in messages:
        shown.append(plain(message.text))
        shown += ["  ".join(f"[{button.label}]" for button in row) for row in message.rows]
    return shown
