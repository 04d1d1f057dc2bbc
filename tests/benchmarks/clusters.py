"""Clusters of unanswered questions: how well they follow the intents, and what a newcomer costs."""

import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from math import comb

from rich.console import Console
from rich.table import Table

from bot.memory import leave_alone_what_is_there
from knowledge import SHIPPED, Vocabulary
from knowledge.clusters import Clusters
from knowledge.loading import read
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.sets import public

SEEDS = (1, 2, 3)
HELD = (1_750, 10_000)
NEWCOMERS = 200

Labelled = list[tuple[str, str]]
"""Texts, each with the intent that it belongs to."""


def report() -> None:
    """Print the tables of agreement and of speed."""
    console = Console(width=120)
    table = Table("set", "seed", "questions", "intents", "clusters", "ARI", "purity")
    table.title = "Clusters, one question after another, against the intents"
    for name, (rows, vocabulary) in sets().items():
        for seed in SEEDS:
            table.add_row(name, str(seed), *_figures(rows, vocabulary, seed))
    if table.row_count:
        console.print(table)
    console.print(_speed())


def sets() -> dict[str, tuple[Labelled, Vocabulary]]:
    """Return the questions in scope of every set, with the vocabulary that they are read with."""
    found = {}
    for one in public():
        entries = one.known.entries.items()
        rows = [(p, id_) for id_, e in entries for ps in e.phrasings.values() for p in ps]
        rows += [(text, id_) for text, id_ in one.questions if id_]
        found[one.name] = (rows, one.known.vocabulary)
    return found


def grown(texts: Iterable[str], vocabulary: Vocabulary) -> list[int]:
    """Return the cluster of each of the texts, come in one after another."""
    clusters, at = Clusters(vocabulary, read(SHIPPED).entries.values()), {}
    for number, text in enumerate(texts):
        joined = clusters.join(number, text, number)
        at[number] = joined.cluster
        for question, cluster in at.items():
            if cluster in joined.merged:
                at[question] = joined.cluster
    return list(at.values())


def agreement(found: Sequence[object], meant: Sequence[object]) -> float:
    """Return the adjusted Rand index of two ways to group: 1 the same, about 0 by chance."""
    both, ours, theirs = (
        sum(comb(count, 2) for count in Counter(labels).values())
        for labels in (zip(found, meant, strict=True), found, meant)
    )
    by_chance = ours * theirs / comb(len(found), 2)
    most = (ours + theirs) / 2
    return (both - by_chance) / (most - by_chance) if most != by_chance else 1.0


def purity(found: Sequence[object], meant: Sequence[object]) -> float:
    """Return the share of questions that belong to what most of their cluster belong to."""
    most: dict[object, int] = {}
    for (cluster, _), count in Counter(zip(found, meant, strict=True)).items():
        most[cluster] = max(count, most.get(cluster, 0))
    return sum(most.values()) / len(found)


def _figures(rows: Labelled, vocabulary: Vocabulary, seed: int) -> list[str]:
    shuffled = random.Random(seed).sample(rows, len(rows))  # noqa: S311
    meant = [intent for _, intent in shuffled]
    found = grown((text for text, _ in shuffled), vocabulary)
    counts = [len(rows), len(set(meant)), len(set(found))]
    return [
        *map(str, counts),
        f"{agreement(found, meant):.3f}",
        f"{purity(found, meant):.3f}",
    ]


def _speed() -> Table:
    table = Table("held", "p50", "p95", "worst", title="A newcomer joins (ms)")
    for held in HELD:
        corpus, known = Corpus(held), read(SHIPPED)
        clusters = Clusters(known.vocabulary, known.entries.values())
        for number, text in enumerate(corpus.phrasings):
            clusters.put(number, text, number // 5)
        clusters.like("", 1)
        leave_alone_what_is_there()  # as the bot does
        times = []
        for number in range(held, held + NEWCOMERS):
            text = corpus.question()
            began = time.perf_counter()
            clusters.join(number, text, number)
            times.append((time.perf_counter() - began) * 1000)
        times.sort()
        shown = (statistics.median(times), times[int(len(times) * 0.95)], times[-1])
        table.add_row(f"{held:,}", *(f"{value:.2f}" for value in shown))
    return table
