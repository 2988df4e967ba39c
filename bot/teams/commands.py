"""Lists what people who write in a draft together can type and press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.teams import joining, leaving, team
from bot.visit import Visit

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
