"""Five lines of plain python-telegram-bot, to measure beside."""

import os

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def on_text(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say the same."""
    if update.message:
        await update.message.reply_text(update.message.text or "", do_quote=True)


if __name__ == "__main__":
    root = os.environ["BOT_API_URL"]
    builder = ApplicationBuilder().token(os.environ["BOT_TOKEN"]).base_url(f"{root}/bot")
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, on_text))
    application.run_polling()
