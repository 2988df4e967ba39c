"""The refusals of the Cloud API, in its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeGuard

from pydantic import JsonValue

Json = dict[str, JsonValue]

TEXT_MOST = 4096
BODY_MOST, HEADER_MOST, FOOTER_MOST, CAPTION_MOST = 1024, 60, 60, 1024
BUTTONS_MOST, BUTTON_TITLE_MOST, BUTTON_ID_MOST = 3, 20, 256
SECTIONS_MOST, ROWS_MOST, OPEN_MOST = 10, 10, 20
ROW_TITLE_MOST, ROW_MORE_MOST, ROW_ID_MOST, SECTION_TITLE_MOST = 24, 72, 200, 24
CALLBACK_MOST = 512
KINDS = ("text", "interactive", "document", "image", "template")
KNOWN = frozenset(
    {"messaging_product", "recipient_type", "to", "recipient", "type", "biz_opaque_callback_data", "context", *KINDS}
)
USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
PARAMETER = re.compile(r"[^\n\t]*")


class Refused(Exception):  # noqa: N818 - an answer of the server, not a fault
    """A refusal: Meta's code, details and HTTP status."""

    def __init__(
        self, code: int, details: str, status: int = 400, subcode: int | None = None, told: tuple[str, ...] = ()
    ) -> None:
        super().__init__(details)
        self.code, self.details, self.status, self.subcode = code, details, status, subcode
        self.told = told
        """Title and text for the person who asked, which some refusals have."""

    def as_json(self) -> Json:
        """Return it as the API answers."""
        error: Json = {
            "message": f"(#{self.code}) {TITLES.get(self.code, 'Parameter value is not valid')}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "AbCdEf123",
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.told:
            error |= {"error_user_title": self.told[0], "error_user_msg": self.told[1]}
        return {"error": error}


TITLES = {
    100: "Invalid parameter",
    190: "Error validating access token: Session has expired",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    130429: "Rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
}


def units(text: str) -> int:
    """Count UTF-16 code units: the strictest way of counting characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(given: Json) -> None:
    """Refuse a message whose form is wrong; media and templates are looked up elsewhere."""
    if given.get("messaging_product") != "whatsapp":
        raise Refused(100, "messaging_product must be whatsapp")
    unknown = set(given) - KNOWN
    if unknown:
        raise Refused(100, f"Unexpected key {min(unknown)!r} on param")
    if given.get("recipient_type", "individual") != "individual":
        raise Refused(100, "recipient_type must be individual")
    _check_recipient(given)
    _text(given.get("biz_opaque_callback_data", ""), CALLBACK_MOST, "biz_opaque_callback_data", least=0)
    kind = given.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused(100, f"Param type must be one of {KINDS}")
    others = [name for name in KINDS if name in given and name != kind]
    if others:
        raise Refused(100, f"type is {kind}, but there is also {others[0]}")
    content = _object(given.get(kind), kind)
    CHECKS[kind](content)


def _check_recipient(given: Mapping[str, JsonValue]) -> None:
    to, recipient = given.get("to"), given.get("recipient")
    if (to is None) == (recipient is None):
        raise Refused(100, "exactly one of to and recipient is required")
    if to is not None and not (isinstance(to, str) and to.isascii() and to.isdecimal()):
        raise Refused(131009, "to is not a phone number")
    if recipient is not None and not (isinstance(recipient, str) and USER_ID.fullmatch(recipient)):
        raise Refused(131009, "recipient is not a user id")


def _check_text(content: Json) -> None:
    _text(content.get("body"), TEXT_MOST, "text.body")
    if set(content) - {"body", "preview_url"}:
        raise Refused(100, "Unexpected key on param text")


def _check_interactive(content: Json) -> None:
    _text(_object(content.get("body"), "interactive.body").get("text"), BODY_MOST, "interactive.body.text")
    if "footer" in content:
        _text(_object(content["footer"], "footer").get("text"), FOOTER_MOST, "interactive.footer.text")
    kind, action = content.get("type"), _object(content.get("action"), "action")
    if "header" in content:
        _check_header(_object(content["header"], "header"), kind)
    if kind == "button":
        _check_buttons(_list(action.get("buttons"), "buttons"))
    elif kind == "list":
        _text(action.get("button"), OPEN_MOST, "interactive.action.button")
        _check_sections(_list(action.get("sections"), "sections"))
    elif kind == "location_request_message":
        if set(content) - {"type", "body", "action"} or action != {"name": "send_location"}:
            raise Refused(100, "a location request has a body and the action send_location, and nothing else")
    else:
        raise Refused(131009, f"interactive.type {kind!r} is not valid")


def _check_header(header: Json, kind: JsonValue) -> None:
    if header.get("type") == "text":
        _text(header.get("text"), HEADER_MOST, "header.text")
    elif kind == "list":
        raise Refused(131009, "a list takes a header of type text only")
    elif header.get("type") not in ("document", "image", "video"):
        raise Refused(131009, "header.type is not valid")


def _check_buttons(buttons: list[Json]) -> None:
    if not 1 <= len(buttons) <= BUTTONS_MOST:
        raise Refused(131009, f"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS_MOST}")
    replies = [_object(button.get("reply"), "reply") for button in buttons]
    for button, reply in zip(buttons, replies, strict=True):
        if button.get("type") != "reply":
            raise Refused(131009, "button.type must be reply")
        _text(reply.get("title"), BUTTON_TITLE_MOST, "button.reply.title")
        _identifier(reply.get("id"), BUTTON_ID_MOST, "button.reply.id")
    _unique([reply.get("title") for reply in replies], "Duplicated title in buttons")
    _unique([reply.get("id") for reply in replies], "Duplicated id in buttons")


def _check_sections(sections: list[Json]) -> None:
    if not 1 <= len(sections) <= SECTIONS_MOST:
        raise Refused(131009, f"Invalid number of sections, at most {SECTIONS_MOST}")
    rows: list[Json] = []
    for section in sections:
        _text(section.get("title", ""), SECTION_TITLE_MOST, "section.title", least=1 if len(sections) > 1 else 0)
        some = _list(section.get("rows"), "rows")
        if not some:
            raise Refused(131009, "a section has no rows")
        rows += some
    if not 1 <= len(rows) <= ROWS_MOST:
        raise Refused(131009, f"Total row count exceed max allowed count: {ROWS_MOST}")
    for row in rows:
        _text(row.get("title"), ROW_TITLE_MOST, "row.title")
        _text(row.get("description", ""), ROW_MORE_MOST, "row.description", least=0)
        _identifier(row.get("id"), ROW_ID_MOST, "row.id")
    _unique([row.get("id") for row in rows], "Duplicated row id")


def _check_file(content: Json) -> None:
    _text(content.get("caption", ""), CAPTION_MOST, "caption", least=0)
    if ("id" in content) == ("link" in content):
        raise Refused(100, "exactly one of id and link is required")


def _check_template(content: Json) -> None:
    name = content.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]{1,512}", name):
        raise Refused(131009, "template.name is not valid")
    language = _object(content.get("language"), "language")
    if language.get("policy", "deterministic") != "deterministic":
        raise Refused(100, "language.policy must be deterministic")


CHECKS = {
    "text": _check_text,
    "interactive": _check_interactive,
    "document": _check_file,
    "image": _check_file,
    "template": _check_template,
}


def _text(given: JsonValue, most: int, name: str, least: int = 1) -> str:
    if not isinstance(given, str):
        raise Refused(100, f"The parameter {name} is required")
    if units(given.strip()) < least:
        raise Refused(131009, f"{name} is empty")
    if units(given) > most:
        raise Refused(131009, f"{name}: length must be at most {most}, it is {units(given)}")
    return given


def _identifier(given: JsonValue, most: int, name: str) -> None:
    text = _text(given, most, name)
    if text != text.strip():
        raise Refused(131009, f"{name} begins or ends with a blank")


def _unique(values: list[JsonValue], problem: str) -> None:
    if len({str(value) for value in values}) < len(values):
        raise Refused(131009, problem)


def _object(given: JsonValue, name: str) -> Json:
    if not isinstance(given, dict):
        raise Refused(100, f"The parameter {name} is required")
    return given


def _list(given: JsonValue, name: str) -> list[Json]:
    if not isinstance(given, list) or not all(isinstance(json_value, dict) for json_value in given):
        raise Refused(100, f"The parameter {name} is required")
    return [json_value for json_value in given if is_object(json_value)]


def is_object(given: JsonValue) -> TypeGuard[Json]:
    """Tell whether a value is a JSON object."""
    return isinstance(given, dict)
