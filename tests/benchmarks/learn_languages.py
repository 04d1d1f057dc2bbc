"""Learn which letters tell Indonesian from English; ``python -m tests.benchmarks.learn_languages``.

Naive Bayes over the n-grams of the shipped knowledge's words, each word once. Writes
``knowledge/languages.toml``.
"""

import math
import re
from collections import Counter
from pathlib import Path

import knowledge
from knowledge import Knowledge, Language
from knowledge.languages import grams

FILE = Path(knowledge.__file__).with_name("languages.toml")
LEAST_WORDS = 15
"""Words that must have an n-gram for it to be learned."""
LEAST_ODDS = 1.5

SHARED = 3
"""A word is of one language where it stands this many times as often as in the other."""


def learned(known: Knowledge) -> dict[str, float]:
    """Return the log odds (positive for Indonesian) of every n-gram that tells."""
    counts = {language: _words(known, language) for language in ("id", "en")}
    own: dict[str, list[str]] = {
        "id": [w for w, n in counts["id"].items() if counts["en"][w] * SHARED <= n],
        "en": [w for w, n in counts["en"].items() if counts["id"][w] * SHARED <= n],
    }
    has = {key: Counter(g for w in words for g in set(grams(w))) for key, words in own.items()}
    odds = {}
    for gram in has["id"] | has["en"]:
        ours, theirs = has["id"][gram], has["en"][gram]
        logged = math.log((ours + 1) / (len(own["id"]) + 2))
        logged -= math.log((theirs + 1) / (len(own["en"]) + 2))
        if ours + theirs >= LEAST_WORDS and abs(logged) >= LEAST_ODDS:
            odds[gram] = round(logged * 2) / 2
    return odds


def _words(known: Knowledge, language: Language) -> Counter[str]:
    texts = [p.texts.get(language, "") for p in known.passages.values()]
    for entry in known.entries.values():
        texts += [*entry.phrasings.get(language, ()), entry.answers.get(language, "")]
    return Counter(word for text in texts for word in re.findall("[a-z]+", text.lower()))


def written(odds: dict[str, float]) -> str:
    """Return the file's text: n-grams by their log odds."""
    lines = [
        "# Log odds of Indonesian against English, and the letter n-grams that have them.",
        "# Learned: python -m tests.benchmarks.learn_languages",
    ]
    for weight in sorted(set(odds.values())):
        lines.append(f'"{weight}" = [')
        row = "   "
        for gram in sorted(gram for gram, own in odds.items() if own == weight):
            if len(row) > 90:
                lines.append(row)
                row = "   "
            row += f' "{gram}",'
        lines += [row, "]"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(learned(knowledge.load().knowledge)), encoding="utf-8")
    print(f"wrote {FILE.name}")
