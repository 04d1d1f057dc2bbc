"""Every kind of file that a knowledge may be made of, read as it stands."""

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.loading import SHIPPED, read
from knowledge.model import Knowledge, Locator, Passage, Source, Topic

SAMPLE = Path(__file__).parent.parent / "sample"


def written(folder: Path, **files: str) -> Path:
    """Write files into a folder; ``entries__a_toml`` is ``entries/a.toml``."""
    for name, content in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        file = folder / f"{stem}.{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def texts(knowledge: Knowledge) -> list[str]:
    return [text for passage in knowledge.passages.values() for text in passage.texts.values()]


def locators(knowledge: Knowledge) -> list[Locator]:
    return [one for passage in knowledge.passages.values() for one in passage.locators.values()]


# ---------------------------------------------------------------- a folder


def test_a_folder_is_read_whole() -> None:
    knowledge = read(SAMPLE)
    assert list(knowledge.sources) == ["edaran", "kabar"]
    assert sorted(knowledge.passages) == ["E1", "E2", "E3", "E4", "K1"]
    assert knowledge.topics == (
        Topic("pindah", {"id": "Kepindahan", "en": "The move"}),
        Topic("layanan", {"id": "Layanan", "en": "Services"}),
    )
    entry = knowledge.entries["opening-hours"]
    assert (entry.kind, entry.topic, entry.cites) == ("not_stated", "layanan", ("E1",))
    assert entry.phrasings["en"][0] == "What are the opening hours?"
    assert entry.answers["id"] == "Edaran tidak menyebut jam buka."


def test_a_source_keeps_all_that_its_table_says() -> None:
    assert read(SAMPLE).sources["edaran"] == Source(
        id="edaran",
        title="Edaran Perpustakaan Kota Awan",
        publisher="Dinas Perpustakaan",
        date="2031-03-05",
        language="id",
        url="https://awan.example/edaran",
        kind="announcement",
        rank=1,
    )


def test_sources_stand_in_the_order_of_their_rank(tmp_path: Path) -> None:
    sources = "".join(
        f'[[source]]\nid = "{name}"\ntitle = "{name}"\nrank = {rank}\n'
        for name, rank in (("far", 5), ("near", 1), ("middle", 3))
    )
    folder = written(tmp_path, sources_toml=sources, a_md="Sepatah kata saja.")
    assert list(read(folder).sources) == ["near", "middle", "far", "a"]


def test_two_languages_of_an_article_are_one_source(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "surat.id.md").write_text("# Surat\n\nKami pindah. {#S1}\n", encoding="utf-8")
    (folder / "surat.en.md").write_text("# Letter\n\nWe move. {#S1}\n", encoding="utf-8")
    knowledge = read(folder)
    assert list(knowledge.sources) == ["surat"]
    assert knowledge.passages["S1"].texts == {"id": "Kami pindah.", "en": "We move."}
    assert set(knowledge.passages["S1"].locators) == {"id", "en"}


@pytest.mark.parametrize("name", ["README.md", ".hidden.md", "notes.pdf", "Readme.txt"])
def test_what_is_no_knowledge_in_a_folder_is_left_alone(tmp_path: Path, name: str) -> None:
    folder = written(tmp_path, a_md="Sepatah kata saja.")
    (folder / name).write_text("How to use this folder.", encoding="utf-8")
    assert texts(read(folder)) == ["Sepatah kata saja."]


def test_words_of_a_folder_are_laid_over_the_general_ones(tmp_path: Path) -> None:
    folder = written(tmp_path, vocabulary_toml='[slang]\nperpus = "buku"\n', a_md="Kata.")
    slang = read(folder).vocabulary.slang
    assert slang["perpus"] == "buku"
    assert len(slang) > 20, "the general words are still there"


def test_the_shipped_knowledge_reads() -> None:
    knowledge = read(SHIPPED)
    assert len(knowledge.entries) > 100
    assert all(entry.answers for entry in knowledge.entries.values())
    dates = [source.date for source in knowledge.sources.values() if source.date]
    assert all(date.fromisoformat(one) for one in dates if len(one) == 10)


# ---------------------------------------------------------------- Markdown and plain text

ARTICLE = """\
# Edaran Kota

Pembuka sebelum bagian mana pun.

## Bagian Satu

Paragraf pertama,
yang berlanjut di baris kedua.

- butir satu
- butir dua
  yang berlanjut
1. butir bernomor

Paragraf kedua.

### Bagian Dua ###

> Kutipan orang.
"""


def test_headings_paragraphs_and_bullets_get_their_locators(tmp_path: Path) -> None:
    knowledge = read(written(tmp_path, edaran_md=ARTICLE) / "edaran.md")
    assert knowledge.sources["edaran"].title == "Edaran Kota"
    assert list(zip(texts(knowledge), locators(knowledge), strict=True)) == [
        ("Pembuka sebelum bagian mana pun.", Locator("", "paragraph", 1)),
        (
            "Paragraf pertama, yang berlanjut di baris kedua.",
            Locator("Bagian Satu", "paragraph", 1),
        ),
        ("butir satu", Locator("Bagian Satu", "bullet", 1)),
        ("butir dua yang berlanjut", Locator("Bagian Satu", "bullet", 2)),
        ("butir bernomor", Locator("Bagian Satu", "bullet", 3)),
        ("Paragraf kedua.", Locator("Bagian Satu", "paragraph", 2)),
        ("Kutipan orang.", Locator("Bagian Dua", "paragraph", 1)),
    ]
    assert list(knowledge.passages) == [f"edaran-{number}" for number in range(1, 8)]


def test_a_mark_names_a_passage_and_says_more_of_it(tmp_path: Path) -> None:
    mark = '{#B07 locator="halaman 3" url="https://awan.example/p3" quote="dua kata"}'
    knowledge = read(written(tmp_path, a_md=f"Sesuatu dengan dua kata. {mark}\n") / "a.md")
    assert knowledge.passages["B07"] == Passage(
        id="B07",
        source="a",
        texts={"id": "Sesuatu dengan dua kata."},
        locators={"id": Locator("", "paragraph", 1, "halaman 3")},
        url="https://awan.example/p3#:~:text=dua%20kata",
    )


def test_a_mark_may_name_another_source(tmp_path: Path) -> None:
    sources = '[[source]]\nid = "koran"\ntitle = "Koran"\nurl = "https://koran.example"\n'
    folder = written(tmp_path, sources_toml=sources, a_md='Kata koran. {#K source="koran"}')
    knowledge = read(folder)
    assert knowledge.passages["K"].source == "koran"
    assert "a" not in knowledge.sources


def test_a_comment_is_not_read_but_may_say_restated(tmp_path: Path) -> None:
    article = "<!-- restated\nrapi -->\n\nIni kalimat yang pendek. <!-- catatan -->\n"
    passage = read(written(tmp_path, a_md=article) / "a.md").passages["a-1"]
    assert (passage.texts, passage.restated) == ({"id": "Ini kalimat yang pendek."}, True)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [
        ("Ini **tebal** dan *miring* dan `kode`.", "Ini tebal dan miring dan kode."),
        ("Lihat [situs kami](https://awan.example).", "Lihat situs kami."),
        ('Lihat [situs](https://awan.example "judul").', "Lihat situs."),
        ("Lihat [wiki](https://w.example/Awan_(kota)).", "Lihat wiki."),
        ("Luasnya 2 * 3 * 4 meter.", "Luasnya 2 * 3 * 4 meter."),
        ("Harga 5 < 6 & 7 > 6.", "Harga 5 < 6 & 7 > 6."),
    ],
    ids=["emphasis", "link", "titled link", "link with brackets", "stars", "signs"],
)
def test_markdown_signs_are_not_shown_to_people(
    tmp_path: Path, written_as: str, read_as: str
) -> None:
    assert texts(read(written(tmp_path, a_md=written_as) / "a.md")) == [read_as]


@pytest.mark.parametrize(
    "article",
    ["# Judul\n\n## Bagian\n\nIsi.\n", "Judul\n=====\nBagian\n------\nIsi.\n"],
    ids=["with #", "underlined"],
)
def test_both_ways_to_write_a_heading_are_read(tmp_path: Path, article: str) -> None:
    knowledge = read(written(tmp_path, a_md=article) / "a.md")
    assert [source.title for source in knowledge.sources.values()] == ["Judul"]
    assert (texts(knowledge), locators(knowledge)) == (["Isi."], [Locator("Bagian")])


def test_the_anchor_of_a_heading_is_not_shown(tmp_path: Path) -> None:
    article = "# Judul\n\n## Bagian {#bagian}\n\nIsi.\n"
    assert locators(read(written(tmp_path, a_md=article) / "a.md")) == [Locator("Bagian")]


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("Pengumuman Warga\n\nAir mati besok.\n", "Pengumuman Warga"),
        ("Air mati besok.\n", "air"),
        ("# Bukan judul, karena ini teks polos.\n\nAir mati besok.\n", "air"),
    ],
    ids=["first line stands alone", "no heading", "a sign of Markdown"],
)
def test_a_folder_with_one_text_file_is_a_knowledge(
    tmp_path: Path, content: str, title: str
) -> None:
    knowledge = read(written(tmp_path, air_txt=content))
    assert [source.title for source in knowledge.sources.values()] == [title]
    assert texts(knowledge)[-1] == "Air mati besok."


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_line_endings_and_a_byte_order_mark_do_not_matter(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\xef\xbb\xbf" + f"# Judul{ending}{ending}Isi.{ending}".encode())
    knowledge = read(file)
    assert (knowledge.sources["a"].title, texts(knowledge)) == ("Judul", ["Isi."])


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_table_of_pairs_is_read(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["ID", "Question", "Alternatives", "Answer"],
        ["jam", "Jam buka berapa?", "buka jam berapa | jadwal", '"Pukul delapan, pagi;\tya"'],
        ["", "Di mana alamatnya?", "", "Jalan Melati 7."],
    ]
    file = tmp_path / "faq.csv"
    file.write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    entries = read(file).entries
    assert list(entries) == ["jam", "di-mana-alamatnya"]
    assert entries["jam"].phrasings == {"id": ("Jam buka berapa?", "buka jam berapa", "jadwal")}
    assert list(entries["jam"].answers.values()) == ["Pukul delapan, pagi;\tya"]


def test_long_questions_that_begin_alike_need_no_ids(tmp_path: Path) -> None:
    same = "Apakah perpustakaan kota yang lama di alun-alun depan pasar besar itu akan"
    table = f"question,answer\n{same} dijual?,Tidak.\n{same} dibongkar?,Tidak.\n"
    assert len(read(written(tmp_path, faq_csv=table)).entries) == 2


def test_json_lines_hold_entries_and_passages_in_any_mix(tmp_path: Path) -> None:
    rows = [
        {"id": "P", "text": "Perpustakaan pindah ke Jalan Melati.", "title": "Bab 1"},
        {"id": "q", "question": "Pindah ke mana?", "alternatives": ["alamat"], "cites": ["P"]},
    ]
    content = "\n\n".join(json.dumps(row) for row in rows)
    knowledge = read(written(tmp_path, data_jsonl=content) / "data.jsonl")
    assert knowledge.passages["P"].locators["id"].section == "Bab 1"
    assert (knowledge.passages["P"].source, knowledge.sources["data"].title) == ("data", "data")
    assert knowledge.entries["q"].phrasings["id"] == ("Pindah ke mana?", "alamat")
    assert (knowledge.entries["q"].cites, knowledge.entries["q"].answers) == (("P",), {})
