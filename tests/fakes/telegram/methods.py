"""The Bot API's methods; anything that METHODS lacks is not found, another case of it too."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from pydantic import JsonValue

from tests.fakes.telegram.rules import (
    ACTIONS,
    CAPTION_MOST,
    SCOPES,
    TEXT_MOST,
    Json,
    Refused,
    bad,
    check_commands,
    check_markup,
    check_webhook,
    parse,
    read_json,
)
from tests.fakes.telegram.updates import Hook, Updates
from tests.fakes.telegram.world import DOWNLOAD_MOST, UPLOAD_MOST, Chat, Message, Speed, World

PHOTO_MOST = 10 << 20


@dataclass(frozen=True)
class Part:
    """A file of a multipart request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Asked:
    """One request, and what it may act on."""

    parameters: Mapping[str, JsonValue]
    parts: Mapping[str, Part]
    world: World
    updates: Updates
    speed: Speed | None
    bot: Json
    shown: Callable[[Message, bool], None]
    """Tells the person's side that a message came, or (True) was changed."""

    def text(self, name: str) -> str:
        """Return a parameter as text, "" if it is missing."""
        value = self.parameters.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, otherwise: int = 0) -> int:
        """Return a parameter as a whole number."""
        try:
            return int(self.text(name) or otherwise)
        except ValueError:
            raise bad(f"parameter {name} must be an integer") from None

    def count(self, chat: Chat) -> None:
        """Refuse a message that comes too soon."""
        if self.speed is not None:
            self.speed.check(chat)


async def get_me(asked: Asked) -> JsonValue:
    """Say who the bot is."""
    return asked.bot | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


async def get_updates(asked: Asked) -> JsonValue:
    """Return updates from an offset on."""
    asked.updates.allow(read_json(asked.parameters.get("allowed_updates"), "allowed updates"))
    found = await asked.updates.get(asked.number("offset"), asked.number("limit", 100), asked.number("timeout"))
    return [*found]


async def set_webhook(asked: Asked) -> JsonValue:
    """Set a webhook, or take it away with an empty url."""
    url, secret = asked.text("url"), asked.text("secret_token")
    if url:
        check_webhook(url, secret)
    most = asked.number("max_connections", 40)
    if not 1 <= most <= 100:
        raise bad("max_connections must be between 1 and 100")
    asked.updates.allow(read_json(asked.parameters.get("allowed_updates"), "allowed updates"))
    asked.updates.set_hook(Hook(url, secret) if url else None)
    return True


async def delete_webhook(asked: Asked) -> JsonValue:
    """Take the webhook away."""
    if asked.text("drop_pending_updates").lower() == "true":
        asked.updates.waiting.clear()
    asked.updates.set_hook(None)
    return True


async def get_webhook_info(asked: Asked) -> JsonValue:
    """Say what is set."""
    hook = asked.updates.hook
    waiting: Json = {"pending_update_count": len(asked.updates.waiting), "has_custom_certificate": False}
    return waiting | {"url": hook.url if hook else ""}


async def send_message(asked: Asked) -> JsonValue:
    """Send a text."""
    chat = asked.world.chat(asked.parameters.get("chat_id"))
    shown = parse(
        asked.text("text"), asked.text("parse_mode"), TEXT_MOST, "message is too long", "message text is empty"
    )
    markup = check_markup(asked.parameters.get("reply_markup"))
    answers = _replied(asked, chat)
    asked.count(chat)
    content: Json = {"text": shown.text, **answers}
    if shown.entities:
        content["entities"] = shown.entities
    message = asked.world.add(chat, content, from_bot=True, markup=markup)
    asked.shown(message, False)
    return message.as_json(asked.bot)


async def edit_message_text(asked: Asked) -> JsonValue:
    """Change a text; without a markup the buttons go."""
    chat = asked.world.chat(asked.parameters.get("chat_id"))
    message = asked.world.own(chat, asked.parameters.get("message_id"), "edit")
    shown = parse(
        asked.text("text"), asked.text("parse_mode"), TEXT_MOST, "message is too long", "message text is empty"
    )
    markup = check_markup(asked.parameters.get("reply_markup"))
    if "text" not in message.content:
        raise bad("there is no text in the message to edit")
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad("message can't be edited")
    content = {key: value for key, value in message.content.items() if key not in ("text", "entities")}
    content |= {"text": shown.text} | ({"entities": shown.entities} if shown.entities else {})
    return _changed(asked, message, content, markup)


async def edit_message_reply_markup(asked: Asked) -> JsonValue:
    """Change only the buttons."""
    chat = asked.world.chat(asked.parameters.get("chat_id"))
    message = asked.world.own(chat, asked.parameters.get("message_id"), "edit")
    return _changed(asked, message, message.content, check_markup(asked.parameters.get("reply_markup")))


def _changed(asked: Asked, message: Message, content: Json, markup: Json | None) -> JsonValue:
    if (content, markup) == (message.content, message.markup):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    asked.count(message.chat)
    message.content, message.markup, message.edited = content, markup, int(asked.world.now())
    asked.shown(message, True)
    return message.as_json(asked.bot)


async def delete_message(asked: Asked) -> JsonValue:
    """Take a message away; a keyboard that it carried goes with it."""
    chat = asked.world.chat(asked.parameters.get("chat_id"))
    message = asked.world.own(chat, asked.parameters.get("message_id"), "delete")
    if asked.world.now() - message.date > 48 * 3600:
        raise bad("message can't be deleted for everyone")
    del asked.world.messages[message.id]
    return True


async def send_document(asked: Asked) -> JsonValue:
    """Send a file: uploaded, or one that Telegram has."""
    return _sent_file(asked, "document", _document)


async def send_photo(asked: Asked) -> JsonValue:
    """Send a picture; it is refused where Telegram could not show it."""
    return _sent_file(asked, "photo", _photo)


def _sent_file(asked: Asked, kind: str, read: Callable[[Asked], JsonValue]) -> JsonValue:
    chat = asked.world.chat(asked.parameters.get("chat_id"))
    caption = parse(asked.text("caption"), asked.text("parse_mode"), CAPTION_MOST, "message caption is too long", "")
    markup = check_markup(asked.parameters.get("reply_markup"))
    file = read(asked)
    answers = _replied(asked, chat)
    asked.count(chat)
    content: Json = {kind: file, **answers}
    if caption.text:
        content["caption"] = caption.text
    if caption.entities:
        content["caption_entities"] = caption.entities
    message = asked.world.add(chat, content, from_bot=True, markup=markup)
    asked.shown(message, False)
    return message.as_json(asked.bot)


def _photo(asked: Asked) -> JsonValue:
    given = asked.text("photo")
    part = asked.parts.get(given.removeprefix("attach://") if given.startswith("attach://") else "photo")
    if part is None:
        raise bad("there is no photo in the request")
    if len(part.content) > PHOTO_MOST:
        raise bad("file is too big")
    try:
        width, height = Image.open(io.BytesIO(part.content)).size
    except UnidentifiedImageError:
        raise bad("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    stored = asked.world.store("photo", part.name, part.content)
    size: dict[str, JsonValue] = {"file_id": stored.id, "file_unique_id": f"U{stored.id}"}
    return [{**size, "width": width, "height": height, "file_size": stored.size}]


def _document(asked: Asked) -> Json:
    given = asked.text("document")
    if given in asked.world.files:
        stored, mime = asked.world.files[given], "application/octet-stream"
    else:
        part = asked.parts.get(given.removeprefix("attach://") if given.startswith("attach://") else "document")
        if part is None and given.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        if part is None:
            raise bad("wrong file identifier/HTTP URL specified" if given else "there is no document in the request")
        if not part.content:
            raise bad("file must be non-empty")
        if len(part.content) > UPLOAD_MOST:
            raise Refused(413, "Request Entity Too Large")
        stored, mime = asked.world.store("document", part.name, part.content), part.mime
    return {
        "file_id": stored.id,
        "file_unique_id": f"U{stored.id}",
        "file_name": stored.name,
        "mime_type": mime,
        "file_size": stored.size,
    }


def _replied(asked: Asked, chat: Chat) -> Json:
    given = read_json(asked.parameters.get("reply_parameters"), "reply parameters")
    number = given.get("message_id") if isinstance(given, dict) else None
    number = number or asked.parameters.get("reply_to_message_id")
    if number is None:
        return {}
    message = asked.world.messages.get(int(str(number)))
    if message is None or message.chat is not chat:
        raise bad("message to be replied not found")
    return {"reply_to_message": message.as_json(asked.bot)}


async def send_chat_action(asked: Asked) -> JsonValue:
    """Show that the bot is doing something."""
    asked.world.chat(asked.parameters.get("chat_id"))
    if asked.text("action").lower() not in ACTIONS:
        raise bad("Wrong parameter action in request")
    return True


async def answer_callback_query(asked: Asked) -> JsonValue:
    """Stop a button's spinner, once."""
    press = asked.world.presses.get(asked.text("callback_query_id"))
    if press is None or press.answered:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(asked.text("text")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.answered = True
    return True


async def get_file(asked: Asked) -> JsonValue:
    """Say where a file can be downloaded."""
    stored = asked.world.files.get(asked.text("file_id"))
    if stored is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if stored.size > DOWNLOAD_MOST:
        raise bad("file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": f"U{stored.id}",
        "file_size": stored.size,
        "file_path": stored.path,
    }


async def set_my_commands(asked: Asked) -> JsonValue:
    """Set a menu of commands for a scope."""
    commands = check_commands(asked.parameters.get("commands"))
    asked.world.commands[_scope(asked)] = [command for command in commands if isinstance(command, dict)]
    return True


async def get_my_commands(asked: Asked) -> JsonValue:
    """Return the menu of a scope."""
    return [*asked.world.commands.get(_scope(asked), [])]


async def delete_my_commands(asked: Asked) -> JsonValue:
    """Take the menu of a scope away."""
    asked.world.commands.pop(_scope(asked), None)
    return True


def _scope(asked: Asked) -> str:
    scope = read_json(asked.parameters.get("scope") or {"type": "default"}, "BotCommandScope")
    kind = scope.get("type") if isinstance(scope, dict) else None
    if not isinstance(scope, dict) or kind not in SCOPES:
        raise bad("can't parse BotCommandScope: unsupported type specified")
    if kind not in ("chat", "chat_administrators", "chat_member"):
        return str(kind)
    return f"{kind} {asked.world.chat(scope.get('chat_id')).id}"


Method = Callable[[Asked], Awaitable[JsonValue]]
METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
