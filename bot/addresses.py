"""Answers by their address: a deep link that opens one, a QR code to print."""

from telegram import Update

from bot import replies
from bot.asking import words_behind_command
from bot.context import KutipContext, message_of
from bot.notifying import watched
from knowledge import Answered, NotStated


async def on_address(update: Update, context: KutipContext) -> None:
    """Open the answer whose address somebody followed."""
    message = message_of(update)
    knowledge = context.knowledge.knowledge
    language = await context.language_for(message.from_user)
    entry = replies.entry_by_start(knowledge, words_behind_command(message))
    if entry is None:
        reply = replies.for_text("address_gone", language)
    else:
        reply = replies.for_entry(entry, knowledge, language, titled=True)
        reply = replies.shared(reply, entry, context.bot.username, language)
        reply = await watched(reply, entry, message.chat_id, language, context)
    async with context.store.transaction():
        await context.mailbox.send(reply, to=message, quoting=False)
        await context.mailbox.done(update.update_id)


async def on_qr(update: Update, context: KutipContext) -> None:
    """Send the QR code of an entry, named by its id or by a question that it surely answers."""
    message = message_of(update)
    words = words_behind_command(message)
    language = await context.language_for(message.from_user, chat=message.chat)
    entry = context.knowledge.knowledge.entries.get(words)
    if entry is None and words:
        outcome = context.knowledge.answer(words)
        entry = outcome.entry if isinstance(outcome, Answered | NotStated) else None
    async with context.store.transaction():
        if entry is None:
            key = "qr_unknown" if words else "qr_hint"
            await context.mailbox.send(replies.for_text(key, language), to=message)
        else:
            username = context.bot.username
            drawn = replies.qr_code(entry, username)
            caption = replies.for_qr(entry, username, language)
            name = f"{replies.start_of(entry.id)}.png"
            await context.mailbox.send_file(name, drawn, caption, to=message)
        await context.mailbox.done(update.update_id)
