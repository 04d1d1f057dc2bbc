"""What the conversations about being told share: who asks, who presses the bell, who answers."""

from telegram import Update

from bot.context import KutipApplication
from bot.notifying import tell
from knowledge import Entry
from knowledge.storage.moderation import Moderator
from tests.bot_api import BotApi, Group, Message, Person
from tests.conversations.moderators import RINA

ASKED, ASKED_EN = "resep rendang daging sapi empuk", "please give me a recipe for beef rendang"
WISH, KEPT = "🔔 Kabari saya kalau sudah ada jawabannya", "✅ Akan kukabari · ketuk untuk batal"
HERE = "🔔 Kabari saya"
NOW = f"🔔 Pertanyaanmu “{ASKED}” sekarang sudah ada jawabannya:"
NOW_HERE = "🔔 Pertanyaan ini sekarang sudah ada jawabannya:"
ENTRY = Entry(
    "rendang",
    {"id": ("Bagaimana resep rendang?",), "en": ("How do I cook rendang?",)},
    {"id": "Masak perlahan empat jam.", "en": "Cook it slowly for four hours."},
    evidence="moderator",
)


async def asks(
    telegram: BotApi, who: Person, text: str = ASKED, chat: Group | None = None
) -> Message:
    """Have somebody ask what nobody can answer; give the bot's reply."""
    await who.says(f"/ask {text}" if chat else text, chat=chat)
    return await telegram.reply(chat=chat or who)


async def wants(
    telegram: BotApi, who: Person, text: str = ASKED, chat: Group | None = None
) -> Message:
    """Have somebody ask, and press the bell; give the reply as it was."""
    reply = await asks(telegram, who, text, chat)
    await who.presses(reply, "🔔")
    await telegram.reply(chat=chat or who)
    return reply


async def answered(
    bot: KutipApplication, entry: Entry = ENTRY, report_to: Message | None = None
) -> int:
    """Answer all open questions, as one cluster, with an entry; give how many people are told."""
    house, by = bot.bot_data, Moderator(RINA, "Rina")
    context = bot.context_types.context(bot)
    command = (
        Update.de_json({"update_id": 1, "message": report_to.json}, bot.bot).message
        if report_to
        else None
    )
    async with house.store.transaction():
        await house.live.change("add", entry.id, entry, None, by)
        first, *others = await house.store.queue.open_clusters()
        for other in others:
            await house.store.queue.merge(other.id, first.id)
        await house.store.queue.close(first.id, "answered", entry.id)
        return await tell([first.id], entry, command, "id", context)
