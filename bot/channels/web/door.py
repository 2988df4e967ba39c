"""Takes what the page posts: makes it durable, then says so."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.lenient_json import parse
from bot.channels.web.bodies import Post, Taken, Upload
from bot.channels.web.history import PERSON, Files, History
from bot.channels.web.rate import FILE, Rate
from bot.channels.web.uploads import EMPTY, kind_of, mime_of, safe_name, too_large
from bot.channels.web.visitor import address_of, key_of, place_of
from bot.channels.web.waiting import Waiting
from bot.ports import RawUpdate, Receive
from bot.site.guard import problem
from bot.uploads import as_photo, open_picture
from bot.workers import Workers
from flows.messages import File, FileKind
from flows.photos import Photo

NAME = "web"
FORM_BYTES = 64_000  # the fields and borders around a file
JSON_BYTES = 1_000_000  # the longest text, each letter escaped, and then some
POURED_OUT = 5  # times the limit; who sends more hears nothing

UNREADABLE = "Pesan ini tidak terbaca. Muat ulang halaman ini, lalu kirim sekali lagi."
TOO_LONG = "Tulisan ini terlalu panjang untuk satu pesan. Kirim dalam beberapa bagian; semuanya akan saya gabung."
TOO_MANY = "Sebentar, ya: pesannya banyak sekaligus. Semuanya aman di HP ini dan terkirim sendiri sebentar lagi."
NO_VISITOR = "Halaman ini perlu dimuat ulang, dan peramban perlu mengizinkan cookie dari Tuntun."


class Door:
    """Takes posts of visitors, one at a time each, and hands them on."""

    def __init__(
        self,
        history: History,
        files: Files,
        waiting: Waiting,
        workers: Workers,
        *,
        rate: Rate,
        now: Callable[[], datetime],
        file_limit: int,
    ) -> None:
        self._history = history
        self._files = files
        self._waiting = waiting
        self._workers = workers
        self._rate = rate
        self._now = now
        self._file_limit = file_limit
        self._receive: Receive | None = None

    def open(self, receive: Receive) -> None:
        """Begin to take posts."""
        self._receive = receive

    @property
    def is_open(self) -> bool:
        """Tell whether posts are taken."""
        return self._receive is not None

    def close(self) -> None:
        """Take no more posts; pages keep what they can not post."""
        self._receive = None

    async def post(self, request: Request) -> Response:
        """Answer 202 once the post is durable; the page shows its line and keeps it no longer."""
        key = key_of(request)
        if key is None:
            return problem(NO_VISITOR, 401)
        if self._receive is None:
            return problem("Tuntun sedang berhenti sebentar.", 503)
        address = address_of(key)
        taken = await self._too_soon(request, address) or await self._take(request)
        if isinstance(taken, Response):
            return taken
        body = taken.model_dump_json()
        # The line first, so that it stands before the reply; a page that gets no 202 posts again, and both know it.
        number = await self._history.add(address, PERSON, taken.id, body)
        await self._receive([RawUpdate(channel=NAME, key=f"{address}:{taken.id}", address=address, body=body)])
        self._waiting.wake(address)
        return JSONResponse({"number": number, "at": taken.at.isoformat()}, 202)

    async def _too_soon(self, request: Request, address: str) -> Response | None:
        """Refuse for now what is too much at once; the page keeps it and posts it again."""
        seconds = self._rate.seconds_to_wait(address, place_of(request), FILE if _is_form(request) else 1)
        if not seconds:
            return None
        length = request.headers.get("content-length", "")
        if length.isdecimal():
            await _pour_out(request, int(length), self._file_limit + FORM_BYTES)
        response = problem(TOO_MANY, 429)
        response.headers["Retry-After"] = str(math.ceil(seconds))
        return response

    async def _take(self, request: Request) -> Taken | Response:
        is_form = _is_form(request)
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return problem(UNREADABLE, 411)
        room = self._file_limit + FORM_BYTES if is_form else JSON_BYTES
        if int(length) > room:
            await _pour_out(request, int(length), room)
            return problem(too_large(self._file_limit) if is_form else TOO_LONG, 413)
        try:
            if is_form:
                return await self._take_file(request)
            return Taken(**dict(Post.model_validate(parse(await request.body()))), at=self._now())
        except ValidationError as error:
            is_long = any(part["type"].endswith("too_long") for part in error.errors())
            return problem(TOO_LONG if is_long else UNREADABLE, 422)
        except ValueError:
            return problem(UNREADABLE, 422)

    async def _take_file(self, request: Request) -> Taken | Response:
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            post = Post.model_validate({name: value for name, value in form.items() if name != "file"})
            if not isinstance(file, UploadFile):
                return problem(UNREADABLE, 422)
            content = await file.read()
            name = safe_name(file.filename)
            mime = mime_of(file.content_type, name)
        if not content:
            return problem(EMPTY, 422)
        if len(content) > self._file_limit:
            return problem(too_large(self._file_limit), 413)
        sent = File(key="", kind=kind_of(mime), name=name, mime=mime, size=len(content))
        if sent.kind is FileKind.PHOTO:
            photo = await open_picture(self._workers, content)
            if isinstance(photo, Photo):  # what is none is refused in the chat, with what to do
                sent, content = as_photo(sent, photo), photo.content
        key = await self._files.put(content)
        upload = Upload(key=key, kind=sent.kind, name=sent.name, mime=sent.mime, size=len(content))
        return Taken(**dict(post), at=self._now(), file=upload)


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


async def _pour_out(request: Request, length: int, room: int) -> None:
    """Read and forget what is not much too large: a browser hears no answer before it has sent all."""
    if length <= POURED_OUT * room:
        async for _ in request.stream():
            pass
