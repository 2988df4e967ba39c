"""Units are listed, proposed, joined and cleared; whoever is of them goes along."""

from __future__ import annotations

from sqlalchemy import Connection

from flows.messages import Address
from storage.db.database import Database
from storage.drafts import conversations
from storage.lifecycle import erasure
from storage.people import codes, contacts, invitations, units
from storage.records import UnitState
from storage.reviews import reviews
from storage.reviews.reviews import NewSubmission
from tests.fakes.storage_values import ALICE, BOB, NOW, begin, later

CAROL = Address(channel="telegram", id="1003")


def proposal(connection: Connection, name: str) -> int:
    return units.propose(connection, f"_usul-{name}", name, "lain", NOW)


async def test_what_is_changed_is_changed_and_nothing_else(database: Database) -> None:
    def story(connection: Connection) -> None:
        number = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW, aliases=("Wotu", "PKM W"))
        other = units.add(connection, "dlh", "DLH", "opd", NOW)
        units.change(connection, number, name="Puskesmas Wotu Raya", aliases=["Wotu"], state=UnitState.CLOSED)
        found = units.by_code(connection, "pkm-wotu")
        assert found is not None
        assert (found.name, found.kind, found.aliases, found.state) == (
            "Puskesmas Wotu Raya",
            "puskesmas",
            ("Wotu",),
            UnitState.CLOSED,
        )
        assert [unit.id for unit in units.in_states(connection)] == [other]
        assert [unit.id for unit in units.in_states(connection, UnitState.CLOSED, UnitState.LISTED)] == [number, other]

    await database.write(story)


async def test_everything_of_a_proposal_becomes_the_units_it_is_joined_to(database: Database) -> None:
    def story(connection: Connection) -> None:
        listed = units.add(connection, "pkm-wotu", "Puskesmas Wotu", "puskesmas", NOW)
        proposed = proposal(connection, "pkm wotu lama")
        (alice, stored), (carol, _) = begin(connection), begin(connection, CAROL, "Carol")
        contacts.update(connection, alice.id, unit=proposed)
        reviews.submit(
            connection,
            NewSubmission(conversation=stored.conversation.id, number=1, contact=alice.id, unit=proposed, needs=1),
            NOW,
        )
        for unit in (listed, proposed):
            reviews.assign(connection, carol.id, unit)
        code = codes.make(
            connection,
            codes.NewCode(purpose="role", maker=None, role="coach", unit=proposed, expires_at=later(60)),
            NOW,
        )
        units.merge(connection, proposed, listed)
        assert units.get(connection, proposed) is None
        found = contacts.get(connection, alice.id)
        assert found is not None
        assert found.unit == listed
        assert reviews.of_draft(connection, stored.conversation.id)[0].unit == listed
        assert [unit.id for unit in units.of_coach(connection, carol.id)] == [listed]
        assert units.coaches(connection, listed) == {carol.id: "Carol"}
        assert units.people(connection, listed) == 1
        assert [(invitation.code, invitation.unit) for invitation in invitations.open_(connection, NOW)] == [
            (code.code, "Puskesmas Wotu")
        ]

    await database.write(story)


async def test_a_removed_unit_leaves_its_people_and_drafts(database: Database) -> None:
    def story(connection: Connection) -> None:
        proposed = proposal(connection, "rumah saya")
        alice, stored = begin(connection)
        contacts.update(connection, alice.id, unit=proposed)
        reviews.submit(
            connection,
            NewSubmission(conversation=stored.conversation.id, number=1, contact=alice.id, unit=proposed, needs=1),
            NOW,
        )
        reviews.assign(connection, alice.id, proposed)
        units.remove(connection, proposed)
        found = contacts.get(connection, alice.id)
        assert found is not None
        assert found.unit is None
        assert reviews.of_draft(connection, stored.conversation.id)[0].unit is None
        assert len(conversations.of_contact(connection, alice.id)) == 1

    await database.write(story)


async def test_only_proposals_that_nobody_stands_behind_are_cleared(database: Database) -> None:
    def story(connection: Connection) -> None:
        listed = units.add(connection, "dlh", "DLH", "opd", NOW)
        alone, lived_in, handed_in = (proposal(connection, name) for name in ("a", "b", "c"))
        (alice, _), (bob, stored) = begin(connection), begin(connection, BOB, "Bob")
        contacts.update(connection, alice.id, unit=lived_in)
        reviews.submit(
            connection,
            NewSubmission(conversation=stored.conversation.id, number=1, contact=bob.id, unit=handed_in, needs=1),
            NOW,
        )
        units.clear(connection)
        assert [units.get(connection, item) is None for item in (listed, alone, lived_in, handed_in)] == [
            False,
            True,
            False,
            False,
        ]

    await database.write(story)


async def test_what_a_forgotten_person_proposed_goes_with_them(database: Database) -> None:
    def story(connection: Connection) -> None:
        proposed = proposal(connection, "Rumah Alice")
        alice, bob = begin(connection, ALICE)[0], begin(connection, BOB, "Bob")[0]
        for person in (alice, bob):
            contacts.update(connection, person.id, unit=proposed)
        erasure.forget(connection, alice.id, NOW)
        assert units.get(connection, proposed) is not None, "Bob says so too"
        erasure.forget(connection, bob.id, NOW)
        assert units.get(connection, proposed) is None

    await database.write(story)


async def test_a_roster_is_there_once_something_is_listed_or_closed(database: Database) -> None:
    def story(connection: Connection) -> None:
        proposal(connection, "a")
        assert not units.is_seeded(connection)
        units.change(connection, units.add(connection, "dlh", "DLH", "opd", NOW), state=UnitState.CLOSED)
        assert units.is_seeded(connection)

    await database.write(story)


async def test_only_what_can_be_used_is_an_open_invitation(database: Database) -> None:
    def story(connection: Connection) -> None:
        def made(purpose: str = "role", uses: int = 1, seconds: float = 60) -> str:
            return codes.make(
                connection,
                codes.NewCode(purpose=purpose, maker=None, role="coach", uses=uses, expires_at=later(seconds)),
                NOW,
            ).code

        good, used, revoked = made(), made(), made()
        made("team")
        made(seconds=10)
        codes.redeem(connection, used, NOW)
        codes.revoke(connection, revoked, NOW)
        assert [invitation.code for invitation in invitations.open_(connection, later(20))] == [good]

    await database.write(story)
