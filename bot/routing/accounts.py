"""Routes of one person in several apps."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.roles import Permission
from bot.chat.route import Route
from bot.features.accounts import admit, linking, same_account, sign_out, unlinking

ROUTES: Mapping[str, Route] = {
    "pindah": Route(Permission.WRITE, linking.move, is_typed=True),
    "putus": Route(Permission.WRITE, unlinking.ask_cut, is_typed=True),
    "lepas": Route(Permission.WRITE, unlinking.ask_cut, is_typed=True),
    "perangkat saya": Route(Permission.WRITE, unlinking.list_apps, is_typed=True),
    "keluar dari semua perangkat": Route(Permission.WRITE, sign_out.ask_all, is_typed=True),
    "keluar semua perangkat": Route(Permission.WRITE, sign_out.ask_all, is_typed=True),
    "link_yes": Route(Permission.WRITE, linking.confirm),
    "link_no": Route(Permission.WRITE, linking.refuse),
    "link_let": Route(Permission.WRITE, admit.let),
    "link_twin": Route(Permission.WRITE, same_account.confirm_twin),
    "link_ask": Route(Permission.WRITE, unlinking.ask_sure),
    "link_cut": Route(Permission.WRITE, unlinking.cut),
    "link_all": Route(Permission.WRITE, sign_out.cut_all),
}
