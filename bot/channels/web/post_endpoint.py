"""The endpoint to which the page posts: what it accepts is durable."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.lenient_json import parse
from bot.channels.web.history import PERSON
from bot.channels.web.listeners import PageListeners
from bot.channels.web.schema import PagePost, StoredPost, Upload
from bot.channels.web.stores import WebStores
from bot.channels.web.uploads import kind_of, mime_of, safe_name, too_large
from bot.channels.web.visitor import address_of, client_network, key_of
from bot.files.file_check import as_photo, open_picture
from bot.files.quota import NoRoomError
from bot.http.visitor_rates import Allowance, Allowances, VisitorRates
from bot.ports import RawUpdate, Receive
from bot.render.worker_processes import Workers
from bot.site.guard import problem
from bot.texts import word
from flows.documents.photos import Photo
from flows.messages import File, FileKind
from storage.db.errors import StorageError

log = logging.getLogger(__name__)

NAME = "web"
POSTS = Allowances(
    # A whole form is some 130 posts in an hour; a phone that was offline for a form sends all of it in one go.
    visitor=Allowance(at_once=120, per_second=1),
    # A hall of sixty people behind one address, each with a burst of twenty, then one post every three seconds.
    network=Allowance(at_once=1200, per_second=20),
    share=Allowance(at_once=20, per_second=1 / 3),
)
FILE = 5
"""Posts that a file counts as: 24 photos in one go, then twelve a minute."""
KNOWN_AFTER = timedelta(minutes=1)
"""The age of a visitor's first line from which they have a share of their own: no fresh cookie has one."""
NO_ROOM_SECONDS = 600
"""Seconds until a file is posted again for which there was no room: a phone sends all of it each time."""
TROUBLE_SECONDS = 15
FORM_BYTES = 64_000  # the fields and borders around a file
JSON_BYTES = 1_000_000  # the longest text, each letter escaped, and then some
DIGITS = 19  # no body is as long as a number of so many
POURED_OUT = 5  # times the limit; who sends more hears nothing


class PostEndpoint:
    """The handler of visitors' posts, one at a time for each visitor."""

    def __init__(
        self,
        stores: WebStores,
        listeners: PageListeners,
        workers: Workers,
        *,
        rate: VisitorRates,
        now: Callable[[], datetime],
        file_limit: int,
    ) -> None:
        self._history = stores.history
        self._files = stores.files
        self._quota = stores.quota
        self._listeners = listeners
        self._workers = workers
        self._rate = rate
        self._now = now
        self._file_limit = file_limit
        self._receive: Receive | None = None

    def open(self, receive: Receive) -> None:
        """Start to accept posts."""
        self._receive = receive

    @property
    def is_open(self) -> bool:
        """Tell whether posts are accepted."""
        return self._receive is not None

    def close(self) -> None:
        """Stop accepting posts; pages keep theirs."""
        self._receive = None

    async def post(self, request: Request) -> Response:
        """Store a post and answer 202 once it is durable."""
        key = key_of(request)
        if key is None:
            return problem(word("web.no_visitor"), 401)
        if self._receive is None:
            return problem(word("web.stopping"), 503)
        try:
            return await self._answer(request, address_of(key), self._receive)
        except NoRoomError as error:
            log.warning("a file that came over the web is not kept: %s", error)
            return _later(word("web.no_room"), 507, NO_ROOM_SECONDS)
        except StorageError:  # whoever met it has logged it
            return _later(word("web.trouble"), 503, TROUBLE_SECONDS)

    async def _answer(self, request: Request, address: str, receive: Receive) -> Response:
        taken = await self._too_soon(request, address) or await self._take(request, address)
        if isinstance(taken, Response):
            return taken
        body = taken.model_dump_json()
        # The line first, so that it stands before the reply; a page that gets no 202 posts again, and both know it.
        number = await self._history.add(address, PERSON, taken.id, body)
        await receive([RawUpdate(channel=NAME, key=f"{address}:{taken.id}", address=address, body=body)])
        self._listeners.wake(address)
        return JSONResponse({"number": number, "at": taken.at.isoformat()}, 202)

    async def _too_soon(self, request: Request, address: str) -> Response | None:
        """Refuse for now what exceeds the rate; the page posts it again later."""
        seconds = await self._seconds_to_wait(self._rate, request, address, FILE if _is_form(request) else 1)
        if not seconds:
            return None
        await _pour_out(request, self._file_limit + FORM_BYTES)
        return _later(word("web.too_many"), 429, seconds)

    async def _seconds_to_wait(self, rate: VisitorRates, request: Request, address: str, amount: int) -> float:
        """Take from the visitor's and the network's allowance; known visitors have a share of their own."""
        network = client_network(request)
        seconds = rate.seconds_to_wait(address, network, amount)
        begun = await self._history.begun(address) if seconds else None
        # A line of the future is one of the past: the clock was set back.
        is_known = begun is not None and not timedelta() <= self._now() - begun < KNOWN_AFTER
        if begun is None or not is_known:
            return seconds
        return rate.seconds_to_wait_known(address, network, begun, amount)

    async def _take(self, request: Request, address: str) -> StoredPost | Response:
        is_form = _is_form(request)
        length = _length(request)
        if length is None:
            return problem(word("web.unreadable"), 411)
        room = self._file_limit + FORM_BYTES if is_form else JSON_BYTES
        if length > room:
            await _pour_out(request, room)
            return problem(too_large(self._file_limit) if is_form else word("web.too_long"), 413)
        try:
            if is_form:
                return await self._take_form(request, address, length)
            return StoredPost(**dict(PagePost.model_validate(parse(await request.body()))), at=self._now())
        except ValidationError as error:
            is_long = any(part["type"].endswith("too_long") for part in error.errors())
            return problem(word("web.too_long") if is_long else word("web.unreadable"), 422)
        except ValueError:
            return problem(word("web.unreadable"), 422)

    async def _take_form(self, request: Request, address: str, length: int) -> StoredPost | Response:
        """Read a form with a file, reserving room for it: once as it comes in, once as it is stored."""
        if self._quota.has_room(2 * length):
            seconds = await self._seconds_to_wait(self._quota.rate, request, address, length)
            if not seconds:
                with self._quota.reserved(2 * length):
                    return await self._take_file(request)
            refusal = _later(word("web.too_many_files"), 507, seconds)
        else:
            log.warning("files that come over the web are not kept: they would not leave enough room for answers")
            refusal = _later(word("web.no_room"), 507, NO_ROOM_SECONDS)
        await _pour_out(request, self._file_limit + FORM_BYTES)
        return refusal

    async def _take_file(self, request: Request) -> StoredPost | Response:
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            post = PagePost.model_validate({name: value for name, value in form.items() if name != "file"})
            if not isinstance(file, UploadFile):
                return problem(word("web.unreadable"), 422)
            size = file.size or 0
            if not size:
                return problem(word("web.empty"), 422)
            if size > self._file_limit:
                return problem(too_large(self._file_limit), 413)
            name = safe_name(file.filename)
            mime = mime_of(file.content_type, name)
            sent = File(key="", kind=kind_of(mime), name=name, mime=mime, size=size)
            StoredPost(**dict(post), at=self._now(), file=_upload(sent))  # what makes no sense is not kept
            photo = await open_picture(self._workers, await file.read()) if sent.kind is FileKind.PHOTO else None
            if isinstance(photo, Photo):  # what is none is refused in the chat, with what to do
                kept = replace(as_photo(sent, photo), key=await self._files.put(photo.content))
            else:
                kept = replace(sent, key=await self._files.put(file.file))
        return StoredPost(**dict(post), at=self._now(), file=_upload(kept))


def _upload(file: File) -> Upload:
    return Upload(key=file.key, kind=file.kind, name=file.name, mime=file.mime, size=file.size)


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("multipart/form-data")


def _length(request: Request) -> int | None:
    """Return the declared length of a post; None without one."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < DIGITS else None


def _later(sentence: str, status: int, seconds: float) -> Response:
    """Return a temporary refusal; the page posts again after some seconds."""
    response = problem(sentence, status)
    response.headers["Retry-After"] = str(math.ceil(seconds))
    return response


async def _pour_out(request: Request, room: int) -> None:
    """Read and drop a body that is not much too large: a browser hears no answer before it has sent all."""
    length = _length(request)
    if length is not None and length <= POURED_OUT * room:
        async for _ in request.stream():
            pass
