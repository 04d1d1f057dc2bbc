"""Cutting and escaping: every part within Telegram's limit, valid by itself, nothing lost."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.replies import Button, Reply, for_entry
from bot.replies.layout import Block, behind, bold, compose, italic, link, quote, short, text
from knowledge import Entry, Knowledge
from tests.bot_api.markup import parse_html
from tests.bot_api.validation import message_text

NOTHING = Knowledge(sources={}, passages={}, entries={})


def units(content: str) -> int:
    """Count as Telegram counts."""
    return len(content.encode("utf-16-le")) // 2


def parts(reply: Reply) -> list[str]:
    """Give the text of each part, after a strict Telegram has taken it."""
    for part in reply.parts:
        message_text(part, "HTML")
    return [parse_html(part)[0] for part in reply.parts]


def bare(content: str) -> str:
    """Leave out blanks, and the signs that Telegram itself makes blanks of."""
    return "".join(re.sub("[\x00-\x1f\u202a-\u202e]", " ", content).split())


def long_text(length: int) -> str:
    """Make sentences of exactly this many letters."""
    made = "".join(
        f"Kalimat nomor {number} dari jawaban ini. " for number in range(length // 30 + 1)
    )
    return f"{made[: length - 1].rstrip():x<{length - 1}}."


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (long_text(4095), 1),
        (long_text(4096), 1),
        (long_text(4097), 2),
        (long_text(20_000), 5),
        ("x" * 5_000, 2),
        ("\N{GRINNING FACE}" * 2_048, 1),
        ("\N{GRINNING FACE}" * 2_049, 2),
        ("\N{GRINNING FACE}" * 5_000, 3),
        ("x" + "\N{GRINNING FACE}" * 2_048, 2),
        ("<" * 4_096, 1),
        ("&lt;" * 2_000, 2),
        ("baris\n\n" * 1_000, 2),
    ],
    ids=[
        "4095", "4096", "4097", "20000", "one word", "emoji that fit", "one emoji too many",
        "10000 units of emoji", "an emoji across the limit", "signs", "entities", "lines",
    ],
)  # fmt: skip
def test_a_long_answer_comes_in_parts_and_whole(answer: str, count: int) -> None:
    entry = Entry("e", {"id": ("Apa?",)}, {"id": answer})
    found = parts(for_entry(entry, NOTHING, "id"))
    assert [units(part) for part in found if units(part) > 4096] == []
    assert bare("".join(found)) == bare(answer)
    assert len(found) == count


@pytest.mark.parametrize(
    "make",
    [text, bold, italic, quote, lambda content: link(content, "https://awan.example/?a=1&b")],
)
def test_tags_across_the_cut_are_closed_and_opened_again(make: type[Block]) -> None:
    content = long_text(9_000)
    reply = compose([text("Awal."), make(content), text("Akhir.")])
    found = parts(reply)
    assert len(found) >= 3
    assert bare("".join(found)) == bare(f"Awal.{content}Akhir.")
    opening = make(content)
    for part in reply.parts[1:-1]:
        assert part.startswith(opening.opening)
        assert part.endswith(opening.closing)


def test_a_text_is_cut_at_a_paragraph_then_a_sentence_then_a_word() -> None:
    first, second = "a" * 3_000, "b. c " * 400
    assert parts(compose([text(f"{first}\n\n{second}")]))[0] == first
    assert parts(compose([text("Satu dua. " * 500)]))[0].endswith("Satu dua.")
    assert parts(compose([text("satu " * 1_000)]))[0].endswith(" satu")


def test_blocks_share_a_message_as_long_as_they_fit() -> None:
    assert compose([text("a"), text("b"), behind(text("c")), behind(text("d"), "\n")]).parts == (
        "a\n\nbc\nd",
    )
    full = compose([text("a" * 4_093), text("b"), behind(text("c"))])
    assert [units(part) for part in parts(full)] == [4096, 1]


def test_buttons_stand_under_the_last_part() -> None:
    rows = ((Button("ya", "y"), Button("tidak", "n")),)
    reply = compose([text("x" * 5_000)], rows)
    assert (len(reply.parts), reply.buttons) == (2, rows)


INVISIBLE = ["", " ", "\n\n", "\0", "\x01", "\u202a", "\ud83d", " " * 5_000, " " * 5_000 + "x"]


@pytest.mark.parametrize("content", INVISIBLE, ids=[ascii(one)[:12] for one in INVISIBLE])
def test_no_part_is_empty_to_telegram(content: str) -> None:
    assert [part for part in parts(compose([text(content)])) if not part.strip()] == []
    assert parts(compose([])) != [""]


def test_what_telegram_cannot_take_is_left_out() -> None:
    assert compose([text("a\0b\ud83dc")]).parts == ("abc",)


@pytest.mark.parametrize("length", [300, 301])
def test_a_long_quotation_is_folded(length: int) -> None:
    part = compose([quote("x" * length)]).parts[0]
    assert part.startswith("<blockquote>x" if length == 300 else "<blockquote expandable>x")


def test_an_address_cannot_leave_its_tag() -> None:
    part = compose([link("sini", 'https://awan.example/"><b>&')]).parts[0]
    shown, entities = parse_html(part)
    assert shown == "sini"
    assert [entity["url"] for entity in entities] == ['https://awan.example/"><b>&']
    assert compose([link("sini", None)]).parts == ("sini",)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 58 + " yyy", "x" * 58 + "…"),
    ],
    ids=["fits", "one too many", "no blank before the dots"],
)
def test_a_label_is_cut_to_what_a_phone_shows(label: str, expected: str) -> None:
    assert short(label) == expected


@pytest.mark.parametrize(
    "content", ["<b>", "&amp;", "&copy 1 &lt; 2", "a \"b\" 'c'", "1 < 2 & 3 > 2"]
)
def test_plain_is_what_a_person_reads(content: str) -> None:
    reply = compose([bold(content), link(content, "https://awan.example/?a>b")])
    assert reply.plain == f"{content}\n\n{content}"


KINDS = st.sampled_from([text, bold, italic, quote, lambda one: link(one, "https://a.example/<&>")])
PIECES = st.one_of(
    st.text(max_size=40),
    st.builds(
        lambda piece, times: piece * times,
        st.text(st.sampled_from("<>&\"' \n.ab\N{GRINNING FACE}"), min_size=1, max_size=20),
        st.integers(1, 900),
    ),
)
BLOCKS = st.builds(
    lambda kind, content, follows: behind(kind(f"{content}x"), follows),
    KINDS,
    PIECES,
    st.sampled_from(["", "\n", "\n\n"]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(BLOCKS, min_size=1, max_size=5))
def test_any_blocks_become_parts_that_telegram_takes_and_lose_nothing(blocks: list[Block]) -> None:
    reply = compose(blocks)
    found = parts(reply)
    assert [units(part) for part in found if units(part) > 4096] == []
    assert bare("".join(found)) == bare("".join(block.text for block in blocks))
    assert bare(reply.plain) == bare("".join(found))
    tags_gone = "".join(unescape(part) for part in reply.parts)
    assert len(tags_gone) >= len("".join(found))
