"""Whatever a person types gets a fitting reply, valid HTML, and never an error."""

import logging

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi

Bot = KutipApplication

HOSTILE = {
    "4096 angle brackets": "<" * 4096,
    "tags": "<b>perpustakaan</b> pindah <a href='javascript:1'>ke</a> mana & kapan",
    "zero width": "\u200b\u200d\ufeff" * 50,
    "direction marks": "\u202eperpustakaan pindah ke mana?\u202c",
    "a long word": "x" * 4096,
    "emoji": "👩‍👩‍👧‍👦" * 200,
    "combining marks": "a" + "\u0301" * 1000,
    "brackets": "({[" * 1000,
    "sql": "'; DROP TABLE question; --",
    "format": "{title} %s %n {0} {{}}",
    "null": "perpustakaan\x00 pindah ke mana",
    "newlines": "\n" * 1000 + "?",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_gets_a_reply(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    budi = telegram.person("<b>Budi", language="id")
    with caplog.at_level(logging.WARNING):
        await budi.says(text)
        reply = await telegram.reply()
    assert reply.text
    assert [record.message for record in caplog.records if record.name.startswith("bot")] == []


async def test_direction_marks_and_full_width_letters_match_as_plain(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in "perpustakaan")
    await budi.says(f"{wide}\u200b \u202epindah\u202c ke mana?")
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah ke Jalan Melati 7.")
