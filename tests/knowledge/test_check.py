"""The check finds what would lead people astray, and nothing in what is well."""

from dataclasses import replace
from pathlib import Path

from knowledge import Entry, Knowledge, KnowledgeBase, load
from knowledge.check import check
from knowledge.loading import read
from knowledge.template import make_template

SAMPLE = Path(__file__).parent.parent / "sample"


def changed(*entries: Entry) -> KnowledgeBase:
    knowledge: Knowledge = read(SAMPLE)
    more = {**knowledge.entries, **{entry.id: entry for entry in entries}}
    return KnowledgeBase(replace(knowledge, entries=more))


def test_the_template_is_clean_and_answers(tmp_path: Path) -> None:
    make_template(tmp_path / "mine")
    base = load(tmp_path / "mine")
    assert check(base) == []
    assert base.answer("buka malem hari apa").reading.best == "night-hours"


def test_a_phrasing_in_two_entries_is_an_error() -> None:
    double = Entry("double", {"id": ("Kapan perpustakaan pindah?",)}, {"id": "Besok."})
    texts = [finding.text for finding in check(changed(double)) if finding.kind == "error"]
    assert any("is nearly" in text for text in texts)


def test_phrasings_that_differ_in_a_year_are_no_doubles() -> None:
    this = Entry("this", {"id": ("Anggaran perpustakaan tahun 2031",)}, {"id": "Satu."})
    that = Entry("that", {"id": ("Anggaran perpustakaan tahun 2032",)}, {"id": "Dua."})
    assert not any("is nearly" in finding.text for finding in check(changed(this, that)))


def test_a_missing_language_is_a_note() -> None:
    notes = {(f.entry, f.text) for f in check(load(SAMPLE)) if f.kind == "note"}
    assert ("old-building", "no answer in en") in notes


def test_an_idle_passage_is_a_note() -> None:
    notes = {(f.entry, f.text) for f in check(load(SAMPLE)) if f.kind == "note"}
    assert ("K1", "no entry cites this passage") in notes
