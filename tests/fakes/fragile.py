"""The real program, but it dies over one text, and over whatever it draws: for tests of crashes alone."""

from __future__ import annotations

import os
from collections.abc import Callable

from bot.chat.context import Visit
from bot.cli.commands import main
from bot.render.worker_processes import Workers
from bot.routing.dispatcher import Service
from flows.messages import IncomingMessage, Said

DEADLY = "Tulisan yang mematikan"

_take = Service._take


def _dying_take(service: Service, visit: Visit, message: IncomingMessage) -> None:
    if isinstance(message.input, Said) and message.input.text == DEADLY:
        os._exit(9)
    _take(service, visit, message)


async def _dying_run(workers: Workers, work: Callable[[], object]) -> object:
    del workers, work
    os._exit(9)


if __name__ == "__main__":
    Service._take = _dying_take  # type: ignore[method-assign,assignment]
    Workers._run = _dying_run  # type: ignore[method-assign,assignment]
    main()
