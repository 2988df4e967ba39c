"""The whole program, connected with the fake of WhatsApp."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.app import App
from bot.channels.whatsapp.templates import Language, definitions
from flows.messages import Address, Reply
from storage.messages import outbox
from storage.people import contacts
from storage.records import NewReply
from storage.tables import outbox as rows
from tests.fakes.paper import Clock
from tests.fakes.whatsapp.server import FakeWhatsApp, Person, TemplateText
from tests.fakes.whatsapp.webhooks import PHONE

SWEEPS = 4


@dataclass
class Line:
    """The program and WhatsApp, connected, on one clock."""

    app: App
    fake: FakeWhatsApp
    clock: Clock

    async def rest(self) -> None:
        """Return when all is answered, sent and reported."""
        for _ in range(2):
            await self.app.idle()
            await self.fake.settled()

    async def says(self, person: Person, text: str) -> str:
        """Have a person type a text; return the last they are told."""
        await self.says_unheard(person, text)
        return person.messages[-1].text

    async def says_unheard(self, person: Person, text: str) -> None:
        """Have a person type a text, whether or not anything comes back."""
        self.clock.passes(seconds=20)
        await person.says(text)
        await self.rest()

    async def tells(self, person: Person, reply: Reply, conversation: int | None = None, by: int | None = None) -> None:
        """Say something to a person who did not ask, as a coach does."""
        address = address_of(person)
        contact = await self.contact(address)
        new = NewReply(address=address, reply=reply, contact=contact, conversation=conversation, origin=by)
        now = self.clock()
        self.app.sender.push(await self.app.database.write(outbox.add, [new], now))
        await self.rest()

    async def contact(self, address: Address, name: str = "") -> int:
        """Return who is at an address."""
        return (await self.app.database.write(contacts.at, address, name, self.clock())).id

    async def sweeps(self, **span: float) -> None:
        """Let time pass, and the program look for what is to be sent and what is due."""
        self.clock.passes(**span)
        for _ in range(SWEEPS):
            await self.app.scheduler.tick()
            for _ in range(5):  # whoever woke gets to read and write
                await self.app.database.write(states)
            await self.rest()
            self.clock.passes(seconds=6)

    async def states(self) -> list[str]:
        """Return where each reply stands."""
        return await self.app.database.read(states)

    def has(self, kind: str, language: Language = "id", status: str = "APPROVED") -> TemplateText:
        """Have one of our templates in the account."""
        template_definition = definitions()[kind]
        components = tuple(
            part for part in template_definition.components(language, "4::handle") if isinstance(part, dict)
        )
        text = TemplateText(
            template_definition.name,
            language,
            status=status,
            category=template_definition.category,
            components=components,
        )
        self.fake.template(text)
        return text


def address_of(person: Person) -> Address:
    """Return where the program finds a person."""
    user = person.user
    return Address(channel="whatsapp", id=f"{PHONE}/{user.user_id if user.has_user_id else user.number}")


def states(connection: Connection) -> list[str]:
    """Return where each reply stands, in order."""
    return list(connection.execute(select(rows.c.state).order_by(rows.c.id)).scalars())
