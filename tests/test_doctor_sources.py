"""The pages that answers cite, asked for over real HTTP on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.doctor import examine_from_outside
from bot.doctor.sources import look_at_sources
from bot.house import MIGRATIONS
from bot.settings import Settings
from knowledge import Knowledge, Source
from knowledge.database import Database
from knowledge.storage.figures import Figures


@asynccontextmanager
async def pages(**statuses: int) -> AsyncIterator[str]:
    """Serve a page a name, each with its status; give the root."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = (await reader.readline()).split()[1].decode().strip("/")
        writer.write(f"HTTP/1.1 {statuses[name]} Indeed\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def citing(*addresses: str) -> Knowledge:
    """Make a knowledge whose sources have these addresses."""
    sources = {url: Source(url, f"Page {url.rpartition('/')[2]}", url=url) for url in addresses}
    return Knowledge(sources, {}, {})


async def test_a_page_that_is_gone_is_told_and_one_that_refuses_robots_is_not() -> None:
    async with pages(here=200, robots=403, gone=404) as root:
        knowledge = citing(f"{root}/here", f"{root}/robots", f"{root}/gone")
        found = await look_at_sources(knowledge)
    assert [(one.key, one.values) for one in found] == [
        ("sources_gone", {"count": 1, "titles": "Page gone"})
    ]


async def test_a_silent_page_is_told_apart_from_a_machine_without_a_way_out() -> None:
    async with pages(here=200) as root:
        found = await look_at_sources(citing(f"{root}/here", "http://127.0.0.1:9/silent"))
    assert [one.key for one in found] == ["sources_silent"]
    found = await look_at_sources(citing("http://127.0.0.1:9/silent"))
    assert [one.key for one in found] == ["sources_unchecked"]


async def test_pages_that_open_are_fine_and_without_addresses_there_is_nothing_to_say() -> None:
    async with pages(here=200) as root:
        found = await look_at_sources(citing(f"{root}/here"))
    assert [one.key for one in found] == ["sources_fine"]
    assert await look_at_sources(citing()) == []


async def test_what_was_seen_of_the_pages_is_kept(tmp_path: Path) -> None:
    async with Database(tmp_path / "a.sqlite3", MIGRATIONS) as database:
        figures = Figures(database)
        async with pages(here=200, robots=403, gone=404) as root:
            knowledge = citing(f"{root}/here", f"{root}/robots", f"{root}/gone")
            await look_at_sources(knowledge, figures)
        first = await figures.sightings()
        assert {id_.rpartition("/")[2]: one.seen_at is not None for id_, one in first.items()} == {
            "here": True,
            "robots": True,
            "gone": False,
        }
        # a machine without a way out has seen nothing, and says nothing of the pages
        await look_at_sources(knowledge, figures)
        assert await figures.sightings() == first


async def test_a_look_from_the_shell_is_kept_in_a_log_that_is_there(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.sqlite3", tmp_path / "known"
    async with pages(here=200) as root:
        folder.mkdir()
        source = f'[[source]]\nid = "s"\ntitle = "S"\nurl = "{root}/here"\n'
        (folder / "sources.toml").write_text(source, "utf-8")
        (folder / "a.jsonl").write_text(
            '{"id": "e", "question": "apa?", "answer": "ini"}\n', "utf-8"
        )
        settings = Settings(database_path=path, knowledge_dir=folder, _env_file=None)  # type: ignore[call-arg]  # pydantic's own
        await examine_from_outside(settings, MIGRATIONS)
        assert not path.exists()
        async with Database(path, MIGRATIONS):
            pass
        await examine_from_outside(settings, MIGRATIONS)
    async with Database(path, MIGRATIONS) as database:
        assert list(await Figures(database).sightings()) == ["s"]
