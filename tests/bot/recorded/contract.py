"""Every name of the program that is stored, stands on phones or is typed by operators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from starlette.routing import BaseRoute
from typer.main import get_command

from bot.app import build
from bot.channels.web.schema import StoredPost
from bot.channels.web.visitor import COOKIE
from bot.channels.whatsapp.templates import definitions
from bot.chat.pending_prompt import PendingPrompt
from bot.chat.roles import Role
from bot.cli.commands import app as command_line
from bot.dashboard.registry import ACTIONS, PAGES
from bot.dashboard.sessions import COOKIE as SESSION_COOKIE
from bot.features.audience.filters import FILTERS
from bot.features.codes.check_code import LINK
from bot.features.progress import zip_order
from bot.features.progress.zip_files import BUNDLE
from bot.features.reminders.snooze import LATER
from bot.routing.commands import MENU, ROUTES, TYPED
from bot.routing.prompts import PRESSES, PROMPTS
from bot.routing.redeem_codes import REDEEM
from bot.routing.timers import TIMERS
from bot.settings import PREFIX, Settings
from flows.conversation import AnswerSource, ConfirmReason, Cursor, EventKind, Status
from flows.engine.engine import VERBS
from flows.forms.model import Flow
from flows.messages import File, FileKind, InputKind, Reply
from flows.review.canned_remarks import CANNED_REMARKS
from flows.review.review import RemarkKind, Verdict
from storage.db.database import migrate, parse, run
from storage.drafts.state_codec import ConversationState
from storage.outreach.audience import Audience, Stage
from storage.outreach.broadcasts import BroadcastState
from storage.outreach.workshops import Rsvp, WorkshopState
from storage.people import web_sessions
from storage.records import DeliveryStatus, OutboxState, Priority, RevisionKind, SubmissionState, UnitState
from storage.reports import metrics
from storage.tables import metadata

_PARAMETER = re.compile(r"\{[^}]*\}")
CHOOSE = "choose"
"""The verb of an answer's own button, which is in no table."""


def contract(folder: Path) -> dict[str, list[str]]:
    """Return the names by what they are; each is a name as it is stored, never the name of a class."""
    found: dict[str, Iterable[str]] = {
        "verb": {*ROUTES, *VERBS, CHOOSE},
        "typed command": TYPED,
        "menu command": MENU,
        "prompt": {*PROMPTS, *PRESSES},
        "timer": {*TIMERS, zip_order.KIND},
        "code purpose": {*REDEEM, LINK},
        "session kind": {web_sessions.LINK, web_sessions.SESSION},
        "audience filter": FILTERS,
        "reminder day": LATER,
        "notice": definitions(),
        "prepared remark": (f"{place} {name}" for place, name in enumerate(CANNED_REMARKS)),
        "dashboard page": PAGES,
        "dashboard action": ("/".join(deed) for deed in ACTIONS),
        "cookie": {COOKIE, SESSION_COOKIE},
        "bundle": {BUNDLE},
        "setting": (f"{PREFIX}{name.upper()}" for name in Settings.model_fields),
        "command line": _words(get_command(command_line)),
        "address": _paths(folder),
        "metric": _metrics(folder),
        "column": (f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.c),
        **{kind: [str(enum.value) for enum in values] for kind, values in VALUES.items()},
        **{f"{kind} key": _keys(model) for kind, model in MODELS.items()},
    }
    return {kind: sorted(set(names)) for kind, names in found.items()}


VALUES: Mapping[str, type[Enum]] = {
    "event": EventKind,
    "how": AnswerSource,
    "doubt": ConfirmReason,
    "draft state": Status,
    "file kind": FileKind,
    "control": InputKind,
    "remark": RemarkKind,
    "verdict": Verdict,
    "role": Role,
    "unit state": UnitState,
    "revision": RevisionKind,
    "submission state": SubmissionState,
    "workshop state": WorkshopState,
    "workshop answer": Rsvp,
    "broadcast state": BroadcastState,
    "progress": Stage,
    "message state": OutboxState,
    "priority": Priority,
    "arrival": DeliveryStatus,
}
MODELS: Mapping[str, Any] = {
    "prompt": PendingPrompt,
    "reply": Reply,
    "cursor": Cursor,
    "state": ConversationState,
    "audience": Audience,
    "file": File,
    "form": Flow,
    "web post": StoredPost,
}
"""What is written as JSON."""


def _keys(model: Any) -> Iterator[str]:
    """Return the keys of a model's JSON as paths: "attachments.name"."""
    schema = TypeAdapter(model).json_schema(mode="validation")
    named = schema.get("$defs", {})

    def within(part: Any, path: str, above: tuple[str, ...]) -> Iterator[str]:
        if isinstance(part, list):
            for item in part:
                yield from within(item, path, above)
        elif isinstance(part, dict):
            reference = str(part.get("$ref", "")).rpartition("/")[2]
            if reference and reference not in above:
                yield from within(named[reference], path, (*above, reference))
            for key, value in part.get("properties", {}).items():
                yield f"{path}{key}"
                yield from within(value, f"{path}{key}.", above)
            for key in ("anyOf", "oneOf", "allOf", "items", "prefixItems", "additionalProperties"):
                yield from within(part.get(key), path, above)

    yield from within(schema, "", ())


def _words(command: Any, before: str = "") -> Iterator[str]:
    """Return each verb of the command line with its options; what stands behind a verb has no name."""
    for option in command.params:
        yield from (f"{before} {name}".strip() for name in option.opts if name.startswith("--"))
    for name, item in getattr(command, "commands", {}).items():
        yield f"{before} {name}".strip()
        yield from _words(item, f"{before} {name}".strip())


def _metrics(folder: Path) -> Iterator[str]:
    """Return what /metrics tells."""
    url = f"sqlite:///{folder / 'metrics.db'}"
    migrate(url)
    yield from run(parse(url), metrics.measure)


def _paths(folder: Path) -> Iterator[str]:
    """Return each address that the program answers, with every channel on."""
    settings = Settings(
        data_dir=folder,
        public_url="https://tuntun.example",
        telegram_token="1:a",
        telegram_mode="webhook",
        telegram_secret="s",
        whatsapp_token="a",
        whatsapp_phone_id="1",
        whatsapp_app_secret="a",
        whatsapp_verify_token="a",
    )

    def within(routes: Iterable[BaseRoute], before: str = "") -> Iterator[str]:
        for route in routes:
            path = f"{before}{getattr(route, 'path', '')}"
            methods: Iterable[str] = sorted({*(getattr(route, "methods", None) or ())} - {"HEAD"})
            yield _PARAMETER.sub("{}", f"{' '.join(methods)} {path}".strip())
            yield from within(getattr(route, "routes", None) or (), path)

    yield from within(build(settings).web().routes)
