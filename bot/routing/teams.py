"""Lists what people who write in a draft together can type and press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.chat.context import Visit
from bot.features.teams import join as joining
from bot.features.teams import leave as leaving
from bot.features.teams import overview as team

Run = Callable[[Visit, str], None]

SPOKEN: Mapping[str, Run] = {
    "ajak": joining.invite,
    "ajak rekan": joining.invite,
    "tim": team.show,
    "lihat tim": team.show,
    "keluar dari draf": leaving.ask_leave,
    "serahkan draf": leaving.ask_hand_over,
}
"""What can be typed, or pressed with a draft's number."""

PRESSED: Mapping[str, Run] = {
    "team_close": team.close,
    "team_leave": leaving.ask_leave,
    "team_leave_yes": leaving.leave,
    "team_remove": leaving.ask_remove,
    "team_remove_yes": leaving.remove,
    "team_hand": leaving.ask_hand_over,
    "team_hand_yes": leaving.hand_over,
}
