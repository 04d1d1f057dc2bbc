"""A crowd that asks one unknown thing in different words and two languages, and who answers it."""

from tests.bot_api import BotApi
from tests.bot_api.groups import Group
from tests.bot_api.messages import Message
from tests.bot_api.people import Person
from tests.conversations.moderators import RINA, TONO

WIFI = (
    ("Budi", "id", "password wifi apa ya?"),
    ("Ann", "en", "what is the wifi password?"),
    ("Citra", "id", "minta password wifinya dong min"),
    ("Dave", "en", "wifi password please"),
    ("Eka", "id", "password wifi dong kak"),
)
"""Who asks, their language, and their words."""

ASKED, ANSWER = WIFI[0][2], "Kata sandi wifi ditempel di meja depan."
UNKNOWN = "I don't know this yet.", "Aku belum tahu jawabannya."
SETTLED = "Moderator sudah melihat pertanyaan seperti ini dan memutuskan tidak menjawabnya di sini."
OTHER = "boleh bawa kucing masuk?"


def room(telegram: BotApi) -> Group:
    """Found the moderators' chat, with both of them in it."""
    group = telegram.group("Moderator Kutip")
    group.admits(*(telegram.person(name, id=id_) for name, id_ in (("Rina", RINA), ("Tono", TONO))))
    return group


async def asks(telegram: BotApi, text: str, name: str = "Budi", language: str = "id") -> Person:
    """Have somebody new ask what nobody knows."""
    person = telegram.person(name, language=language)
    await person.says(text)
    reply = await telegram.reply(chat=person)
    assert reply.text.startswith((*UNKNOWN, SETTLED)), reply.text
    return person


async def card_in(telegram: BotApi, staff: Group) -> Message:
    """Have somebody ask, and give the card of it in the moderators' chat."""
    await asks(telegram, ASKED)
    return await telegram.reply(chat=staff)
