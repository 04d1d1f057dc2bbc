"""The webhook, /healthz and /metrics: open to whom they are meant for, shut to all others."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.settings import SettingsError
from tests.bot_api import BotApi
from tests.bot_api.remote import private_question
from tests.conversations.conftest import Starter

QUESTION, ANSWER = "perpustakaan pindah ke mana?", "Perpustakaan pindah ke Jalan Melati 7."
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}


@pytest.fixture
def port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
async def client(port: int) -> AsyncIterator[httpx.AsyncClient]:
    root = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=root, trust_env=False, timeout=5) as opened:
        yield opened


def hook(port: int) -> dict[str, object]:
    url = f"http://127.0.0.1:{port}/hook"
    return {"webhook_url": url, "webhook_port": port, "webhook_secret": "s3cret"}


async def test_a_question_comes_in_by_the_webhook_and_once_only(
    telegram: BotApi, start: Starter, port: int
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(**hook(port)):
        await budi.says(QUESTION)
        assert (await telegram.reply()).text.startswith(ANSWER)
        telegram.repeat(telegram.last_update_id)
        await telegram.silence(0.5)
    assert telegram.polls == []


async def test_polling_again_takes_the_webhook_away(
    telegram: BotApi, start: Starter, port: int
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(**hook(port)):
        await telegram.wait_until_quiet()
    await budi.says(QUESTION)
    async with start():
        assert (await telegram.reply()).text.startswith(ANSWER)


async def test_a_webhook_without_a_secret_of_its_own_is_given_one(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(**{**hook(port), "webhook_secret": None}):
        await budi.says(QUESTION)
        assert (await telegram.reply()).text.startswith(ANSWER)
        update = private_question(QUESTION, user=5, message=5)
        answer = await client.post("/hook", json={"update_id": 9_999, **update})
        assert answer.status_code == 403
    (made,) = telegram.calls("setWebhook")
    assert len(str(made.parameters["secret_token"])) >= 32


async def test_what_came_while_the_webhook_was_down_is_answered_once_after_a_restart(
    telegram: BotApi, start: Starter, port: int
) -> None:
    budi = telegram.person("Budi", language="id")
    settings = {**hook(port), "webhook_secret": None}  # another one at each start
    async with start(**settings):
        await budi.says(QUESTION)
        await telegram.reply()
    for _ in range(3):
        await budi.says(QUESTION)
    await asyncio.sleep(0.5)  # Telegram tries in vain
    async with start(**settings):
        assert len(await telegram.replies(3)) == 3
        telegram.repeat(telegram.last_update_id)
        await telegram.silence(0.5)
    one, other = telegram.calls("setWebhook")
    assert one.parameters["secret_token"] != other.parameters["secret_token"]


async def test_telegram_is_not_asked_to_set_the_webhook_before_its_time(
    telegram: BotApi, start: Starter, port: int
) -> None:
    telegram.fail("setWebhook", times=1, how="429", retry_after=2)
    async with start(**hook(port)):
        await telegram.person("Budi", language="id").says(QUESTION)
        await telegram.reply()
    one, other = telegram.calls("setWebhook")
    assert other.at - one.at >= 2


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, b'{"update_id": 9999}', 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "s3cre"}, b'{"update_id": 9999}', 403),
        ({"X-Telegram-Bot-Api-Secret-Token": "s3crét"}, b'{"update_id": 9999}', 403),
        (SECRET, b"{not json", 400),
        (SECRET, b"\xff\xfe", 400),
        (SECRET, b"[]", 400),
        (SECRET, b"{}", 400),
        (SECRET, b'{"update_id": "5"}', 400),
        (SECRET, b'{"update_id": -1}', 400),
        (SECRET, b'{"update_id": 99999999999999999999999999}', 400),
        (SECRET, b'{"update_id": ' + b"9" * 5000 + b"}", 400),
        (SECRET, b"[" * 200_000, 400),
    ],
)
async def test_what_is_not_telegrams_is_refused_and_not_kept(
    telegram: BotApi,
    start: Starter,
    port: int,
    client: httpx.AsyncClient,
    headers: dict[str, str],
    body: bytes,
    status: int,
) -> None:
    async with start(**hook(port)) as bot:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        answer = await client.post("/hook", content=body, headers=raw)
        assert (answer.status_code, answer.text) == (status, f"{status}\n")
        assert await bot.bot_data.database.rows("SELECT * FROM inbox") == []


async def test_ten_megabytes_and_a_get_are_refused(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    async with start(**hook(port)) as bot:
        with pytest.raises(httpx.HTTPError):
            (
                await client.post("/hook", content=b"x" * 10_000_000, headers=SECRET)
            ).raise_for_status()
        assert (await client.get("/hook", headers=SECRET)).status_code == 405
        assert (await client.post("/elsewhere", headers=SECRET)).status_code == 404
        assert await bot.bot_data.database.rows("SELECT * FROM inbox") == []


async def test_telegram_hears_200_only_for_what_is_on_disk(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    async with start(**hook(port)) as bot:
        body = json.dumps({"update_id": 5, **private_question(QUESTION, user=5, message=5)})
        await bot.bot_data.database.rows("PRAGMA query_only = ON")
        assert (await client.post("/hook", content=body, headers=SECRET)).status_code == 503
        await bot.bot_data.database.rows("PRAGMA query_only = OFF")
        assert (await client.post("/hook", content=body, headers=SECRET)).status_code == 200
        rows = await bot.bot_data.database.rows("SELECT update_id FROM inbox")
        assert [row[0] for row in rows] == [5]


async def test_an_update_with_half_an_emoji_is_taken(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("/start")
    async with start(**hook(port)):
        await telegram.reply()
        update = private_question(f"{QUESTION} \ud83d", user=budi.id, message=500)
        body = json.dumps({"update_id": 9_000, **update})
        assert (await client.post("/hook", content=body, headers=SECRET)).status_code == 200
        assert (await telegram.reply()).text.startswith(ANSWER)


async def test_health_and_metrics_stand_beside_polling_too(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    budi = telegram.person("Budi", language="id")
    async with start(webhook_port=port, metrics_token="m3trics"):
        await budi.says(QUESTION)
        await telegram.reply()
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/metrics")).status_code == 401
        wrong = {"Authorization": "Bearer wrong"}
        assert (await client.get("/metrics", headers=wrong)).status_code == 401
        told = await client.get("/metrics", headers={"Authorization": "Bearer m3trics"})
    assert 'kutip_questions_total{outcome="answered"} 1.0' in told.text
    assert "kutip_sends_total 1.0" in told.text
    for name in ("matching_seconds_count 1.0", "inbox_waiting 0.0", "outbox_waiting 0.0"):
        assert f"kutip_{name}" in told.text
    assert "kutip_last_update_age_seconds 0." in told.text
    assert QUESTION not in told.text
    assert f'"{budi.id}"' not in told.text


async def test_without_a_token_there_are_no_metrics(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    async with start(**hook(port)):
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/metrics")).status_code == 404


async def test_a_database_that_is_gone_is_ill_health(
    telegram: BotApi, start: Starter, port: int, client: httpx.AsyncClient
) -> None:
    async with start(**hook(port)) as bot:
        await bot.bot_data.database.execute("ALTER TABLE moved RENAME TO gone")
        assert (await client.get("/healthz")).status_code == 503


async def test_a_port_that_is_taken_is_told_in_one_line(start: Starter, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}: cannot listen"):
            await start(**hook(port)).__aenter__()
    await asyncio.sleep(0)
