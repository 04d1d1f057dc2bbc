"""Made-up phrasings with the shape of real ones: syllables, and words spread as Zipf found."""

import random
from itertools import accumulate

from knowledge import Entry, Knowledge
from knowledge.loading import SHIPPED, read

WORDS = 30_000
EACH = 5
"""Phrasings of an entry."""

_STARTS = [*"bdgjklmnprsthwy", "ng", "ny"]
_ENDS = ["", "", "", "n", "ng", "k", "s", "r"]


class Corpus:
    """Entries of made-up phrasings, and questions near to them."""

    def __init__(self, phrasings: int, seed: int = 1) -> None:
        """Make that many phrasings; the same ones for the same seed."""
        self._random = random.Random(seed)  # noqa: S311
        self._words = list(dict.fromkeys(self._word() for _ in range(WORDS)))
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self.phrasings = [self._phrase(self._random.randint(4, 11)) for _ in range(phrasings)]

    def knowledge(self) -> Knowledge:
        """Return the phrasings as entries, with the general vocabulary."""
        entries = {str(at): self.entry(str(at), at) for at in range(0, len(self.phrasings), EACH)}
        vocabulary = read(SHIPPED).vocabulary
        return Knowledge({}, {}, entries, (), vocabulary)

    def entry(self, id_: str, at: int) -> Entry:
        """Return an entry of the phrasings from a place on."""
        return Entry(id_, {"id": tuple(self.phrasings[at : at + EACH])}, {})

    def question(self) -> str:
        """Return a phrasing as someone else would type it: words out, words in, one letter off."""
        words = self._random.choice(self.phrasings).split()
        kept = self._random.sample(words, max(2, len(words) - 2))
        text = " ".join([*kept, self._phrase(2)])
        at = self._random.randrange(len(text))
        return f"{text[:at]}{self._random.choice('aeioukst')}{text[at + 1 :]}"

    def _word(self) -> str:
        count = self._random.choice([1, 2, 2, 3, 3, 4])
        syllables = (
            self._random.choice(_STARTS) + self._random.choice("aiueo") for _ in range(count)
        )
        return "".join(syllables) + self._random.choice(_ENDS)

    def _phrase(self, length: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=length))
