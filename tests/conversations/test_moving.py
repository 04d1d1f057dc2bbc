"""The knowledge goes out as a zip and comes in as a file: in chat and from the shell."""

import asyncio
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from bot.cli import run
from bot.context import KutipApplication
from knowledge import Entry
from knowledge.loading import read
from tests.bot_api import BotApi
from tests.conversations.conftest import SAMPLE, Starter
from tests.conversations.moderators import ANSWER, QUESTION, card_of, rina, saved

Bot = KutipApplication
CSV = (
    "id,question,alternatives,answer,cites\n"
    "parkir,Di mana parkir?,parkir sepeda mana,Di timur.,K1\n"
)


async def test_an_export_is_the_whole_knowledge_and_imports_as_it_is(
    telegram: BotApi, start: Starter, tmp_path: Path
) -> None:
    moderator = rina(telegram)
    async with start() as bot:
        await saved(telegram, moderator)
        await moderator.presses(await card_of(telegram, moderator, "late-fees"), "🗄 Tarik")
        await moderator.presses(await telegram.reply(), "Ya, tarik")
        await telegram.reply()
        await moderator.says("/export")
        exported = await telegram.reply()
        assert exported.text.startswith("8 entri.")
        first = dict(bot.bot_data.knowledge.knowledge.entries)
        await moderator.sends_document(exported.file, "kutip.zip", mime="application/zip")
        plan = await telegram.reply()
        assert "0 baru, 0 berubah, 8 sama, 0 ditarik, 0 ditolak" in plan.text
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(io.BytesIO(exported.file)).extractall(folder)
    outside, shipped = read(folder), read(SAMPLE)
    gone = {"late-fees"}
    assert {id_: _without(entry, gone) for id_, entry in outside.entries.items()} == {
        id_: _without(entry, gone) for id_, entry in first.items()
    }
    assert (outside.passages, outside.sources) == (shipped.passages, shipped.sources)
    async with start(database_path=tmp_path / "empty.sqlite3") as bot:
        await moderator.sends_document(exported.file, "kutip.zip", mime="application/zip")
        plan = await telegram.reply()
        assert "1 baru, 1 berubah, 6 sama, 1 ditarik, 0 ditolak" in plan.text
        await moderator.presses(plan, "Impor semuanya")
        assert (await telegram.reply()).text == "✅ Diimpor: 3 entri."
        base = bot.bot_data.knowledge
        assert base.knowledge.entries.keys() == first.keys()
        await moderator.says("/ask " + QUESTION)
        assert (await telegram.reply()).text.startswith(ANSWER)


def _without(entry: Entry, gone: set[str]) -> Entry:
    """Forget the related entries that are gone: a folder cannot name them."""
    return replace(entry, related=tuple(one for one in entry.related if one not in gone))


@pytest.mark.parametrize("restarts", [False, True], ids=["at once", "after a restart"])
async def test_a_table_is_shown_first_and_imported_on_a_tap(
    telegram: BotApi, start: Starter, restarts: bool
) -> None:
    moderator = rina(telegram)
    async with start():
        await moderator.sends_document(CSV.encode(), "baru.csv", mime="text/csv")
        plan = await telegram.reply()
        assert plan.text.startswith("Impor baru.csv: 1 baru, 0 berubah")
        assert "+ parkir" in plan.text
        await moderator.says("/ask parkir sepeda mana")
        assert "Di timur." not in (await telegram.reply()).text
        if not restarts:
            await moderator.presses(plan, "Impor semuanya")
            assert (await telegram.reply()).text == "✅ Diimpor: 1 entri."
    async with start():
        if restarts:
            await moderator.presses(plan, "Impor semuanya")
            assert (await telegram.reply()).text == "✅ Diimpor: 1 entri."
        await moderator.says("/ask parkir sepeda mana")
        assert (await telegram.reply()).text.startswith("Di timur.")


def _xlsx(*rows: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


async def test_a_spreadsheet_is_imported_too(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    content = _xlsx(("Question", "Answer"), ("Di mana parkir sepeda?", "Di timur."))
    await moderator.sends_document(content, "baru.xlsx")
    assert "+ di-mana-parkir-sepeda" in (await telegram.reply()).text


async def test_what_is_refused_is_named_and_nothing_of_the_file_is_imported(
    telegram: BotApi, bot: Bot
) -> None:
    moderator = rina(telegram)
    rows = [
        {"id": "parkir", "question": "Di mana parkir?", "answer": "Di timur."},
        {"id": "toko", "question": "Ada toko?", "answer": "Ada.", "cites": ["E99"]},
    ]
    content = "\n".join(map(json.dumps, rows)).encode()
    await moderator.sends_document(content, "dua.jsonl")
    plan = await telegram.reply()
    assert "✗ toko: Bagian sumber “E99” tidak ada." in plan.text
    assert "tidak ada yang diimpor" in plan.text
    assert plan.labels == []


async def test_an_import_over_what_changed_meanwhile_is_refused(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.sends_document(CSV.encode(), "baru.csv", mime="text/csv")
    plan = await telegram.reply()
    await moderator.sends_document(CSV.replace("timur", "barat").encode(), "lain.csv")
    await moderator.presses(await telegram.reply(), "Impor semuanya")
    await telegram.reply()
    await moderator.presses(plan, "Impor semuanya")
    assert (await telegram.reply()).text.startswith("Belum diimpor: isi pengetahuan berubah")


def _zip(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return content.getvalue()


def _sheet(cells: str) -> bytes:
    """Write a workbook by hand, as no program would."""
    book, relations = _xlsx(("question",)), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(relations, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                sheet = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
                content = sheet.encode()
            new.writestr(name, content)
    return relations.getvalue()


BAD = {
    "a wrong line": ("a.csv", b'id,question\n1,"tak tertutup\n', "a.csv:"),
    "no such columns": ("a.csv", b"nama,umur\nx,1\n", "a.csv:1: the columns are nama, umur"),
    "not UTF-8": ("a.csv", b"question\n\xff\xfe\n", "a.csv:2: not UTF-8 text"),
    "not JSON": ("a.jsonl", b'{"id": "x", "question": "x"}\n{oops\n', "a.jsonl:2: not JSON"),
    "deep nesting": ("a.jsonl", b'{"question": ' + b"[" * 100_000, "a.jsonl:1: not JSON"),
    "no zip": ("a.zip", b"PK\x03\x04 no", "a.zip: not a zip file"),
    "a zip bomb": ("a.zip", _zip(entries__a_dot_toml="#" * 60_000_000), "more than 50 MB"),
    "a path outside": ("a.zip", _zip(**{"..__..__etc__x": "x"}), 'is named "../../etc/x"'),
    "an absolute path": ("a.zip", _zip(**{"__etc__x": "x"}), 'is named "/etc/x"'),
    "no entries": ("a.zip", _zip(readme_dot_md="halo"), "holds no entry"),
    "wrong TOML": ("a.zip", _zip(entries__a_dot_toml="[[entry]]\nid="), "entries/a.toml"),
    "no workbook": ("a.xlsx", b"PK", "not a workbook"),
    "a sheet without columns": ("a.xlsx", _sheet(""), "the columns are missing"),
    "too far out": (
        "a.xlsx",
        _sheet('<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'),
        "a.xlsx:",
    ),
}


@pytest.mark.parametrize(("name", "content", "problem"), BAD.values(), ids=BAD.keys())
async def test_a_malformed_file_is_refused_with_the_place(
    telegram: BotApi, bot: Bot, name: str, content: bytes, problem: str
) -> None:
    moderator = rina(telegram)
    await moderator.sends_document(content, name)
    reply = await telegram.reply(within=2)
    assert reply.text.startswith("Berkas ini ditolak: ")
    assert problem in reply.text
    assert "kutip-import-" not in reply.text
    assert "impor." not in reply.text


async def test_a_huge_file_is_refused_before_it_is_fetched(telegram: BotApi, bot: Bot) -> None:
    moderator = rina(telegram)
    await moderator.sends_document(b"x" * 5_000_001, "besar.csv")
    assert (await telegram.reply()).text == "Berkas ini ditolak: lebih besar dari 5 MB."
    assert telegram.calls("getFile") == []


async def test_other_documents_are_told_what_can_be_imported(telegram: BotApi, bot: Bot) -> None:
    await rina(telegram).sends_document(b"x", "foto.exe")
    assert (await telegram.reply()).text.startswith("Kirim berkas ke sini")


def _shell(tmp_path: Path, *words: str, knowledge: Path = SAMPLE, database: str = "a") -> int:
    where = ["--knowledge", str(knowledge), "--database", str(tmp_path / f"{database}.sqlite3")]
    return run([words[0], *where, *words[1:]])


def test_the_shell_imports_and_exports_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "baru.csv").write_text(CSV, "utf-8")
    file, out = str(tmp_path / "baru.csv"), str(tmp_path / "out")
    assert _shell(tmp_path, "import", file, "--dry-run") == 0
    assert _shell(tmp_path, "import", file) == 0
    assert "1 new, 0 changed, 0 same, 0 retired, 0 refused" in capsys.readouterr().out
    assert _shell(tmp_path, "import", file) == 0
    assert "0 new, 0 changed, 1 same" in capsys.readouterr().out
    assert _shell(tmp_path, "export", out) == 0
    assert _shell(tmp_path, "import", out, database="b") == 0
    assert "1 new, 0 changed, 8 same" in capsys.readouterr().out
    assert _shell(tmp_path, "export", str(tmp_path / "again"), database="b") == 0
    assert _files(tmp_path / "again") == _files(tmp_path / "out")
    assert _shell(tmp_path, "export", out) == 2


def test_a_refused_import_from_the_shell_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.csv").write_text(CSV, "utf-8")
    (tmp_path / "b.csv").write_text(CSV.replace("K1", "K9").replace("parkir,", "lain,"), "utf-8")
    assert _shell(tmp_path, "import", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")) == 2
    assert _shell(tmp_path, "import", str(tmp_path / "a.csv"), "--dry-run") == 0
    assert "1 new" in capsys.readouterr().out.splitlines()[-1]


async def test_what_the_shell_imports_reaches_a_running_bot(
    telegram: BotApi, bot: Bot, tmp_path: Path
) -> None:
    (tmp_path / "baru.csv").write_text(CSV, "utf-8")
    code = await asyncio.to_thread(
        _shell, tmp_path, "import", str(tmp_path / "baru.csv"), database="kutip"
    )
    assert code == 0
    await asyncio.sleep(2.5)
    budi = telegram.person("Budi", language="id")
    await budi.says("parkir sepeda mana")
    assert (await telegram.reply()).text.startswith("Di timur.")


def _files(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text("utf-8")
        for file in folder.rglob("*")
        if file.is_file()
    }
