"""Speed, memory and growth beside rapidfuzz's extractOne, in one run."""

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

import knowledge
from knowledge import KnowledgeBase
from tests.benchmarks.corpus import Corpus

QUESTIONS = 200
PEER_QUESTIONS = 20
CHANGES = 20
COSTLY = {
    "4,096 letters": "kapan program ini dimulai dan " * 136,
    "4,096 letters, one word": "abcdefghij" * 409,
    "1,000 marks": "a" + "\u0301" * 1000 + " kapan mulai",
    "letters that unfold": "\ufdfa" * 4096,
}
Row = list[str]
_Thing = TypeVar("_Thing")


def report(sizes: list[int]) -> None:
    """Print the tables of speed; every size in a process of its own, for its memory."""
    columns = ["phrasings", "question p50", "p95", "WRatio", "times faster", "token_set"]
    columns += ["change p50", "worst", "build", "memory"]
    table = Table(*columns, title="Speed, one thread (ms a question, ms a change, s, MB)")
    for size in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            table.add_row(*pool.apply(_measured, (size,)))
    console = Console(width=120)
    console.print(table)
    console.print(_shipped())


def _measured(size: int) -> Row:
    corpus = Corpus(size)
    known = corpus.knowledge()
    began = time.perf_counter()
    base = KnowledgeBase(known)
    built = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    questions = [corpus.question() for _ in range(QUESTIONS)]
    ours = sorted(_each(base.answer, questions))
    few = questions[:PEER_QUESTIONS]
    ratio = statistics.median(
        _each(lambda text: process.extractOne(text, corpus.phrasings, scorer=fuzz.WRatio), few)
    )
    token_set = statistics.median(
        _each(
            lambda text: process.extractOne(text, corpus.phrasings, scorer=fuzz.token_set_ratio),
            few,
        )
    )
    changes = [corpus.entry(f"new {n}", n * 7) for n in range(CHANGES)]
    changed = _each(base.put, changes) + _each(base.remove, [entry.id for entry in changes])
    median = statistics.median(ours)
    return [
        f"{size:,}",
        *(f"{value:.2f}" for value in (median, ours[int(len(ours) * 0.95)], ratio)),
        f"{ratio / median:.0f}",
        *(f"{v:.2f}" for v in (token_set, statistics.median(changed), max(changed), built)),
        f"{memory:.0f}",
    ]


def _each(act: Callable[[_Thing], object], things: list[_Thing]) -> list[float]:
    act(things[0])
    times = []
    for thing in things:
        began = time.perf_counter()
        act(thing)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _shipped() -> Table:
    table = Table("the shipped knowledge", "ms", title="Loading, and costly questions")
    began = time.perf_counter()
    base = knowledge.load()
    table.add_row("reading and indexing", f"{(time.perf_counter() - began) * 1000:.0f}")
    for name, text in COSTLY.items():
        table.add_row(name, f"{max(_each(base.answer, [text] * 5)):.1f}")
    return table
