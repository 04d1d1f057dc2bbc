"""/forgetme: a person's traces go at their word, from the disk and from memory, for good."""

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot import replies
from bot.context import KutipContext, message_of, person_key
from bot.keeping import hush
from bot.replies.keeping import for_forgetting, for_forgotten
from bot.reviewing.queueing import leave


async def on_forgetme(update: Update, context: KutipContext) -> None:
    """Say what would go and what stays, and ask once."""
    message = message_of(update)
    person = message.from_user
    language = await context.language_for(person, chat=message.chat)
    if message.chat.type != ChatType.PRIVATE or person is None:
        reply = replies.for_text("forget_in_private", language)
    else:
        asked = await context.store.traces.questions_of(person_key(person.id))
        days = context.settings.backup_keep_days
        reply = for_forgetting(len(asked), days, language)
    async with context.store.transaction():
        await context.mailbox.send(reply, to=message, quoting=False)
        await context.mailbox.done(update.update_id)


async def on_forget_sure(update: Update, context: KutipContext) -> None:
    """Erase a person in one transaction, then sweep what deleting leaves behind."""
    query, message = _pressed(update)
    language = await context.language_for(query.from_user)
    if message is None:
        await context.mailbox.acknowledge(query, replies.plain_text("gone", language))
        return
    id_ = query.from_user.id
    async with context.store.transaction():
        asked = await context.store.traces.questions_of(person_key(id_))
        await hush(asked, context.bot_data)
        for question in asked:
            await leave(question, context)
        await context.mailbox.forget(id_, asked, before=update.update_id)
        await context.store.traces.erase(person_key(id_))
        await context.store.wishes.drop_person(person_key(id_))
        await context.store.wishes.drop_chat(id_)
        last_word = for_forgotten(len(asked), context.settings.backup_keep_days, language)
        await context.mailbox.part(last_word, message)
        await context.mailbox.done(update.update_id)
    context.floods.forget(id_)
    await context.bot_data.database.sweep()
    await context.mailbox.acknowledge(query)


async def on_forget_not(update: Update, context: KutipContext) -> None:
    """Leave everything as it is."""
    query, message = _pressed(update)
    language = await context.language_for(query.from_user)
    if message is not None:
        async with context.store.transaction():
            await context.mailbox.edit(replies.for_text("forget_not", language), message)
            await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


def _pressed(update: Update) -> tuple[CallbackQuery, Message | None]:
    """Give a press and the message in the presser's own chat; elsewhere nobody is asked."""
    query = update.callback_query
    if query is None:
        raise TypeError(f"update {update.update_id} is no press of a button")
    message = query.message
    own = isinstance(message, Message) and message.chat_id == query.from_user.id
    return query, message if own else None  # type: ignore[return-value]  # told apart just above
