"""What an index finds: things, their scores, and what of a question they have."""

from dataclasses import dataclass

PARTS = ("words", "pairs", "letters", "small words")
"""What a score is made of: small words are told apart, for they alone prove nothing."""
TOLD = (*PARTS, "wordings")
"""The same after ``likelihoods`` were added, the last part: no likeness, and below 0 at times."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, its score (about 0..1), and what each family of features gave to it."""

    id: str
    score: float
    parts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What of a question's words a thing has."""

    lacking: float
    """Share (0..1) of their weight, a word's squared rarity, that it has not."""
    telling: int
    """How many it has, small words aside."""
    words: int
    """How many words its longest document has."""
