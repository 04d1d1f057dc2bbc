"""What of a group's talk Telegram passes on to the bot, in plain words."""

from telegram import Bot, ChatMember, User
from telegram.error import TelegramError

from bot.texts import say
from knowledge import Language


def hears_all(bot: User) -> bool:
    """Tell whether privacy mode is off, so that every message of a group reaches the bot."""
    return bool(bot.can_read_all_group_messages)


async def hears_group(bot: Bot, chat: int) -> bool:
    """Tell whether every message of a group reaches the bot: an administrator hears all."""
    if hears_all(bot.bot):
        return True
    try:
        member = await bot.get_chat_member(chat, bot.id)
    except TelegramError:
        return False
    return member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def what_reaches(bot: User, language: Language) -> str:
    """Say what will reach the bot in a group and what will not, as @BotFather set it."""
    key = "doctor_privacy_off" if hears_all(bot) else "doctor_privacy_on"
    return say(key, language, username=bot.username)
