"""A question that leans on the answer before it."""

from bot.context import KutipApplication
from knowledge import SHIPPED
from tests.bot_api import BotApi
from tests.conversations.conftest import Starter

Bot = KutipApplication


async def test_a_follow_up_shows_how_it_was_understood(telegram: BotApi, start: Starter) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(knowledge_dir=SHIPPED) as bot:
        await budi.says("capex meta 2025 berapa?")
        await telegram.reply()
        await budi.says("dan di 2026?")
        reply = await telegram.reply()
        assert reply.html.startswith(
            "<i>Kupahami sebagai: Berapa belanja modal (capex) Meta tahun 2026?</i>\n\n"
        )
        rows = await bot.bot_data.database.rows("SELECT text, entry FROM question ORDER BY id")
        assert tuple(rows[1]) == ("dan di 2026?", "capex-2026")


async def test_a_follow_up_outlives_a_restart(telegram: BotApi, start: Starter) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(knowledge_dir=SHIPPED):
        await budi.says("capex meta 2025 berapa?")
        await telegram.reply()
    async with start(knowledge_dir=SHIPPED):
        await budi.says("dan di 2026?")
        assert (await telegram.reply()).text.startswith("Kupahami sebagai:")


async def test_after_five_minutes_and_for_others_there_is_nothing_to_lean_on(
    telegram: BotApi, start: Starter
) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start(knowledge_dir=SHIPPED) as bot:
        await budi.says("siapa yang memimpin Meta Superintelligence Labs?")
        await telegram.reply()
        await sari.says("siapa itu?")
        assert "Kupahami" not in (await telegram.reply()).text
        await bot.bot_data.database.execute(
            "UPDATE question SET asked_at = '2026-01-01T00:00:00.000+00:00'"
        )
        await budi.says("siapa itu?")
        assert "Kupahami" not in (await telegram.reply()).text
