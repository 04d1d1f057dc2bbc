"""Which language a text is in: told by its small words, else by the letters of its words."""

import re
import tomllib
from pathlib import Path

from knowledge.model import Language

SMALL_WORDS: dict[Language, frozenset[str]] = {
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
FUNCTION_WORDS = frozenset().union(*SMALL_WORDS.values())
"""Words that say nothing by themselves, of both languages."""

_GREETINGS: dict[str, Language] = {
    **dict.fromkeys(["halo", "hai", "makasih", "kasih", "selamat", "tolong"], "id"),
    **dict.fromkeys(["pagi", "siang", "sore", "malam"], "id"),
    **dict.fromkeys(["hello", "hi", "hey", "thanks", "thank", "thx", "bye"], "en"),
    **dict.fromkeys(["morning", "evening"], "en"),
}
LENGTHS = (2, 3, 4)
"""Letters of the n-grams that tell a language."""
_LONGEST = 2000
"""Letters; a longer text is told by its beginning."""
_MOST: dict[Language, float] = {"id": 4.0, "en": 2.0}
"""The most that one word can say. An Indonesian sentence has English words, never the reverse."""
_SMALL_WORD: dict[Language, float] = {"id": 4.0, "en": 3.0}
_LEAST: dict[Language, float] = {"id": 0.7, "en": 2.5}
"""Log odds that a language needs to be told: one English word may be a name, two are English."""
_WORD = re.compile(r"[a-z]+")


def _learned() -> dict[str, float]:
    groups = tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8"))
    return {gram: float(weight) for weight, grams in groups.items() for gram in grams}


_LETTERS = _learned()


def detect(text: str) -> Language | None:
    """Tell the language of a text; None where the text does not tell.

    Adds up the log odds of its words: fixed for small words, else a naive Bayes of letter n-grams
    that ``python -m tests.benchmarks.learn_languages`` learned from the shipped knowledge.
    """
    odds = sum(map(_odds, _WORD.findall(text[:_LONGEST].lower())))
    if odds >= _LEAST["id"]:
        return "id"
    return "en" if odds <= -_LEAST["en"] else None


def _odds(word: str) -> float:
    if word in SMALL_WORDS["id"] or _GREETINGS.get(word) == "id":
        return _SMALL_WORD["id"]
    if word in SMALL_WORDS["en"] or _GREETINGS.get(word) == "en":
        return -_SMALL_WORD["en"]
    # Neighbouring n-grams say nearly the same thing: a third of their sum is fair.
    said = sum(_LETTERS.get(gram, 0.0) for gram in grams(word)) / len(LENGTHS)
    return max(-_MOST["en"], min(_MOST["id"], said))


def grams(word: str) -> list[str]:
    """Return the letter n-grams of a word, its two ends marked by a blank."""
    framed = f" {word} "
    return [framed[at : at + n] for n in LENGTHS for at in range(len(framed) - n + 1)]
