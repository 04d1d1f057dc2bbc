"""What the commands show: welcome, help, topics, sources, language, privacy."""

from telegram import CallbackQuery, Message, Update

from bot import replies
from bot.context import KutipContext, message_of, person_key, place_of
from bot.doctor.reach import hears_all
from bot.replies import Reply
from bot.replies.keeping import Kept
from bot.settings import Settings
from knowledge import Language


async def on_start(update: Update, context: KutipContext) -> None:
    """Welcome a newcomer."""
    await _show(update, context, "start")


async def on_help(update: Update, context: KutipContext) -> None:
    """Tell how to use the bot."""
    await _show(update, context, "help")


async def on_topics(update: Update, context: KutipContext) -> None:
    """Offer the topics."""
    await _show(update, context, "topics")


async def on_sources(update: Update, context: KutipContext) -> None:
    """List the sources."""
    await _show(update, context, "sources")


async def on_language(update: Update, context: KutipContext) -> None:
    """Offer the languages."""
    await _show(update, context, "language")


async def on_privacy(update: Update, context: KutipContext) -> None:
    """Tell what is kept."""
    await _show(update, context, "privacy")


async def on_unknown_command(update: Update, context: KutipContext) -> None:
    """Point to /help."""
    await _show(update, context, "unknown_command")


async def on_not_text(update: Update, context: KutipContext) -> None:
    """Tell that pictures, voices and stickers cannot be read."""
    await _show(update, context, "not_text")


async def on_topic(update: Update, context: KutipContext) -> None:
    """Turn to a topic, a page of it, or back to all topics."""
    query, message = update.callback_query, message_of(update)
    if query is None or not context.matches:
        raise TypeError(f"update {update.update_id} is no press of a topic")
    language = await context.language_for(query.from_user)
    number, page = context.matches[0].group("topic", "page")
    knowledge = context.knowledge.knowledge
    if number is None:
        reply = replies.for_topics(knowledge, language)
    elif int(number) < len(knowledge.topics):
        reply = replies.for_topic(knowledge, int(number), int(page), language)
    else:
        await context.mailbox.acknowledge(query, replies.plain_text("gone", language))
        return
    await _replace(reply, message, query, update, context)


async def on_language_choice(update: Update, context: KutipContext) -> None:
    """Keep the language that a person chose."""
    query, message = update.callback_query, message_of(update)
    if query is None or not context.matches:
        raise TypeError(f"update {update.update_id} is no choice of a language")
    chosen = context.matches[0]["language"]
    language: Language | None = None if chosen == "auto" else "id" if chosen == "id" else "en"
    await context.store.choose_language(person_key(query.from_user.id), language)
    if language is None:
        spoken = await context.language_for(query.from_user)
        reply = replies.for_text("language_forgotten", spoken)
    else:
        reply = replies.for_text("language_chosen", language)
    await _replace(reply, message, query, update, context)


def kept_by(settings: Settings) -> Kept:
    """Read from the settings for how long what is kept is kept."""
    return Kept(settings.retention_days, settings.wishes_kept_days, settings.backup_keep_days)


async def _replace(
    reply: Reply, message: Message, query: CallbackQuery, update: Update, context: KutipContext
) -> None:
    async with context.store.transaction():
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _show(update: Update, context: KutipContext, page: str) -> None:
    message = message_of(update)
    language = await context.language_for(message.from_user, chat=message.chat)
    knowledge = context.knowledge.knowledge
    match page:
        case "start":
            reply = replies.for_start(knowledge, language)
        case "help":
            hears = hears_all(context.bot.bot)
            reply = replies.for_help(context.bot.username, language, hears_mentions=hears)
        case "topics":
            reply = replies.for_topics(knowledge, language)
        case "sources":
            reply = replies.for_sources(knowledge, language)
        case "language":
            reply = replies.for_language_menu(language)
        case "privacy":
            reply = replies.for_privacy(kept_by(context.settings), language)
        case _:
            reply = replies.for_text(page, language)
    async with context.store.transaction():
        await context.mailbox.send(reply, to=message, quoting=place_of(message) == "group")
        await context.mailbox.done(update.update_id)
