"""Whatever people write into a knowledge, Telegram takes the reply."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot import replies
from knowledge import (
    Entry,
    Ignored,
    Knowledge,
    Language,
    Locator,
    Passage,
    SmallTalk,
    Source,
    Topic,
    Unanswered,
    Unsure,
)
from tests.bot.test_replies import LANGUAGES, READING, SAMPLE, accepted, shown

IDS = st.text(min_size=1, max_size=200)


@given(first=IDS, second=IDS, number=st.integers(0, 10**15 - 1))
def test_the_data_of_a_button_fits_and_leads_back(first: str, second: str, number: int) -> None:
    entries = {id_: Entry(id_, {"id": ("Apa?",)}, {"id": "Ini."}) for id_ in (first, second)}
    knowledge = Knowledge(sources={}, passages={}, entries=entries)
    outcome = Unsure(READING, tuple(entries.values()))
    chosen = replies.for_outcome(outcome, knowledge, "id", number)
    related = replace(entries[first], related=(second,))
    opened = replies.for_entry(related, knowledge, "id", number)
    for reply in (chosen, opened):
        data = [button.data for row in reply.buttons for button in row]
        assert [one for one in data if not 1 <= len(one.encode()) <= 64] == []
    for row, entry in zip(chosen.buttons, entries.values(), strict=False):
        key = row[0].data.split(":", 2)[2]
        assert replies.entry_by_key(knowledge, key) == entry


def test_a_key_of_no_entry_leads_nowhere() -> None:
    assert replies.entry_by_key(SAMPLE, "gone") is None


# Any text that a person can see; a reply of nothing but invisible signs is tried in test_layout.
SEEN = st.text(max_size=60).map(lambda text: f"{text}x")
HARD = st.one_of(SEEN, st.sampled_from(["<b>", "</i>", "&amp;", "&#0;", '"><a href="', "<!--x"]))


@given(
    question=HARD,
    title=HARD,
    answer=HARD,
    passage=HARD,
    url=HARD,
    language=st.sampled_from(LANGUAGES),
)
def test_any_text_anywhere_is_html_that_telegram_takes(
    question: str, title: str, answer: str, passage: str, url: str, language: Language
) -> None:
    source = Source("s", title, publisher=title, date="2031", url=f"https://awan.example/{url}")
    locator = Locator(title, stated=None)
    entry = Entry(
        "e", {"id": (question,)}, {"id": answer}, ("p",), "not_stated", related=("e",), topic="t"
    )
    knowledge = Knowledge(
        sources={"s": source},
        passages={"p": Passage("p", "s", {"id": passage}, {"id": locator}, restated=True)},
        entries={"e": entry},
        topics=(Topic("t", {"id": title}),),
    )
    said = shown(replies.for_entry(entry, knowledge, language, 7, titled=True))
    for text in (question, answer, passage, title):
        assert _visible(text) in _visible(said)
    for outcome in (
        Unsure(READING, (entry, entry)),
        SmallTalk(READING, entry),
        Unanswered(READING, knowledge.passages["p"]),
        Ignored(READING),
    ):
        accepted(replies.for_outcome(outcome, knowledge, language, 7))
    for page in (replies.for_start, replies.for_sources, replies.for_topics, replies.for_empty_ask):
        accepted(page(knowledge, language))
    accepted(replies.for_topic(knowledge, 0, 0, language))


def _visible(text: str) -> str:
    """Leave out blanks and what Telegram itself leaves out."""
    seen = (one for one in text if one > " " and not one.isspace())
    return "".join(one for one in seen if not "\u202a" <= one <= "\u202e")
