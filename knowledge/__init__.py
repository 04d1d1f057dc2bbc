"""Questions, answers, passages and how to match them; knows nothing of Telegram.

``knowledge.load(path).answer(text)`` is the whole of it.
"""

from pathlib import Path

from knowledge.loading import SHIPPED, read
from knowledge.matching import KnowledgeBase
from knowledge.model import (
    Answered,
    Entry,
    Evidence,
    Ignored,
    Knowledge,
    KnowledgeError,
    Language,
    Locator,
    NotStated,
    Outcome,
    Passage,
    Reading,
    SmallTalk,
    Source,
    Topic,
    Unanswered,
    Unsure,
    Vocabulary,
)

__all__ = [
    "SHIPPED",
    "Answered",
    "Entry",
    "Evidence",
    "Ignored",
    "Knowledge",
    "KnowledgeBase",
    "KnowledgeError",
    "Language",
    "Locator",
    "NotStated",
    "Outcome",
    "Passage",
    "Reading",
    "SmallTalk",
    "Source",
    "Topic",
    "Unanswered",
    "Unsure",
    "Vocabulary",
    "load",
]


def load(path: Path | str = SHIPPED) -> KnowledgeBase:
    """Read a knowledge folder or file and make it answer questions.

    Raises KnowledgeError, which names the file, the line where known, and the cure.
    """
    return KnowledgeBase(read(Path(path)))
