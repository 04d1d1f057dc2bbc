"""What the bot says of every outcome, in both languages, with the passage it rests on."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from bot import replies
from knowledge import (
    Answered,
    Ignored,
    Language,
    Locator,
    NotStated,
    Outcome,
    Reading,
    SmallTalk,
    Source,
    Unanswered,
    Unsure,
)
from knowledge.loading import read
from tests.bot_api.entities import utf16_slice
from tests.bot_api.validation import inline_keyboard, message_text

SAMPLE = read(Path(__file__).parent.parent / "sample")
ENTRIES = SAMPLE.entries
READING = Reading("id", "new-address", 0.9)
LANGUAGES: tuple[Language, ...] = ("id", "en")
OUTCOMES: dict[str, Outcome] = {
    "answered": Answered(READING, ENTRIES["new-address"]),
    "not_stated": NotStated(READING, ENTRIES["opening-hours"]),
    "small_talk": SmallTalk(READING, ENTRIES["greeting"]),
    "unsure": Unsure(READING, (ENTRIES["branch-north"], ENTRIES["branch-south"])),
    "unanswered": Unanswered(READING),
    "a passage": Unanswered(READING, SAMPLE.passages["E2"]),
    "ignored": Ignored(READING),
}
BEGINNINGS = {
    ("answered", "id"): "Perpustakaan pindah ke Jalan Melati 7.\n\nPerpustakaan Kota Awan pindah",
    ("answered", "en"): "The library moves to Jalan Melati 7.\n\nPerpustakaan Kota Awan pindah",
    ("not_stated", "id"): "Edaran tidak menyebut jam buka.",
    ("not_stated", "en"): "The circular does not give opening hours.",
    ("small_talk", "id"): "Halo juga!\n\nMisalnya:\n• Perpustakaan pindah ke mana?\n• ",
    (
        "small_talk",
        "en",
    ): "Hello to you too!\n\nFor example:\n• Where is the library moving to?\n• ",
    ("unsure", "id"): "Aku belum yakin maksudmu.",
    ("unsure", "en"): "I am not sure what you mean.",
    ("unanswered", "id"): "Aku belum tahu jawabannya.",
    ("unanswered", "en"): "I don't know this yet.",
    ("a passage", "id"): "Aku belum tahu jawabannya.",
    ("a passage", "en"): "I don't know this yet.",
    ("ignored", "id"): "Aku tidak menemukan pertanyaan di situ.",
    ("ignored", "en"): "I cannot find a question in that.",
}


def accepted(reply: replies.Reply) -> list[str]:
    """Hand a reply to a Telegram that refuses what the real one does; give the texts it shows."""
    rows = [
        [{"text": one.label, "callback_data": one.data} for one in row] for row in reply.buttons
    ]
    inline_keyboard({"inline_keyboard": rows})
    return [message_text(part, "HTML")[0] for part in reply.parts]


def shown(reply: replies.Reply) -> str:
    return "\n".join(accepted(reply))


def linked(reply: replies.Reply) -> list[tuple[str, str]]:
    """Give the words that lead somewhere, and where."""
    found = []
    for part in reply.parts:
        text, entities = message_text(part, "HTML")
        found += [
            (utf16_slice(text, one["offset"], one["length"]), one["url"])
            for one in entities
            if one["type"] == "text_link"
        ]
    return found


def labels(reply: replies.Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def test_every_outcome_is_tried_here() -> None:
    assert {type(outcome) for outcome in OUTCOMES.values()} == set(get_args(Outcome))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_has_its_reply(name: str, language: Language) -> None:
    reply = replies.for_outcome(OUTCOMES[name], SAMPLE, language, 7)
    assert shown(reply).startswith(BEGINNINGS[name, language])


@pytest.mark.parametrize(
    ("language", "place"), [("id", "Kepindahan, paragraf 1"), ("en", "Kepindahan, paragraph 1")]
)
def test_an_answer_quotes_its_passage_with_place_and_link(language: Language, place: str) -> None:
    reply = replies.for_outcome(OUTCOMES["answered"], SAMPLE, language, 7)
    quoted = "Perpustakaan Kota Awan pindah ke Jalan Melati 7 mulai 12 April 2031."
    assert f"<blockquote>{quoted}</blockquote>" in "".join(reply.parts)
    noted = "" if language == "id" else " (in Indonesian)"
    assert f"📄 Edaran Perpustakaan Kota Awan{noted} · {place}\n" in shown(reply)
    address = "https://awan.example/edaran#:~:text=Jalan%20Melati%207"
    assert linked(reply) == [("Edaran Perpustakaan Kota Awan", address)]


def test_a_passage_without_an_address_of_its_own_leads_to_its_source() -> None:
    reply = replies.for_entry(ENTRIES["late-fees"], SAMPLE, "id")
    assert linked(reply) == [("Edaran Perpustakaan Kota Awan", "https://awan.example/edaran")]
    assert "Edaran Perpustakaan Kota Awan · Layanan, butir 1" in shown(reply)


def test_a_source_without_an_address_is_named_without_a_link() -> None:
    reply = replies.for_outcome(Unanswered(READING, SAMPLE.passages["K1"]), SAMPLE, "id", 7)
    assert "📄 Kabar Awan · paragraf 1" in shown(reply)
    assert linked(reply) == []


def test_a_locator_in_the_writers_own_words_is_shown_as_it_is() -> None:
    stated = replace(SAMPLE.passages["K1"], locators={"id": Locator("", stated="halaman 3")})
    assert replies.locator_of(stated, "en") == "halaman 3"


NOTES = {"id": "(berbahasa Inggris)", "en": "(in Indonesian)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_in_the_other_language_says_so_once(language: Language) -> None:
    other: Language = "en" if language == "id" else "id"
    edaran = replace(SAMPLE.sources["edaran"], language=other)
    knowledge = replace(SAMPLE, sources={**SAMPLE.sources, "edaran": edaran})
    entry = replace(ENTRIES["new-address"], cites=("K1", "E1", "E2", "E3"))
    said = shown(replies.for_entry(entry, knowledge, language))
    assert said.count(NOTES[language]) == 1
    assert f"📄 Edaran Perpustakaan Kota Awan {NOTES[language]} · Kepindahan, " in said
    own = replace(edaran, language=language)
    knowledge = replace(SAMPLE, sources={**SAMPLE.sources, "edaran": own})
    assert NOTES[language] not in shown(replies.for_entry(entry, knowledge, language))


def test_a_passage_that_may_help_names_its_language_too() -> None:
    reply = replies.for_outcome(OUTCOMES["a passage"], SAMPLE, "en", 7)
    assert "📄 Edaran Perpustakaan Kota Awan (in Indonesian) · Kepindahan" in shown(reply)


def test_a_friendly_line_is_never_offered_beside_an_answer() -> None:
    entry = replace(ENTRIES["new-address"], related=("greeting", "late-fees"))
    assert labels(replies.for_entry(entry, SAMPLE, "id")) == ["Apakah denda keterlambatan dihapus?"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_choice_was_meant_the_nearest_passage_is_shown_as_merely_near(
    language: Language,
) -> None:
    near = {"id": "Ini bukan jawaban, tetapi", "en": "This is not an answer, but"}[language]
    said = shown(replies.for_none_noted(SAMPLE.passages["E2"], SAMPLE, language, 7))
    assert f"\n\n{near} " in said
    assert "Gedung lama di alun-alun dijadikan museum batik." in said
    assert near not in shown(replies.for_none_noted(None, SAMPLE, language, 7))


def test_a_restated_passage_says_so() -> None:
    restated = replace(SAMPLE.passages["E1"], restated=True)
    knowledge = replace(SAMPLE, passages={**SAMPLE.passages, "E1": restated})
    for language, note in (
        ("id", "Bagian sumber ditulis ulang dengan kata-kata kami, bukan kutipan langsung."),
        ("en", "Passages are restated in our own words, not quoted."),
    ):
        spoken: Language = "en" if language == "en" else "id"
        assert note in shown(replies.for_entry(ENTRIES["new-address"], knowledge, spoken))
        assert note not in shown(replies.for_entry(ENTRIES["new-address"], SAMPLE, spoken))


def test_a_restated_passage_that_is_only_named_does_not_make_the_quoted_ones_restated() -> None:
    restated = replace(SAMPLE.passages["E3"], restated=True)
    knowledge = replace(SAMPLE, passages={**SAMPLE.passages, "E3": restated})
    entry = replace(ENTRIES["new-address"], cites=("E1", "E2", "E3"))
    assert "restated" not in shown(replies.for_entry(entry, knowledge, "en"))


def test_two_passages_are_quoted_and_the_others_named() -> None:
    entry = replace(ENTRIES["new-address"], cites=("E1", "E2", "E3", "K1"))
    reply = replies.for_entry(entry, SAMPLE, "id")
    said = shown(reply)
    assert "".join(reply.parts).count("<blockquote>") == 2
    assert "museum batik" in said
    assert "Denda keterlambatan dihapus sepanjang" not in said
    assert (
        "Lihat juga:\n• Edaran Perpustakaan Kota Awan · Layanan, butir 1\n• Kabar Awan · paragraf 1"
    ) in said


def test_an_indonesian_answer_says_so_to_an_english_asker_only() -> None:
    notice = "This answer exists only in Indonesian so far."
    entry = ENTRIES["old-building"]
    assert shown(replies.for_entry(entry, SAMPLE, "en")).startswith(
        f"Gedung lama menjadi museum batik.\n\n{notice}"
    )
    assert shown(replies.for_entry(entry, SAMPLE, "id")).startswith(
        "Gedung lama menjadi museum batik.\n\nGedung lama di alun-alun"
    )


def test_an_english_answer_says_so_to_an_indonesian() -> None:
    entry = replace(ENTRIES["new-address"], answers={"en": "To Jalan Melati 7."})
    assert "Jawaban ini baru ada dalam bahasa Inggris." in shown(
        replies.for_entry(entry, SAMPLE, "id")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_entry_without_an_answer_is_not_an_empty_message(language: Language) -> None:
    said = shown(replies.for_entry(replace(ENTRIES["new-address"], answers={}), SAMPLE, language))
    beginning = {"id": "Entri ini belum punya jawaban", "en": "This entry has no written answer"}
    assert said.startswith(beginning[language])


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("id", "Sumber yang sudah dibaca: Edaran Perpustakaan Kota Awan; Kabar Awan"),
        ("en", "Sources read: Edaran Perpustakaan Kota Awan; Kabar Awan"),
    ],
)
def test_a_known_unknown_names_the_sources_that_were_read(language: Language, line: str) -> None:
    assert line in shown(replies.for_outcome(OUTCOMES["not_stated"], SAMPLE, language, 7))


def test_of_many_sources_some_are_named_and_the_others_counted() -> None:
    sources = {f"s{n}": Source(f"s{n}", f"Sumber {n}") for n in range(1, 8)}
    knowledge = replace(SAMPLE, sources={**SAMPLE.sources, **sources})
    said = shown(replies.for_outcome(OUTCOMES["not_stated"], knowledge, "id", 7))
    assert "Kabar Awan; Sumber 1; Sumber 2; dan 5 lainnya" in said


def test_an_answer_to_a_question_can_be_rated_and_a_browsed_one_cannot() -> None:
    asked = replies.for_entry(ENTRIES["new-address"], SAMPLE, "id", 7)
    assert [button.data for button in asked.buttons[0]] == ["f:7:up", "f:7:down"]
    assert labels(asked)[2:] == [
        "Gedung lama dijadikan apa?",
        "Apakah denda keterlambatan dihapus?",
    ]
    browsed = replies.for_entry(ENTRIES["new-address"], SAMPLE, "id", titled=True)
    assert labels(browsed) == labels(asked)[2:]
    assert shown(browsed).startswith("Perpustakaan pindah ke mana?\n\nPerpustakaan pindah ke Jalan")


def test_choices_are_numbered_in_text_and_on_buttons() -> None:
    reply = replies.for_outcome(OUTCOMES["unsure"], SAMPLE, "en", 7)
    lines = ["1. When does the North branch reopen?", "2. When does the South branch reopen?"]
    assert shown(reply).endswith("\n".join(lines))
    assert labels(reply) == [*lines, "None of these"]
    data = [button.data for row in reply.buttons for button in row]
    assert data == ["c:7:branch-north", "c:7:branch-south", "n:7"]


def test_a_passage_that_may_help_is_not_called_an_answer() -> None:
    said = shown(replies.for_outcome(OUTCOMES["a passage"], SAMPLE, "en", 7))
    assert "This is not an answer" in said
    assert "Gedung lama di alun-alun dijadikan museum batik." in said
