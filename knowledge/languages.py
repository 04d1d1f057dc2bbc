"""Which language a text is in: told by its small words, else by the letters of its words."""

import re
import tomllib
from functools import lru_cache
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

_CHAT: dict[str, Language] = {
    **dict.fromkeys(["halo", "hai", "makasih", "kasih", "selamat", "tolong"], "id"),
    **dict.fromkeys(["pagi", "siang", "sore", "malam"], "id"),
    **dict.fromkeys(
        """
        aja udah udh blm bgt banget emang emg kayak kyk tau gua elo lo loh lah ya kan terus trus
        jadi jd buat bikin cuma doang tapi tp soal krn utk dgn dr pd jgn tdk gk ngga enggak
        skrg pake kalo klo gmna dmn dmana kpn brapa gitu gini tuh tu mau orang sama masih pernah
        bener apaan dimana kemana siapanya apanya kasih bukannya ternyata
        """.split(),  # noqa: SIM905  # a list would be thirty lines
        "id",
    ),
    **dict.fromkeys(["hello", "hi", "hey", "thanks", "thank", "thx", "bye"], "en"),
    **dict.fromkeys(["morning", "evening"], "en"),
    **dict.fromkeys(
        """
        gonna wanna gotta gimme lemme dunno kinda whats whos hows wheres whens thats theres heres
        dont doesnt didnt isnt arent wasnt werent cant wont wouldnt couldnt shouldnt hasnt havent
        aint im ive youre theyre hes shes lets pls plz ppl cuz tho wtf wat wut wht tbh rly
        me him them us these those been being does doing going some more most much many just only
        still even ever never always also too very really but so because while after before into
        over out up down off now then again between against without under say says said tell told
        know think mean means get got give make made take need want use used work works
        """.split(),  # noqa: SIM905  # as above
        "en",
    ),
}
"""What people write in chats, and words of a sentence's frame that ``SMALL_WORDS`` leaves out.

They tell the language and nothing else: the matching reads them as any other word.
"""
LENGTHS = (2, 3, 4)
"""Letters of the n-grams that tell a language."""
_LONGEST = 2000
"""Letters; a longer text is told by its beginning."""
_MOST: dict[Language, float] = {"id": 4.0, "en": 2.0}
"""The most that one word can say. An Indonesian sentence has English words, never the reverse."""
_SMALL_WORD: dict[Language, float] = {"id": 4.0, "en": 3.0}
_LEAST: dict[Language, float] = {"id": 0.7, "en": 2.5}
"""Log odds that a language needs to be told: one English word may be a name, two are English."""
_SURE = 4.0
"""Log odds from which on a language is beyond doubt, where a word that is known says so, too ..."""
_SURE_BY_LETTERS = 5.0
"""... and where no word is known. None of 1,756 labelled messages is told wrong so."""
_WORD = re.compile(r"[a-z]+")


def _learned() -> dict[str, float]:
    groups = tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8"))
    return {gram: float(weight) for weight, grams in groups.items() for gram in grams}


_LETTERS = _learned()


def detect(text: str) -> Language | None:
    """Tell which language a text is likelier in; None where the text does not tell.

    Adds up the log odds of its words: fixed for known ones, else a naive Bayes of letter n-grams
    that ``python -m tests.benchmarks.learn_languages`` learned from the shipped knowledge.
    """
    return _likelier(sum(_weighed(text)))


def detect_surely(text: str) -> Language | None:
    """Tell the language of a text where it is beyond doubt; None where it may be the other one.

    For who has better reasons than a guess to choose a language: what a person set, or wrote
    before.
    """
    # a name said ten times is still one word
    words = dict(zip(_read(text), _weighed(text), strict=True))
    odds = sum(words.values())
    likelier = _likelier(odds)
    if likelier is None:
        return None
    known = {language for word in words for language in [_known(word)] if language}
    if likelier in known and abs(odds) >= _SURE:
        return likelier
    return likelier if not known and abs(odds) >= _SURE_BY_LETTERS else None


@lru_cache(maxsize=8)  # one question is told the language of several times on its way
def _weighed(text: str) -> tuple[float, ...]:
    return tuple(map(_odds, _read(text)))


def _read(text: str) -> list[str]:
    return _WORD.findall(text[:_LONGEST].lower().replace("'", "").replace("\u2019", ""))


def _likelier(odds: float) -> Language | None:
    if odds >= _LEAST["id"]:
        return "id"
    return "en" if odds <= -_LEAST["en"] else None


def _known(word: str) -> Language | None:
    """Tell the language of a word that is known to be of one alone."""
    if word in SMALL_WORDS["id"]:
        return "id"
    return "en" if word in SMALL_WORDS["en"] else _CHAT.get(word)


def _odds(word: str) -> float:
    known = _known(word)
    if known is not None:
        return _SMALL_WORD[known] if known == "id" else -_SMALL_WORD[known]
    # Neighbouring n-grams say nearly the same thing: a third of their sum is fair.
    said = sum(_LETTERS.get(gram, 0.0) for gram in grams(word)) / len(LENGTHS)
    return max(-_MOST["en"], min(_MOST["id"], said))


def grams(word: str) -> list[str]:
    """Return the letter n-grams of a word, its two ends marked by a blank."""
    framed = f" {word} "
    return [framed[at : at + n] for n in LENGTHS for at in range(len(framed) - n + 1)]
