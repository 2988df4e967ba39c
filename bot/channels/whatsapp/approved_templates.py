"""The templates that may be used now, and the choice of one for an occasion."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import JsonValue, ValidationError

from bot.channels.layout.callback_data import token
from bot.channels.layout.keyboard import fit, units
from bot.channels.whatsapp.account import AccountError, AccountTemplate
from bot.channels.whatsapp.compare_templates import is_sendable
from bot.channels.whatsapp.errors import NAME
from bot.channels.whatsapp.payload import Template
from bot.channels.whatsapp.templates import BODY, Language, TemplateDefinition, TemplateScope
from bot.channels.whatsapp.webhook import LenientModel, problems
from bot.ports import Alarm
from flows.messages import Button, OutgoingMessage, TemplateNotice

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
"""Seconds between two reads of the account; its webhook reports changes in between."""
SOON = timedelta(minutes=1)
"""Seconds until the next read after a failure."""
APPROVED = "APPROVED"
SICK = frozenset({"REJECTED", "PAUSED", "DISABLED", "FLAGGED", "LOCKED"})
"""States that admins are told of."""
SHOW = token(None, None, Button("", "show"))
"""The token of the button that asks for held replies."""
LANGUAGES: tuple[Language, Language] = ("id", "en")

Key = tuple[str, str]


class TemplateSource(Protocol):
    """A source of the account's templates."""

    async def templates(self) -> list[AccountTemplate]:
        """Return all templates; raise AccountError."""


class _Update(LenientModel):
    event: str = ""
    message_template_name: str = ""
    message_template_language: str = ""
    reason: str | None = None


class TemplateRegistry:
    """The approval state of our templates in the account."""

    def __init__(self, account: TemplateSource, ours: Mapping[str, TemplateDefinition]) -> None:
        self._account = account
        self._ours = ours
        self._names = {definition.name for definition in ours.values()}
        self._states: dict[Key, str] = {}
        self._reasons: dict[Key, str] = {}
        self._asked_at: datetime | None = None
        self._asking = asyncio.Lock()

    async def refresh(self, now: datetime) -> list[Alarm]:
        """Read the account, unless that was done lately; return alarms."""
        async with self._asking:
            if self._asked_at is not None and timedelta() <= now - self._asked_at < EVERY:  # or it was set back
                return []
            self._asked_at = now
            try:
                found = await self._account.templates()
            except AccountError as error:
                self._asked_at = now - EVERY + SOON
                log.warning("which templates are approved is not known anew: %s", error)
                return []
            return self._take(found)

    def note(self, value: JsonValue) -> Alarm | None:
        """Apply a webhook's report on a template; return alarms."""
        try:
            told = _Update.model_validate(value)
        except ValidationError as error:
            log.warning("a notice of a template is not readable: %s", problems(error))
            return None
        key = (told.message_template_name, told.message_template_language)
        if told.message_template_name not in self._names:
            return None
        if told.event == APPROVED:
            self._asked_at = None  # it may be approved with other words: look before it is used
        return self._enter(key, told.event, "" if told.reason in (None, "NONE") else str(told.reason))

    def doubt(self, chosen: Template) -> None:
        """Stop using a refused template until the account reports its state."""
        self._states[chosen.name, chosen.language] = "REFUSED"

    def choose(self, notice: TemplateNotice, message: OutgoingMessage) -> Template | None:
        """Return the filled template for an occasion; None if none is approved."""
        definition = self._ours.get(notice.kind)
        if definition is None or len(notice.parameters) != len(definition.parameters):
            log.error("no template is written for %s with %d parameters", notice.kind, len(notice.parameters))
            return None
        if definition.carries is TemplateScope.DOCUMENT and message.attachment is None:
            return None
        for language in sorted(LANGUAGES, key=lambda other_language: other_language != notice.language):
            if self._states.get((definition.name, language)) == APPROVED:
                return _filled(definition, language, notice, message)
        return None

    def _take(self, found: list[AccountTemplate]) -> list[Alarm]:
        ours = {definition.name: definition for definition in self._ours.values()}
        alarms: list[Alarm | None] = []
        seen: set[Key] = set()
        for listed in found:
            definition = ours.get(listed.name)
            if definition is None:
                continue
            seen.add((listed.name, listed.language))
            differs = listed.status == APPROVED and not is_sendable(definition, listed)
            alarms.append(
                self._enter((listed.name, listed.language), "DIFFERS" if differs else listed.status, listed.reason)
            )
        for gone in set(self._states) - seen:
            del self._states[gone]
        return [alarm for alarm in alarms if alarm is not None]

    def _enter(self, key: Key, state: str, reason: str) -> Alarm | None:
        before, self._states[key] = self._states.get(key), state
        if state not in SICK or state == before:
            return None
        detail = f"{key[0]} ({key[1]}): {state}{f', {reason}' if reason else ''}"
        return Alarm(channel=NAME, cause="template", detail=detail)


def _filled(
    definition: TemplateDefinition, language: Language, notice: TemplateNotice, message: OutgoingMessage
) -> Template:
    carries = definition.carries
    is_whole = carries is TemplateScope.DOCUMENT or (carries is TemplateScope.MESSAGE and message.attachment is None)
    keys = [key.token for row in message.rows for key in row][: definition.buttons]
    return Template(
        name=definition.name,
        language=language,
        parameters=_fitted(definition, language, notice.parameters),
        payloads=() if definition.is_code else tuple(keys) if is_whole and keys else (SHOW,) * definition.buttons,
        is_code=definition.is_code,
        takes_file=carries is TemplateScope.DOCUMENT,
        is_whole=is_whole,
    )


def _fitted(definition: TemplateDefinition, language: Language, parameters: tuple[str, ...]) -> tuple[str, ...]:
    """Return parameters that keep the text within its limit: the longest is cut."""
    text, fitted = definition.languages[language], list(parameters)
    while fitted and (over := units(text.filled(tuple(fitted))) - BODY) > 0:
        longest = max(range(len(fitted)), key=lambda place: units(fitted[place]))
        fitted[longest] = fit(fitted[longest], max(1, units(fitted[longest]) - over))
    return tuple(fitted)
