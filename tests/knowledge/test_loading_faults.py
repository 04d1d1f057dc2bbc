"""Every fault in a knowledge file is told in one line that names the place and the cure."""

import time
from pathlib import Path

import pytest

from knowledge.loading import read
from knowledge.model import KnowledgeError

ENTRY = '[[entry]]\nid = "a"\n[entry.phrasings]\nid = ["apa?"]\n[entry.answer]\nid = "Ini."\n'


def fault(path: Path) -> str:
    """Read and give the complaint, which must be one line."""
    with pytest.raises(KnowledgeError) as caught:
        read(path)
    said = str(caught.value)
    assert len(said.splitlines()) == 1
    return said


def complaint(folder: Path, name: str, content: str | bytes) -> str:
    """Write one file, read its folder, and give the complaint without the folder's name."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return fault(folder).replace(f"{folder}/", "")


# name of the file, its content, where the complaint begins, words it must have
FAULTS = {
    "toml that does not parse": (
        "entries/a.toml", f"{ENTRY}\nkind = = 3\n", "entries/a.toml:8: not TOML",
        ["Mend that line"],
    ),
    "toml with an unknown key": (
        "entries/a.toml", ENTRY.replace("[entry.phr", 'answr = "x"\n[entry.phr', 1),
        "entries/a.toml:1: ", ['unknown key "answr"', "Remove it or correct its name"],
    ),
    "toml with an unknown table": (
        "entries/a.toml", f'{ENTRY}[extra]\nx = 1\n', "entries/a.toml: ",
        ['unknown key "extra"', "[[entry]]"],
    ),
    "toml with a missing key": (
        "entries/a.toml", f'{ENTRY}\n\n[[entry]]\nid = "b"\n[entry.answer]\nid = "Itu."\n',
        "entries/a.toml:9: ", ['the key "phrasings" is missing', "Add it"],
    ),
    "toml with an entry that is no list": (
        "entries/a.toml", '[entry]\nid = "a"\n', "entries/a.toml: ", ["[[entry]]"],
    ),
    "toml with an empty answer": (
        "entries/a.toml", ENTRY.replace('"Ini."', '"  "'), "entries/a.toml:1: ",
        ['"answer.id"'],
    ),
    "toml with a language that is not spoken": (
        "entries/a.toml", ENTRY.replace("id = [", "fr = ["), "entries/a.toml:1: ", ["phrasings.fr"],
    ),
    "a date that is none": (
        "sources.toml", '[[source]]\nid = "s"\ntitle = "S"\ndate = "5 March"\n',
        "sources.toml:1: ", ['"date"'],
    ),
    "an address that is none": (
        "sources.toml", '[[source]]\nid = "s"\ntitle = "S"\nurl = "awan.example"\n',
        "sources.toml:1: ", ['"url"'],
    ),
    "two sources of one id": (
        "sources.toml", '[[source]]\nid = "s"\ntitle = "S"\n' * 2, "sources.toml:4: ",
        ['a second source with the id "s"', "sources.toml:1", "another id"],
    ),
    "two entries of one id": (
        "entries/a.toml", ENTRY * 2, "entries/a.toml:7: ",
        ['a second entry with the id "a"', "entries/a.toml:1", "another id"],
    ),
    "two passages of one id": (
        "a.md", "Satu. {#P}\n\nDua. {#P}\n", "a.md:3: ",
        ['a second passage with the id "P"', "a.md:1", "another id"],
    ),
    "two topics of one id": (
        "topics.toml", '[[topic]]\nid = "t"\ntitle = { id = "T" }\n' * 2, "topics.toml:4: ",
        ['a second topic with the id "t"'],
    ),
    "a dead topic": (
        "entries/a.toml", ENTRY.replace('"a"\n', '"a"\ntopic = "x"\n', 1), "entries/a.toml:1: ",
        ['the topic "x", which does not exist', "Add that topic or remove it"],
    ),
    "a dead source": (
        "a.md", 'Satu. {#P source="koran"}\n', "a.md:1: ", ['the source "koran"'],
    ),
    "markdown that is not utf-8": (
        "a.md", b"# Judul\n\nCaf\xe9 baru.\n", "a.md:3: not UTF-8", ["UTF-8 encoding"],
    ),
    "utf-16": ("a.csv", "question\napa?\n".encode("utf-16"), "a.csv:1: not UTF-8", []),
    "a mark in the middle": (
        "a.md", "Baris.\n\nSatu {#P} dua.\n", "a.md:3: ", ["{#", "at the very end"],
    ),
    "an unknown mark": (
        "a.md", 'Satu. {#P locater="x"}\n', "a.md:1: ", ['unknown mark "locater"', "locator"],
    ),
    "csv without its columns": (
        "a.csv", "tanya,jawab\napa?,ini\n", "a.csv:1: ", ["tanya, jawab", "question"],
    ),
    "csv with too many cells": (
        "a.csv", "question,answer\napa?,ini, itu\n", "a.csv:2: ",
        ["more cells than columns", "quotation marks"],
    ),
    "csv with an open quotation": (
        "a.csv", 'question,answer\napa?,ini\nmana?,"itu\nsiapa?,ia\n', "a.csv:3: ",
        ["quotation marks"],
    ),
    "csv with an open quotation in its first line": (
        "a.csv", '"question,answer\napa?,ini\n', "a.csv:", ["quotation marks"],
    ),
    "csv with a row without a question": (
        "a.csv", "question,answer\napa?,ini\n,itu\n", "a.csv:3: ", ['"question"'],
    ),
    "an empty csv": ("a.csv", "", "a.csv:1: ", ["question"]),
    "json that does not parse": (
        "a.jsonl", '{"id": "p", "text": "satu"}\n{"id": \n', "a.jsonl:2: not JSON",
        ["one JSON object"],
    ),
    "json that is no object": ("a.jsonl", "[1]\n", "a.jsonl:1: ", ["question", "text"]),
    "json of neither kind": ("a.jsonl", '{"id": "p"}\n', "a.jsonl:1: ", ["question", "text"]),
    "json with an unknown key": (
        "a.jsonl", '{"id": "p", "text": "x", "isi": 1}\n', "a.jsonl:1: ", ['unknown key "isi"'],
    ),
    "json with a missing key": (
        "a.jsonl", '{"text": "x"}\n', "a.jsonl:1: ", ['the key "id" is missing'],
    ),
    "json with a wrong type": (
        "a.jsonl", '{"id": "q", "question": 5}\n', "a.jsonl:1: ", ['"question"'],
    ),
    "json with half an emoji": (
        "a.jsonl", '{"id": "q", "text": "\\ud83d"}\n', "a.jsonl:1: ", ['"text"'],
    ),
    "a name of two lines": (
        "a.jsonl", '{"id": "q", "text": "x", "a\\nb": 1}\n', "a.jsonl:1: ", ["unknown key"],
    ),
    "deep json": ("a.jsonl", "[" * 100_000, "a.jsonl:1: not JSON", ["one JSON object"]),
    "deep toml": ("entries/a.toml", "a = " + "[" * 100_000, "entries/a.toml", ["not TOML"]),
    "a number without end in json": (
        "a.jsonl", '{"id": ' + "9" * 10_000 + "}", "a.jsonl:1: not JSON", ["one JSON object"],
    ),
    "a number without end in toml": (
        "entries/a.toml", "a = " + "9" * 10_000, "entries/a.toml", ["not TOML"],
    ),
    "an endless cell": (
        "a.csv", "question\n" + "a" * 2_000_000 + "\n", "a.csv:2: ", ["limit"],
    ),
    "an article without a word": ("a.md", "# \n\n---\n", "", ["no entry and no passage"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "start", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_one_line_with_its_place_and_its_cure(
    tmp_path: Path, name: str, content: str | bytes, start: str, words: list[str]
) -> None:
    said = complaint(tmp_path, name, content)
    assert said.startswith(start)
    assert [word for word in words if word not in said] == []
    assert len(said) < 1000, "a line that can be read"


@pytest.mark.parametrize(
    ("cited", "cure"),
    [("B70", 'Did you mean "B07"?'), ("qqqq", "Add that passage or remove it")],
    ids=["near", "far"],
)
def test_a_dead_citation_is_named_with_the_nearest_passage(
    tmp_path: Path, cited: str, cure: str
) -> None:
    (tmp_path / "a.md").write_text("Satu. {#B07}\n", encoding="utf-8")
    entry = ENTRY.replace('"a"\n', f'"a"\ncites = ["{cited}"]\n', 1)
    said = complaint(tmp_path, "entries/a.toml", entry)
    assert said == (
        f'entries/a.toml:1: entry "a" points to the passage "{cited}", which does not exist. {cure}'
    )


def test_a_dead_relation_is_named_with_the_nearest_entry(tmp_path: Path) -> None:
    entry = ENTRY.replace('"a"\n', '"moving"\nrelated = ["movings"]\n', 1)
    said = complaint(tmp_path, "entries/a.toml", entry)
    assert said.endswith('the entry "movings", which does not exist. Did you mean "moving"?')


def test_a_path_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    assert fault(tmp_path / "gone") == (
        f"{tmp_path}/gone: no such file or folder. Check the path given"
    )


def test_an_empty_folder_is_told_what_belongs_there(tmp_path: Path) -> None:
    said = fault(tmp_path)
    assert said.startswith(f"{tmp_path}: holds no entry and no passage. Put ")
    assert [kind for kind in (".md", ".txt", ".csv", ".jsonl", "toml") if kind not in said] == []


@pytest.mark.parametrize("name", ["a.pdf", "a"], ids=["pdf", "no ending"])
def test_a_file_of_another_kind_is_told_which_ones_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("isi", encoding="utf-8")
    said = fault(tmp_path / name)
    assert said.startswith(f"{tmp_path}/{name}: ")
    assert [kind for kind in (".md", ".txt", ".csv", ".jsonl", ".toml") if kind not in said] == []


@pytest.mark.parametrize("name", ["a.md", "a.csv", "a.jsonl", "entries/a.toml"])
def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as opened:
        opened.truncate(50_000_000_000)  # a hole: it takes no room on the disk
    began = time.monotonic()
    assert fault(file) == f"{file}: larger than 20 MB. Split it into several files"
    assert time.monotonic() - began < 1


# where time grew with the square of the length, three times as long would take nine times as long
BOMBS = {
    "open brackets": "[",
    "open marks": "{#a",
    "open comments": "<!--",
    "lone stars": "*a ",
    "lone ticks": "`a",
    "blanks inside a heading": "# a" + " " * 1000 + "b\n",
    "marks with blanks": ' a=""',
    "many paragraphs": "a.\n\n",
}


@pytest.mark.parametrize("piece", BOMBS.values(), ids=BOMBS)
def test_a_bomb_takes_time_by_its_length_alone(tmp_path: Path, piece: str) -> None:
    short = cpu_seconds(tmp_path / "a.md", piece * (30_000 // len(piece)))
    long = cpu_seconds(tmp_path / "a.md", piece * (90_000 // len(piece)))
    assert long < 6 * max(short, 0.3)


def cpu_seconds(file: Path, content: str) -> float:
    file.write_text(f"Kata.\n\na {{#b {content}\n", encoding="utf-8")
    began = time.process_time()
    try:
        read(file)
    except KnowledgeError as error:
        assert str(error).startswith(f"{file}:3: ")
    return time.process_time() - began
