"""What a text says, whatever way it was typed: normal form, words, stems, language.

Nothing here knows any entry. A text is brought to one spelling (``normalise``), cut into words with
slang written out (``words``), and words lose their endings (``stem``).
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import snowballstemmer

from knowledge.model import Language, Vocabulary

_NO_SLANG: Mapping[str, str] = {}

_LOOK_ALIKES = str.maketrans(
    # Cyrillic, Greek, and Latin letters with a stroke or without their dot, by shape.
    "авгеорсухіјѕһԁԛԝкмтнӏзαβγεηικνορτυχωıłøđɡɑ",
    "abreopcyxijshdqwkmthl3abyenikvoptuxwilodga",
)
_FILLERS = dict.fromkeys(map(ord, "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"), " ")
_APOSTROPHES = re.compile("['`\u2018\u2019\u02bc\u00b4\u02b9]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"\s+")
_DOUBLED = re.compile(r"\b([a-z]{3,})2(?=(?:nya|an|kan|in)?\b)")
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def normalise(text: str) -> str:
    """Bring a text to one spelling: lower case, plain letters, single spaces.

    NFKC (so NFD too), marks and invisible signs gone, look-alike letters folded, a letter typed
    three times or more written once. Idempotent; time grows with the length alone.
    """
    plain = text.lower() if text.isascii() else _plain_letters(text)
    plain = _APOSTROPHES.sub("", plain.replace("\0", " "))
    return _SPACES.sub(" ", _STRETCHED.sub(r"\1", plain)).strip()


def _plain_letters(text: str) -> str:
    # Marks go first: sorting a long run of them is what makes NFKD slow on hostile input.
    folded = unicodedata.normalize("NFKD", _visible(text)).casefold()
    folded = unicodedata.normalize("NFKD", folded)
    folded = _visible(folded).casefold().translate(_LOOK_ALIKES).translate(_FILLERS)
    return unicodedata.normalize("NFC", folded)


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Cs"})


def words(text: str, slang: Mapping[str, str] = _NO_SLANG) -> list[str]:
    """Cut a text into its words and numbers, slang written out, in order.

    "47,5" becomes "47.5" and "100.000" becomes "100000"; "jangan2" is "jangan"; "7pm" is two words.
    """
    found = []
    for word in _WORD.findall(_DOUBLED.sub(r"\1", normalise(text))):
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


_indonesian = snowballstemmer.stemmer("indonesian")
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Take a word's endings off, whichever of the two languages it is in."""
    return str(_english.stemWord(_indonesian.stemWord(word)))


@lru_cache(maxsize=100_000)
def letters(word: str) -> tuple[str, ...]:
    """Return the letter n-grams of a word, 2 to 4 long, its two ends marked by a blank."""
    framed = f" {word} "
    return tuple(framed[at : at + n] for n in (2, 3, 4) for at in range(len(framed) - n + 1))


class Reader:
    """Reads texts with a vocabulary: slang written out, words of one meaning made one stem."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._slang = {normalise(word): plain for word, plain in vocabulary.slang.items()}

    def words(self, text: str) -> list[str]:
        """Cut a text into words and numbers, slang written out."""
        return words(text, self._slang)

    def stems(self, words: list[str]) -> list[str]:
        """Return the stems of words."""
        return [stem(word) for word in words]


_MARKERS: dict[Language, frozenset[str]] = {
    "id": frozenset(
        """
        yang apa siapa mana kapan mengapa kenapa bagaimana berapa apakah dan di ke dari untuk dengan
        ini itu tidak bukan akan bisa sudah belum ada saya kamu aku dia mereka kami kita pada dalam
        oleh atau juga karena jika kalau lebih saja lagi tentang seperti yg ga gak nggak gimana knp
        gmn brp bgmn dong sih kok deh nya min gue lu bang kak
        """.split()  # noqa: SIM905
    ),
    "en": frozenset(
        """
        the a an of to in is are was were be do does did what who where when why how which and or
        for with this that it its not no can could will would should has have had i you he she they
        we my your his her their our on at by from about as if than there any please
        """.split()  # noqa: SIM905
    ),
}


def detect(text: str) -> Language | None:
    """Tell the language of a text by its small words; None where they do not tell."""
    found = words(text)
    votes = {lang: sum(word in marks for word in found) for lang, marks in _MARKERS.items()}
    if votes["id"] == votes["en"]:
        return None
    return "id" if votes["id"] > votes["en"] else "en"
