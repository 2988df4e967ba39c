"""Meta's rules for templates: when they are submitted, and when they are sent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import JsonValue

from tests.fakes.whatsapp.rules import Json, Refused, is_object, units

BODY_MOST, HEADER_MOST, FOOTER_MOST, LABEL_MOST, BUTTONS_MOST, CODE_MOST = 1024, 60, 60, 25, 10, 15
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
EXISTS, VARIABLES, FORMAT = 2388024, 2388299, 2388043
GAP = re.compile(r"\{\{(.*?)\}\}")


@dataclass
class TemplateText:
    """A template in one language."""

    name: str
    language: str
    gaps: int = 0
    buttons: int = 0
    status: str = "APPROVED"
    category: str = "utility"
    components: tuple[Json, ...] = ()
    reason: str = "NONE"
    id: str = ""

    def __post_init__(self) -> None:
        """Fill in what is not given: words for the gaps, or gaps for the words."""
        if not self.components:
            body = "Kabar " + "".join(f"{{{{{number}}}}} lalu " for number in range(1, self.gaps + 1)) + "selesai"
            labels: list[JsonValue] = [
                {"type": "QUICK_REPLY", "text": f"Tombol {item}"} for item in range(self.buttons)
            ]
            self.components = ({"type": "BODY", "text": body},)
            self.components += ({"type": "BUTTONS", "buttons": labels},) if labels else ()
        self.gaps = 1 if self.is_code else len(set(GAP.findall(self.body)))
        self.buttons = len(_parts(self.part("BUTTONS"), "buttons"))

    def part(self, kind: str) -> Json:
        """Return one of the components; an empty one if it is not there."""
        return next((json for json in self.components if str(json.get("type")).upper() == kind), {})

    @property
    def body(self) -> str:
        """Return the words."""
        return str(self.part("BODY").get("text", ""))

    @property
    def is_code(self) -> bool:
        """Tell whether it brings a one-time code."""
        return self.category.upper() == "AUTHENTICATION"

    @property
    def takes_file(self) -> bool:
        """Tell whether a file stands above the words."""
        return self.part("HEADER").get("format") == "DOCUMENT"

    def listed(self) -> Json:
        """Return it as the account lists it."""
        shown: list[JsonValue] = [*self.components]
        if self.is_code:  # comes back in Meta's own words
            shown = [
                {"type": "BODY", "text": "*{{1}}* adalah kode verifikasi Anda.", "add_security_recommendation": True},
                {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Salin kode", "url": "https://example.com"}]},
            ]
        return {
            "id": self.id, "name": self.name, "language": self.language, "status": self.status,
            "category": self.category.upper(), "components": shown, "rejected_reason": self.reason,
            "parameter_format": "POSITIONAL",
        }  # fmt: skip


def submitted(given: Json, handles: set[str]) -> TemplateText:
    """Return a template that is submitted; refuse what Meta refuses at once."""
    name, category = given.get("name"), given.get("category")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9_]{1,512}", name):
        raise Refused(100, "name is not valid")
    if category not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
        raise Refused(100, "category is not valid")
    if given.get("language") not in ("id", "en", "en_US"):
        raise Refused(100, "language is not supported")
    components = _parts(given, "components")
    check_components(components, str(category), handles)
    return TemplateText(name, str(given["language"]), status="PENDING", category=category, components=(*components,))


def check_components(components: list[Json], category: str, handles: set[str]) -> None:
    """Refuse parts that Meta refuses."""
    text = TemplateText("x", "id", components=(*components,), category=category)
    if category == "AUTHENTICATION":
        _check_code(text)
        return
    _check_body(text.part("BODY"))
    header, footer = text.part("HEADER"), text.part("FOOTER")
    examples = set(_example(header, "header_handle"))
    if text.takes_file and not (examples and examples <= handles):
        raise Refused(100, "header_handle is missing or not known", subcode=FORMAT)
    for part, most in ((header, HEADER_MOST), (footer, FOOTER_MOST)):
        if units(str(part.get("text", ""))) > most or "\n" in str(part.get("text", "")):
            raise Refused(100, f"a header or footer has at most {most} characters in one line", subcode=FORMAT)
    labels = [str(json.get("text", "")) for json in _parts(text.part("BUTTONS"), "buttons")]
    if len(labels) > BUTTONS_MOST or len(set(labels)) < len(labels):
        raise Refused(100, "too many buttons, or two with one label", subcode=FORMAT)
    if any(not 0 < units(label) <= LABEL_MOST for label in labels):
        raise Refused(100, f"a button has 1 to {LABEL_MOST} characters", subcode=FORMAT)


def _check_body(part: Json) -> None:
    words = str(part.get("text", ""))
    gaps = GAP.findall(words)
    if not 0 < units(words) <= BODY_MOST:
        raise Refused(100, f"the body has 1 to {BODY_MOST} characters", subcode=FORMAT)
    if gaps != [str(number) for number in range(1, len(gaps) + 1)]:
        raise Refused(100, "variables must be numbered from 1 on", subcode=FORMAT)
    if words.lstrip("*_ ").startswith("{{") or words.rstrip("*_. !?").endswith("}}"):
        raise Refused(100, "Variables can't be at the start or end of the template", subcode=VARIABLES)
    if re.search(r"\}\}\s*\{\{", words):
        raise Refused(100, "two variables stand side by side", subcode=FORMAT)
    if re.search(r"\n{3,}|\t| {5,}", words):
        raise Refused(100, "too many blanks or new lines", subcode=FORMAT)
    examples = part.get("example")
    filled = examples.get("body_text") if isinstance(examples, dict) else None
    first = filled[0] if isinstance(filled, list) and filled else []
    if gaps and (not isinstance(first, list) or len(first) != len(gaps)):
        raise Refused(100, "each variable needs an example", subcode=FORMAT)


def _check_code(text: TemplateText) -> None:
    if "text" in text.part("BODY") or text.part("HEADER"):
        raise Refused(100, "the words of an authentication template are fixed", subcode=FORMAT)
    minutes = text.part("FOOTER").get("code_expiration_minutes", 1)
    if not isinstance(minutes, int) or not 1 <= minutes <= 90:
        raise Refused(100, "code_expiration_minutes is 1 to 90", subcode=FORMAT)
    buttons = _parts(text.part("BUTTONS"), "buttons")
    if len(buttons) != 1 or (buttons[0].get("type"), buttons[0].get("otp_type")) != ("OTP", "COPY_CODE"):
        raise Refused(100, "an authentication template has one button of type OTP", subcode=FORMAT)


def sendable(found: TemplateText | None, content: Json) -> TemplateText:
    """Return a template that may be sent so; refuse it as Meta does."""
    name = content.get("name")
    if found is None or found.status in ("PENDING", "REJECTED"):
        raise Refused(132001, f"template name ({name}) does not exist in the translation", 404)
    if found.status == "PAUSED":
        raise Refused(132015, "template is paused")
    if found.status == "DISABLED":
        raise Refused(132016, "template is disabled")
    components = _parts(content, "components")
    words = [_text(json) for part in components if part.get("type") == "body" for json in _parts(part, "parameters")]
    headers = [part for part in components if part.get("type") == "header"]
    presses = [part for part in components if part.get("type") == "button"]
    if len(words) != found.gaps or len(presses) > found.buttons:
        raise Refused(132000, f"body: number of localizable_params ({len(words)}) does not match ({found.gaps})")
    if bool(headers) != found.takes_file:
        raise Refused(132012, "header: the format does not match the template's")
    if found.is_code and ([_text(json) for json in _parts(presses[0], "parameters")] if presses else []) != words:
        raise Refused(132000, "button: the code is missing")
    if found.is_code and len(words[0]) > CODE_MOST:
        raise Refused(132005, f"template parameter exceeds the maximum length ({CODE_MOST} characters)")
    filled = GAP.sub(lambda gap: words[int(gap[1]) - 1], found.body)
    if units(filled) > BODY_MOST:
        raise Refused(132005, f"Translated text too long: {units(filled)}")
    return found


def file_of(content: Json) -> JsonValue:
    """Return the id of the file that stands above the words; None if there is none."""
    return _document(content).get("id")


def file_name_of(content: Json) -> str:
    """Return what the file above the words is called."""
    return str(_document(content).get("filename", ""))


def _document(content: Json) -> Json:
    for part in _parts(content, "components"):
        for parameter in _parts(part, "parameters"):
            document = parameter.get("document")
            if part.get("type") == "header" and isinstance(document, dict):
                return document
    return {}


def filled(template: TemplateText, content: Json) -> str:
    """Return the words as the person sees them."""
    words = [
        str(json.get("text"))
        for part in _parts(content, "components")
        if part.get("type") == "body"
        for json in _parts(part, "parameters")
    ]
    return GAP.sub(lambda gap: words[int(gap[1]) - 1], template.body or "{{1}} adalah kode verifikasi Anda.")


def pressed(template: TemplateText, content: Json) -> list[tuple[str, str]]:
    """Return label and payload of each button."""
    presses = {
        str(part.get("index")): str(json.get("payload", json.get("text", "")))
        for part in _parts(content, "components")
        if part.get("type") == "button"
        for json in _parts(part, "parameters")
    }
    labels = [str(json.get("text", "")) for json in _parts(template.part("BUTTONS"), "buttons")]
    return [(label, presses.get(str(place), label)) for place, label in enumerate(labels)]


def _text(parameter: Json) -> str:
    text = str(parameter.get("text", ""))
    if not text.strip():
        raise Refused(131008, "Parameter of type text is missing text value")
    if "\n" in text or "\t" in text or "     " in text:
        raise Refused(132012, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return text


def _example(part: Json, name: str) -> list[str]:
    example = part.get("example")
    values = example.get(name) if isinstance(example, dict) else None
    return [str(json_value) for json_value in values] if isinstance(values, list) else []


def _parts(holder: Json, name: str) -> list[Json]:
    value = holder.get(name)
    return [json_value for json_value in value if is_object(json_value)] if isinstance(value, list) else []
