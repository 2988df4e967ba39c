"""The fake refuses what Meta refuses; what it lets pass would be refused to people."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from pydantic import JsonValue

from tests.fakes.whatsapp.markup import shown
from tests.fakes.whatsapp.rules import Json
from tests.fakes.whatsapp.server import FakeWhatsApp, Person, TemplateText
from tests.fakes.whatsapp.webhooks import sign
from tests.fakes.whatsapp.world import DAY, PAIR_BURST, PAIR_SECONDS, UPLOADS_LIVE, URL_LIVES

NUMBER = "628111222333"


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def fake(time: Time) -> AsyncIterator[FakeWhatsApp]:
    async with FakeWhatsApp(now=time) as whatsapp:
        whatsapp.hooks.held = True
        yield whatsapp


@pytest.fixture
def alice(fake: FakeWhatsApp) -> Person:
    person = fake.user(NUMBER, "Alice")
    person.user.last_message = fake.world.now()
    return person


async def asked(fake: FakeWhatsApp, content: Json, *, token: str = "", phone: str = "") -> tuple[int, int]:
    """Post a message; return HTTP status and error code, 0 if it was accepted."""
    url = f"{fake.url}/v26.0/{phone or fake.phone}/messages"
    headers = {"Authorization": f"Bearer {token or fake.token}"}
    async with aiohttp.ClientSession() as session, session.post(url, json=content, headers=headers) as answer:
        error = (await answer.json()).get("error", {})
        return answer.status, error.get("code", 0)


def message(kind: str = "text", content: JsonValue = None, **more: JsonValue) -> Json:
    words: JsonValue = {"body": "Halo"} if content is None else content
    return {"messaging_product": "whatsapp", "to": NUMBER, "type": kind, kind: words, **more}


def buttons(*titles: str, **more: JsonValue) -> Json:
    keys: list[JsonValue] = [
        {"type": "reply", "reply": {"id": f"i{n}", "title": title}} for n, title in enumerate(titles)
    ]
    return message("interactive", {"type": "button", "body": {"text": "Mulai?"}, "action": {"buttons": keys}, **more})


def listed(count: int, *, title: str = "Pilihan", more: str = "", sections: int = 1, head: str = "") -> Json:
    below: Json = {"description": more} if more else {}
    rows: list[JsonValue] = [{"id": f"r{n}", "title": title, **below} for n in range(count)]
    parts: list[JsonValue] = [{"title": head, "rows": [*rows[part::sections]]} for part in range(sections)]
    action: JsonValue = {"button": "Lihat", "sections": parts}
    return message("interactive", {"type": "list", "body": {"text": "Mana?"}, "action": action})


TAKEN: list[Json] = [
    message(),
    message(content={"body": "x" * 4096, "preview_url": False}),
    message(biz_opaque_callback_data="7", recipient_type="individual"),
    buttons("Ya", "Tidak", "Mungkin"),
    buttons("x" * 20, footer={"text": "x" * 60}, header={"type": "text", "text": "x" * 60}),
    listed(10, title="x" * 24, more="x" * 72),
    listed(10, sections=10, head="x" * 24),
]
REFUSED: list[tuple[Json, int]] = [
    ({"to": NUMBER, "type": "text", "text": {"body": "x"}}, 100),
    (message(recipient="ID.1"), 100),
    (message() | {"to": "+62 811"}, 131009),
    ({k: v for k, v in message().items() if k != "to"}, 100),
    (message(edit="yes"), 100),
    (message("sticker", {}), 100),
    (message(content={"body": ""}), 131009),
    (message(content={"body": "x" * 4097}), 131009),
    (message(content={"body": "😀" * 2049}), 131009),
    (message(biz_opaque_callback_data="x" * 513), 131009),
    (buttons(), 131009),
    (buttons("a", "b", "c", "d"), 131009),
    (buttons("x" * 21), 131009),
    (buttons("a", "a"), 131009),
    (buttons("a", body={"text": "x" * 1025}), 131009),
    (buttons("a", body={"text": " "}), 131009),
    (buttons("a", footer={"text": "x" * 61}), 131009),
    (buttons("a", header={"type": "text", "text": "x" * 61}), 131009),
    (buttons("a", header={"type": "document", "document": {"id": "5"}}), 131009),
    (listed(11), 131009),
    (listed(0), 131009),
    (listed(11, sections=11, head="a"), 131009),
    (listed(2, sections=2), 131009),
    (listed(2, sections=2, head="x" * 25), 131009),
    (listed(1, title="x" * 25), 131009),
    (listed(1, more="x" * 73), 131009),
    (message("document", {"id": "no digits", "filename": "a.pdf"}), 131009),
    (message("document", {"filename": "a.pdf"}), 100),
    (message("template", {"name": "Nama", "language": {"code": "id"}}), 131009),
    (message("template", {"name": "tidak_ada", "language": {"code": "id"}}), 132001),
]


@pytest.mark.parametrize("content", TAKEN)
async def test_what_fits_is_accepted(fake: FakeWhatsApp, alice: Person, content: Json) -> None:
    assert await asked(fake, content) == (200, 0)


@pytest.mark.parametrize(("content", "code"), REFUSED)
async def test_what_does_not_fit_is_refused(fake: FakeWhatsApp, alice: Person, content: Json, code: int) -> None:
    assert (await asked(fake, content))[1] == code
    assert fake.messages == []


async def test_a_wrong_token_and_a_wrong_number_are_told_apart(fake: FakeWhatsApp, alice: Person) -> None:
    assert await asked(fake, message(), token="old") == (401, 190)
    assert await asked(fake, message(), phone="55") == (400, 100)


async def test_a_closed_window_fails_after_it_was_accepted(fake: FakeWhatsApp, alice: Person, time: Time) -> None:
    fake.template(TemplateText("kabar", "id"))
    time.now += DAY + 1
    assert await asked(fake, message()) == (200, 0)
    template: JsonValue = {"name": "kabar", "language": {"code": "id"}}
    assert await asked(fake, message("template", template)) == (200, 0)
    await fake.settled()
    reported = [value["statuses"] for value in fake.hooks.waiting]
    assert "131047" in str(reported[0])
    assert [seen.kind for seen in alice.messages] == ["template"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"status": "PENDING"}, 132001),
        ({"status": "REJECTED"}, 132001),
        ({"status": "PAUSED"}, 132015),
        ({"status": "DISABLED"}, 132016),
        ({"gaps": 1}, 132000),
        ({"language": "en"}, 132001),
        ({}, 0),
    ],
)
async def test_a_template_must_be_approved_in_its_language_and_filled(
    fake: FakeWhatsApp, alice: Person, given: dict[str, object], code: int
) -> None:
    made = TemplateText(
        "kabar", str(given.get("language", "id")), gaps=1 if "gaps" in given else 0,
        status=str(given.get("status", "APPROVED")),
    )  # fmt: skip
    fake.template(made)
    assert (await asked(fake, message("template", {"name": "kabar", "language": {"code": "id"}})))[1] == code


async def test_one_person_takes_forty_five_at_once_and_then_one_in_six_seconds(
    fake: FakeWhatsApp, alice: Person, time: Time
) -> None:
    fake.reports = False
    for _ in range(PAIR_BURST):
        assert await asked(fake, message()) == (200, 0)
    assert (await asked(fake, message()))[1] == 131056
    time.now += PAIR_SECONDS
    assert await asked(fake, message()) == (200, 0)
    assert (await asked(fake, message()))[1] == 131056


async def test_eighty_a_second_is_all_both_ways(fake: FakeWhatsApp, alice: Person, time: Time) -> None:
    for _ in range(80):
        fake.world.count(None)
    assert await asked(fake, message()) == (429, 130429)
    time.now += 1
    assert await asked(fake, message()) == (200, 0)


async def test_files_and_their_addresses_expire(fake: FakeWhatsApp, alice: Person, time: Time) -> None:
    media = fake.world.upload("application/pdf", "a.pdf", b"%PDF")
    assert media.id.isdecimal()
    headers = {"Authorization": f"Bearer {fake.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        found = await (await session.get(f"{fake.url}/v26.0/{media.id}")).json()
        assert await (await session.get(found["url"])).read() == b"%PDF"
        assert (await session.get(found["url"], headers={"Authorization": ""})).status == 401
        time.now += URL_LIVES + 1
        assert (await session.get(found["url"])).status == 404
        document: JsonValue = {"id": media.id, "filename": "a.pdf"}
        assert await asked(fake, message("document", document)) == (200, 0)
        time.now += UPLOADS_LIVE
        assert (await session.get(f"{fake.url}/v26.0/{media.id}")).status == 400
        assert (await asked(fake, message("document", document)))[1] == 131009


def test_a_signature_is_of_these_very_bytes() -> None:
    assert sign(b"a") != sign(b"a ")
    assert sign(b"a") != sign(b"a", "another")


@pytest.mark.parametrize(
    ("written", "read", "bold", "other"),
    [
        ("*Siapa?* ya", "Siapa? ya", ("Siapa?",), ()),
        ("5 * 3 * 2", "5 * 3 * 2", (), ()),
        ("a_b_c dan _miring_", "a_b_c dan miring", (), ("miring",)),
        ("~coret~ `kode`", "coret kode", (), ("coret", "kode")),
        ("*tak\nsebaris*", "*tak\nsebaris*", (), ()),
    ],
)
def test_signs_are_read_as_a_phone_does(written: str, read: str, bold: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert shown(written) == (read, bold, other)
