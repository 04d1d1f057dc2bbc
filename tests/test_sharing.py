"""Addresses of answers, whatever an entry's id is; buttons and short answers in groups."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from bot.replies import entry_by_start, for_overheard, for_qr, removable, shared, start_of
from bot.replies.layout import Button, Reply, before, italic
from knowledge import Entry, Knowledge, Passage, Source
from knowledge.model import Locator

TAKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5, unique=True))
def test_every_id_has_an_address_that_telegram_takes_and_that_leads_back(ids: list[str]) -> None:
    entries = {id_: Entry(id_, {"id": (id_,)}, {"id": "Ya."}) for id_ in ids}
    knowledge = Knowledge({}, {}, entries)
    for id_ in ids:
        assert TAKEN.fullmatch(start_of(id_))
        assert entry_by_start(knowledge, start_of(id_)) == entries[id_]


@given(st.text())
def test_no_parameter_breaks_the_search(parameter: str) -> None:
    knowledge = Knowledge({}, {}, {"a": Entry("a", {}, {})})
    assert entry_by_start(knowledge, parameter) in (None, knowledge.entries["a"])


def test_sharing_and_deleting_stand_beside_the_thumbs() -> None:
    reply = Reply(("Ya.",), ((Button("👍", "f:1:up"),), (Button("Lanjut", "e:b"),)))
    entry = Entry("a", {"id": ("Apa?",)}, {"id": "Ya."})
    labels = [
        [button.label for button in row]
        for row in removable(shared(reply, entry, "kutip_bot", "id"), 1).buttons
    ]
    assert labels == [["👍", "↗ Bagikan", "🗑"], ["Lanjut"]]


def units(html: str) -> int:
    """Measure a part as Telegram does: without its tags, in UTF-16 units."""
    return len(unescape(re.sub(r"<[^>]*>", "", html)).encode("utf-16-le")) // 2


@given(st.text("a<&😀 ", min_size=1, max_size=600), st.integers(3400, 4096))
def test_a_line_put_on_top_keeps_each_part_within_the_limit(line: str, letters: int) -> None:
    reply = before(italic(line), Reply(("x" * letters,)))
    assert all(units(part) <= 4096 for part in reply.parts)
    assert reply.plain.endswith("x" * letters)


def test_a_short_answer_is_whole_sentences_and_its_source() -> None:
    passage = Passage("P1", "s", {"id": "…"}, {"id": Locator("Awal", "paragraph", 2)})
    knowledge = Knowledge({"s": Source("s", "Edaran <1>")}, {"P1": passage}, {})
    answer = "Kalimat pertama cukup panjang untuk dibaca. " + "Kalimat kedua. " * 30
    entry = Entry("a", {"id": ("Apa?",)}, {"id": answer}, cites=("P1",))
    (said,) = for_overheard(entry, knowledge, "id", 1, "1:x").parts
    first, source = said.split("\n")
    assert first.startswith("Kalimat pertama")
    assert first.endswith("Kalimat kedua.")
    assert len(first) <= 220
    assert source == "📄 Edaran &lt;1&gt; · Awal, paragraf 2"


def test_the_caption_of_a_qr_code_fits_whatever_the_question() -> None:
    entry = Entry("a", {"id": ("<b>" * 2000,)}, {"id": "Ya."})
    (caption,) = for_qr(entry, "kutip_bot", "id").parts
    assert "<b>&lt;b&gt;" in caption
    assert units(caption) <= 1024, "Telegram's limit for a caption"
