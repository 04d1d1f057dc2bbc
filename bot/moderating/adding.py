"""A moderator begins an entry: /add in private, or /answer under a message in a group."""

from dataclasses import replace

from telegram import Message, Update

from bot.asking import words_behind_command
from bot.context import KutipContext, message_of
from bot.moderating import steps
from bot.moderating.acting import acting, answer, home_of, is_reachable, spoken
from bot.moderating.drafting import present
from bot.replies.moderation import for_words
from knowledge import Entry, Language
from knowledge.language import detect
from knowledge.storage.drafts import Draft, Origin, Step


def new_draft(
    question: str, answer_text: str, language: Language, *, chat: int, moderator: int
) -> Draft:
    """Begin a new entry with what is known of it; the step is the first that is missing."""
    question = " ".join(question.split())
    entry = Entry(
        id="",
        phrasings={language: (question,)} if question else {},
        answers={language: answer_text} if answer_text else {},
        evidence="moderator" if answer_text else None,
    )
    step: Step = "question" if not question else "preview" if answer_text else "answer"
    return Draft(entry, None, "add", step, language, chat=chat, moderator=moderator)


async def on_add(update: Update, context: KutipContext) -> None:
    """Begin an entry; what stands behind /add is its question."""
    question = words_behind_command(message_of(update))
    question = question if steps.is_question(question) else ""
    language = (detect(question) if question else None) or await spoken(update, context)
    home = home_of(update)
    if await is_reachable(home, update, context):
        draft = new_draft(question, "", language, chat=home, moderator=acting(update).id)
        await present(draft, update, context)


async def on_answer(update: Update, context: KutipContext) -> None:
    """Make the message that /answer replies to a question, with what follows as its answer."""
    message = message_of(update)
    asked = message.reply_to_message
    question = " ".join(((asked.text or asked.caption or "") if asked else "").split())
    language = await spoken(update, context)
    if asked is None or not steps.is_question(question):
        await answer(for_words("answer_where", language), update, context)
        return
    home = home_of(update)
    if not await is_reachable(home, update, context):
        return
    said, language = words_behind_command(message), detect(question) or language
    title = steps.title(question, language, context.knowledge.knowledge)
    draft = new_draft(title, said, language, chat=home, moderator=acting(update).id)
    entry = steps.with_phrasings(draft.entry, {language: (question,)})
    draft = replace(draft, entry=entry, origin=_origin(asked))
    await present(steps.with_offers(draft, context.knowledge), update, context)


def _origin(asked: Message) -> Origin:
    thread = asked.message_thread_id if asked.is_topic_message else None
    return Origin(asked.chat_id, asked.message_id, thread)
