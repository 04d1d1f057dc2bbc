"""Messages that were not put to the bot: answered only where everything speaks for it.

The score alone is not enough here. It says which entry is likeliest for a question about the
announcement; in a group most questions are about something else. So each content word must be
one that the entry itself knows, and something must name the announcement's own people or things.
"""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.language import Reader
from knowledge.matching import KnowledgeBase, is_nearly_certain
from knowledge.matching.thresholds import OVERHEARD_WORDS
from knowledge.model import Answered, Entry, NotStated, Vocabulary
from knowledge.near import SHORTEST, SIMILAR
from knowledge.shape import content_words, is_question_shaped

Overheard = Answered | NotStated


def overhear(base: KnowledgeBase, text: str) -> Overheard | None:
    """Answer a message that was not meant for the bot, or, nearly always, keep silent."""
    if not is_question_shaped(text):
        return None
    why = base.explain(text)
    outcome = why.outcome
    if not isinstance(outcome, Answered | NotStated) or not is_nearly_certain(outcome):
        return None
    carrying = content_words(why.words)
    if len(carrying) < OVERHEARD_WORDS:
        return None
    reader = Reader(base.knowledge.vocabulary)
    known = _words_of(outcome.entry, reader)
    if any(_is_strange(word, known, reader) for word in carrying):
        return None
    return outcome if _names_the_subject(carrying, base.knowledge.vocabulary, reader) else None


def _words_of(entry: Entry, reader: Reader) -> dict[str, None]:
    """Collect what an entry says, as words and as stems."""
    texts = [one for ways in entry.phrasings.values() for one in ways] + [*entry.answers.values()]
    words = [word for text in texts for word in reader.words(text)]
    return dict.fromkeys((*words, *reader.stems(words)))


def _is_strange(word: str, known: dict[str, None], reader: Reader) -> bool:
    if word in known or any(stem in known for stem in reader.stems([word])):
        return False
    if len(word) < SHORTEST:
        return True
    near = process.extractOne(word, known.keys(), scorer=OSA.normalized_similarity)
    return near is None or near[1] < SIMILAR


def _names_the_subject(words: list[str], vocabulary: Vocabulary, reader: Reader) -> bool:
    names = [reader.words(name) for group in vocabulary.names for name in group]
    return not names or any(set(name) <= set(words) for name in names)
