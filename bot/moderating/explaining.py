"""Why an answer was given, and the buttons to mend it there."""

from dataclasses import replace

from telegram import Message, Update

from bot.asking import words_behind_command
from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import (
    acting,
    answer,
    entry_pressed,
    hint,
    home_of,
    parts_of,
    pressed,
    spoken,
    turn,
)
from bot.moderating.drafting import present
from bot.replies.moderation import for_words
from bot.replies.why import for_why
from bot.reviewing.queueing import leave
from knowledge.language import detect
from knowledge.storage import LoggedQuestion
from knowledge.storage.drafts import Draft


async def on_why(update: Update, context: KutipContext) -> None:
    """Explain the answer that /why replies to, or what would come of the words behind it."""
    message = message_of(update)
    question = await _question(message.reply_to_message, context)
    text = question.text if question else words_behind_command(message)
    language = await spoken(update, context)
    if not text:
        await answer(for_words("why_where", language), update, context)
        return
    why = context.knowledge.explain(text)
    unwanted = context.knowledge.is_unwanted(text)
    reply = for_why(why, question.id if question else None, language, unwanted=unwanted)
    await answer(reply, update, context)


async def on_why_of_entry(update: Update, context: KutipContext) -> None:
    """Explain, from an entry's card, how its own question is judged."""
    entry = entry_pressed(context)
    if entry is None:
        await hint("gone", update, context)
        return
    ways = next(iter(entry.phrasings.values()))
    why = context.knowledge.explain(ways[0])
    await turn(for_why(why, None, await spoken(update, context), unwanted=False), update, context)


async def on_teach(update: Update, context: KutipContext) -> None:
    """Add a logged question to the entry that should answer it, by way of a preview."""
    entry = entry_pressed(context)
    question = await context.store.question(int(parts_of(context)["question"]))
    if entry is None or question is None:
        await hint("gone", update, context)
        return
    asked = " ".join(question.text.split())
    language = detect(asked) or question.language
    grown = entry
    if steps.is_question(asked):
        grown = steps.with_phrasings(entry, {language: (asked,)})
    draft = Draft(
        grown, entry, "teach", "preview", language,
        chat=home_of(update), moderator=acting(update).id,
    )  # fmt: skip
    in_place = message_of(update).chat_id == draft.chat
    await present(replace(draft), update, context, in_place=in_place)


async def on_refuse(update: Update, context: KutipContext) -> None:
    """Do not answer a logged question any more; or, pressed again, answer it again."""
    found = parts_of(context)
    question = await context.store.question(int(found["question"]))
    if question is None:
        await hint("gone", update, context)
        return
    query, message = pressed(update)
    refusing = found["verdict"] == "no"
    reply = for_words("refused" if refusing else "allowed", await spoken(update, context))
    async with context.store.transaction():
        if refusing:
            await context.live.refuse(question.text, acting(update))
            await leave(question.id, context)
        else:
            await context.live.allow(question.text)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _question(reply: Message | None, context: KutipContext) -> LoggedQuestion | None:
    """Find the logged question that one of the bot's own messages replied to."""
    if reply is None or reply.from_user is None or reply.from_user.id != context.bot.id:
        return None
    number = await context.mailbox.question_of(reply)
    return await context.store.question(number) if number is not None else None
