"""The choice between buttons, a list and typed words, for channels that have few buttons.

Up to three things to press are buttons. More answers are a list that opens at a tap, with the actions in it. More
than a list holds are numbers in the text. An action that finds no room is offered as a word, where the engine
understands just that word; one that can only be pressed always finds room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.layout.callback_data import token
from bot.channels.layout.split import shorten
from bot.ports import Limits
from bot.texts import word
from flows.language.command_words import verb_of
from flows.messages import Button, InputKind, KeyButton, Reply, Rich, plain

IsTyped = Callable[[Button], bool]
"""Tells whether typing a button's label means the same as pressing it."""
Rows = tuple[tuple[KeyButton, ...], ...]


@dataclass(frozen=True, slots=True)
class Keyboard:
    """A keyboard, and the lines that must stand in the text because buttons can not carry them."""

    rows: Rows
    listed: tuple[str, ...]


def list_keys(reply: Reply, limits: Limits, conversation: int | None, is_typed: IsTyped) -> Keyboard:
    """Return the keyboard of a reply, and the lines that must be read or typed."""
    choices, actions = _different(reply)
    if asks_place(reply, limits, is_typed):
        return Keyboard((), tuple(_words((), (), actions, ())))
    pressed_only = [action for action in actions if not is_typed(action)]
    answers = choices if len(choices) + len(pressed_only) <= limits.list_rows else ()
    few = len(answers) + len(pressed_only) <= limits.buttons
    most, label = (limits.buttons, limits.label) if few else (limits.list_rows, limits.list_label)
    room = most - len(answers)
    chosen = _chosen(actions, pressed_only, room, label)
    is_long = any(units(choice.label) > label for choice in answers)
    is_alike = len({choice.label for choice in choices}) < len(choices)
    is_numbered = is_alike or (not is_told(reply) and (is_long or len(answers) < len(choices)))
    keys = [
        _pressable(reply, conversation, choice, numbered(number, choice) if is_numbered else choice.label, label, False)
        for number, choice in enumerate(answers, 1)
    ]
    keys += [_pressable(reply, conversation, action, action.label, label, True) for action in chosen]
    if not few:
        keys = [
            replace(key, more=_more(key, button, limits)) for key, button in zip(keys, (*answers, *chosen), strict=True)
        ]
    listed = [numbered(number, choice) for number, choice in enumerate(choices, 1)] if is_numbered else []
    if not few and answers and not _fits(reply, listed, limits) and _all_below(answers, limits):
        listed = []
    listed += [f"• {action.label}" for action in chosen if units(action.label) > label and few]
    return Keyboard(
        tuple((key,) for key in _titled(keys, label)), (*listed, *_words(choices, answers, actions, chosen))
    )


def asks_place(reply: Reply, limits: Limits, is_typed: IsTyped) -> bool:
    """Tell whether a reply's one key sends a location: all else it offers can be typed."""
    return (
        limits.asks_place
        and reply.control is InputKind.LOCATION
        and not (reply.choices or reply.attachments)
        and all(is_typed(action) for action in reply.actions)
    )


def is_word(action: Button) -> bool:
    """Tell whether a form understands a button's label as the button, when it is typed."""
    return not action.argument and verb_of(action.label) == action.verb


def is_told(reply: Reply) -> bool:
    """Tell whether the reply's own text lists its choices already, one a line."""
    rest = iter(plain(reply.text).splitlines())
    labels = [choice.label.rstrip("… ") for choice in reply.choices]
    return reply.ask is None and all(any(label in line for line in rest) for label in labels)


def tightened(limits: Limits, reply: Reply) -> Limits:
    """Return limits with room for the marks around bold words, and for emoji, which count twice."""
    parts: tuple[Rich, ...] = (reply.said, reply.text)
    signs = 2 + sum(2 * (1 + span.text.count("\n")) for part in parts for span in part if span.bold)
    words = "".join(
        (*(plain(part) for part in parts), reply.footer, *(choice.label for choice in (*reply.choices, *reply.actions)))
    )
    spare = signs + units(words) - len(words)
    return replace(
        limits,
        text=max(limits.text // 3, limits.text - spare),
        text_with_buttons=max(limits.text_with_buttons // 3, limits.text_with_buttons - spare),
        caption=max(limits.caption // 3, limits.caption - spare),
    )


def numbered(number: int, choice: Button) -> str:
    """Return a label after its number, unless it brings one along."""
    mark = f"{number}. "
    return choice.label if choice.label.startswith(mark) else mark + choice.label


def units(text: str) -> int:
    """Count characters as strictly as a vendor may: what lies beyond the first 65,536 counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def fit(label: str, most: int) -> str:
    """Return a label of at most so many units, cut between words where it can be."""
    kept, length = label, most
    while units(kept) > most:
        kept = shorten(label, length)
        length -= 1
    return kept


def _different(reply: Reply) -> tuple[tuple[Button, ...], tuple[Button, ...]]:
    """Return choices and actions without duplicates of the same meaning."""
    seen: set[tuple[str, str]] = set()
    kept: list[list[Button]] = []
    for buttons in (reply.choices, reply.actions):
        kept.append([])
        for button in buttons:
            if (button.verb, button.argument) not in seen:
                seen.add((button.verb, button.argument))
                kept[-1].append(button)
    return tuple(kept[0]), tuple(kept[1])


def _chosen(actions: Sequence[Button], pressed_only: Sequence[Button], room: int, label: int) -> list[Button]:
    """Return the actions that get a key, in their order: first those with no other way, last those cut short."""
    typed = [action for action in actions if action not in pressed_only]
    short = [action for action in typed if units(action.label) <= label]
    first = [*pressed_only, *short][: max(0, room)]
    return [action for action in actions if action in first]


def _pressable(reply: Reply, conversation: int | None, button: Button, label: str, most: int, quiet: bool) -> KeyButton:
    return KeyButton(fit(label, most), token(conversation, reply.ask, button), quiet)


def _more(key: KeyButton, button: Button, limits: Limits) -> str:
    return "" if button.label in key.label else fit(button.label, limits.list_more)


def _titled(keys: Sequence[KeyButton], most: int) -> list[KeyButton]:
    """Return keys whose labels all differ: two that were shortened to the same get a number."""
    titled: list[KeyButton] = []
    seen: set[str] = set()
    for key in keys:
        label, number = key.label, 2
        while label in seen:
            mark = f" ({number})"
            label, number = fit(key.label, most - len(mark)) + mark, number + 1
        seen.add(label)
        titled.append(key if label == key.label else replace(key, label=label))
    return titled


def _fits(reply: Reply, listed: Sequence[str], limits: Limits) -> bool:
    rest = (plain(reply.said), plain(reply.text), reply.footer, *listed)
    return sum(len(part) + 2 for part in rest) <= limits.text_with_buttons


def _all_below(answers: Sequence[Button], limits: Limits) -> bool:
    return all(units(choice.label) <= limits.list_more for choice in answers)


def _words(
    choices: Sequence[Button], answers: Sequence[Button], actions: Sequence[Button], chosen: Sequence[Button]
) -> list[str]:
    left = [
        action.label if action.label.isupper() else action.label.lower() for action in actions if action not in chosen
    ]
    lines = [word("layout.type_number")] if len(answers) < len(choices) else []
    return [*lines, word("layout.type_word", words=" · ".join(left))] if left else lines
