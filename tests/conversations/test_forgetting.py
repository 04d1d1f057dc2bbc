"""Whoever says /forgetme is forgotten: no byte is left; counts stay."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import run
from bot.context import KutipApplication
from bot.keeping import clear_old
from knowledge import Reading, Unanswered
from knowledge.storage import Question
from knowledge.storage.moderation import Moderator
from tests.bot_api import BotApi, Message, Person
from tests.conversations.conftest import SAMPLE, Starter
from tests.conversations.crowd import room
from tests.conversations.moderators import RINA, rina
from tests.conversations.telling import wants

Bot = KutipApplication
MARK = "xylofontje"


def hits(folder: Path, *needles: str) -> dict[str, int]:
    """Count the needles in every file, as bytes, in whichever encoding a text is written."""
    found = {}
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            count = sum(content.count(needle.encode()) for needle in needles)
            if count:
                found[file.name] = count
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Copy the database's files as a crash would leave them."""
    return {file.name: file.read_bytes() for file in folder.glob("kutip.sqlite3*")}


async def forgets(telegram: BotApi, who: Person, label: str = "Ya, hapus") -> Message:
    """Say /forgetme, press the button, and wait until it is done."""
    await telegram.wait_until_quiet()
    telegram.skip_replies()
    await who.says("/forgetme")
    asked = await telegram.reply(chat=who)
    await who.presses(asked, label)
    done = await telegram.reply(chat=who)
    await telegram.wait_until_quiet(quiet=0.8)
    return done


async def test_it_asks_once_and_says_what_goes_and_what_stays(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(f"resep {MARK} yang enak")
    await telegram.reply()
    await budi.says("/forgetme")
    asked = await telegram.reply()
    assert asked.text.startswith("Hapus jejakmu? Pertanyaanmu yang kuingat: 1.")
    assert "Cadangan harian masih memuat salinan lama sampai 7 hari" in asked.text
    assert asked.labels == ["Ya, hapus", "Tidak jadi"]
    await budi.presses(asked, "Tidak jadi")
    assert (await telegram.reply()).text == "Baik, tidak ada yang dihapus."
    rows = await bot.bot_data.database.rows("SELECT text FROM question")
    assert [row["text"] for row in rows] == [f"resep {MARK} yang enak"]


async def test_nothing_of_a_person_is_left_in_any_file_and_the_counts_stay(
    telegram: BotApi, start: Starter, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    budi = telegram.person("Budimanto", language="id", username="budimanto")
    sari, group = telegram.person("Sari", language="id"), telegram.group("Warga")
    async with start() as bot:
        rows = bot.bot_data.database.rows
        await wants(telegram, budi, f"resep {MARK} yang enak")
        await wants(telegram, budi, f"resep {MARK} di grup", group)
        await sari.says(f"/ask resep {MARK[::-1]} yang enak", chat=group)
        await telegram.reply(chat=group)
        await budi.says("/language")
        await budi.presses(await telegram.reply(chat=budi), "English")
        await telegram.reply(chat=budi)
        await budi.says("perpustakaan pindah ke mana?")
        answer = await telegram.reply(chat=budi)
        await budi.presses(answer, "👎")
        await budi.presses(answer, "🔔")
        await telegram.reply(chat=budi)
        await budi.says(f"cabang {MARK} dibuka kembali kapan?")
        await budi.presses(await telegram.reply(chat=budi), "1.")
        await telegram.reply(chat=budi)
        await bot.bot_data.live.refuse(f"resep {MARK} yang enak", Moderator(RINA, "Rina"))
        done = await forgets(telegram, budi, "Yes, erase")
        assert done.text.startswith("Done. I have erased your traces")
        names = (MARK, "Budimanto", "budimanto", str(budi.id))
        assert hits(tmp_path, *names) == {}
        log = [
            tuple(row) for row in await rows("SELECT text, asker, outcome, asked_at FROM question")
        ]
        assert len(log) == 5
        assert sum(bool(text) for text, *_ in log) == 1, "Sari's stays"
        assert {outcome for _, _, outcome, _ in log} == {"answered", "unanswered", "unsure"}
        assert {at[10:19] for text, _, _, at in log if not text} == {"T00:00:00"}
        for query in (
            "SELECT person FROM wish UNION ALL SELECT person FROM preference"
            " UNION ALL SELECT person FROM feedback",
            "SELECT question FROM pick UNION ALL SELECT question FROM passing"
            " UNION ALL SELECT question FROM offer",
            "SELECT chat FROM said WHERE chat > 0 UNION ALL"
            " SELECT chat FROM reply WHERE chat > 0 UNION ALL"
            " SELECT chat FROM outbox WHERE chat > 0",
        ):
            assert [tuple(row) for row in await rows(query)] == [], query
        assert bot.bot_data.knowledge.is_unwanted(f"Resep {MARK} yang enak"), "ignored stays so"
    assert hits(tmp_path, *names) == {}
    assert MARK not in caplog.text
    async with start() as bot:
        assert bot.bot_data.knowledge.is_unwanted(f"resep {MARK} yang enak")
        assert hits(tmp_path, *names) == {}


async def test_no_export_and_no_report_knows_of_who_was_forgotten(
    telegram: BotApi, start: Starter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        await budi.says(f"resep {MARK} yang enak")
        await telegram.reply()
        await forgets(telegram, budi)
    places = ["--knowledge", str(SAMPLE), "--database", str(tmp_path / "kutip.sqlite3")]
    for command in ("export", "report"):
        target = str(tmp_path / ("out" if command == "export" else "report.html"))
        assert await asyncio.to_thread(run, [command, target, *places]) == 0
    assert await asyncio.to_thread(run, ["unanswered", "--format", "csv", *places]) == 0
    assert MARK not in capsys.readouterr().out
    assert (tmp_path / "out" / "entries").is_dir()
    assert (tmp_path / "report.html").is_file()
    assert hits(tmp_path, MARK) == {}


async def test_no_page_or_table_of_the_log_knows_who_was_forgotten(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start():
        for person, words in ((budi, f"resep {MARK} yang enak"), (sari, "resep klepon pandan")):
            await person.says(words)
            await telegram.reply()
        await forgets(telegram, budi)
    places = ["--knowledge", str(SAMPLE), "--database", str(tmp_path / "kutip.sqlite3")]
    page = tmp_path / "report.html"
    assert await asyncio.to_thread(run, ["report", str(page), *places]) == 0
    assert "klepon" in page.read_text("utf-8")
    assert hits(tmp_path, MARK) == {}


async def test_among_many_questions_no_page_keeps_a_forgotten_one(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start() as bot:
        store = bot.bot_data.store
        for number in range(1500):
            who = f"telegram:{budi.id}" if number % 5 == 0 else f"telegram:{number % 7}"
            text = f"{MARK if number % 5 == 0 else 'lain'} {number} " * (1 + number % 40)
            asked = Question(text, who, "private")
            if number % 50 == 0:
                await asyncio.sleep(0)
            async with store.transaction():
                logged = await store.record(asked, Unanswered(Reading("id")), "id")
                cluster = await store.queue.begin()
                await store.queue.add(logged, cluster, "unanswered")
                await store.queue.center(cluster, logged)
        assert sum(hits(tmp_path, MARK).values()) > 1000
        done = await forgets(telegram, budi)
        assert "(300)" in done.text
        assert hits(tmp_path, MARK) == {}
        assert len(await store.queue.open_clusters()) == 1200
    with closing(sqlite3.connect(tmp_path / "kutip.sqlite3")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_parked_updates_that_quote_a_person_are_emptied(
    telegram: BotApi, bot: Bot, tmp_path: Path
) -> None:
    budi = telegram.person("Budi", language="id")
    quoted = {"message_id": 5, "date": 1, "chat": budi.chat, "from": budi.user, "text": MARK}
    telegram.inject(
        {"message": {"message_id": "poison", "chat": {"id": 5}, "reply_to_message": quoted}}
    )
    await asyncio.sleep(2.0)
    assert hits(tmp_path, MARK)
    await forgets(telegram, budi)
    assert hits(tmp_path, MARK) == {}
    rows = await bot.bot_data.database.rows(
        "SELECT state, payload FROM inbox WHERE state = 'parked'"
    )
    assert [tuple(row) for row in rows] == [("parked", None)]


async def test_what_waits_of_a_person_in_a_group_is_dropped(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    budi, group = telegram.person("Budi", language="id"), telegram.group("Warga")
    async with start(flood_burst=2, flood_per_minute=6):
        for number in range(8):
            await budi.says(f"/ask resep {MARK} nomor {number}", chat=group)
        await telegram.wait_until_quiet(quiet=0.5)
        await forgets(telegram, budi)
        assert hits(tmp_path, MARK) == {}
        await telegram.wait_until_quiet()
    assert hits(tmp_path, MARK) == {}


async def test_a_reader_in_the_way_only_delays_the_sweep(
    telegram: BotApi, bot: Bot, tmp_path: Path
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says(f"resep {MARK} yang enak")
    await telegram.reply()
    with closing(sqlite3.connect(tmp_path / "kutip.sqlite3")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM question").fetchone()
        done = await forgets(telegram, budi)
        assert done.text.startswith("Sudah. Kuhapus jejakmu")
        assert not bot.bot_data.database.is_swept
        assert hits(tmp_path, MARK)
    for _ in range(50):
        if bot.bot_data.database.is_swept:
            break
        await asyncio.sleep(0.1)
    assert hits(tmp_path, MARK) == {}


async def test_a_crash_right_after_the_commit_leaves_nothing_after_the_next_start(
    telegram: BotApi, start: Starter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start() as bot:
        await budi.says(f"resep {MARK} yang enak")
        await telegram.reply()
        await telegram.wait_until_quiet()
        store, key = bot.bot_data.store, f"telegram:{budi.id}"
        async with store.transaction():
            await store.traces.erase(key)
        copies = contents(tmp_path)
    assert any(MARK.encode() in content for content in copies.values()), "as a crash leaves it"
    for name, content in copies.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "kutip.sqlite3-shm").unlink(missing_ok=True)
    async with start():
        assert hits(tmp_path, MARK) == {}


@pytest.mark.parametrize("lost", ["the press", "the reply"])
async def test_a_restart_in_the_middle_finishes_it(
    telegram: BotApi, start: Starter, tmp_path: Path, lost: str
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start():
        await budi.says(f"resep {MARK} yang enak")
        await telegram.reply()
        await budi.says("/forgetme")
        asked = await telegram.reply()
        if lost == "the reply":
            telegram.fail("editMessageText", times=None, how="502")
            await budi.presses(asked, "Ya, hapus")
            await asyncio.sleep(0.6)
    if lost == "the press":
        await budi.presses(asked, "Ya, hapus")
    telegram.heal()
    async with start() as bot:
        assert (await telegram.reply(within=8)).text.startswith("Sudah. Kuhapus jejakmu")
        await telegram.wait_until_quiet(quiet=0.8)
        assert hits(tmp_path, MARK, str(budi.id)) == {}
        assert len(await bot.bot_data.database.rows("SELECT id FROM question")) == 1


async def test_in_a_group_it_points_to_the_private_chat_and_presses_there_do_nothing(
    telegram: BotApi, bot: Bot
) -> None:
    budi, eve = telegram.person("Budi", language="id"), telegram.person("Eve", language="id")
    group = telegram.group("Warga")
    await budi.says(f"/ask resep {MARK} yang enak", chat=group)
    reply = await telegram.reply()
    await budi.says("/forgetme", chat=group)
    assert (await telegram.reply()).text.startswith("Ketik /forgetme di obrolan pribadi")
    await budi.says("/forgetme")
    own = await telegram.reply(chat=budi)
    for who, message in ((eve, reply), (budi, reply), (eve, own)):
        press = await who.forges_press(message, "forget:yes")
        assert "tidak berlaku" in await telegram.answer(press)
    rows = await bot.bot_data.database.rows("SELECT text FROM question")
    assert [row["text"] for row in rows] == [f"resep {MARK} yang enak"]


async def test_what_moderators_made_of_ones_words_stays(telegram: BotApi, bot: Bot) -> None:
    moderator, budi = rina(telegram), telegram.person("Budi", language="id")
    await budi.says("parkiran sepeda di mana ya")
    await telegram.reply(chat=budi)
    await moderator.says("/add parkiran sepeda di mana ya")
    await telegram.reply(chat=moderator)
    await moderator.says("Di timur gedung.")
    await moderator.presses(await telegram.reply(chat=moderator), "Tidak ada")
    await moderator.presses(await telegram.reply(chat=moderator), "Lihat pratinjau")
    await moderator.presses(await telegram.reply(chat=moderator), "💾 Simpan")
    await telegram.reply(chat=moderator)
    await forgets(telegram, budi)
    await budi.says("parkiran sepeda di mana ya")
    assert (await telegram.reply(chat=budi)).text.startswith("Di timur gedung.")


async def test_old_questions_lose_text_and_asker_and_are_still_counted(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start(retention_days=30) as bot:
        database = bot.bot_data.database
        await budi.says(f"resep {MARK} yang enak")
        await telegram.reply(chat=budi)
        await budi.says("perpustakaan pindah ke mana?")
        await budi.presses(await telegram.reply(chat=budi), "👍")
        await sari.says("resep soto lamongan asli")
        await telegram.reply(chat=sari)
        await telegram.wait_until_quiet()
        old = (datetime.now(UTC) - timedelta(days=31)).isoformat(timespec="milliseconds")
        await database.execute("UPDATE question SET asked_at = ? WHERE id <= 2", (old,))
        person = (await database.rows("SELECT person FROM feedback"))[0][0]
        await clear_old(bot.bot_data)
        log = [tuple(row) for row in await database.rows("SELECT text, outcome FROM question")]
        assert log == [
            ("", "unanswered"),
            ("", "answered"),
            ("resep soto lamongan asli", "unanswered"),
        ]
        askers = [row["asker"] for row in await database.rows("SELECT asker FROM question")]
        assert askers[:2] == ["", ""]
        assert askers[2]
        (thumb,) = await database.rows("SELECT thumb, person FROM feedback")
        assert thumb["thumb"] == "up"
        assert thumb["person"] != person
        queue = bot.bot_data.store.queue
        assert [one.text for one in await queue.open_clusters()] == ["resep soto lamongan asli"]
        assert await bot.bot_data.store.lessons.last_questions() == ["resep soto lamongan asli"]
        assert hits(tmp_path, MARK, person) == {}


@pytest.mark.parametrize("way", ["forgotten", "old"])
async def test_no_card_in_the_moderators_chat_keeps_a_text_that_is_gone(
    telegram: BotApi, start: Starter, way: str
) -> None:
    staff, budi = room(telegram), telegram.person("Budi", language="id")
    async with start(moderator_chat_id=staff.id) as bot:
        await budi.says(f"resep {MARK} yang enak")
        card = await telegram.reply(chat=staff)
        assert MARK in card.text
        if way == "forgotten":
            await forgets(telegram, budi)
        else:
            await bot.bot_data.database.execute(
                "UPDATE question SET asked_at = '2020-01-01T00:00:00.000+00:00'"
            )
            await clear_old(bot.bot_data)
            await telegram.reply(chat=staff)
        assert card.now.text == "Pertanyaan ini sudah tidak ada di antrean."


async def test_a_cluster_of_which_a_part_is_old_keeps_its_count_and_shows_the_rest(
    telegram: BotApi, bot: Bot
) -> None:
    store, database = bot.bot_data.store, bot.bot_data.database
    cluster = await store.queue.begin()
    for number, text in enumerate(("resep lama", "resep baru")):
        asked = Question(text, f"someone {number}", "private")
        logged = await store.record(asked, Unanswered(Reading("id")), "id")
        await store.queue.add(logged, cluster, "unanswered")
    await store.queue.center(cluster, 1)
    await database.execute("UPDATE question SET asked_at = '2020-01-01T00:00:00.000Z' WHERE id = 1")
    await clear_old(bot.bot_data)
    (found,) = await store.queue.open_clusters()
    assert (found.text, found.questions, found.askers) == ("resep baru", 2, 2)


@pytest.mark.parametrize("backups", [0, 7])
async def test_privacy_tells_the_numbers_that_are_set(
    telegram: BotApi, start: Starter, backups: int
) -> None:
    ann = telegram.person("Ann", language="en")
    async with start(retention_days=90, wishes_kept_days=14, backup_keep_days=backups):
        await ann.says("/privacy")
        said = (await telegram.reply()).text
        assert "After 90 days text and code are deleted" in said
        assert "for 14 days at most" in said
        expected = "hold old copies for 7 more days" if backups else "No daily backups are made."
        assert expected in said
        assert "/forgetme erases your traces" in said


@pytest.mark.parametrize("way", ["forgotten", "old"])
async def test_what_was_ignored_stays_ignored_though_its_text_is_gone(
    telegram: BotApi, start: Starter, tmp_path: Path, way: str
) -> None:
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    async with start() as bot:
        store = bot.bot_data.store
        await budi.says(f"resep {MARK} yang enak")
        await telegram.reply(chat=budi)
        assert await store.queue.close(1, "ignored")
        if way == "forgotten":
            await forgets(telegram, budi)
        else:
            await bot.bot_data.database.execute(
                "UPDATE question SET asked_at = '2020-01-01T00:00:00.000+00:00'"
            )
            await clear_old(bot.bot_data)
            await telegram.wait_until_quiet()
        assert hits(tmp_path, MARK) == {}
    async with start() as bot:
        await sari.says(f"Resep {MARK}  yang enak")
        assert (await telegram.reply(chat=sari)).text.startswith("Moderator sudah melihat")
        assert await bot.bot_data.store.queue.open_clusters() == []
