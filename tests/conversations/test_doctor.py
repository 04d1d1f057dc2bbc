"""The doctor, in the chat and in the shell, finds what is wrong and names the cure."""

import asyncio
import os
import sqlite3
import sys
import time
from pathlib import Path

import pytest
from telegram import Bot as Rival

from bot.context import KutipApplication
from bot.doctor import Finding, examine_from_outside
from bot.house import MIGRATIONS
from bot.settings import Settings
from bot.texts import LANGUAGES
from knowledge.storage.chats import ChatSettings
from tests.bot_api import BotApi
from tests.conversations.conftest import MODERATOR, SAMPLE, Starter
from tests.conversations.test_process import ROOT, process

Bot = KutipApplication


def by_key(findings: list[Finding]) -> dict[str, Finding]:
    """Find findings by their keys; each must be sayable, with its cure, in both languages."""
    for finding in findings:
        for language in LANGUAGES:
            assert finding.sentence(language)
            assert (finding.cure(language) is None) == (finding.level == "ok")
    return {finding.key: finding for finding in findings}


async def look(telegram: BotApi, tmp_path: Path, **changes: object) -> dict[str, Finding]:
    """Have the doctor look from outside."""
    given: dict[str, object] = {
        "bot_token": "42:TEST",
        "bot_api_url": telegram.url,
        "database_path": tmp_path / "kutip.sqlite3",
        "knowledge_dir": SAMPLE,
        "_env_file": None,
        **changes,
    }
    settings = Settings(**given)  # type: ignore[arg-type]  # checked by pydantic
    return by_key(await examine_from_outside(settings, MIGRATIONS, online=False))


async def test_a_moderator_is_told_everything_and_nobody_else_is(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/doctor")
    assert "untuk moderator" in (await telegram.reply()).text
    mira = telegram.person("Mira", language="id", id=MODERATOR)
    await mira.says("/doctor")
    told = (await telegram.reply(within=20)).text
    assert told.startswith("Pemeriksaan Kutip: 0 kesalahan, ")
    assert "✅ Token diterima; botnya @kutip_bot." in told
    assert "✅ Mode privasi mati" in told
    assert "⚠️ Belum ada cadangan di dekat basis data.\n→ Salin basis data" in told


async def test_a_rival_instance_is_remembered(telegram: BotApi, bot: Bot) -> None:
    async with Rival("42:TEST", base_url=f"{telegram.url}/bot") as rival:
        await asyncio.sleep(0.3)  # the first one polls
        await rival.get_updates(timeout=1)
        await asyncio.sleep(1)
    mira = telegram.person("Mira", language="en", id=MODERATOR)
    await mira.says("/doctor")
    told = (await telegram.reply(within=20)).text
    assert "❌ Another Kutip uses the same token" in told
    assert " WIB)." in told, "by the clock of TIME_ZONE"


async def test_all_is_told_of_a_healthy_bot_before_its_first_run(
    telegram: BotApi, tmp_path: Path
) -> None:
    found = await look(telegram, tmp_path, moderator_ids="1,2")
    assert [key for key, one in found.items() if one.level == "error"] == []
    assert found["token_fine"].values == {"username": "kutip_bot"}
    assert {"polling_fine", "privacy_off", "inline_on", "database_new", "knowledge_fine"} <= set(
        found
    )
    assert not (tmp_path / "kutip.sqlite3").exists(), "the doctor makes nothing"


async def test_a_missing_and_a_refused_token(telegram: BotApi, tmp_path: Path) -> None:
    assert "token_missing" in await look(telegram, tmp_path, bot_token=None)
    assert "token_refused" in await look(telegram, tmp_path, bot_token="43:WRONG")
    telegram.fail("getMe", times=None, how="502")
    assert "telegram_unreachable" in await look(telegram, tmp_path)


async def test_a_webhook_in_the_way_and_settings_that_do_not_go_together(
    telegram: BotApi, tmp_path: Path
) -> None:
    telegram.updates.webhook["url"] = "https://lain.example/hook"
    found = await look(telegram, tmp_path)
    assert found["webhook_in_the_way"].values == {"url": "https://lain.example/hook"}
    telegram.updates.webhook["url"] = ""
    found = await look(telegram, tmp_path, webhook_url="https://bot.example/hook")
    assert {"webhook_no_secret", "webhook_missing"} <= set(found)


async def test_privacy_mode_is_weighed_against_the_groups_settings(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    telegram.world.abilities |= {
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_join_groups": False,
    }
    deaf, hearing = telegram.group("Warga Awan"), telegram.group("Warga Bulan")
    hearing.promotes_the_bot()
    async with start() as bot:
        for group in (deaf, hearing):
            await bot.bot_data.chats.choose(group.id, ChatSettings(auto_answer=True))
    found = await look(telegram, tmp_path)
    assert found["privacy_against_settings"].values == {"count": 1}
    assert {"privacy_on", "inline_off", "cannot_join"} <= set(found)
    said = found["privacy_on"].sentence("id")
    assert "/ask@kutip_bot selalu" in said
    assert "Sebutan @kutip_bot dan pertanyaan biasa tidak sampai" in said


async def test_rights_in_the_moderators_chat(telegram: BotApi, tmp_path: Path) -> None:
    group = telegram.group("Moderator")
    assert "moderator_chat_fine" in await look(telegram, tmp_path, moderator_chat_id=group.id)
    group.kicks_the_bot()
    assert "moderator_chat_closed" in await look(telegram, tmp_path, moderator_chat_id=group.id)
    assert "moderator_chat_closed" in await look(telegram, tmp_path, moderator_chat_id=-5)


async def test_the_database_and_its_backup(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    async with start():
        found = await look(telegram, tmp_path)
        assert {"database_fine", "backup_none"} <= set(found)
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "kutip-2026-11-23.sqlite3").write_bytes(b"-")
    assert "backup_fine" in await look(telegram, tmp_path)
    os.utime(backups / "kutip-2026-11-23.sqlite3", (61_200, 61_200))
    found = await look(telegram, tmp_path)
    assert found["backup_old"].sentence("id") == "Cadangan terakhir sudah lama: 2 Januari 1970."
    path = tmp_path / "kutip.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert "database_newer" in await look(telegram, tmp_path)
    path.write_bytes(b"no database at all" * 100)
    assert "database_broken" in await look(telegram, tmp_path)


async def test_a_database_that_others_can_read(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    path = tmp_path / "kutip.sqlite3"
    async with start():
        path.chmod(0o644)
        assert "database_open" not in await look(telegram, tmp_path), "nobody gets to it"
        path.parent.chmod(0o755)
        found = await look(telegram, tmp_path)
        assert found["database_open"].cure("en") == f"Run: chmod 600 {path}*"
        path.chmod(0o600)
        assert "database_open" not in await look(telegram, tmp_path)


async def test_without_a_moderators_chat_it_is_said_once_what_does_not_go_out(
    telegram: BotApi, start: Starter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert "weekly digest" in (await look(telegram, tmp_path))["moderator_chat_none"].sentence("en")
    async with start():
        await telegram.wait_until_quiet(1.5)
    told = [one.getMessage() for one in caplog.records if "MODERATOR_CHAT_ID" in one.getMessage()]
    assert told == [
        "MODERATOR_CHAT_ID is not set: no cards of questions, no weekly digest;"
        " /unanswered and /digest show both"
    ]
    caplog.clear()
    async with start(moderator_chat_id=telegram.group("Moderator").id):
        await telegram.wait_until_quiet()
    assert "MODERATOR_CHAT_ID" not in caplog.text


async def test_knowledge_that_cannot_be_read_and_answers_that_are_too_long(
    telegram: BotApi, tmp_path: Path
) -> None:
    assert "knowledge_unreadable" in await look(telegram, tmp_path, knowledge_dir=tmp_path / "no")
    file = tmp_path / "tanya.csv"
    file.write_text(f"question,answer\nKapan?,{'Nanti saja ya. ' * 400}\nDi mana?,Sini\n", "utf-8")
    found = await look(telegram, tmp_path, knowledge_dir=file)
    assert found["limits_split"].values["count"] == 1


async def shell(telegram: BotApi, folder: Path, *words: str, typed: str = "") -> tuple[int, str]:
    """Run a command as an operator would; give its exit code and what it printed."""
    settings = {"BOT_API_URL": telegram.url, "KNOWLEDGE_DIR": str(SAMPLE), "CHECK_SOURCES": "false"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *words, cwd=folder,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await asyncio.wait_for(running.communicate(typed.encode()), 60)
    return running.returncode or 0, told.decode()


async def test_the_shell_has_an_exit_code_for_it(telegram: BotApi, tmp_path: Path) -> None:
    code, told = await shell(telegram, tmp_path, "doctor", "--offline")
    assert code == 1
    assert "❌ BOT_TOKEN belum diisi" in told
    (tmp_path / ".env").write_text("BOT_TOKEN=42:TEST\n")
    code, told = await shell(telegram, tmp_path, "doctor", "--offline")
    assert code == 0, told
    assert "TEST" not in told


async def test_a_first_run_asks_checks_and_writes(telegram: BotApi, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# mine\nLOG_LEVEL=INFO\n")
    typed = "en\n42:WRONG-ONE\n42:TEST\nn\n"
    code, told = await shell(telegram, tmp_path, "init", typed=typed)
    assert code == 0, told
    assert "Telegram refuses that token." in told
    assert "Hello, @kutip_bot." in told
    assert "Kutip's check-up: 0 errors" in told
    written = (tmp_path / ".env").read_text().splitlines()
    assert written[:2] == ["# mine", "LOG_LEVEL=INFO"]
    assert {"BOT_TOKEN=42:TEST", "DEFAULT_LANGUAGE=en", "MODERATOR_IDS="} <= set(written)
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


async def test_a_moderator_is_found_by_the_code_they_send(telegram: BotApi, tmp_path: Path) -> None:
    settings = {"BOT_API_URL": telegram.url, "KNOWLEDGE_DIR": str(SAMPLE), "CHECK_SOURCES": "false"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "init", cwd=tmp_path,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert running.stdin
    assert running.stdout
    running.stdin.write(b"en\n42:TEST\ny\n")
    told = ""
    while "?start=" not in told:
        told = (await asyncio.wait_for(running.stdout.readline(), 20)).decode()
    code = told.partition("?start=")[2].split()[0]
    stranger, mira = telegram.person("Budi"), telegram.person("Mira", id=MODERATOR)
    await stranger.says("/start mod-00000000")
    await mira.says(f"/start {code}")
    running.stdin.write(b"n\n")
    rest, _ = await asyncio.wait_for(running.communicate(), 30)
    assert f"Mira (id {MODERATOR}) is a moderator now." in rest.decode()
    assert f"MODERATOR_IDS={MODERATOR}" in (tmp_path / ".env").read_text()
    assert len(telegram.updates.pending) == 2, "nothing was taken from the bot"


async def test_from_a_token_to_a_first_answer_in_a_group(telegram: BotApi, tmp_path: Path) -> None:
    began = time.monotonic()
    code, _ = await shell(telegram, tmp_path, "init", typed="id\n42:TEST\nn\n")
    assert code == 0
    async with process(telegram, tmp_path, BOT_TOKEN=""):
        group = telegram.group("Warga Awan")
        group.adds_the_bot()
        assert (await telegram.reply(within=20)).text.startswith("Halo, aku Kutip.")
        budi = telegram.person("Budi", language="id")
        await budi.says("/ask@kutip_bot perpustakaan pindah ke mana?", chat=group)
        assert (await telegram.reply()).text.startswith("Perpustakaan pindah ke Jalan Melati 7.")
    assert time.monotonic() - began < 60, "what the machine takes of the newcomer's five minutes"


@pytest.mark.parametrize("typed", ["", "en\n"])
async def test_a_first_run_without_answers_ends_with_the_cure(
    telegram: BotApi, tmp_path: Path, typed: str
) -> None:
    code, told = await shell(telegram, tmp_path, "init", typed=typed)
    assert code == 2
    assert "kutip: init asks questions; run it in a terminal" in told
