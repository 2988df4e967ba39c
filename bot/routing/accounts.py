"""Lists what people who talk in several apps can type and press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.features.accounts import admit as admitting
from bot.features.accounts import linking, unlinking
from bot.features.accounts import same_account as twins
from bot.features.accounts import sign_out as signing_out

Run = Callable[[Visit, str], None]


SPOKEN: Mapping[str, Run] = {
    "pindah": linking.move,
    "putus": unlinking.ask_cut,
    "lepas": unlinking.ask_cut,
    "perangkat saya": unlinking.list_apps,
    "keluar dari semua perangkat": signing_out.ask_all,
    "keluar semua perangkat": signing_out.ask_all,
}
"""What can be typed, or pressed with an app's name."""

PRESSED: Mapping[str, Run] = {
    "link_yes": linking.confirm,
    "link_no": linking.refuse,
    "link_let": admitting.let,
    "link_twin": twins.confirm_twin,
    "link_ask": unlinking.ask_sure,
    "link_cut": unlinking.cut,
    "link_all": signing_out.cut_all,
}
