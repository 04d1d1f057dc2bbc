"""From one step of a draft to the next: pure, but for asking the knowledge which passages fit."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.texts import say
from knowledge import Entry, Evidence, Knowledge, KnowledgeBase, Language
from knowledge.language import detect, normalise
from knowledge.model import Passage
from knowledge.storage.drafts import Draft, Step
from knowledge.suggesting import passages_behind, passages_with
from knowledge.titling import tidied

_MAX_QUESTION = 300
"""Characters of a phrasing."""

_OFFERED = 5
"""Passages offered for an answer."""

NAMES: dict[str, Step] = {
    "question": "question",
    "answer": "answer",
    "passages": "passages",
    "phrasings": "phrasings",
    "other": "other",
    "preview": "preview",
}
"""Steps as they are written in buttons."""

_BEFORE: dict[Step, Step] = {
    "answer": "question",
    "passages": "answer",
    "phrasings": "passages",
    "other": "preview",
    "preview": "phrasings",
}


def taken(draft: Draft, typed: str, base: KnowledgeBase, language: Language) -> Draft | str:
    """Put what was typed into a draft and go on; or say why it cannot be taken."""
    typed = typed.strip()
    match draft.step:
        case "question":
            return _with_question(draft, typed, language)
        case "answer":
            return _with_answer(draft, typed, base, language)
        case "passages":
            return _with_looked_for(draft, typed, base, language)
        case "phrasings":
            return _with_more_phrasings(draft, typed, language)
        case "other":
            return _with_other(draft, typed, language)
        case _:
            return draft


def arrived(draft: Draft, base: KnowledgeBase) -> Draft:
    """Bring along what a step needs: the passages that fit the answer."""
    return with_offers(draft, base) if draft.step == "passages" else draft


def with_offers(draft: Draft, base: KnowledgeBase) -> Draft:
    """Find the passages that the answer may rest on, after those that are cited already."""
    said = " ".join([*draft.entry.answers.values()]) or " ".join(_ways(draft.entry))
    return _offering(draft, passages_behind(base, said, _OFFERED))


def _offering(draft: Draft, passages: Iterable[Passage]) -> Draft:
    found = [passage.id for passage in passages]
    return replace(draft, offered=tuple(dict.fromkeys([*draft.entry.cites, *found]))[:8])


def after_buttons(draft: Draft) -> Draft:
    """Go on from a step that is left by a button: phrasings come once, when an entry is new."""
    fresh = draft.act == "add" and draft.step == "passages" and len(_ways(draft.entry)) == 1
    return replace(draft, step="phrasings" if fresh or _has_ticks(draft) else "preview")


def _has_ticks(draft: Draft) -> bool:
    return draft.step == "passages" and len(draft.asked) > 1 and draft.before is None


def before(draft: Draft) -> Draft:
    """Go back: through the steps while an entry is new, else to its preview."""
    is_title = draft.step == "question" and draft.entry.answers
    if draft.before is not None or is_title:
        return replace(draft, step="preview")
    return replace(draft, step=_BEFORE.get(draft.step, "question"))


def own_word(draft: Draft) -> Draft:
    """Cite nothing and go on."""
    entry = replace(draft.entry, cites=(), evidence="moderator")
    return after_buttons(replace(draft, entry=entry))


def with_passage(draft: Draft, number: int, knowledge: Knowledge) -> Draft:
    """Cite the offered passage of that number, or cite it no more; evidence follows."""
    if number >= len(draft.offered):
        return draft
    id_, cites = draft.offered[number], draft.entry.cites
    cites = tuple(one for one in cites if one != id_) if id_ in cites else (*cites, id_)
    evidence = evidence_of(cites, knowledge) if draft.entry.kind == "answer" else None
    return replace(draft, entry=replace(draft.entry, cites=cites, evidence=evidence))


def without_phrasing(draft: Draft, number: int) -> Draft:
    """Take out the phrasing of that number, counted from 1 over the languages; one must stay."""
    ways = _pairs(draft.entry)
    if not 1 <= number <= len(ways) or len(ways) == 1:
        return draft
    del ways[number - 1]
    return replace(draft, entry=_phrased(draft.entry, ways))


def ticked(draft: Draft, number: int) -> Draft:
    """Turn a question of the draft's cluster: a phrasing, none, set apart; one phrasing must stay.

    What is no phrasing is answered with the others all the same; what is set apart is not.
    """
    if number >= len(draft.asked):
        return draft
    one, pairs = draft.asked[number], _pairs(draft.entry)
    if one in pairs:
        left = [pair for pair in pairs if pair != one]
        return replace(draft, entry=_phrased(draft.entry, left)) if left else draft
    if one[1] not in draft.apart:
        return replace(draft, apart=(*draft.apart, one[1]))
    apart = tuple(way for way in draft.apart if way != one[1])
    entry = with_phrasings(draft.entry, {one[0]: (one[1],)})
    return replace(draft, entry=entry, apart=apart)


def _pairs(entry: Entry) -> list[tuple[Language, str]]:
    return [(language, way) for language, ways in entry.phrasings.items() for way in ways]


def _phrased(entry: Entry, pairs: list[tuple[Language, str]]) -> Entry:
    if not pairs:
        return entry
    phrasings: dict[Language, tuple[str, ...]] = {}
    for language, way in pairs:
        phrasings[language] = (*phrasings.get(language, ()), way)
    return replace(entry, phrasings=phrasings)


def with_phrasings(entry: Entry, more: Mapping[Language, tuple[str, ...]]) -> Entry:
    """Add ways of asking that an entry does not have yet."""
    known = {normalise(way) for way in _ways(entry)}
    phrasings = {language: list(ways) for language, ways in entry.phrasings.items()}
    for language, ways in more.items():
        for way in ways:
            if normalise(way) not in known:
                known.add(normalise(way))
                phrasings.setdefault(language, []).append(way)
    return replace(entry, phrasings={spoken: tuple(ways) for spoken, ways in phrasings.items()})


def evidence_of(cites: tuple[str, ...], knowledge: Knowledge) -> Evidence:
    """Name what passages are: the announcement, an article, press; several; or none at all."""
    sources = {knowledge.passages[id_].source for id_ in cites if id_ in knowledge.passages}
    kinds = {knowledge.sources[id_].kind for id_ in sources}
    if not kinds:
        return "moderator"
    if kinds == {"announcement"}:
        return "announcement"
    if kinds == {"press"}:
        return "press"
    return "article" if kinds == {"article"} else "several"


def title(way: str, language: Language, knowledge: Knowledge) -> str:
    """Word what somebody typed as the title of an entry, which people see in choices."""
    worded = tidied(way, language, knowledge.vocabulary.slang)
    return worded if is_question(worded) else way


def is_question(text: str) -> bool:
    """Tell whether a text can be a phrasing: words, and not too many."""
    return len(text) <= _MAX_QUESTION and any(map(str.isalnum, normalise(text)))


def _with_question(draft: Draft, typed: str, language: Language) -> Draft | str:
    typed = " ".join(typed.split())
    if not is_question(typed):
        return say("wrong_words", language, limit=_MAX_QUESTION)
    spoken = detect(typed) or draft.language
    entry = replace(draft.entry, phrasings={spoken: (typed,)})
    for language_of, way in _pairs(draft.entry)[1:]:
        entry = with_phrasings(entry, {language_of: (way,)})
    is_alone = draft.language not in entry.phrasings
    if is_alone and draft.language != spoken and draft.language in draft.entry.answers:
        answers = {spoken: draft.entry.answers[draft.language]}
        entry = replace(entry, answers=answers)
    step: Step = "preview" if entry.answers else "answer"
    return replace(draft, entry=entry, language=spoken, step=step)


def _with_answer(draft: Draft, typed: str, base: KnowledgeBase, language: Language) -> Draft | str:
    if not typed:
        return say("wrong_text", language)
    first = not draft.entry.answers
    answers = {**draft.entry.answers, draft.language: typed}
    draft = replace(draft, entry=replace(draft.entry, answers=answers))
    kept = draft.before is not None or draft.entry.kind == "not_stated"
    chosen = kept or (not first and draft.entry.evidence is not None)
    step: Step = "preview" if chosen else "passages"
    return arrived(replace(draft, step=step), base)


def _with_looked_for(
    draft: Draft, typed: str, base: KnowledgeBase, language: Language
) -> Draft | str:
    named = {word.casefold() for word in typed.split()}
    found = [one for one in base.knowledge.passages.values() if one.id.casefold() in named]
    found = found or passages_with(base, typed, _OFFERED)
    return _offering(draft, found) if found else say("passages_not_found", language)


def _with_more_phrasings(draft: Draft, typed: str, language: Language) -> Draft | str:
    lines = [" ".join(line.split()) for line in typed.split("\n") if line.strip()]
    if not lines or not all(map(is_question, lines)):
        return say("wrong_words", language, limit=_MAX_QUESTION)
    entry = draft.entry
    for line in lines:
        spoken = detect(line) or draft.language
        entry = with_phrasings(entry, {spoken: (line,)})
    return replace(draft, entry=entry, step="preview")


def _with_other(draft: Draft, typed: str, language: Language) -> Draft | str:
    question, _, answer = (part.strip() for part in typed.partition("\n"))
    if not answer or not is_question(question):
        return say("wrong_other", language)
    spoken = draft.language
    entry = with_phrasings(draft.entry, {spoken: (question,)})
    entry = replace(entry, answers={**entry.answers, spoken: answer})
    return replace(draft, entry=entry, step="preview")


def _ways(entry: Entry) -> tuple[str, ...]:
    return tuple(way for ways in entry.phrasings.values() for way in ways)
