"""Clusters of alike questions, grown live: each newcomer joins the cluster nearest to it.

A cluster is to the index what an entry is: a document for every language, its questions pooled.
Pure: what is kept, ignored or answered is the caller's business. The order of arrival decides and
nothing else: the same questions in the same order make the same clusters.
"""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import TypeVar

from knowledge.guards import BOUND, Guards, Read
from knowledge.index import Index
from knowledge.language import Reader, normalise, unpadded
from knowledge.languages import detect
from knowledge.matching.ranking import documents
from knowledge.matching.thresholds import ACROSS, ALIKE, QUESTION_LETTERS, QUESTION_WORDS, SAME
from knowledge.model import Entry, Language, Vocabulary
from knowledge.shape import asks_for

_READ = 300
"""Entries that tell how rare a word is; as many more tell no better."""
_POOLED = 16
"""Different questions of one language that a cluster is known by: the first; more add nothing."""
_NEAREST = 32
"""Clusters that a text is compared with."""
_YOUNG = 3
"""Questions; only so small a cluster goes into another. Two that have grown apart are two."""
_COMPARED = -1
"""Stands in the index for a text that others are compared with, as if it were a cluster."""
_LANGUAGES: tuple[Language, ...] = ("id", "en")


_Key = TypeVar("_Key", int, str)


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a question went: the cluster, and clusters that are now part of it."""

    cluster: int
    merged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what is read in it, once: its cluster is laid anew with each newcomer."""

    text: str
    spelt: str
    read: Read
    language: Language | None


class Clusters:
    """Questions held, each in one cluster."""

    def __init__(self, vocabulary: Vocabulary, entries: Iterable[Entry] = ()) -> None:
        """Hold none yet. The entries of the knowledge tell how rare a word is from the first."""
        self._reader = Reader(vocabulary)
        self._guards = Guards(vocabulary, self._reader)
        known = list(entries)
        read = known[:: -(-len(known) // _READ) or 1]
        self._index = Index(self._reader, [text for entry in read for text in documents(entry)])
        self._held: dict[int, _Asked] = {}
        self._cluster: dict[int, int] = {}
        self._members: defaultdict[int, list[int]] = defaultdict(list)
        self._same: defaultdict[str, list[int]] = defaultdict(list)
        self._changed: set[int] = set()

    def put(self, question: int, text: str, cluster: int) -> None:
        """Lay a question where storage knows it to be.

        The index reads all that was laid with the next question that it is asked: the first one
        after a start waits for that.
        """
        self._lay(question, self._read(text), cluster)

    def join(
        self, question: int, text: str, new: int, unmerged: Container[int] = frozenset()
    ) -> Joined:
        """Put a question into the cluster that it belongs to, else into the cluster ``new``.

        It may show that clusters are one: the lowest number stays. Those in ``unmerged`` (that
        moderators ignore for good) are joined only by what asks the very same, and neither take
        another in nor go into one.
        """
        asked = self._read(text)
        near = [
            one for one in self._fitting(asked) if one not in unmerged or self._is_in(text, one)
        ]
        cluster = near[0] if near else new
        self._lay(question, asked, cluster)
        for other in near[1:2]:
            if not (cluster in unmerged or other in unmerged) and self._are_one(cluster, other):
                cluster, gone = min(cluster, other), max(cluster, other)
                self._merge(cluster, gone)
                return Joined(cluster, (gone,))
        return Joined(cluster)

    def remove(self, question: int) -> None:
        """Forget a question, if it is held."""
        if question not in self._cluster:
            return
        cluster, asked = self._cluster.pop(question), self._held.pop(question)
        _take_out(self._members, cluster, question)
        _take_out(self._same, asked.spelt, question)
        self._changed.add(cluster)

    def close(self, cluster: int) -> None:
        """Forget a cluster with all its questions, if it is there."""
        for question in list(self._members.get(cluster, ())):
            self.remove(question)

    def central(self, cluster: int) -> int:
        """Return the question nearest to all of its cluster; of equals the earliest."""
        members = self._members[cluster][:_POOLED]
        likeness = {one: self._likeness(one, cluster) for one in members}
        return max(members, key=lambda one: (likeness[one], -members.index(one)))

    def like(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Return the clusters nearest to a text, nearest first, each with its likeness (0..1)."""
        return self._ranked(self._read(text))[:limit]

    def near(self, text: str, limit: int) -> list[int]:
        """Return the clusters that a text is alike, nearest first."""
        return [cluster for cluster, likeness in self.like(text, limit) if likeness >= ALIKE]

    def asking_the_same(self, text: str, others: Iterable[str]) -> list[str]:
        """Return those of some texts that ask the very same as ``text``, not only alike.

        A text joins a cluster on a hint, so that none stands alone for long; it is another matter
        to say that its asker is answered with the others. What two languages have in common is
        little: the first of them in the other language is compared with as well.
        """
        asked, own = list(others), detect(text)
        found = self._beside(text, asked)
        other = next((one for one in found if detect(one) not in (own, None)), None)
        if other is not None and own is not None:
            found |= self._beside(other, asked)
        return [one for one in asked if one in found]

    def _beside(self, text: str, others: list[str]) -> dict[str, None]:
        asked = self._read(text)
        own = f"{_COMPARED} {asked.language or _LANGUAGES[0]}"
        self._index.add({own: [(asked.text,)]})
        try:
            return dict.fromkeys(one for one in others if self._is_like(self._read(one), asked))
        finally:
            self._index.remove(own)

    def _is_like(self, one: _Asked, asked: _Asked) -> bool:
        if one.spelt == asked.spelt:
            return True
        likeness = dict(self._ranked(one)).get(_COMPARED, 0.0)
        if likeness < SAME or _asks_for_else(one.read, [asked.read]):
            return False
        return not self._guards.against(one.read, [asked.read], str)

    def _is_in(self, text: str, cluster: int) -> bool:
        texts = [self._held[one].text for one in self._members[cluster][:_POOLED]]
        return bool(self.asking_the_same(text, texts))

    def _read(self, text: str) -> _Asked:
        text = text[:QUESTION_LETTERS]
        words = unpadded(self._reader.words(text)[:QUESTION_WORDS])
        return _Asked(text, normalise(text), self._guards.read(words), detect(text))

    def _lay(self, question: int, asked: _Asked, cluster: int) -> None:
        self.remove(question)
        self._held[question] = asked
        self._same[asked.spelt].append(question)
        self._cluster[question] = cluster
        self._members[cluster].append(question)
        self._changed.add(cluster)

    def _ranked(self, asked: _Asked) -> list[tuple[int, float]]:
        self._catch_up()
        best: dict[int, float] = {}
        for hit in self._index.search(list(asked.read.words), _NEAREST):
            number, written = hit.id.split()
            if not hit.parts[0]:
                continue  # small words and letters alone prove nothing
            # What shares no letters, in another language, is judged by what its words mean.
            is_other = asked.language and written != asked.language
            likeness = max(hit.score, ACROSS * hit.parts[0]) if is_other else hit.score
            best[int(number)] = max(likeness, best.get(int(number), 0.0))
        return sorted(best.items(), key=lambda one: (-one[1], one[0]))

    def _likeness(self, question: int, cluster: int) -> float:
        return dict(self._ranked(self._held[question])).get(cluster, 0.0)

    def _catch_up(self) -> None:
        for cluster in self._changed:
            for language in _LANGUAGES:
                self._index.remove(f"{cluster} {language}")
        held = sorted(self._changed & self._members.keys())
        things = {
            f"{cluster} {language}": [texts]
            for cluster in held
            for language, texts in self._documents(cluster).items()
        }
        self._index.add(things)
        self._changed.clear()

    def _documents(self, cluster: int) -> dict[Language, list[str]]:
        # Where a text does not tell its language, one document is as good as the other.
        held = (self._held[one] for one in self._members[cluster])
        found: defaultdict[Language, list[str]] = defaultdict(list)
        for asked in {asked.spelt: asked for asked in held}.values():
            found[asked.language or "id"].append(asked.text)
        return {language: texts[:_POOLED] for language, texts in found.items()}

    def _fitting(self, asked: _Asked) -> list[int]:
        """Return the clusters that a question may join, nearest first."""
        same = self._same.get(asked.spelt)
        if same:
            return [self._cluster[same[0]]]
        fitting = []
        for cluster, likeness in self._ranked(asked):
            if likeness < ALIKE:
                break
            if not self._is_guarded(asked.read, cluster):
                fitting.append(cluster)
        return fitting

    def _is_guarded(self, asked: Read, cluster: int) -> bool:
        read = [self._held[one].read for one in self._members[cluster][:_POOLED]]
        return _asks_for_else(asked, read) or bool(self._guards.against(asked, read, str))

    def _are_one(self, one: int, other: int) -> bool:
        smaller, larger = sorted((one, other), key=lambda c: (len(self._members[c]), c))
        members = self._members[smaller]
        if len(members) > _YOUNG:
            return False
        if any(self._is_guarded(self._held[member].read, larger) for member in members):
            return False
        return sum(self._likeness(one, larger) for one in members) >= ALIKE * len(members)

    def _merge(self, cluster: int, gone: int) -> None:
        for question in self._members.pop(gone):
            self._cluster[question] = cluster
            self._members[cluster].append(question)
        self._changed.update((cluster, gone))


def _take_out(held: dict[_Key, list[int]], key: _Key, question: int) -> None:
    held[key].remove(question)
    if not held[key]:
        del held[key]


def _asks_for_else(asked: Read, read: list[Read]) -> bool:
    # "When ...?" beside those of which most ask for something, and none for a time.
    wanted, others = asks_for(asked.words), [asks_for(one.words) for one in read]
    bound = sum(map(bool, others)) >= BOUND * len(others)
    return bool(wanted) and bound and not any(wanted & other for other in others)
