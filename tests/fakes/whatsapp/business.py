"""The business account of the fake: its templates as the Graph API reads and takes them."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import web
from pydantic import JsonValue

from tests.fakes.whatsapp.rules import Json, Refused, is_object
from tests.fakes.whatsapp.templates import EDITABLE, EXISTS, TemplateText, check_components, submitted
from tests.fakes.whatsapp.webhooks import ACCOUNT, PHONE, Hooks
from tests.fakes.whatsapp.world import World

APP = "670843887433847"
NUMBER = "+62 855-0000-1111"
PAGE_MOST = 2
"""Templates of one page, however many are asked for: whoever reads only the first page sees few."""

Answer = Callable[[web.Request, str, Json, Callable[[], Json]], web.Response]


class Business:
    """The account's edges, and the reviewers who decide."""

    def __init__(self, world: World, hooks: Hooks, answer: Answer) -> None:
        self._world, self._hooks, self._answer = world, hooks, answer
        self.handles: set[str] = set()
        self.uploads: dict[str, int] = {}
        self.tells_owner = True
        """Whether the number's health report names the account."""
        self.tells_number = True
        """Whether the number itself is told when it is asked for; webhooks tell it all the same."""
        self.denied: set[str] = set()
        """Templates that Meta does not even take for review."""

    def add_to(self, app: web.Application) -> None:
        """Serve; before the routes of media, which look alike."""
        app.router.add_get(f"/{{version}}/{PHONE}", self._health)
        app.router.add_get(f"/{{version}}/{ACCOUNT}/message_templates", self._list)
        app.router.add_post(f"/{{version}}/{ACCOUNT}/message_templates", self._create)
        app.router.add_post(f"/{{version}}/{APP}/uploads", self._open)
        app.router.add_post("/{version}/{upload:upload:.+}", self._upload)
        app.router.add_post("/{version}/{template:8[0-9]+}", self._edit)

    async def decides(self, name: str, language: str, event: str, reason: str = "NONE") -> None:
        """Let Meta approve, reject, pause or disable a template, and tell of it."""
        template = self._world.templates[name, language]
        template.status, template.reason = event, reason
        value: Json = {
            "event": event, "message_template_id": int(template.id or 0), "message_template_name": name,
            "message_template_language": language, "reason": reason,
        }  # fmt: skip
        await self._hooks.tell("message_template_status_update", value)

    async def _health(self, request: web.Request) -> web.Response:
        def report() -> Json:
            if request.query.get("fields") == "display_phone_number" and self.tells_number:
                return {"display_phone_number": NUMBER, "id": PHONE}
            if request.query.get("fields") != "health_status":
                raise Refused(100, "nonexisting field")
            kinds = {"PHONE_NUMBER": PHONE, "WABA": ACCOUNT, "BUSINESS": "1", "APP": APP}
            shown = kinds if self.tells_owner else {"PHONE_NUMBER": PHONE}
            listed: list[JsonValue] = [
                {"entity_type": kind, "id": number, "can_send_message": "AVAILABLE"} for kind, number in shown.items()
            ]
            return {"health_status": {"can_send_message": "AVAILABLE", "entities": listed}, "id": PHONE}

        return self._answer(request, "health", {}, report)

    async def _list(self, request: web.Request) -> web.Response:
        def page() -> Json:
            every = [*self._world.templates.values()]
            start = int(request.query.get("after", "0"))
            end = start + min(PAGE_MOST, int(request.query.get("limit", "25")))
            listed: list[JsonValue] = [template_text.listed() for template_text in every[start:end]]
            paging: Json = {"cursors": {"before": str(start), "after": str(end)}}
            return {"data": listed, "paging": paging | ({"next": "more"} if end < len(every) else {})}

        return self._answer(request, "templates", {}, page)

    async def _create(self, request: web.Request) -> web.Response:
        given: Json = json.loads(await request.read())

        def create() -> Json:
            template = submitted(given, self.handles)
            if template.name in self.denied:
                raise Refused(100, "Invalid parameter", told=("Too many variables", "add words"))
            if (template.name, template.language) in self._world.templates:
                raise Refused(100, "Content in this language already exists", subcode=EXISTS)
            template.id = f"8{len(self._world.templates):014}"
            self._world.templates[template.name, template.language] = template
            return {"id": template.id, "status": "PENDING", "category": template.category}

        return self._answer(request, "create", given, create)

    async def _edit(self, request: web.Request) -> web.Response:
        given: Json = json.loads(await request.read())

        def edit() -> Json:
            number = request.match_info["template"]
            template = next(
                (template_text for template_text in self._world.templates.values() if template_text.id == number), None
            )
            if template is None:
                raise Refused(100, "Unsupported post request", subcode=33)
            if template.status not in EDITABLE:
                raise Refused(100, "Only approved, rejected or paused templates can be edited")
            parts = given.get("components")
            components = (
                [json_value for json_value in parts if is_object(json_value)] if isinstance(parts, list) else []
            )
            check_components(components, template.category, self.handles)
            changed = TemplateText(template.name, template.language, components=(*components,), status="PENDING")
            changed.id, changed.category = template.id, template.category
            self._world.templates[template.name, template.language] = changed
            return {"success": True}

        return self._answer(request, "edit", given, edit)

    async def _open(self, request: web.Request) -> web.Response:
        def begin() -> Json:
            name = f"upload:MTph{len(self.uploads)}"
            self.uploads[name] = int(request.query["file_length"])
            return {"id": name}

        return self._answer(request, "sample", dict(request.query), begin)

    async def _upload(self, request: web.Request) -> web.Response:
        content, name = await request.read(), request.match_info["upload"]
        if request.headers.get("file_offset") != "0" or self.uploads.get(name) != len(content):
            return web.json_response({"error": {"code": 100, "message": "wrong offset or length"}}, status=400)
        handle = f"4::{name}"
        self.handles.add(handle)
        return web.json_response({"h": handle})
