"""The official server's rules for what a bot sends: entities, keyboards, commands; with its words."""

from __future__ import annotations

import json
import re

from pydantic import JsonValue

from tests.fakes.telegram.html import Formatted, HtmlError, parse_html, utf16

Json = dict[str, JsonValue]

TEXT_MOST = 4096
CAPTION_MOST = 1024
DATA_BYTES = 64
BUTTONS_MOST = 100
ROW_MOST = 8
ENTITIES_MOST = 100
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
)  # fmt: skip
SCOPES = (
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
    "chat_member",
)  # fmt: skip


class Refused(Exception):  # noqa: N818 - an answer of the server, not a failure of the fake
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(reason: str) -> Refused:
    """Return the refusal of a bad request."""
    return Refused(400, f"Bad Request: {reason}")


def parse(text: str, mode: str, most: int, too_long: str, empty: str) -> Formatted:
    """Return a text as people see it; refuse what the server refuses."""
    match mode.lower():
        case "":
            parsed = Formatted(text)
        case "html":
            try:
                parsed = parse_html(text)
            except HtmlError as error:
                raise bad(f"can't parse entities: {error}") from None
        case _:
            raise bad("unsupported parse_mode")
    shown = _trimmed(parsed)
    if empty and not shown.text:
        raise bad(empty)
    if len(shown.text) > most:
        raise bad(too_long)
    return Formatted(shown.text, shown.entities[:ENTITIES_MOST])


def _trimmed(parsed: Formatted) -> Formatted:
    left = len(parsed.text) - len(parsed.text.lstrip())
    text = parsed.text.strip()
    entities: list[JsonValue] = []
    for entity in parsed.entities:
        assert isinstance(entity, dict)
        assert isinstance(entity["offset"], int)
        assert isinstance(entity["length"], int)
        start = max(0, entity["offset"] - left)
        end = min(utf16(text), entity["offset"] - left + entity["length"])
        if end > start:
            entities.append(entity | {"offset": start, "length": end - start})
    return Formatted(text, entities)


def read_json(given: JsonValue, what: str) -> JsonValue:
    """Return a parameter that may come as JSON text."""
    if not isinstance(given, str):
        return given
    try:
        value: JsonValue = json.loads(given)
    except ValueError:
        raise bad(f"can't parse {what} JSON object") from None
    return value


def check_markup(given: JsonValue) -> Json | None:
    """Return a reply markup; refuse what the server refuses."""
    if given in (None, ""):
        return None
    markup = read_json(given, "reply keyboard markup")
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    placeholder = markup.get("input_field_placeholder")
    if placeholder is not None and not (isinstance(placeholder, str) and 1 <= len(placeholder) <= 64):
        raise bad("input field placeholder must be 1-64 characters")
    if "inline_keyboard" in markup:
        return {"inline_keyboard": _rows(markup["inline_keyboard"], "inline keyboard")}
    if "keyboard" in markup:
        return markup | {"keyboard": _rows(markup["keyboard"], "keyboard")}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    return None


def _rows(given: JsonValue, what: str) -> list[JsonValue]:
    if not isinstance(given, list):
        raise bad(f'field "{what.replace(" ", "_")}" must be of type Array')
    rows: list[JsonValue] = []
    for row in given:
        if not isinstance(row, list):
            raise bad(f"can't parse {what}: field must be an Array of Arrays")
        if row:
            rows.append([_button(button, inline=what == "inline keyboard") for button in row])
    sizes = [len(row) for row in rows if isinstance(row, list)]
    if sum(sizes) > BUTTONS_MOST or any(size > ROW_MOST for size in sizes):
        raise bad("reply markup is too long")
    return rows


_INLINE_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def _button(given: JsonValue, *, inline: bool) -> JsonValue:
    if isinstance(given, str) and not inline:
        given = {"text": given}
    if not isinstance(given, dict):
        raise bad("can't parse keyboard button: KeyboardButton must be an Object")
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        where = "Inline keyboard" if inline else "Keyboard"
        raise bad(f"{where} button text must be non-empty" if inline else "keyboard button text must be non-empty")
    if inline:
        actions = [action for action in _INLINE_ACTIONS if action in given]
        if len(actions) != 1:
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if "callback_data" in given and not 1 <= len(str(given["callback_data"]).encode()) <= DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
    return given


def check_commands(given: JsonValue) -> list[JsonValue]:
    """Return a menu of commands; refuse what the server refuses."""
    commands = read_json(given, "commands")
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("too many commands specified")
    for command in commands:
        if not isinstance(command, dict):
            raise bad("expected an Object")
        name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", ""))
        if not name:
            raise bad("command must be non-empty")
        if len(name) > 32:
            raise bad("Command length must not exceed 32")
        if not re.fullmatch(r"[a-z0-9_]+", name):
            raise bad("BOT_COMMAND_INVALID")
        if not description.strip():
            raise bad("command description must be non-empty")
        if len(description) > 256:
            raise bad("Command description length must not exceed 256")
    return commands


def check_webhook(url: str, secret: str) -> None:
    """Refuse a webhook that the server refuses."""
    found = re.fullmatch(r"(\w+)://[^/:]+(?::(\d+))?(?:/.*)?", url)
    if found is None or found[1].lower() != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if found[2] and found[2] not in ("443", "80", "88", "8443"):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")
