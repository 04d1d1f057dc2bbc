"""Exporting and importing is the identity."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import SHIPPED, Entry, Knowledge
from knowledge.exporting import export
from knowledge.importing import opened, print_of, verdicts
from knowledge.loading import read

SAMPLE = Path(__file__).parent.parent / "sample"


def _exported(
    knowledge: Knowledge, origin: Path, folder: Path, retired: Collection[str] = ()
) -> Knowledge:
    assert list(export(knowledge, origin, folder, retired))
    return read(folder)


@pytest.mark.parametrize("origin", [SAMPLE, SHIPPED], ids=["sample", "shipped"])
def test_a_folder_comes_back_as_it_was(origin: Path, tmp_path: Path) -> None:
    knowledge = read(origin)
    again = _exported(knowledge, origin, tmp_path / "out")
    assert again.entries == knowledge.entries
    assert list(again.sources.items()) == list(knowledge.sources.items())
    assert again.passages == knowledge.passages
    assert (again.topics, again.vocabulary) == (knowledge.topics, knowledge.vocabulary)
    kinds = {one.kind for one in verdicts(opened(tmp_path / "out"), knowledge)}
    assert kinds == {"same"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,question,alternatives,answer,cites\nx,Di mana?,ke mana|mana,Di sini.,\n"),
        (
            "a.jsonl",
            '{"id": "x", "question": "Di mana?"}\n\n{"id": "p", "text": "Di sini.", "title": "A"}\n'
            '{"id": "y z", "question": "Ke mana?", "answer": "Ke sana.", "cites": ["p"]}\n',
        ),
        ("a.md", "# Judul\n\n## Bagian\n\nSatu kalimat.\n\n- satu butir\n"),
        ("a.txt", "Judul\n\nSatu kalimat yang panjang."),
    ],
    ids=["csv", "jsonl", "markdown", "text"],
)
def test_one_file_comes_back_as_it_was(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    knowledge = read(file)
    again = _exported(knowledge, file, tmp_path / "out")
    assert again.entries == knowledge.entries
    assert again.passages == knowledge.passages
    assert again.sources == knowledge.sources


_LINE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
_CLEAN = _LINE.map(lambda text: text.replace("\r", " ").replace("\0", " ").strip()).filter(bool)
_WAYS = st.dictionaries(
    st.sampled_from(("id", "en")), st.lists(_CLEAN, min_size=1, max_size=3).map(tuple), min_size=1
)


@settings(max_examples=150)
@given(phrasings=_WAYS, answers=st.dictionaries(st.sampled_from(("id", "en")), _CLEAN, min_size=1))
def test_whatever_a_moderator_types_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    phrasings: dict[str, tuple[str, ...]],
    answers: dict[str, str],
) -> None:
    entry = Entry("x", phrasings, answers, ("E1",), evidence="moderator")  # type: ignore[arg-type]  # the strategies know two languages
    sample = read(SAMPLE)
    knowledge = replace(sample, entries={**sample.entries, "x": entry})
    again = _exported(knowledge, SAMPLE, tmp_path_factory.mktemp("export") / "out")
    assert again.entries["x"] == entry


def test_what_is_retired_is_named_and_retired_elsewhere(tmp_path: Path) -> None:
    sample = read(SAMPLE)
    left = {id_: one for id_, one in sample.entries.items() if id_ != "late-fees"}
    _exported(replace(sample, entries=left), SAMPLE, tmp_path / "out", ["late-fees"])
    judged = verdicts(opened(tmp_path / "out"), sample)
    assert {(one.kind, one.id) for one in judged if one.kind != "same"} == {
        ("retired", "late-fees"),
        ("changed", "new-address"),  # it named the retired one as related
    }


def test_a_tables_row_is_laid_over_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,question,answer\nlate-fees,Are fines waived?,Yes.\n")
    (judged,) = verdicts(opened(tmp_path / "a.csv"), read(SAMPLE))
    assert judged.kind == "changed"
    assert judged.after is not None
    assert judged.after.phrasings["en"] == ("Are fines waived?",)
    assert judged.after.phrasings["id"][0] == "Apakah denda keterlambatan dihapus?"
    assert judged.after.cites == ("E3",)


def test_the_print_tells_one_plan_from_another(tmp_path: Path) -> None:
    sample = read(SAMPLE)
    (tmp_path / "a.csv").write_text("id,question,answer\nx,Ke mana?,Ke sana.\n")
    (tmp_path / "b.csv").write_text("id,question,answer\nx,Ke mana?,Ke sini.\n")
    first, same, other = (
        print_of(verdicts(opened(tmp_path / name), sample)) for name in ("a.csv", "a.csv", "b.csv")
    )
    assert first == same != other
