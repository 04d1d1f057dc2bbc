"""What a text says, whatever way it was typed: one spelling, words, stems.

Nothing here knows any entry. ``normalise`` brings a text to one spelling, ``words`` cuts it,
``stem`` takes endings off, and a ``Reader`` does so with a vocabulary: slang and synonyms.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

import Stemmer

from knowledge.languages import detect
from knowledge.model import Vocabulary

__all__ = ["Reader", "bare", "detect", "letters", "normalise", "stem", "unpadded", "words"]

_NO_SLANG: Mapping[str, str] = {}
_LOOK_ALIKES = str.maketrans(
    # Cyrillic, Greek, and Latin letters with a stroke or without their dot, by their shape.
    "авгеорсухіјѕһԁԛԝкмтнӏзαβγεηικνορτυχωıłøđɡɑ",
    "abreopcyxijshdqwkmthl3abyenikvoptuxwilodga",
)
_FILLERS = dict.fromkeys(map(ord, "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"), " ")
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cs"})
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc\u00b4\u02b9"))
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"\b([a-z]{3,})2(?=(?:nya|an|kan|in)?\b)")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_LONGEST_PHRASE = 3
"""Words; the longest synonym that is looked for."""


def normalise(text: str) -> str:
    """Bring a text to one spelling: lower case, plain letters, single spaces.

    NFKC (so NFD too), marks and invisible signs gone, look-alike letters folded, a letter typed
    three times or more written once. Idempotent; the time grows with the length alone.
    """
    plain = text.lower() if text.isascii() else _plain_letters(text)
    plain = plain.translate(_APOSTROPHES).replace("\0", " ")
    return " ".join(_STRETCHED.sub(r"\1", plain).split())


def _plain_letters(text: str) -> str:
    # Marks go first: sorting a long run of them is what makes NFKD slow on hostile input.
    # They go again before folding the case, which would make a letter of one of them.
    folded = _visible(unicodedata.normalize("NFKD", _visible(text))).casefold()
    folded = _visible(unicodedata.normalize("NFKD", folded)).casefold()
    return unicodedata.normalize("NFC", folded.translate(_LOOK_ALIKES).translate(_FILLERS))


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in _INVISIBLE)


def _undoubled(text: str) -> str:
    return _DOUBLED.sub(r"\1", text) if "2" in text else text


def words(text: str, slang: Mapping[str, str] = _NO_SLANG) -> list[str]:
    """Cut a text into its words and numbers, slang written out, in order.

    "47,5" becomes "47.5" and "100.000" becomes "100000"; "jangan2" is "jangan"; "7pm" is two words.
    """
    found: list[str] = []
    for word in _WORD.findall(_undoubled(normalise(text))):
        if word[0].isdigit():
            found.append(_number(word))
        elif word in slang:
            found.extend(slang[word].split())
        else:
            found.append(word)
    return found


def _number(word: str) -> str:
    if _THOUSANDS.fullmatch(word):
        return word.replace(".", "").replace(",", "")
    return word.replace(",", ".")


_indonesian = Stemmer.Stemmer("indonesian")
_english = Stemmer.Stemmer("english")
_indonesian.maxCacheSize = _english.maxCacheSize = 0  # one cache is enough, see stem


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Take a word's endings off, whichever of the two languages it is in."""
    return str(_english.stemWord(_indonesian.stemWord(word)))


@lru_cache(maxsize=500)
def letters(word: str) -> tuple[str, ...]:
    """Return the letter n-grams of a word, 2 to 4 long, its two ends marked by a blank."""
    framed = f" {word} "
    return tuple(framed[at : at + n] for n in (2, 3, 4) for at in range(len(framed) - n + 1))


_OPENING = frozenset(
    """
    halo hallo hai hi hello hey hei helo permisi punten assalamualaikum assalamu alaikum misi maaf
    sorry min admin mimin kak kakak gan bro sis bang bung mas mbak pak bu guys gaes all mau ingin
    numpang nanya bertanya tanya tolong mohon please excuse dong selamat pagi siang sore malam dear
    eh oh btw oke ok jadi nah hmm
    """.split()  # noqa: SIM905
)
_CLOSING = frozenset(
    """
    dong donk sih deh ya yah yaa nih tuh kah min admin mimin kak kakak gan bro sis bang mas mbak pak
    bu guys gaes please terima kasih thanks thank you mohon infonya pencerahannya wkwk wkwkwk haha
    hehe lol
    """.split()  # noqa: SIM905
)
_LEAST_LEFT = 2


def unpadded(found: list[str]) -> list[str]:
    """Return a question's words without the greeting before and the politeness after it.

    Nothing is taken off where fewer than two words would be left: a greeting alone is a greeting.
    """
    return found[bare(found)]


def bare(found: list[str]) -> slice:
    """Tell which of a question's words are left once ``unpadded``."""
    first, last = 0, len(found)
    while first < last and found[first] in _OPENING:
        first += 1
    while last > first and found[last - 1] in _CLOSING:
        last -= 1
    return slice(first, last) if last - first >= _LEAST_LEFT else slice(len(found))


class Reader:
    """Reads texts with a vocabulary: slang written out, words of one meaning related."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._slang = {normalise(word): plain for word, plain in vocabulary.slang.items()}
        self._groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        self._members: list[list[tuple[str, ...]]] = []
        for group in (*vocabulary.synonyms, *vocabulary.names):
            self._relate(group)

    def words(self, text: str) -> list[str]:
        """Cut a text into words and numbers, slang written out."""
        return words(text, self._slang)

    def stems(self, found: Iterable[str]) -> list[str]:
        """Return the stems of words."""
        return [stem(word) for word in found]

    def related(self, stems: list[str]) -> dict[str, float]:
        """Return stems that mean what a question's stems mean, each with its closeness (0..1).

        The closeness falls with the size of the group and with the groups a word stands in.
        """
        found: dict[str, float] = {}
        for length in range(1, _LONGEST_PHRASE + 1):
            for at in range(len(stems) - length + 1):
                groups = self._groups.get(tuple(stems[at : at + length]), ())
                for group in groups:
                    members = self._members[group]
                    closeness = len(groups) ** -0.5 * len(members) ** -0.25
                    for member in members:
                        for one in member:
                            share = closeness / len(member)
                            found[one] = max(share, found.get(one, 0.0))
        for known in stems:
            found.pop(known, None)
        return found

    def _relate(self, group: Iterable[str]) -> None:
        members = list(dict.fromkeys(tuple(self.stems(self.words(member))) for member in group))
        for member in members:
            if 0 < len(member) <= _LONGEST_PHRASE:
                self._groups[member].append(len(self._members))
        self._members.append(members)
