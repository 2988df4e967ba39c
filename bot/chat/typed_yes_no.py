"""Reads a typed yes or no as the button it means, while such a question is the last thing that was said."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from flows.language.command_words import bare
from flows.messages import Button, Did, IncomingMessage, Reply, Said

CONFIRM = "confirm"
"""The kind of errand that waits for a yes or a no."""

YES = frozenset(
    re.findall(
        r"\S+",
        "ya iya y yes yup ok oke okay okey betul benar boleh setuju yakin silakan silahkan baik tentu pasti siap mau",
    )
)
NO = frozenset(
    re.findall(
        r"\S+",
        "tidak tdk gak ga nggak ngga enggak ndak no n jangan jgn bukan belum blm batal batalkan nanti urung ogah",
    )
)
BESIDE = frozenset(
    re.findall(
        r"\S+",
        "saja aja dulu deh dong lah sih kok bu pak min kak itu ini sekarang semua semuanya sudah jadi usah perlu "
        "draf draft simpan tolong lagi terima kasih",
    )
)
"""What people say around a yes or a no; nothing else may stand there, for it could be an answer."""
SAME = {"ajukan": frozenset({"kirim", "kirimkan"})}
"""Other words for the act on a button."""
SIGNS = {"👍": True, "✅": True, "👌": True, "👎": False, "❌": False}


def remembered(reply: Reply, conversation: int | None) -> str:
    """Return what an errand must keep, so that a typed yes or no presses a button of this reply."""
    return json.dumps([conversation, *([one.label, one.verb, one.argument] for one in reply.yes_no)])


def as_pressed(message: IncomingMessage, kept_by_errand: str) -> IncomingMessage:
    """Return the message as the button it means; as it is where it says neither yes nor no."""
    if not isinstance(message.input, Said):
        return message
    conversation, *kept = json.loads(kept_by_errand)
    yes, no = (Button(*one) for one in kept)
    is_yes = read(message.input.text, yes)
    if is_yes is None:
        return message
    button = yes if is_yes else no
    return replace(message, input=Did(verb=button.verb, argument=button.argument), conversation=conversation)


def read(text: str, yes: Button) -> bool | None:
    """Tell whether a text means yes or no and nothing more; to repeat what the button does is a yes."""
    sign = SIGNS.get(text.strip(" .\ufe0f"))
    if sign is not None:
        return sign
    acts = _words(yes.label)
    acts |= frozenset().union(*(SAME.get(act, frozenset()) for act in acts))
    said = _words(bare(text))
    if not said or said - YES - NO - BESIDE - acts:
        return None
    if NO & said:
        return False
    return True if said & (YES | acts - BESIDE) else None


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", text.lower()))
