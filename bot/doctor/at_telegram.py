"""What Telegram says of the bot: token, updates, privacy mode, inline mode, rights."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from telegram import Bot, ChatMember, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.doctor.finding import Finding, error, ok, warning
from bot.doctor.reach import hears_all, hears_group
from bot.settings import Settings

_MANY_WAITING = 500
"""Updates that wait at Telegram; more say that nobody takes them."""

_SEND = "can_send_messages"


async def look_at_telegram(
    bot: Bot, settings: Settings, auto_chats: Iterable[int], rival: datetime | None = None
) -> list[Finding]:
    """Ask Telegram everything; ``rival`` is when another instance was last noticed."""
    try:
        await bot.initialize()
        await bot.get_me()  # afresh: @BotFather may have been asked for a change meanwhile
        return [one async for one in _look(bot, settings, list(auto_chats), rival)]
    except InvalidToken:
        return [error("token_refused")]
    except TelegramError as trouble:
        return [error("telegram_unreachable", error=trouble.message)]


async def _look(
    bot: Bot, settings: Settings, auto_chats: list[int], rival: datetime | None
) -> AsyncIterator[Finding]:
    yield ok("token_fine", username=bot.username)
    for finding in _updates(await bot.get_webhook_info(), settings):
        yield finding
    if rival is not None:
        yield error("rival", time=rival.astimezone(settings.zone))
    if not bot.bot.can_join_groups:
        yield warning("cannot_join")
    async for finding in _privacy(bot, auto_chats):
        yield finding
    inline = bot.bot.supports_inline_queries
    yield ok("inline_on", username=bot.username) if inline else warning("inline_off")
    if settings.moderator_chat_id is not None:
        yield await _rights(bot, settings.moderator_chat_id)


def _updates(info: WebhookInfo, settings: Settings) -> Iterable[Finding]:
    if settings.webhook_url is None:
        yield error("webhook_in_the_way", url=info.url) if info.url else ok("polling_fine")
    elif info.url:
        yield ok("webhook_fine", url=info.url)
    else:
        yield warning("webhook_missing")
    if info.url and info.last_error_message:
        yield warning("webhook_trouble", error=info.last_error_message)
    if info.pending_update_count > _MANY_WAITING:
        yield warning("many_waiting", count=info.pending_update_count)


async def _privacy(bot: Bot, auto_chats: list[int]) -> AsyncIterator[Finding]:
    if hears_all(bot.bot):
        yield ok("privacy_off", username=bot.username)
        return
    yield ok("privacy_on", username=bot.username)
    deaf = [chat for chat in auto_chats if not await hears_group(bot, chat)]
    if deaf:
        yield warning("privacy_against_settings", count=len(deaf))


async def _rights(bot: Bot, chat: int) -> Finding:
    """Look whether the bot may write in the moderators' chat."""
    try:
        member = await bot.get_chat_member(chat, bot.id)
    except TelegramError as trouble:
        return error("moderator_chat_closed", chat=chat, error=trouble.message)
    if member.status in (ChatMember.LEFT, ChatMember.BANNED):
        return error("moderator_chat_closed", chat=chat, error=member.status)
    if member.status == ChatMember.RESTRICTED and not getattr(member, _SEND, False):
        return error("moderator_chat_silent", chat=chat)
    return ok("moderator_chat_fine", chat=chat)
