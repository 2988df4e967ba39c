"""The table of all routes, and what a person's menu shows of them; everything else belongs to the open conversation."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.channels.layout.keyboard import is_word
from bot.chat.buttons import resume
from bot.chat.context import ChatContext
from bot.chat.roles import Permission, Role
from bot.chat.route import Route
from bot.routing import accounts, broadcasts, drafts, people, progress, reminders, reviews, teams, workshops
from bot.routing.drafts import SHOW
from bot.texts import say, word
from flows.language.command_words import bare
from flows.messages import Button, ButtonPress, Input, Reply, TextInput
from flows.text_format import listed
from flows.texts import lines

ROUTES: Mapping[str, Route] = {
    **drafts.ROUTES,
    **teams.ROUTES,
    **accounts.ROUTES,
    **reminders.ROUTES,
    **reviews.ROUTES,
    **broadcasts.ROUTES,
    **people.ROUTES,
    **workshops.ROUTES,
    **progress.ROUTES,
}
"""Verb -> who may use it and what it does."""

TYPED = frozenset(verb for verb, route in ROUTES.items() if route.is_typed)
"""Verbs that can be typed, with a slash or without; the others are only pressed."""

SHOW_WORDS = frozenset({"lihat", "view", SHOW})

TYPED_VERBS = frozenset({"daftar_bagian", "antrean"})
TYPED_LABELS = frozenset({"draf lain", "ajak rekan"})
"""Buttons whose labels, typed, do the same, beside those of a form: a channel with few buttons may offer the word."""

REFUSED = "refused"
"""The action in the audit log; its detail is the command."""

MENU = (
    "mulai", "lanjut", "kembali", "lewati", "ubah", "daftar",
    "pratinjau", "draf", "kirim", "ajak", "pindah", "pengingat", "bantuan", "batal", "hapus_data",
)  # fmt: skip
"""What the channel's command menu offers everybody, in order."""

MENUS: Mapping[Role, tuple[str, ...]] = {
    Role.COACH: ("antrean", "rekap", "dasbor"),
    Role.ADMIN: ("rekap", "dasbor", "unit", "undang", "siaran", "jadwal"),
}
"""What it offers before that, by role."""


def is_typed(button: Button) -> bool:
    """Tell whether typing a button's label means the same as pressing it."""
    is_ours = button.verb in TYPED_VERBS or button.label.lower() in TYPED_LABELS
    return is_word(button) or (is_ours and not button.argument)


def asks_to_see(given: Input) -> bool:
    """Tell whether a message asks for the held replies."""
    match given:
        case ButtonPress(verb=verb):
            return verb == SHOW
        case TextInput(text=text):
            return bare(text) in SHOW_WORDS
        case _:
            return False


def menu(roles: Collection[Role] = ()) -> list[tuple[str, str]]:
    """Return the commands of a menu with their descriptions; those of the roles come first."""
    own = own_words(roles)
    return [(name, word(f"command.{name}")) for name in (*own, *MENU)]


def own_words(roles: Collection[Role]) -> list[str]:
    """Return the commands that the roles add to the menu, each once."""
    return [*dict.fromkeys(name for role, names in MENUS.items() if role in roles for name in names)]


def unknown_command(ctx: ChatContext, name: str) -> None:
    """Reply that a command is unknown, and list the commands of the person's roles."""
    own = own_words(ctx.roles)
    actions = (resume(), Button(word("command.bantuan"), "help"))
    text = lines(say("unknown.command", name=name), say("unknown.own", words=listed(own)) if own else ())
    ctx.say(Reply(text=text, actions=actions))


def refuse(ctx: ChatContext, command: str, permission: Permission) -> None:
    """Explain what a command is for and whom to ask, and write the attempt into the audit log."""
    ctx.audit(REFUSED, command)
    ctx.say(Reply(text=say(f"refused.{permission.value}", name=command), actions=(resume(),)))
