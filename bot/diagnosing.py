"""/doctor: everything that could be wrong, asked from within the running bot."""

from telegram import Update

from bot import replies
from bot.context import KutipContext, message_of
from bot.doctor import examine


async def on_doctor(update: Update, context: KutipContext) -> None:
    """Look at everything and tell a moderator."""
    message, house = message_of(update), context.bot_data
    language = await context.language_for(message.from_user, chat=message.chat)
    await context.bot.send_chat_action(message.chat_id, "typing")
    findings = await examine(
        house.settings,
        house.knowledge,
        context.bot,
        house.database.newest,
        house.database,
        house.mailbox.inbox.rival_seen_at,
        online=house.settings.check_sources,
    )
    async with context.store.transaction():
        await context.mailbox.send(replies.for_doctor(findings, language), to=message)
        await context.mailbox.done(update.update_id)
