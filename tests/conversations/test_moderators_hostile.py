"""Whatever moderators press or type, nothing breaks and nothing is said unescaped."""

import logging

import pytest

from bot.context import KutipApplication
from tests.bot_api import BotApi
from tests.conversations.moderators import RINA, card_of, preview, rina

Bot = KutipApplication
BIG = "9" * 15
FORGED = [
    *(f"m:{act}:{BIG}" for act in ("next", "back", "own", "twin", "save", "mine", "x")),
    *(f"m:go:{BIG}:{step}:id" for step in ("question", "answer", "preview", "nothing")),
    f"m:p:{BIG}:99", f"m:cut:{BIG}:0", "m:p:1:99", "m:cut:1:99", "m:cut:1:0",
    "m:e:nothing", "m:ed:answer:id:nothing", "m:ed!:answer:fr:x", "m:r:nothing",
    "m:r!:0:nothing", f"m:r!:{'9' * 9}:moving-date", "m:h:999999:nothing", "m:h:0:", "m:h:x:y",
    f"m:undo:{BIG}", "m:undo:-1", "m:s:999999", f"m:ok:{BIG}:moving-date", "m:no:1:nothing",
    "m:all:nothing", "m:all:moving-date", "m:why:nothing", f"m:t:{BIG}:moving-date",
    f"m:q:{BIG}:no", "m:q:1:maybe", f"m:out:{BIG}", "m:out:x", "m:import:0123456789abcdef",
    "m:import:x", "m:", "m::", "m:save:", "m:save:1:2",
]  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
async def test_a_forged_press_by_a_moderator_breaks_nothing(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture, data: str
) -> None:
    moderator = rina(telegram)
    card = await preview(telegram, moderator, "Di mana parkir?", "Di timur.")
    with caplog.at_level(logging.WARNING):
        press = await moderator.forges_press(card, data)
        await telegram.wait_until_quiet()
    assert press.answered
    assert [one.message for one in caplog.records if one.name.startswith("bot")] == []
    assert await bot.bot_data.database.rows("SELECT * FROM change") == []


TYPED = {
    "tags": "<b>x</i> <a href='javascript:1'>y</a> & z",
    "braces": "{title} {0} %s {{}}",
    "direction marks": "\u202eabc\u202c",
    "a long word": "x" * 4000,
    "emoji": "👩‍👩‍👧‍👦" * 150,
    "lines": "\n".join("abc"),
    "null": "a\x00b",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED.keys())
async def test_whatever_is_typed_as_an_answer_is_previewed_saved_and_said(
    telegram: BotApi, bot: Bot, caplog: pytest.LogCaptureFixture, typed: str
) -> None:
    moderator = telegram.person("<b>{Rina}</i>", language="id", id=RINA)
    with caplog.at_level(logging.WARNING):
        card = await preview(telegram, moderator, "Di mana <i>parkir</b> {x}?", typed)
        if "💾 Simpan" not in card.labels:
            card = (await telegram.replies(2))[-1]
        await moderator.presses(card, "💾 Simpan")
        assert (await telegram.reply()).text.startswith("✅ Tersimpan")
        for command in ("/history", "/find parkir", "/why parkir di mana", "/moderators"):
            await moderator.says(command)
            await telegram.reply()
        await card_of(telegram, moderator, "parkir")
    assert [one.message for one in caplog.records if one.name.startswith("bot")] == []
    refused = [call.error for call in telegram.sent if call.error]
    assert refused == []


@pytest.mark.parametrize(
    "typed", ["", "?!", "😅", "x" * 301], ids=["nothing", "signs", "emoji", "long"]
)
async def test_what_is_no_question_is_asked_for_again(
    telegram: BotApi, bot: Bot, typed: str
) -> None:
    moderator = rina(telegram)
    await moderator.says("/add " + typed)
    assert "Apa pertanyaannya?" in (await telegram.reply()).text
    await moderator.says(typed or ".")
    again = await telegram.reply()
    assert again.text.startswith("Tulis dengan kata-kata, paling banyak 300 huruf.")
