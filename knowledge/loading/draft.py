"""What has been read so far, and where; finished into a checked Knowledge."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge.model import (
    Entry,
    Knowledge,
    KnowledgeError,
    Passage,
    Source,
    Topic,
    Vocabulary,
)

MAX_FILE_BYTES = 20_000_000
"""A larger file is refused before it is read: a bomb, or not knowledge."""


def text_of(file: Path) -> str:
    """Read a text file as UTF-8; KnowledgeError names the line that is not."""
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1_000_000
            cure = "Split it into several files"
            raise KnowledgeError(str(file), f"larger than {limit} MB", cure)
        data = file.read_bytes()
    except OSError as error:
        cure = "Check the path and its rights"
        raise KnowledgeError(str(file), f"cannot be read ({error.strerror})", cure) from None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        cure = "Save the file in the UTF-8 encoding"
        raise KnowledgeError(f"{file}:{line}", "not UTF-8 text", cure) from None


@dataclass
class Draft:
    """Knowledge in the making: parts by id, and the place of each for errors."""

    sources: dict[str, Source] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    topics: list[Topic] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    places: dict[tuple[str, str], str] = field(default_factory=dict)

    def add_source(self, source: Source, place: str) -> None:
        """Take a source; a second one with the same id is an error."""
        self._claim("source", source.id, place)
        self.sources[source.id] = source

    def add_entry(self, entry: Entry, place: str) -> None:
        """Take an entry; a second one with the same id is an error."""
        self._claim("entry", entry.id, place)
        self.entries[entry.id] = entry

    def add_passage(self, passage: Passage, place: str) -> None:
        """Take a passage, or its other language where the id is known already."""
        known = self.passages.get(passage.id)
        if known is None:
            self._claim("passage", passage.id, place)
            self.passages[passage.id] = passage
            return
        if known.source != passage.source or known.texts.keys() & passage.texts.keys():
            self._claim("passage", passage.id, place)
        self.passages[passage.id] = replace(
            known,
            texts={**known.texts, **passage.texts},
            locators={**known.locators, **passage.locators},
        )

    def add_topic(self, topic: Topic, place: str) -> None:
        """Take a topic; a second one with the same id is an error."""
        self._claim("topic", topic.id, place)
        self.topics.append(topic)

    def add_vocabulary(self, more: Vocabulary) -> None:
        """Lay more words over the ones already known."""
        known = self.vocabulary
        self.vocabulary = Vocabulary(
            slang={**known.slang, **more.slang},
            synonyms=known.synonyms + more.synonyms,
            antonyms=known.antonyms + more.antonyms,
            names=known.names + more.names,
        )

    def finish(self) -> Knowledge:
        """Give the whole; KnowledgeError names the first reference that leads nowhere."""
        topics = {topic.id for topic in self.topics}
        for passage in self.passages.values():
            self._check("passage", passage.id, "source", [passage.source], self.sources)
        for entry in self.entries.values():
            self._check("entry", entry.id, "passage", entry.cites, self.passages)
            self._check("entry", entry.id, "entry", entry.related, self.entries)
            if entry.topic is not None:
                self._check("entry", entry.id, "topic", [entry.topic], topics)
        return Knowledge(
            sources=dict(sorted(self.sources.items(), key=lambda item: item[1].rank)),
            passages=self.passages,
            entries=self.entries,
            topics=tuple(self.topics),
            vocabulary=self.vocabulary,
        )

    def _claim(self, kind: str, name: str, place: str) -> None:
        first = self.places.setdefault((kind, name), place)
        if first is not place:
            problem = f'a second {kind} with the id "{name}" (the first is at {first})'
            raise KnowledgeError(place, problem, "Give one of them another id")

    def _check(
        self, kind: str, name: str, target: str, wanted: Iterable[str], known: Iterable[str]
    ) -> None:
        for one in wanted:
            if one not in known:
                near = difflib.get_close_matches(one, list(known), 1)
                cure = f'Did you mean "{near[0]}"?' if near else f"Add that {target} or remove it"
                problem = f'{kind} "{name}" points to the {target} "{one}", which does not exist'
                raise KnowledgeError(self.places[kind, name], problem, cure)
