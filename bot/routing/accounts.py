"""Routes of one person in several apps."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.confirmation import bare_confirmed_route
from bot.chat.roles import Permission
from bot.chat.route import Route, as_text, bare_route, route
from bot.features.accounts import admit, linking, same_account, sign_out, unlinking
from bot.features.codes.check_code import look_up

ROUTES: Mapping[str, Route] = {
    "pindah": route(Permission.WRITE, linking.offer_link, as_text, is_typed=True),
    "putus": route(Permission.WRITE, unlinking.ask_unlink, as_text, is_typed=True),
    "lepas": route(Permission.WRITE, unlinking.ask_unlink, as_text, is_typed=True),
    "perangkat saya": bare_route(Permission.WRITE, unlinking.list_apps, is_typed=True),
    "keluar dari semua perangkat": bare_route(Permission.WRITE, sign_out.ask_sign_out, is_typed=True),
    "keluar semua perangkat": bare_route(Permission.WRITE, sign_out.ask_sign_out, is_typed=True),
    "link_yes": route(Permission.WRITE, linking.link, look_up),
    "link_no": route(Permission.WRITE, linking.refuse, look_up),
    "link_let": route(Permission.WRITE, admit.admit, look_up),
    "link_twin": bare_route(Permission.WRITE, same_account.confirm_twin),
    "link_ask": route(Permission.WRITE, unlinking.confirm_unlink, unlinking.read_app),
    "link_cut": route(Permission.WRITE, unlinking.unlink, unlinking.read_confirmed_app),
    "link_all": bare_confirmed_route(Permission.WRITE, sign_out.sign_out, sign_out.ask_sign_out),
}
