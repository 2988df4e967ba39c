"""Holds the table of who may do what, and tries all of it: every command, every combination of roles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import combinations

import pytest
from sqlalchemy import Connection

from bot.app import App
from bot.channels.layout.callback_data import token
from bot.chat.roles import PERMISSIONS, Permission, Role
from bot.routing.commands import MENU, ROUTES, TYPED, menu
from bot.routing.people import ROUTES as ADMIN_ROUTES
from bot.routing.prompts import PROMPTS
from flows.engine.engine import VERBS
from flows.messages import Address, Button, plain
from storage.drafts import conversations
from storage.people import audit, contacts, invitations, units
from storage.records import AuditEntry, UnitState
from tests.fakes.paper import Clock, Person

ROLES = (Role.COACH, Role.ADMIN)
SOMEBODY = [frozenset(some) for count in range(3) for some in combinations(ROLES, count)]
"""Every combination of roles beside that of an inovator, which everybody has."""

EVERYBODY = {
    "mulai", "start", "kode", "unit_as", "begin", "open", "show", "drafts", "revise", "revise_all", "point_talk",
    "draf lain", "hapus_data", "hapus data", "forget", "keep_all",
    "berhenti siaran", "stop siaran", "ikut siaran", "news_off", "news_on",
    "ws_yes", "ws_no", "ws_maybe", "ws_of",
    "ajak", "ajak rekan", "tim", "lihat tim", "keluar dari draf", "serahkan draf",
    "pindah", "lepas", "putus", "link_yes", "link_no", "link_let", "link_twin", "link_ask", "link_cut", "link_all",
    "perangkat saya", "keluar dari semua perangkat", "keluar semua perangkat",
    "pengingat", "ingatkan saya", "jangan ingatkan", "jangan ingatkan saya", "nudge_later", "nudge_stop", "nudge_on",
    "team_close", "team_leave", "team_leave_yes", "team_remove", "team_remove_yes", "team_hand", "team_hand_yes",
}  # fmt: skip
COACHES = {
    "antrean", "daftar bagian", "daftar_bagian", "sisanya baik", "kirim ulasan",
    "rv_take", "rv_later", "rv_drop", "rv_open", "rv_full", "rv_good", "rv_fix", "rv_more", "rv_ask", "rv_undo",
    "rv_put", "rv_quick", "rv_about", "rv_on", "rv_words", "rv_word", "rv_rest", "rv_read", "rv_sum", "rv_send",
    "rv_reply", "rv_close",
}  # fmt: skip
BOARD = {"dasbor", "rekap", "rekap_excel", "rekap_zip", "rekap_kinds", "rekap_kind", "rekap_unit", "rekap_draft"}
"""What coaches and admins may."""
ADMINS = {
    "unit", "undang", "rekap_remind",
    "unit_show", "unit_close", "unit_open", "unit_queue", "unit_merge", "unit_accept", "unit_refuse", "unit_apply",
    "invite", "invite_make", "invite_unit", "invites", "invite_revoke",
    "people", "person", "role_take", "role_give", "coach_unit", "coach_leave",
    "jadwal", "ws_show", "ws_past", "ws_new", "ws_edit", "ws_ask", "ws_set", "ws_invite", "ws_tell",
    "ws_cancel", "ws_cancel_yes", "ws_poster", "ws_poster_ask", "ws_people", "ws_file",
    "siaran", "siaran_open", "siaran_list", "siaran_text", "siaran_change", "siaran_drop", "siaran_again",
    "siaran_circle", "siaran_by", "siaran_put", "siaran_test", "siaran_try",
    "siaran_send", "siaran_plan", "siaran_at", "siaran_unplan", "siaran_pause", "siaran_go", "siaran_stop",
    "siaran_resend", "siaran_picture", "siaran_sheet",
}  # fmt: skip
MAY = {
    **dict.fromkeys(EVERYBODY, frozenset(Role)),
    **dict.fromkeys(COACHES, frozenset({Role.COACH})),
    **dict.fromkeys(BOARD, frozenset({Role.COACH, Role.ADMIN})),
    **dict.fromkeys(ADMINS, frozenset({Role.ADMIN})),
}
"""The whole table, written out: command -> whoever may give it."""
BUTTONS = sorted(name for name in MAY if " " not in name)
"""What a button can carry."""

ARGUMENTS = (
    "",
    "1",
    "1 1",
    "2",
    "1 coach",
    "1 admin",
    "1 masalah",
    "1 latar 1",
    "rancangan",
    "0",
    "-1",
    "1.2.keep",
    "9" * 30,
)
SECRETS = ("Siti Rahasia", "Judul Rahasia", "cerita rahasia")


async def appoint(app: App, person: Person, roles: Collection[Role]) -> None:
    """Make somebody what the roles say, without an invitation."""

    def write(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel="paper", id=person.name), person.name, app.now())
        contacts.update(connection, contact.id, roles=[role.value for role in roles])

    await app.database.write(write)


async def refusals(app: App) -> list[str]:
    acts: list[AuditEntry] = await app.database.read(audit.last, 10_000)
    return [act.detail for act in acts if act.action == "refused"]


@pytest.fixture
def carol(person: Callable[[str], Person]) -> Person:
    return person("Carol")


async def press(person: Person, verb: str, argument: str, draft: int | None = None) -> None:
    await person.gives(person.update(token=token(draft, None, Button("x", verb, argument)), pressed="1"))


def named(roles: Iterable[Role]) -> str:
    return "+".join(sorted(roles)) or "inovator"


def test_the_table_names_every_command() -> None:
    assert MAY.keys() == ROUTES.keys()
    assert len(MAY) == len(EVERYBODY) + len(COACHES) + len(BOARD) + len(ADMINS), "each stands in one group"


def test_every_role_is_in_the_table_of_permissions() -> None:
    assert {role: {permission.value for permission in allowed} for role, allowed in PERMISSIONS.items()} == {
        Role.INOVATOR: {"write"},
        Role.COACH: {"write", "review", "board"},
        Role.ADMIN: {"write", "invite", "units", "broadcast", "board"},
    }
    assert {permission for allowed in PERMISSIONS.values() for permission in allowed} == set(Permission)


@pytest.mark.parametrize("roles", SOMEBODY, ids=named)
async def test_every_button_does_something_for_whoever_may_and_is_refused_to_all_others(
    app: App, alice: Person, roles: frozenset[Role]
) -> None:
    await alice.says("/mulai rancangan")
    await appoint(app, alice, roles)
    for name in BUTTONS:
        before = await refusals(app)
        await press(alice, name, "")
        is_allowed = bool(MAY[name] & {Role.INOVATOR, *roles})
        assert await refusals(app) == ([] if is_allowed else [name]) + before, name
        assert alice.heard, f"silence is no answer to {name}"
        await appoint(app, alice, roles)  # whatever the button did to it


@pytest.mark.parametrize("roles", SOMEBODY, ids=named)
async def test_every_word_is_understood_from_whoever_may_and_refused_politely_to_all_others(
    app: App, alice: Person, roles: frozenset[Role]
) -> None:
    await alice.says("/mulai rancangan")
    await appoint(app, alice, roles)
    for name in sorted(TYPED):
        for typed in (name, f"/{name}") if " " not in name else (name,):
            count = len(await refusals(app))
            await alice.says(typed)
            is_refused = len(await refusals(app)) > count
            assert is_refused != bool(MAY[name] & {Role.INOVATOR, *roles}), typed
            assert alice.heard, typed
            if is_refused:
                assert "hubungi" in alice.text or "Minta" in alice.text or "kabari" in alice.text, "whom to ask"
                assert alice.labels == ["Lanjutkan"], "the way back"


@pytest.mark.parametrize("name", sorted(MAY.keys() - TYPED))
async def test_what_is_only_pressed_can_not_be_typed(app: App, dan: Person, name: str) -> None:
    await dan.says("/mulai rancangan")
    before = await app.database.read(audit.last, 1)
    await dan.says(f"/{name} 1")
    assert dan.heard
    assert await app.database.read(audit.last, 1) == before


@pytest.mark.parametrize("roles", SOMEBODY, ids=named)
async def test_no_command_shows_or_changes_somebody_elses_draft(
    app: App, alice: Person, bob: Person, roles: frozenset[Role]
) -> None:
    await alice.says("/mulai rancangan")
    for words in (SECRETS[0], "Puskesmas Wotu", SECRETS[1] + " bagi Ibu", f"Ini {SECRETS[2]} tentang 12 ibu."):
        await alice.says(words)
    await bob.says("/mulai rancangan")
    await appoint(app, bob, roles)
    before = await app.database.read(conversations.load, 1)
    for name in sorted(MAY):
        for argument in ARGUMENTS:
            if name in BUTTONS:
                await press(bob, name, argument)
            if name in TYPED:
                await bob.says(f"/{name} {argument}")
            await appoint(app, bob, roles)
    for verb in sorted(VERBS):
        for argument in ("", "1", "masalah"):
            await press(bob, verb, argument, draft=1)
    heard = "\n".join(plain(message.text) for message in bob.messages)
    # Whose draft it is and what it is called is what the board shows to admins; what is written in it is not.
    hidden = SECRETS[2:] if Role.ADMIN in roles else SECRETS
    assert not [secret for secret in hidden if secret in heard]
    assert not [
        outgoing_message
        for outgoing_message in bob.messages
        if outgoing_message.attachment is not None and "Rahasia" in outgoing_message.attachment.name
    ]
    assert await app.database.read(conversations.load, 1) == before


@pytest.mark.parametrize("name", sorted(verb for verb, row in ADMIN_ROUTES.items() if not row.is_typed))
async def test_no_button_of_an_admin_does_anything_for_a_coach(
    app: App, carol: Person, bob: Person, clock: Clock, name: str
) -> None:
    await bob.says("/mulai rancangan")
    await appoint(app, carol, [Role.COACH])
    proposal = await app.database.write(units.add, "_usul-x", "Poskesdes Mawar", "lain", clock(), UnitState.PROPOSED)
    before = await everything(app)
    for argument in (*ARGUMENTS, f"{proposal}", f"{proposal} 1", "coach 1 7 0", "2 coach", "2 admin"):
        await press(carol, name, argument)
    assert await everything(app) == before


async def everything(app: App) -> object:
    """Return what admins may change: roles, units, codes."""

    def read(connection: Connection) -> object:
        people = [contacts.get(connection, number) for number in range(1, 4)]
        roles = [sorted(contact.roles) for contact in people if contact is not None]
        return roles, units.in_states(connection, *UnitState), invitations.open_(connection, app.now())

    return await app.database.read(read)


@pytest.mark.parametrize("errand", ["unit_search", "unit_join", "invite_unit", "people_search", "coach_unit"])
async def test_what_an_admin_began_is_not_ended_by_somebody_who_is_none_any_more(
    app: App, carol: Person, errand: str
) -> None:
    assert errand in PROMPTS
    await carol.says("/mulai rancangan")
    await appoint(app, carol, [Role.COACH])

    def expect(connection: Connection) -> None:
        contact = contacts.at(connection, Address(channel="paper", id="Carol"), "Carol", app.now())
        since = app.now().isoformat()
        waits = f'{{"kind": "{errand}", "argument": "{contact.id}", "since": "{since}"}}'
        contacts.update(connection, contact.id, errand=waits)

    await app.database.write(expect)
    before = await everything(app)
    await carol.says("puskesmas wotu")
    assert await everything(app) == before
    assert len(await refusals(app)) == 1
    assert "admin" in carol.text


def test_each_role_sees_its_own_words_in_the_menu_before_those_of_all() -> None:
    everybody = [name for name, _ in menu()]
    assert everybody == list(MENU)
    assert [name for name, _ in menu([Role.COACH])] == ["antrean", "rekap", "dasbor", *everybody]
    own = ["antrean", "rekap", "dasbor", "unit", "undang", "siaran", "jadwal"]
    assert [name for name, _ in menu(ROLES)] == [*own, *everybody], "each once"
    assert set(own) <= TYPED


async def test_an_unknown_word_is_answered_with_the_words_of_ones_own_roles(dan: Person, alice: Person) -> None:
    await dan.says("/terbang")
    assert "Untuk tugas Anda ada rekap, dasbor, unit, undang, siaran dan jadwal." in dan.text
    await alice.says("/terbang")
    assert "tugas" not in alice.text
