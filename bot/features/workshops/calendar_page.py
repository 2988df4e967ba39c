"""The web address of a workshop's calendar file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.features.workshops.files import calendar_of
from bot.features.workshops.formatting import ICS, PATH
from bot.texts import word
from storage.db.database import Database
from storage.outreach import workshops
from storage.outreach.workshops import WorkshopState


def routes(database: Database, now: Callable[[], datetime]) -> Sequence[BaseRoute]:
    """Return the file's route."""

    async def calendar(request: Request) -> Response:
        workshop = await database.read(workshops.by_key, request.path_params["key"])
        if workshop is None or workshop.state is WorkshopState.DRAFT:
            return PlainTextResponse(word("invitation.no_page"), status_code=404)
        # Not kept by anybody on the way: the same address gives a moved or cancelled workshop later.
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="lokakarya.ics"'}
        return Response(calendar_of(workshop, now()), media_type=f"{ICS}; charset=utf-8", headers=headers)

    return [Route(PATH, calendar)]
