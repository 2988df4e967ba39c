"""Another library as judge of the fake: its client works, our webhooks parse in it. Skipped without pywa."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.whatsapp.server import FakeWhatsApp
from tests.fakes.whatsapp.webhooks import PHONE, envelope

pywa = pytest.importorskip("pywa_async", reason="pywa is not installed: pip install pywa")
NUMBER = "628111222333"


class Redirect(httpx.AsyncHTTPTransport):
    """A redirection of requests for Meta to the fake."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = httpx.URL(url)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        there = request.url.copy_with(scheme="http", host=self._url.host, port=self._url.port)
        request.url = there
        request.headers["Host"] = f"{there.host}:{there.port}"
        return await super().handle_async_request(request)


async def test_the_librarys_client_is_accepted_by_the_fake() -> None:
    async with FakeWhatsApp() as fake:
        fake.reports = False
        alice = fake.user(NUMBER, "Alice")
        alice.user.last_message = fake.world.now()
        session = httpx.AsyncClient(transport=Redirect(fake.url))
        client = pywa.WhatsApp(phone_id=PHONE, token=fake.token, session=session, validate_updates=False)
        types = pywa.types
        await client.send_message(to=NUMBER, text="Halo", tracker="7")
        buttons = [types.Button(title="Ya", callback_data="1.2.choose.ya")]
        await client.send_message(to=NUMBER, text="Mulai?", footer="Bagian 1", buttons=buttons)
        rows = [types.SectionRow(title=f"Pilihan {n}", callback_data=f"c{n}", description="x") for n in range(4)]
        listed = types.SectionList(button_title="Lihat", sections=[types.Section(title="Jawaban", rows=rows)])
        await client.send_message(to=NUMBER, text="Mana?", buttons=listed)
        await client.send_document(to=NUMBER, document=b"%PDF", filename="a.pdf", mime_type="application/pdf")
        await fake.settled()
        await session.aclose()
        assert fake.refused == []
        assert [seen.kind for seen in alice.messages] == ["text", "button", "list", "document"]
        assert (alice.messages[-1].document, alice.messages[-1].content) == ("a.pdf", b"%PDF")


async def test_the_fakes_webhooks_parse_in_the_library() -> None:
    async with FakeWhatsApp() as fake:
        alice = fake.user(NUMBER, "Alice")
        fake.hooks.held = True
        await alice.says("Cakupan turun")
        await alice.sends_photo(b"jpeg", caption="Kelas")
        await alice.shares_location(-2.6, 121.1)
        await alice.reacts("👍", "wamid.x")
        await alice.changes_number("628999")
        session = httpx.AsyncClient(transport=Redirect(fake.url))
        client = pywa.WhatsApp(phone_id=PHONE, token=fake.token, session=session, validate_updates=False)
        text, photo, place, reaction, system = [envelope([value]) for value in fake.hooks.waiting]
        messages = [pywa.types.Message.from_update(client, json) for json in (text, photo, place, reaction)]
        assert messages[0].text == "Cakupan turun"
        assert messages[1].image.mime_type == "image/jpeg"
        assert messages[2].location.longitude == 121.1
        assert messages[3].reaction.emoji == "👍"
        change = pywa.types.PhoneNumberChange.from_update(client, system)
        assert (change.old_wa_id, change.new_wa_id) == (NUMBER, "628999")
        await session.aclose()


async def test_the_fakes_statuses_parse_in_the_library() -> None:
    async with FakeWhatsApp() as fake:
        alice = fake.user(NUMBER, "Alice")
        alice.user.last_message = fake.world.now()
        fake.hooks.held = True
        session = httpx.AsyncClient(transport=Redirect(fake.url))
        client = pywa.WhatsApp(phone_id=PHONE, token=fake.token, session=session, validate_updates=False)
        await client.send_message(to=NUMBER, text="Halo", tracker="7")
        alice.user.blocked = True
        await client.send_message(to=NUMBER, text="Halo")
        await fake.settled()
        read = [pywa.types.MessageStatus.from_update(client, envelope([value])) for value in fake.hooks.waiting]
        assert [item.status.value for item in read] == ["sent", "delivered", "read", "failed"]
        assert (read[0].pricing.category.value, read[0].tracker) == ("service", "7")
        assert type(read[3].error).__name__ == "MessageUndeliverable"
        await session.aclose()
