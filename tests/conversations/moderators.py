"""What the moderators' conversations share: their ids, their bot, the walk to a saved entry."""

from tests.bot_api import BotApi
from tests.bot_api.messages import Message
from tests.bot_api.people import Person

RINA, TONO = 9001, 9002
"""Ids of the moderators that the settings name."""

QUESTION = "Di mana tempat parkir sepeda?"
ANSWER = "Parkir sepeda ada di sisi timur gedung baru."


def rina(telegram: BotApi) -> Person:
    """Introduce the first moderator."""
    return telegram.person("Rina", language="id", id=RINA)


def tono(telegram: BotApi) -> Person:
    """Introduce the second moderator."""
    return telegram.person("Tono", language="id", id=TONO)


async def preview(telegram: BotApi, who: Person, question: str, answer: str) -> Message:
    """Walk from /add to the preview; cite nothing."""
    await who.says(f"/add {question}")
    await telegram.reply(chat=who)
    await who.says(answer)
    await who.presses(await telegram.reply(chat=who), "Tidak ada: keterangan saya sendiri")
    await who.presses(await telegram.reply(chat=who), "Lihat pratinjau")
    return await telegram.reply(chat=who)


async def saved(
    telegram: BotApi, who: Person, question: str = QUESTION, answer: str = ANSWER
) -> Message:
    """Walk from /add to the end."""
    card = await preview(telegram, who, question, answer)
    await who.presses(card, "💾 Simpan")
    return await telegram.reply(chat=who)


async def card_of(telegram: BotApi, who: Person, words: str) -> Message:
    """Open the card of the entry that fits some words best."""
    await who.says(f"/find {words}")
    await who.presses(await telegram.reply(chat=who), "1.")
    return await telegram.reply(chat=who)


async def restored(telegram: BotApi, who: Person, history: Message, number: int) -> Message:
    """Go back to before a change, having seen what that does; give what is said of it."""
    await who.presses(history, f"↩︎ Sebelum #{number}")
    sure = await telegram.reply(chat=who)
    assert "Tidak ada pertanyaan lain" in sure.text or "Yang ikut berubah" in sure.text
    await who.presses(sure, "Ya, kembalikan")
    return await telegram.reply(chat=who)
