"""A form of aiogram-dialog on Redis: each answer is kept and leads to the next question; nothing is durable."""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import DefaultKeyBuilder
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import ManagedTextInput, TextInput
from aiogram_dialog.widgets.text import Const, Format

QUESTIONS = 100

Form = type(StatesGroup)("Form", (StatesGroup,), {f"q{number}": State() for number in range(QUESTIONS)})


async def keep(message: Message, widget: ManagedTextInput[str], manager: DialogManager, text: str) -> None:
    """Keep an answer and ask the next question."""
    manager.dialog_data[widget.widget.widget_id] = text
    await manager.next()


def window(number: int) -> Window:
    """Return one question: its text, where the person is, and a field for the answer."""
    return Window(
        Const(f"Pertanyaan {number}: apa yang sudah Anda kerjakan, untuk siapa, dan apa hasilnya?"),
        Format("Bagian 1 dari 6 · sekitar 14 menit lagi"),
        TextInput(id=f"a{number}", on_success=keep),
        state=getattr(Form, f"q{number}"),
    )


async def start(message: Message, dialog_manager: DialogManager) -> None:
    """Begin the form."""
    await dialog_manager.start(Form.q0, mode=StartMode.RESET_STACK)


async def main(token: str, url: str, redis: str) -> None:
    """Poll until told to stop."""
    storage = RedisStorage.from_url(redis, key_builder=DefaultKeyBuilder(with_destiny=True))
    dispatcher = Dispatcher(storage=storage, events_isolation=SimpleEventIsolation())
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(Dialog(*[window(number) for number in range(QUESTIONS)]))
    setup_dialogs(dispatcher)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
