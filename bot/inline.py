"""Inline mode: ``@bot words`` in any chat lists answers; choosing one posts it there."""

import logging
from datetime import UTC, datetime, timedelta

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.error import TelegramError

from bot import replies
from bot.context import KutipContext
from bot.replies import InlineResult
from knowledge.languages import detect_surely
from knowledge.suggesting import suggest, top_questions

_LOG = logging.getLogger(__name__)

_OFFERED = 20
"""Results for a query; Telegram takes 50, a phone shows six at a time."""

_TOP = 10
"""Results for an empty query."""

_WEEK = timedelta(days=7)

_CACHED = 60
"""Seconds that Telegram may show the same results again: a moderator's change waits no longer."""


async def on_inline_query(update: Update, context: KutipContext) -> None:
    """List the entries that fit what is typed; the top questions where nothing is typed yet."""
    query = update.inline_query
    if query is None:
        raise TypeError(f"update {update.update_id} is no inline query")
    typed = query.query.strip()
    language = await context.language_for(query.from_user, typed)
    if typed:
        entries = suggest(context.knowledge, typed, _OFFERED)
    else:
        asked = await context.chats.top_entries(datetime.now(UTC) - _WEEK, _TOP * 2)
        entries = top_questions(context.knowledge.knowledge, asked, _TOP)
    knowledge, username = context.knowledge.knowledge, context.bot.username
    results = replies.for_inline(entries, knowledge, username, language)
    way_out = None
    if not results:
        way_out = InlineQueryResultsButton(
            replies.plain_text("nothing_fits", language), start_parameter="inline"
        )
    # what the text alone decides may be shown to everybody; else it follows the person's language
    await _answer(query, results, way_out, is_personal=detect_surely(typed) is None)


async def _answer(
    query: InlineQuery,
    results: list[InlineResult],
    way_out: InlineQueryResultsButton | None,
    *,
    is_personal: bool,
) -> None:
    try:
        await query.answer(
            [_article(result) for result in results],
            cache_time=_CACHED,
            is_personal=is_personal,
            button=way_out,
        )
    except TelegramError as error:
        # somebody typed on, or Telegram was busy: the next letter asks again
        _LOG.debug("An inline query was not answered: %s", error.message)


def _article(result: InlineResult) -> InlineQueryResultArticle:
    button = InlineKeyboardButton(result.button.label, url=result.button.url)
    return InlineQueryResultArticle(
        id=result.id,
        title=result.title,
        description=result.line,
        input_message_content=InputTextMessageContent(
            result.html,
            parse_mode="HTML",
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
        reply_markup=InlineKeyboardMarkup([[button]]),
    )
