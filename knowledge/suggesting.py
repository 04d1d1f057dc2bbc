"""Entries worth offering unasked: those like what is typed or was asked, and those asked most."""

from collections.abc import Iterable, Iterator

from knowledge.language import Reader, stem
from knowledge.matching import KnowledgeBase
from knowledge.matching.thresholds import MAYBE, PASSAGE_HELPS, SUGGESTED
from knowledge.model import Entry, Knowledge, Passage
from knowledge.shape import content_words

_LOOKED_AT = 60
"""Entries of which the words are compared with what is typed."""


def suggest(base: KnowledgeBase, text: str, limit: int) -> list[Entry]:
    """Give the entries that a text may become, however little of it is typed, best first.

    Those that are likely already, and those that know each of its words or a word that begins
    with it.
    """
    reader = Reader(base.knowledge.vocabulary)
    typed = reader.words(text)
    carrying = content_words(typed) or typed
    found = []
    for id_, chance in base.similar(base.completed(text), _LOOKED_AT):
        entry = base.knowledge.entries[id_]
        if entry.kind == "small_talk":
            continue
        if chance >= SUGGESTED or _may_become(carrying, entry, reader):
            found.append(entry)
    return found[:limit]


def passages_behind(base: KnowledgeBase, said: str, limit: int) -> list[Passage]:
    """Give the passages that an answer may rest on, best first; often none.

    Those that surely help, and those that may and have more than one word that carries something in
    common with it: of the shipped answers each finds a passage that it cites, and 18 answers about
    other things find one between them.
    """
    return [
        passage
        for passage, chance, shared in _near(base, said, limit)
        if chance >= PASSAGE_HELPS or (chance >= MAYBE and shared > 1)
    ]


def passages_with(base: KnowledgeBase, words: str, limit: int) -> list[Passage]:
    """Give the passages that hold any of some words that carry something, best first."""
    return [passage for passage, _, shared in _near(base, words, limit) if shared]


def _near(base: KnowledgeBase, text: str, limit: int) -> Iterator[tuple[Passage, float, int]]:
    """Give the nearest passages, each with its chance and how many carrying words it shares."""
    reader = Reader(base.knowledge.vocabulary)
    carrying = {stem(word) for word in content_words(reader.words(text))}
    for passage, chance in base.passages_for(text, limit):
        words = {stem(word) for one in passage.texts.values() for word in reader.words(one)}
        yield passage, chance, len(carrying & words)


def nearly(base: KnowledgeBase, text: str) -> Entry | None:
    """Give the entry that is most like a question that it does not answer, if any is like it."""
    for id_, chance in base.similar(text, 1):
        entry = base.knowledge.entries[id_]
        if chance >= MAYBE and entry.kind != "small_talk":
            return entry
    return None


def helping(base: KnowledgeBase, text: str) -> Passage | None:
    """Give the passage that is nearest to a question that no entry answers, if one is near."""
    near = base.passages_for(text, 1)
    return next((passage for passage, chance in near if chance >= PASSAGE_HELPS), None)


def _may_become(typed: list[str], entry: Entry, reader: Reader) -> bool:
    texts = [one for ways in entry.phrasings.values() for one in ways]
    known = {word for one in texts for word in reader.words(one)}
    return bool(typed) and all(any(word.startswith(one) for word in known) for one in typed)


def top_questions(knowledge: Knowledge, asked: Iterable[str], limit: int) -> list[Entry]:
    """Give the entries asked most, filled up from the shelves in a newcomer's order.

    ``asked`` are the ids asked most, the most asked first; those that are gone are passed over.
    """
    asked_most = [knowledge.entries[id_] for id_ in asked if id_ in knowledge.entries]
    found = {entry.id: entry for entry in (*asked_most, *_by_shelf(knowledge))}
    return [entry for entry in found.values() if entry.kind != "small_talk"][:limit]


def _by_shelf(knowledge: Knowledge) -> list[Entry]:
    """Go round the shelves: the first entry of each, then the second of each, and so on."""
    order = {topic.id: number for number, topic in enumerate(knowledge.topics)}
    met: dict[str | None, int] = {}
    placed: list[tuple[int, int, Entry]] = []
    for entry in knowledge.entries.values():
        turn = met[entry.topic] = met.get(entry.topic, -1) + 1
        late = 1000 if entry.kind == "not_stated" else 0
        placed.append((turn + late, order.get(entry.topic or "", len(order)), entry))
    return [entry for _, _, entry in sorted(placed, key=lambda one: one[:2])]
