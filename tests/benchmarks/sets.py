"""Question sets to measure and to learn on: public ones, and ones made from the shipped knowledge.

A made-up set holds out phrasings as questions, and whole entries as questions out of scope.
"""

import json
import os
import random
from dataclasses import dataclass, replace
from pathlib import Path

import knowledge
from knowledge import SHIPPED, Knowledge, Language
from knowledge.loading import read

Question = tuple[str, str | None]
"""A text, and the id that it should find; None where the knowledge has nothing for it."""

STRANGERS = Path(__file__).parent / "strangers.txt"
"""What people who talk about the shipped announcement ask that it does not answer, one a line."""


@dataclass(frozen=True)
class QuestionSet:
    """A knowledge and labelled questions for it."""

    name: str
    known: Knowledge
    questions: list[Question]
    group: str
    """Sets of one group share questions: left out together."""


def folder() -> Path | None:
    """Return where the public sets are, if they are anywhere."""
    beside = Path(knowledge.__file__).parents[2] / "shared" / "bench"
    found = Path(os.environ.get("KUTIP_BENCH", beside))
    return found if found.is_dir() else None


def public() -> list[QuestionSet]:
    """Return the public sets."""
    found = folder()
    return [_public(kb.parent) for kb in sorted(found.glob("*/kb.jsonl"))] if found else []


def _public(place: Path) -> QuestionSet:
    rows = [json.loads(line) for line in (place / "queries.jsonl").read_text("utf-8").splitlines()]
    questions = [(row["text"], row["expect"]) for row in rows if row["split"] == "dev"]
    return QuestionSet(place.name, read(place / "kb.jsonl"), questions, place.name)


def made() -> list[QuestionSet]:
    """Return sets made from the public ones (smaller, fewer phrasings) and the shipped one."""
    given = public()
    far = [text for one in given for text, _ in random.Random(1).sample(one.questions, 40)]  # noqa: S311
    near = STRANGERS.read_text("utf-8").splitlines()
    sets = []
    for one in given:
        if one.known.entries:
            few = {id_: _first(entry, 2) for id_, entry in one.known.entries.items()}
            sets.append(replace(one, name=one.name + " two", known=_with(one.known, few)))
            sets.append(_without_some(one, 0.2, 2))
    shipped = read(SHIPPED)
    plans: list[tuple[str, tuple[Language, ...], int, int]] = [
        ("shipped id", ("id",), 5, 5),
        ("shipped one", ("id",), 1, 6),
        ("shipped en", ("en",), 3, 7),
        ("shipped most", ("id", "en"), 9, 8),
        ("shipped all", ("id", "en"), 99, 9),
    ]
    return sets + [_held_out(shipped, *plan, far + near) for plan in plans]


def _with(known: Knowledge, entries: dict[str, knowledge.Entry]) -> Knowledge:
    return replace(known, entries=entries, passages={})


def _first(entry: knowledge.Entry, count: int) -> knowledge.Entry:
    return replace(entry, phrasings={key: ps[:count] for key, ps in entry.phrasings.items()})


def _without_some(one: QuestionSet, share: float, seed: int) -> QuestionSet:
    ids = sorted(one.known.entries)
    gone = set(random.Random(seed).sample(ids, int(len(ids) * share)))  # noqa: S311
    entries = {id_: entry for id_, entry in one.known.entries.items() if id_ not in gone}
    questions = [(text, None if id_ in gone else id_) for text, id_ in one.questions if id_]
    return replace(
        one, name=one.name + " near", known=_with(one.known, entries), questions=questions
    )


def _held_out(
    known: Knowledge,
    name: str,
    languages: tuple[Language, ...],
    keep: int,
    seed: int,
    strangers: list[str],
) -> QuestionSet:
    rng = random.Random(seed)  # noqa: S311
    entries, questions = {}, []
    for id_, entry in known.entries.items():
        if entry.kind == "small_talk":
            continue
        kept: dict[Language, tuple[str, ...]] = {}
        for language in languages:
            first, *others = entry.phrasings[language]
            rng.shuffle(others)
            here = min(keep - 1, len(others) - 1)
            kept[language] = (first, *others[:here])
            questions += [(text, id_) for text in others[here : here + 4]]
        entries[id_] = replace(entry, phrasings=kept, answers=entry.answers if keep > 5 else {})
    gone = set(rng.sample(sorted(entries), len(entries) // 8))
    left = {id_: entry for id_, entry in entries.items() if id_ not in gone}
    asked: list[Question] = [(text, None if id_ in gone else id_) for text, id_ in questions]
    asked = rng.sample(asked, min(700, len(asked))) + [(text, None) for text in strangers]
    return QuestionSet(name, _with(known, left), asked, "shipped")
