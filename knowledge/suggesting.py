"""Entries worth offering unasked: those like what is being typed, and those asked most."""

from collections.abc import Iterable

from knowledge.matching import SUGGESTED, KnowledgeBase
from knowledge.model import Entry, Knowledge


def suggest(base: KnowledgeBase, text: str, limit: int) -> list[Entry]:
    """Give the entries like a text, however little of it is typed, the nearest first."""
    found = [
        base.knowledge.entries[id_]
        for id_, similarity in base.similar(text, limit + 10)
        if similarity >= SUGGESTED
    ]
    return [entry for entry in found if entry.kind != "small_talk"][:limit]


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
