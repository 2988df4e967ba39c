"""The plainest bot of python-telegram-bot: its own transport, polling, every text said back, nothing kept."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say back what was said."""
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(token: str, url: str) -> None:
    """Poll until told to stop; one update after the other, its default, which also costs it least."""
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.ALL, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
