"""A database with a whole regency: sixty units on their way, reviews, broadcasts, workshops, costs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from flows.conversation import Cursor, Event, EventKind, InputSource, Status
from flows.drafts.event_log import append
from flows.forms.load import load_library
from flows.forms.model import Flow
from flows.messages import Address, Reply, TextSpan
from flows.review.review import Verdict
from storage.drafts import conversations, revisions
from storage.messages import deliveries, outbox
from storage.outreach import broadcasts, workshops
from storage.outreach.audience import Audience
from storage.outreach.broadcasts import BroadcastState
from storage.outreach.workshops import NewWorkshop, Rsvp, WorkshopState
from storage.people import codes, contacts, units
from storage.people.invitations import ROLE
from storage.records import DeliveryReport, DeliveryStatus, NewReply, RevisionKind, SentReply
from storage.reviews import reviews
from storage.reviews.reviews import NewSubmission
from tests.fakes.drafts import example

UNITS = 60
SPREAD = (("nothing", 20), ("writing", 18), ("submitted", 8), ("revise", 5), ("approved", 9))
"""How many units stand where."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(slots=True)
class Regency:
    """A regency while it is being filled."""

    connection: Connection
    now: datetime
    dice: random.Random
    form: Flow
    carol: int
    dan: int

    def fill(self) -> None:
        """Let every unit be somewhere on its way."""
        places = [state for state, count in SPREAD for _ in range(count)]
        for number, (unit, state) in enumerate(zip(self._units(), places, strict=True), 1):
            people = [self._person(f"Inovator {number}.{item}", unit) for item in range(1, self.dice.randint(2, 5))]
            if state != "nothing":
                self._draft(
                    f"Inovasi ke-{number} bagi warga", people[0], unit, Status("draft" if state == "writing" else state)
                )
            for extra in people[1:2] if number % 3 == 0 else []:
                self._draft(f"Gagasan tambahan {number}", extra, unit, Status.DRAFT)
        units.propose(self.connection, "_usul-1", "Poskesdes Mawar", "lain", self.now)
        self._invite()
        self._announce()
        self._meet()
        self._pay()

    def _units(self) -> list[int]:
        known = [unit.id for unit in units.in_states(self.connection)]
        for number in range(len(known), UNITS):
            known.append(units.add(self.connection, f"desa-{number}", f"Desa Contoh {number}", "desa", self.now))
        return self.dice.sample(known, UNITS)

    def _person(self, name: str, unit: int | None = None) -> int:
        place = Address(channel="paper", id=name)
        found = contacts.at(self.connection, place, name, self.now - self.dice.randint(0, 40) * DAY)
        contacts.update(self.connection, found.id, unit=unit)
        return found.id

    def _draft(self, name: str, who: int, unit: int, status: Status) -> int:
        begun = self.now - self.dice.randint(12, 60) * DAY
        stored = conversations.create(self.connection, who, self.form.id, self.form.version, name, begun)
        questions = [question for _, question in self.form.questions()]
        is_whole = status is not Status.DRAFT
        reached = len(questions) if is_whole else min(len(questions) - 1, int(self.dice.triangular(1, 36, 7)))
        conversation = stored.conversation
        for question in questions[:reached]:
            value = example(question)
            if value is None:
                continue
            event = Event(
                number=len(conversation.events) + 1,
                at=begun,
                kind=EventKind.ANSWERED,
                question=question.id,
                value=value,
                source=InputSource(contact=str(who), channel="paper"),
            )
            conversation = append(conversation, event)
        cursor = Cursor(question=None if is_whole else questions[reached].id)
        conversation = replace(conversation, cursor=cursor, ask=reached + 1, status=status)
        changed = self.now - self.dice.choice((1, 2, 3, 9, 15, 30)) * DAY
        conversations.save(self.connection, conversation, conversation.events, stored.revision, changed)
        if is_whole:
            self._review(conversation.id, who, unit, status, len(conversation.events))
        return conversation.id

    def _review(self, draft: int, who: int, unit: int, status: Status, upto: int) -> None:
        handed_at = self.now - self.dice.randint(3, 200) * HOUR
        revisions.add(self.connection, draft, max(1, upto - 5), RevisionKind.DRAFT, Status.DRAFT, handed_at - DAY)
        version = revisions.add(self.connection, draft, upto, RevisionKind.SUBMITTED, status, handed_at)
        handed = reviews.submit(
            self.connection,
            NewSubmission(conversation=draft, number=version.number, contact=who, unit=unit, needs=1),
            handed_at,
        )
        if status is Status.SUBMITTED and draft % 2:
            return
        opened = reviews.claim(self.connection, handed.id, self.carol, handed_at + self.dice.randint(1, 2) * HOUR)
        assert opened is not None
        verdict = {Status.REVISE: Verdict.RETURN, Status.APPROVED: Verdict.APPROVE}.get(status)
        if verdict is not None:
            reviews.send(self.connection, opened.id, verdict, self.now - HOUR)

    def _invite(self) -> None:
        for role, days in (("coach", 7), ("coach", 30), ("admin", 1)):
            until = self.now + days * DAY
            codes.make(
                self.connection,
                codes.NewCode(purpose=ROLE, maker=self.dan, role=role, uses=5, expires_at=until),
                self.now,
            )

    def _announce(self) -> None:
        people = [self._person(f"Penerima {number}") for number in range(1, 90)]
        for text in (
            "Klinik inovasi hari Kamis pukul 09.00 di aula. Bawa data awal Anda.",
            "Batas pengajuan tinggal sepekan.",
        ):
            broadcast = broadcasts.create(
                self.connection, Reply(text=(TextSpan(text),)), Audience(), self.dan, self.now - 2 * DAY
            )
            skipped = {people[-1]: "unsubscribed", people[-2]: "unreachable"}
            broadcasts.set_recipients(self.connection, broadcast.id, people[:-2], skipped)
            broadcasts.change_state(
                self.connection, broadcast.id, [BroadcastState.DRAFT], BroadcastState.SENDING, self.now - DAY
            )
            self._send(broadcast.id, people[:-9])
        broadcasts.create(
            self.connection, Reply(text=(TextSpan("Selamat atas semua rancangan."),)), Audience(), self.dan, self.now
        )

    def _send(self, announcement: int, people: Sequence[int]) -> None:
        """Let most copies arrive; what is left stays queued."""
        for number, item in enumerate(people):
            place = Address(channel="whatsapp", id=f"{announcement}/{item}")
            queued = outbox.add(self.connection, [NewReply(address=place, reply=Reply(), contact=item)], self.now)[0]
            broadcasts.mark_queued(self.connection, announcement, {item: queued.id})
            message = f"{announcement}.{item}"
            outbox.sent(self.connection, [SentReply(id=queued.id, message=message, at=self.now - DAY)])
            arrival = (DeliveryStatus.READ, DeliveryStatus.READ, DeliveryStatus.DELIVERED, DeliveryStatus.SENT)[
                number % 4
            ]
            self._report(message, place.id, arrival, "marketing", self.now - DAY, queued.id)

    def _meet(self) -> None:
        people = [self._person(f"Peserta {number}") for number in range(1, 43)]
        for title, at in (("Klinik inovasi gelombang 2", 6 * DAY), ("Klinik inovasi gelombang 1", -20 * DAY)):
            begins = self.now.replace(hour=1, minute=0, second=0, microsecond=0) + at
            new = NewWorkshop(title, begins, begins + 3 * HOUR, f"dinding-{at.days}")
            workshop = workshops.create(self.connection, new, self.dan, self.now)
            workshops.change(
                self.connection, workshop.id, state=WorkshopState.PLANNED, place="Aula Kantor Bupati", capacity=40
            )
            workshops.invite(self.connection, workshop.id, people)
            for number, person in enumerate(people):
                says = (Rsvp.YES, Rsvp.YES, Rsvp.MAYBE, Rsvp.NO, Rsvp.NONE)[number % 5]
                if says is not Rsvp.NONE:
                    workshops.answer(self.connection, workshop.id, person, says, self.now)
                if at < timedelta() and number % 3:
                    workshops.arrive(self.connection, workshop.id, person, begins)

    def _pay(self) -> None:
        for number in range(400):
            at = self.now - self.dice.randint(0, 120) * DAY
            category = ("utility", "utility", "service", "marketing")[number % 4]
            self._report(f"lama.{number}", f"1/62{number}", DeliveryStatus.DELIVERED, category, at, None)

    def _report(
        self, message: str, place: str, arrival: DeliveryStatus, kind: str, at: datetime, reply: int | None
    ) -> None:
        report = DeliveryReport(
            channel="whatsapp",
            message=message,
            address=place,
            arrival=arrival,
            at=at,
            reply=reply,
            pricing_type="free_customer_service" if kind == "service" else "regular",
            pricing_category=kind,
        )
        deliveries.note(self.connection, report)


def fill(connection: Connection, now: datetime, carol: int, dan: int) -> None:
    """Fill a database whose roster is planted; Carol reviews, Dan runs the house."""
    form = load_library()["rancangan"]
    Regency(connection, now, random.Random(5), form, carol, dan).fill()
