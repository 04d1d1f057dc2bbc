"""The week in numbers, as moderators read it on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.replies.layout import (
    Block,
    Button,
    Reply,
    behind,
    bold,
    compose,
    italic,
    on_one_line,
    text,
)
from bot.replies.naming import question_of
from bot.replies.numbers import change, day, number, shares
from bot.texts import say
from knowledge import Entry, Language
from knowledge.model import Source
from knowledge.storage.figures import RESULTS, Tally, Use
from knowledge.storage.queue import Cluster

_SHOWN = 5
"""Of each list; the others are counted."""

_LETTERS = 100
"""Of one question."""

SIGNS = {"answered": "✅", "not_stated": "📖", "unsure": "🤔", "unanswered": "📭"}


@dataclass(frozen=True, slots=True)
class Digest:
    """What a digest tells."""

    since: date
    until: date
    now: Tally
    before: Tally
    """Of the week before."""
    top: Sequence[tuple[Entry, int]]
    clusters: Sequence[Cluster]
    """All that wait, the most asked first."""
    disliked: Sequence[tuple[Entry, Use]]
    unused: Sequence[Entry]
    entries: int
    """How many there are in all."""
    unseen: Sequence[tuple[Source, date | None]]
    """Sources that were not there when last looked for, and when they were; None: never."""
    looked_at: date | None
    """When the sources were last looked for; None: never."""
    looks_stale: bool
    """Whether that is too long ago to tell anything."""

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to tell."""
        return not (self.now.asked or self.before.asked or self.clusters)


def for_digest(digest: Digest, language: Language) -> Reply:
    """Tell the week in numbers; it always fits into one message."""
    if digest.is_empty:
        return compose([text(say("digest_none", language))])
    since, until = day(digest.since, language, short=True), day(digest.until, language)
    blocks: list[Block] = [bold(say("digest", language, since=since, until=until))]
    blocks += _counts(digest, language)
    blocks += top_of(digest.top, language)
    blocks += _waiting(digest, language)
    blocks += _disliked(digest, language)
    blocks += _unused(digest, language)
    blocks += _sources(digest, language)
    rows = [(Button(say("open_stats", language), "m:stats:7"),)]
    if digest.clusters:
        rows.insert(0, (Button(say("open_queue", language), "m:queue"),))
    return compose(blocks, rows)


def cut(words: str) -> str:
    """Give what somebody typed on one line, not too long."""
    return on_one_line(words, _LETTERS)


def _counts(digest: Digest, language: Language) -> list[Block]:
    now, before = digest.now, digest.before
    asked = say("digest_asked", language, count=number(now.asked, language))
    lines = [f"{asked} ({change(now.asked, before.asked, language)})"]
    counts = [now.results[result] for result in RESULTS]
    for result, count, share in zip(RESULTS, counts, shares(counts, language), strict=True):
        was = before.results[result]
        name = say(f"result_{result}", language)
        counted = f"{number(count, language)} · {share}"
        lines.append(f"{SIGNS[result]} {name}: {counted} ({change(count, was, language)})")
    up = f"{number(now.up, language)} ({change(now.up, before.up, language)})"
    down = f"{number(now.down, language)} ({change(now.down, before.down, language)})"
    lines.append(say("digest_thumbs", language, up=up, down=down))
    return [text("\n".join(lines)), behind(italic(say("digest_versus", language)), "\n")]


def top_of(uses: Sequence[tuple[Entry, int]], language: Language) -> list[Block]:
    """List the entries that answered most, and how often."""
    lines = [
        say(
            "digest_top_line",
            language,
            number=place,
            question=cut(question_of(entry, language)),
            times=number(times, language),
        )
        for place, (entry, times) in enumerate(uses[:_SHOWN], 1)
    ]
    return _listed(say("digest_top", language), lines)


def _waiting(digest: Digest, language: Language) -> list[Block]:
    lines = [
        say(
            "digest_open_line",
            language,
            question=cut(cluster.text) or "…",
            askers=number(cluster.askers, language),
        )
        for cluster in digest.clusters[:_SHOWN]
    ]
    count = len(digest.clusters)
    title = say("digest_open", language, count=number(count, language))
    return _listed(title, _with_rest(lines, count, language))


def _disliked(digest: Digest, language: Language) -> list[Block]:
    lines = [
        say(
            "digest_disliked_line",
            language,
            question=cut(question_of(entry, language)),
            up=number(use.up, language),
            down=number(use.down, language),
        )
        for entry, use in digest.disliked[:_SHOWN]
    ]
    lines = _with_rest(lines, len(digest.disliked), language)
    return _listed(say("digest_disliked", language), lines)


def _unused(digest: Digest, language: Language) -> list[Block]:
    count = len(digest.unused)
    lines = [
        say("digest_unused_line", language, question=cut(question_of(entry, language)))
        for entry in digest.unused[:_SHOWN]
    ]
    counted, whole = number(count, language), number(digest.entries, language)
    title = say("digest_unused", language, count=counted, all=whole)
    return _listed(title, _with_rest(lines, count, language))


def _sources(digest: Digest, language: Language) -> list[Block]:
    if digest.looked_at is None:
        return [italic(say("digest_sources_never", language))] if digest.looks_stale else []
    lines = []
    for source, at in digest.unseen[:_SHOWN]:
        title = cut(source.title)
        if at is None:
            lines.append(say("digest_source_never", language, title=title))
        else:
            seen = day(at, language)
            lines.append(say("digest_source_seen", language, title=title, at=seen))
    lines = _with_rest(lines, len(digest.unseen), language)
    blocks = _listed(say("digest_sources", language), lines)
    if digest.looks_stale:
        at_day = day(digest.looked_at, language)
        blocks.append(italic(say("digest_sources_unlooked", language, at=at_day)))
    return blocks


def _with_rest(lines: list[str], count: int, language: Language) -> list[str]:
    rest = count - len(lines)
    return [*lines, say("digest_more", language, count=number(rest, language))] if rest else lines


def _listed(title: str, lines: Sequence[str]) -> list[Block]:
    return [bold(title), behind(text("\n".join(lines)), "\n")] if lines else []
