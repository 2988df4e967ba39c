"""The real program, but it dies over one text, and over whatever it draws: for tests of crashes alone."""

from __future__ import annotations

import os
from collections.abc import Callable

from bot.chat.context import ChatContext
from bot.cli.commands import main
from bot.render.worker_processes import Workers
from bot.routing.dispatcher import Dispatcher
from flows.messages import IncomingMessage, TextInput

DEADLY = "Tulisan yang mematikan"

_take = Dispatcher._take


def _dying_take(service: Dispatcher, ctx: ChatContext, message: IncomingMessage) -> None:
    if isinstance(message.input, TextInput) and message.input.text == DEADLY:
        os._exit(9)
    _take(service, ctx, message)


async def _dying_run(workers: Workers, work: Callable[[], object]) -> object:
    del workers, work
    os._exit(9)


if __name__ == "__main__":
    Dispatcher._take = _dying_take  # type: ignore[method-assign,assignment]
    Workers._run = _dying_run  # type: ignore[method-assign,assignment]
    main()
