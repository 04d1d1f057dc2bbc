"""Clusters of alike questions, grown live: each newcomer joins the cluster nearest to it.

Pure: what is kept, closed or ignored is the caller's business. The order of arrival decides, and
nothing else does: the same questions in the same order make the same clusters.
"""

from collections import defaultdict
from dataclasses import dataclass

from knowledge.guards import Guards, Read
from knowledge.index import Index
from knowledge.language import Reader, normalise, unpadded
from knowledge.matching import ALIKE, QUESTION_LETTERS, QUESTION_WORDS
from knowledge.model import Vocabulary

_NEAREST = 48
"""Questions held that a text is compared with: those that share most with it."""
_CROWD = 0.8
"""Members' likeness is summed and divided by their number to this power: many who are somewhat
alike count for more than one, and for less than their sum."""
_COMPARED = 12
"""Members whose words the guards look at, and who are weighed for the most central: the latest."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a question went: the cluster, and clusters that are now part of it."""

    cluster: int
    merged: tuple[int, ...] = ()


class Clusters:
    """Questions held, each in one cluster."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Hold none yet."""
        self._reader = Reader(vocabulary)
        self._guards = Guards(vocabulary, self._reader)
        self._index = Index(self._reader)
        self._words: dict[int, list[str]] = {}
        self._spelt: dict[int, str] = {}
        self._same: defaultdict[str, list[int]] = defaultdict(list)
        self._cluster: dict[int, int] = {}
        self._members: defaultdict[int, list[int]] = defaultdict(list)

    def put(self, question: int, text: str, cluster: int) -> None:
        """Lay a question where storage knows it to be."""
        self.remove(question)
        spelt = normalise(text[:QUESTION_LETTERS])
        self._words[question], self._spelt[question] = self._asked(text), spelt
        self._same[spelt].append(question)
        self._cluster[question] = cluster
        self._members[cluster].append(question)
        self._index.add({str(question): [(text[:QUESTION_LETTERS],)]})

    def join(self, question: int, text: str, new: int) -> Joined:
        """Put a question into the cluster that it belongs to, else into the cluster ``new``."""
        cluster = self._found(text)
        self.put(question, text, new if cluster is None else cluster)
        return Joined(self._cluster[question])

    def remove(self, question: int) -> None:
        """Forget a question, if it is held."""
        if question not in self._cluster:
            return
        cluster = self._cluster.pop(question)
        self._members[cluster].remove(question)
        if not self._members[cluster]:
            del self._members[cluster]
        spelt = self._spelt.pop(question)
        self._same[spelt].remove(question)
        if not self._same[spelt]:
            del self._same[spelt]
        del self._words[question]
        self._index.remove(str(question))

    def close(self, cluster: int) -> None:
        """Forget a cluster with all its questions, if it is there."""
        for question in list(self._members.get(cluster, ())):
            self.remove(question)

    def central(self, cluster: int) -> int:
        """Give the question that is most like the others of its cluster; the earliest of equals."""
        members = self._members[cluster]
        alike = dict.fromkeys(members, 0.0)
        for asking in members[-_COMPARED:]:
            for hit in self._index.search(self._words[asking], _NEAREST):
                if int(hit.id) != asking and self._cluster[int(hit.id)] == cluster:
                    alike[int(hit.id)] += hit.score
        return max(members, key=lambda one: (alike[one], -members.index(one)))

    def like(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Give the clusters nearest to a text, nearest first, each with its likeness."""
        return self._ranked(self._asked(text))[:limit]

    def _asked(self, text: str) -> list[str]:
        return unpadded(self._reader.words(text[:QUESTION_LETTERS])[:QUESTION_WORDS])

    def _found(self, text: str) -> int | None:
        same = self._same.get(normalise(text[:QUESTION_LETTERS]))
        if same:
            return self._cluster[same[0]]
        words = self._asked(text)
        read = self._guards.read(words)
        for cluster, likeness in self._ranked(words):
            if likeness < ALIKE:
                break
            if not self._guards.against(read, self._read(cluster), str):
                return cluster
        return None

    def _read(self, cluster: int) -> list[Read]:
        return [self._guards.read(self._words[one]) for one in self._members[cluster][-_COMPARED:]]

    def _ranked(self, words: list[str]) -> list[tuple[int, float]]:
        likeness: defaultdict[int, float] = defaultdict(float)
        for hit in self._index.search(words, _NEAREST):
            likeness[self._cluster[int(hit.id)]] += hit.score
        ranked = [
            (cluster, total / len(self._members[cluster]) ** _CROWD)
            for cluster, total in likeness.items()
        ]
        return sorted(ranked, key=lambda one: (-one[1], one[0]))
