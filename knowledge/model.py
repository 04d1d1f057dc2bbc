"""What Kutip knows and what it can say of a question: frozen values, no behaviour.

A *source* is a document, a *passage* a citable piece of it, an *entry* a question with its answer.
An *outcome* is what became of one question; the union is closed, handle it with one ``match``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["id", "en"]
"""Indonesian or English; the first is the house language."""

EntryKind = Literal["answer", "not_stated", "small_talk"]
"""An answer, a known unknown ("the sources do not say"), or a friendly line."""

Evidence = Literal["announcement", "article", "press", "several", "moderator"]
"""What an answer rests on."""


class KnowledgeError(Exception):
    """Say what is wrong with a knowledge file: where it is and what to do about it."""

    def __init__(self, place: str, problem: str, cure: str) -> None:
        """Keep the parts; ``place`` is ``file``, or ``file:line`` where the line is known."""
        super().__init__(" ".join(f"{place}: {problem}. {cure}".split()))
        self.place, self.problem, self.cure = place, problem, cure


@dataclass(frozen=True, slots=True)
class Source:
    """A document that passages come from."""

    id: str
    title: str
    publisher: str | None = None
    date: str | None = None
    """ISO 8601 date of publication, or None where the source gives none."""
    language: Language | None = None
    url: str | None = None
    kind: str = "article"
    """announcement, article or press."""
    rank: int = 9
    """1 is the announcement itself; the higher, the further from it."""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where in its source a passage stands."""

    section: str
    """The heading above the passage; empty where there is none."""
    unit: Literal["paragraph", "bullet"] = "paragraph"
    number: int = 1
    """Counted from 1 within the section, paragraphs and bullets apart."""
    stated: str | None = None
    """The whole locator in the writer's own words; replaces section, unit and number."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of a source, in one language or both."""

    id: str
    source: str
    """Id of its source."""
    texts: Mapping[Language, str]
    locators: Mapping[Language, Locator]
    """A locator for every language that has a text."""
    url: str | None = None
    """The passage's own address; the source's serves where it is None."""
    restated: bool = False
    """True where the text is our restatement of the source, not its words."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A shelf for /topics; the order of topics is the order of their file."""

    id: str
    titles: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A question, the ways to ask it, and the answer that a person wrote."""

    id: str
    phrasings: Mapping[Language, tuple[str, ...]]
    """The first of a language is the entry's question in that language."""
    answers: Mapping[Language, str]
    cites: tuple[str, ...] = ()
    """Ids of the passages that the answer rests on, the most telling first."""
    kind: EntryKind = "answer"
    evidence: Evidence | None = None
    topic: str | None = None
    related: tuple[str, ...] = ()
    """Ids of entries that a reader may want next."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that the matching should know: general ones and those of the announcement."""

    slang: Mapping[str, str] = field(default_factory=dict)
    """A word as chatted -> the plain words it stands for."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words or short phrases that mean the same, across the languages too."""
    antonyms: tuple[tuple[str, str], ...] = ()
    """Pairs of words or short phrases that turn a question into its opposite."""
    names: tuple[tuple[str, ...], ...] = ()
    """Groups of names of one person or thing, the full name first."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything read from one folder or file, checked and by id."""

    sources: Mapping[str, Source]
    passages: Mapping[str, Passage]
    entries: Mapping[str, Entry]
    topics: tuple[Topic, ...] = ()
    vocabulary: Vocabulary = Vocabulary()


@dataclass(frozen=True, slots=True)
class Reading:
    """What matching made of a question, whatever came of it."""

    language: Language | None
    """The language of the text itself; None where the text does not tell."""
    best: str | None = None
    """Id of the entry (or passage, where only passages are known) that fits best."""
    score: float = 0.0
    """0..1, comparable across questions and knowledges: the chance that ``best`` is right."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Sure: ``entry`` answers the question."""

    reading: Reading
    entry: Entry


@dataclass(frozen=True, slots=True)
class NotStated:
    """Sure: ``entry`` says that the sources do not say this."""

    reading: Reading
    entry: Entry


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, thanks and the like; ``entry`` has the friendly line."""

    reading: Reading
    entry: Entry


@dataclass(frozen=True, slots=True)
class Unsure:
    """Near the line, or too close to call: up to three entries, the likeliest first."""

    reading: Reading
    choices: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nothing fits; ``passage`` is one that may help all the same, and is not an answer."""

    reading: Reading
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """No question in it: nothing but signs, emoji, links or noise."""

    reading: Reading


Outcome = Answered | NotStated | SmallTalk | Unsure | Unanswered | Ignored
