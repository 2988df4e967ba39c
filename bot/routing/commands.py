"""Knows what a person can ask of the shell itself; everything else belongs to the open conversation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.channels.layout.keyboard import is_word
from bot.chat.context import Visit
from bot.chat.roles import Permission, Role
from bot.features.drafts.drafts import begin, choose_draft, open_draft
from bot.features.people import profile as learning
from bot.features.people.erase_me import ask_forget, forget, keep_all
from bot.features.reminders.settings_menu import REMINDER_BUTTONS, REMINDER_WORDS
from bot.features.reviews import deliver as revising
from bot.features.reviews import writer_thread as discussing
from bot.routing import accounts as link_commands
from bot.routing import broadcasts as announcing_commands
from bot.routing import people as admin_commands
from bot.routing import progress as board_commands
from bot.routing import teams as team_commands
from bot.routing import workshops as workshop_commands
from bot.routing.redeem_codes import CODE, start, take
from bot.routing.reviews import PRESSED, SPOKEN
from bot.texts import say, word
from flows.language.command_words import bare
from flows.messages import Button, Did, Input, Reply, Said
from flows.text_format import listed
from flows.texts import lines

Run = Callable[[Visit, str], None]


@dataclass(frozen=True, slots=True)
class Command:
    """Is a name a person can type or press, who may, and what it does."""

    permission: Permission
    run: Run


SHOW = "show"
"""Asks for what waits for a word; where nothing does, for the draft."""
SHOW_WORDS = frozenset({"lihat", "view", SHOW})

_ANNOUNCING = {**announcing_commands.SPOKEN, **announcing_commands.PRESSED}
_NEWS = {**announcing_commands.EVERYBODY, **announcing_commands.EVERYBODY_PRESSED}
COMMANDS: Mapping[str, Command] = {
    "mulai": Command(Permission.WRITE, start),
    "start": Command(Permission.WRITE, start),
    CODE: Command(Permission.WRITE, take),
    "unit_as": Command(Permission.WRITE, learning.take_unit),
    "begin": Command(Permission.WRITE, begin),
    "open": Command(Permission.WRITE, open_draft),
    SHOW: Command(Permission.WRITE, open_draft),
    "drafts": Command(Permission.WRITE, choose_draft),
    "draf lain": Command(Permission.WRITE, choose_draft),
    "revise": Command(Permission.WRITE, revising.revise),
    "revise_all": Command(Permission.WRITE, revising.revise_all),
    "point_talk": Command(Permission.WRITE, discussing.show),
    "hapus_data": Command(Permission.WRITE, ask_forget),
    "hapus data": Command(Permission.WRITE, ask_forget),
    "forget": Command(Permission.WRITE, forget),
    "keep_all": Command(Permission.WRITE, keep_all),
    **{name: Command(Permission.WRITE, run) for name, run in {**team_commands.SPOKEN, **team_commands.PRESSED}.items()},
    **{name: Command(Permission.WRITE, run) for name, run in {**link_commands.SPOKEN, **link_commands.PRESSED}.items()},
    **{name: Command(Permission.WRITE, run) for name, run in {**REMINDER_WORDS, **REMINDER_BUTTONS}.items()},
    **{name: Command(Permission.REVIEW, run) for name, run in {**SPOKEN, **PRESSED}.items()},
    **{name: Command(Permission.BROADCAST, run) for name, run in _ANNOUNCING.items()},
    **{name: Command(Permission.WRITE, run) for name, run in _NEWS.items()},
    **{name: Command(*row) for name, row in {**admin_commands.SPOKEN, **admin_commands.PRESSED}.items()},
    **{name: Command(*row) for name, row in {**workshop_commands.SPOKEN, **workshop_commands.PRESSED}.items()},
    **{name: Command(*row) for name, row in {**board_commands.SPOKEN, **board_commands.PRESSED}.items()},
}

TYPED = frozenset(
    {
        "mulai",
        "start",
        CODE,
        "draf lain",
        "hapus data",
        "hapus_data",
        *team_commands.SPOKEN,
        *link_commands.SPOKEN,
        *REMINDER_WORDS,
        *SPOKEN,
        *admin_commands.SPOKEN,
        *board_commands.SPOKEN,
        *workshop_commands.SPOKEN,
        *announcing_commands.SPOKEN,
        *announcing_commands.EVERYBODY,
    }
)
"""Commands that can be typed, with a slash or without; the others are only pressed."""

TYPED_VERBS = frozenset({"daftar_bagian", "antrean"})
TYPED_LABELS = frozenset({"draf lain", "ajak rekan"})
"""Buttons whose labels, typed, do the same, beside those of a form: a channel with few buttons may offer the word."""

MENU = (
    "mulai", "lanjut", "kembali", "lewati", "ubah", "daftar",
    "pratinjau", "draf", "kirim", "ajak", "pindah", "pengingat", "bantuan", "batal", "hapus_data",
)  # fmt: skip
"""What the channel's command menu offers everybody, in order."""

MENUS: Mapping[Role, tuple[str, ...]] = {
    Role.COACH: ("antrean", "rekap", "dasbor"),
    Role.ADMIN: ("rekap", "dasbor", "unit", "undang", "siaran", "jadwal"),
}
"""What it offers before that, to whoever has the role."""


def is_typed(button: Button) -> bool:
    """Tell whether typing a button's label means the same as pressing it."""
    is_ours = button.verb in TYPED_VERBS or button.label.lower() in TYPED_LABELS
    return is_word(button) or (is_ours and not button.argument)


def asks_to_see(given: Input) -> bool:
    """Tell whether a message asks for what waits for the person's word."""
    match given:
        case Did(verb=verb):
            return verb == SHOW
        case Said(text=text):
            return bare(text) in SHOW_WORDS
        case _:
            return False


def menu(roles: Collection[Role] = ()) -> list[tuple[str, str]]:
    """Return the commands of a person's menu with what each does: what their roles are for comes first."""
    own = own_words(roles)
    return [(name, word(f"command.{name}")) for name in (*own, *MENU)]


def own_words(roles: Collection[Role]) -> list[str]:
    """Return the commands that a person's roles are for, each once."""
    return [*dict.fromkeys(name for role, names in MENUS.items() if role in roles for name in names)]


def unknown_command(visit: Visit, name: str) -> None:
    """Say that a command is not known, and what is."""
    own = own_words(visit.roles)
    actions = (Button(word("drafts.resume"), "open"), Button(word("command.bantuan"), "help"))
    text = lines(say("unknown.command", name=name), say("unknown.own", words=listed(own)) if own else ())
    visit.say(Reply(text=text, actions=actions))
