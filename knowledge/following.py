"""Follow-ups: "dan di 2026?", "kenapa?", "siapa itu?" read with the answer before them.

A follow-up is written out as whole questions that it may stand for, and each is asked. Taken is
one that is nearly certain and leads somewhere new; two that lead apart are not taken at all.
"""

import re
from dataclasses import dataclass

from knowledge.language import normalise, stem, words
from knowledge.matching import KnowledgeBase, is_nearly_certain
from knowledge.matching.thresholds import SAME_SUBJECT
from knowledge.model import Answered, Entry, Knowledge, Language, NotStated, Outcome
from knowledge.shape import QUESTION_WORDS, content_words

_OPENERS = frozenset(
    """
    dan kalau kalo terus trus lalu tapi emang memang and what how then so but
    """.split()  # noqa: SIM905  # reads better than a list
)
_POINTERS = frozenset(
    """
    itu dia beliau mereka nya tersebut that he she it they him her
    """.split()  # noqa: SIM905  # as above
)
_WHO = frozenset(["siapa", "siapakah", "who", "whos"])
_WHY = frozenset(["kenapa", "mengapa", "knp", "why", "alasan", "alasannya", "reason"])
_WHEN = frozenset(["kapan", "kapankah", "when", "tanggal", "date"])
_HOW_MUCH = frozenset(["berapa", "brp", "how", "jumlah", "total"])
_ASKING = {word: kin for kin in (_WHO, _WHY, _WHEN, _HOW_MUCH) for word in kin}
"""An asking word -> the words of which an entry must have one to be what was asked for."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEADING = re.compile(
    r"^\W*(?:(?:dan|kalau|kalo|terus|trus|lalu|tapi|and|but|then|so)\b\W*)+", re.IGNORECASE
)
_LONGEST = 6
"""Words of a follow-up; a longer message says itself what it is about."""
_WAYS = 5
"""Phrasings of the last answer's entry that a follow-up is tried with."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A follow-up that was understood."""

    question: str
    """The whole question that it stands for."""
    outcome: Outcome


def is_follow_up(text: str) -> bool:
    """Tell whether a message leans on what was said before it."""
    read = words(text)
    if not read or len(read) > _LONGEST:
        return False
    if read[0] in _OPENERS or any(word in _POINTERS for word in read):
        return True
    return not content_words(read) and any(word in QUESTION_WORDS for word in read)


def follow(
    base: KnowledgeBase, text: str, last: Entry, language: Language, asked: str = ""
) -> Followed | None:
    """Read a follow-up to an answer of ``last``; None where it is not certain what is meant.

    ``asked`` is what the person typed to get that answer.
    """
    found: dict[str, Followed] = {}
    for question in _written_out(text, last, base.knowledge, language, asked):
        outcome = base.answer(question)
        if (
            isinstance(outcome, Answered | NotStated)
            and is_nearly_certain(outcome)
            and outcome.entry.id != last.id
            and _answers(outcome.entry, text, question, last)
        ):
            found.setdefault(outcome.entry.id, Followed(question, outcome))
    return next(iter(found.values())) if len(found) == 1 else None


def _answers(entry: Entry, text: str, question: str, last: Entry) -> bool:
    """Tell whether an entry is about what the follow-up asks: its person, year, asking word."""
    said = [one for ways in entry.phrasings.values() for one in ways]
    if _asks_who(text):
        return _question_about(entry, question, "id") is not None
    if entry.topic != last.topic and entry.id not in last.related:
        return False
    year = _YEAR.search(text)
    if year:
        return any(year.group() in one for one in (*said, *entry.answers.values()))
    asking = _ASKING.keys() & set(words(normalise(text)))
    asked = {word for one in said for word in words(one)}
    return all(_ASKING[word] & asked for word in asking)


def _question_about(entry: Entry, name: str, language: Language) -> str | None:
    """Find the phrasing that asks for a name and nothing else, such as "siapa itu NAME"."""
    wanted = set(content_words(words(name)))
    ways = (*entry.phrasings.get(language, ()), *(p for w in entry.phrasings.values() for p in w))
    return next((one for one in ways if set(content_words(words(one))) == wanted), None)


def _asks_who(text: str) -> bool:
    read = set(words(text))
    return bool(read & _WHO and read & _POINTERS)


def _written_out(
    text: str, last: Entry, knowledge: Knowledge, language: Language, typed: str
) -> list[str]:
    own = last.phrasings.get(language) or next(iter(last.phrasings.values()), ())
    asked = [typed, *own] if typed else [*own]
    answer = last.answers.get(language) or next(iter(last.answers.values()), "")
    if _asks_who(text):
        return _asked_by_name(answer, knowledge, language)[:1]
    year = _YEAR.search(text)
    if year:
        return [_YEAR.sub(year.group(), one) for one in asked if _YEAR.search(one)]
    curated = _related_asking(text, last, knowledge, language)
    if len(curated) == 1:
        return curated
    rest = _LEADING.sub("", text).strip(" ?!.")
    return [f"{rest} {_statement(one)}?" for one in asked[:_WAYS]] if rest else []


def _related_asking(text: str, last: Entry, knowledge: Knowledge, language: Language) -> list[str]:
    """Give the questions that people put beside the last one and that ask just that: "kenapa?"."""
    read = words(text)
    asking = _ASKING.keys() & set(read)
    if content_words(read) or not asking or not asking <= (_WHY | _WHEN):
        return []
    beside = (knowledge.entries[id_] for id_ in last.related if id_ in knowledge.entries)
    asked = [entry.phrasings[language][0] for entry in beside if language in entry.phrasings]
    own = (last.phrasings.get(language) or ("",))[0]
    return [
        one
        for one in asked
        if all(_ASKING[word] & set(words(one)) for word in asking) and _is_same_subject(own, one)
    ]


def _is_same_subject(one: str, other: str) -> bool:
    mine, theirs = ({stem(word) for word in content_words(words(text))} for text in (one, other))
    if {word for word in mine ^ theirs if word.isdigit()}:
        return False
    return len(mine & theirs) >= SAME_SUBJECT * max(1, min(len(mine), len(theirs)))


def _asked_by_name(answer: str, knowledge: Knowledge, language: Language) -> list[str]:
    """Give the questions about those whose full names an answer speaks of, in its order."""
    places: dict[str, int] = {}
    for group in knowledge.vocabulary.names:
        spots = [answer.find(name) for name in group if len(name.split()) > 1 and name in answer]
        for entry in knowledge.entries.values() if spots else ():
            question = _question_about(entry, group[0], language)
            if question is not None:
                places.setdefault(question, min(spots))
    return sorted(places, key=places.__getitem__)


def _statement(question: str) -> str:
    """Take the asking words off a question's beginning: "Berapa X?" becomes "X"."""
    said = question.rstrip(" ?").split()
    while len(said) > 2 and normalise(said[0]) in QUESTION_WORDS:
        said = said[1:]
    return " ".join(said)
