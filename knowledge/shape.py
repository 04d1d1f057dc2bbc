"""What a message looks like: a question or not, and which of its words carry it."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from knowledge.language import normalise

_SENTENCE = re.compile(r"(?<=[.!?:;…])\s+|\n+")
_LEAST_WORDS = 3
"""Words that a sentence must have to be asked apart from the others."""

_REMARK = 3
"""Words; what is as short ("thanks", "I'll do it") is hardly an answer, unless it has a number."""

_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|\S+@\S+")

QUESTION_WORDS = frozenset(
    """
    apa apakah apaan siapa siapakah kapan kapankah mana kemana dimana darimana kenapa mengapa knp
    bagaimana gimana gmn gimn berapa brp brapa bisakah benarkah adakah emang emangnya masa masak
    what who whom whose when where why how which is are do does did can could will would has have
    """.split()  # noqa: SIM905  # a list would be thirty lines
)
"""Words that open a question; where one opens or ends a message, it is one."""

_ASKING = frozenset(
    """
    apa ap apaan apah aoa apakah apkah siapa siapakah sapa spa kapan kapankah kpn kpan mana mna
    kemana kmn dimana dmn dmana darimana kenapa mengapa knp knapa napa bagaimana bgmn gimana gmn
    gmna berapa brp brpa brapa ngapain bisakah benarkah adakah
    tidak ga gak gk ngga nggak enggak kagak belum blm blom blum kan
    minta tolong tlg mohon kasih cara tau tahu tanya nanya jelasin jelaskan rangkumin contoh resep
    rekomendasi info informasi link
    what whats waht wat wats wut who whos whom whose when where wher why how hows which wich
    please pls tell explain show give best need want
    """.split()  # noqa: SIM905  # a list would be sixty lines
)
"""Words with which people ask, beg or doubt, hurried spellings too."""

_SMALL = QUESTION_WORDS | frozenset(
    """
    yang di ke dari dan atau ini itu nya sih dong deh kok ya yah yaa nih tuh lah kah pun kan juga
    ada adalah untuk dengan pada dalam oleh akan bisa sudah udah belum lagi saja aja cuma hanya
    tidak ga gak nggak ngga enggak bukan jangan saya aku gue gua kamu lu elo dia kita kami mereka
    kalau kalo tapi tetapi terus trus jadi jd buat sama ama soal tentang kayak kayaknya gitu gini
    bang bro sis guys gaes min kak mas mbak pak bu om tante gan teman temen tau tahu dulu banget
    biar supaya agar karena sampai seperti lebih paling sangat amat mau pengen tolong coba bro info
    the a an of to in on at by for with about from as if than there this that these those it its
    not no and or but so any please just i you he she they we my your his her their our was were
    be been being am tell me know anyone guys
    """.split()  # noqa: SIM905  # as above
)

_ASKS_FOR = {
    **dict.fromkeys(["when", "kapan", "kapankah"], "time"),
    **dict.fromkeys(["who", "whom", "whose", "siapa", "siapakah"], "person"),
    **dict.fromkeys(["where", "dimana", "kemana", "darimana"], "place"),
    **dict.fromkeys(["why", "kenapa", "mengapa"], "reason"),
    **dict.fromkeys(["how", "bagaimana", "gimana"], "manner"),
    "berapa": "count",
}
_TOGETHER = {
    **dict.fromkeys([("what", "time"), ("jam", "berapa"), ("tanggal", "berapa")], "time"),
    **dict.fromkeys([("di", "mana"), ("ke", "mana"), ("dari", "mana")], "place"),
    **dict.fromkeys([("how", "much"), ("how", "many"), ("how", "long"), ("how", "old")], "count"),
    **dict.fromkeys([("how", "far"), ("how", "high"), ("how", "big"), ("how", "often")], "count"),
    ("how", "come"): "reason",
}
"""Two words that ask for something else than the one of them that asks."""


def asks_for(words: Sequence[str]) -> set[str]:
    """Return what a question asks for by its words: a time, a person, a reason ...; often none."""
    together = {at: _TOGETHER[pair] for at, pair in enumerate(pairwise(words)) if pair in _TOGETHER}
    taken = {at + part for at in together for part in (0, 1)}
    alone = {_ASKS_FOR.get(word) for at, word in enumerate(words) if at not in taken}
    return {kind for kind in (*together.values(), *alone) if kind}


def is_question_shaped(text: str) -> bool:
    """Tell whether a message reads as a question: its mark, or a word that asks at either end."""
    plain = _LINK.sub(" ", text)
    if "?" in plain:
        return True
    found = re.findall(r"[^\W_]+", normalise(plain))
    return any(word in QUESTION_WORDS for word in (*found[:2], *found[-2:]))


def may_ask(text: str) -> bool:
    """Tell whether a message may be asking, however it is typed; what is merely said does not."""
    found = re.findall(r"[^\W_]+", normalise(_LINK.sub(" ", text)))
    return is_question_shaped(text) or any(word in _ASKING for word in found)


def sentence_that_asks(text: str) -> str | None:
    """Give the one sentence of several that asks; None where there is but one, or more ask.

    What leads up to a question ("Hi all, just joined. ...") says little of what it is about.
    """
    sentences = [one for one in _SENTENCE.split(text) if one.strip()]
    asking = [one for one in sentences if is_question_shaped(one)]
    if len(sentences) < 2 or len(asking) != 1 or len(asking[0].split()) < _LEAST_WORDS:
        return None
    return asking[0]


def says_little(text: str) -> bool:
    """Tell whether a text is hardly an answer: a word or three, without a number or a link."""
    plain = _LINK.sub("1", text)
    return len(plain.split()) <= _REMARK and not re.search(r"\d", plain)


def content_words(words: Iterable[str]) -> list[str]:
    """Keep the words that say what a text is about, in order, each once."""
    return [word for word in dict.fromkeys(words) if word not in _SMALL and len(word) > 1]
