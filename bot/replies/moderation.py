"""What moderators see while they write an entry: prompts, preview, what came of the save."""

from collections.abc import Sequence
from typing import Literal

from bot.replies.citing import in_language
from bot.replies.diff import diff_of
from bot.replies.layout import (
    Block,
    Button,
    Reply,
    behind,
    bold,
    code,
    compose,
    joined,
    short,
    text,
)
from bot.replies.naming import key_of, question_of
from bot.replies.outcomes import for_entry
from bot.replies.reach import Reach, reach_blocks
from bot.texts import LANGUAGES, say
from knowledge import Entry, Knowledge, Language
from knowledge.live import Fault
from knowledge.review import NEW, Effect
from knowledge.storage.drafts import Draft, Step

_SHOWN = 6
"""Effects listed in a preview; the others are counted."""

_LISTED = 12
"""Phrasings listed with a button to remove each."""

Rows = list[tuple[Button, ...]]


def for_step(
    draft: Draft, knowledge: Knowledge, language: Language, complaint: str | None = None
) -> Reply:
    """Ask for what the draft's step needs; ``complaint`` says why what was typed is no good."""
    blocks = [text(complaint)] if complaint else []
    blocks += _so_far(draft)
    rows: Rows = []
    match draft.step:
        case "passages":
            key = "ask_passages" if draft.offered else "ask_passages_none"
            blocks.append(bold(say(key, language)))
            rows = _passage_rows(draft, knowledge, language)
        case "phrasings":
            blocks.append(bold(say("ask_ticks" if draft.asked else "ask_phrasings", language)))
            rows = _phrasing_rows(draft, language)
        case "answer" if draft.entry.kind == "not_stated" and draft.before is None:
            blocks.append(bold(say("ask_missing", language)))
            rows = [(Button(say("standard", language), f"m:std:{draft.id}"),)]
        case "answer" | "other":
            blocks.append(bold(say(f"ask_{draft.step}_{draft.language}", language)))
        case _:
            key = "ask_title" if draft.entry.answers else "ask_question"
            blocks.append(bold(say(key, language)))
    return compose(blocks, [*rows, _way_out(draft, language)])


def for_preview(
    draft: Draft,
    knowledge: Knowledge,
    language: Language,
    effects: Sequence[Effect],
    twin: Entry | None,
    reach: Reach,
) -> Reply:
    """Show an entry exactly as people will see it, and under it what a save would do."""
    shown = in_language(draft.entry.phrasings, draft.language)
    spoken = draft.language if draft.language in draft.entry.answers else language
    reply = for_entry(draft.entry, knowledge, spoken)
    below = _warnings(draft, language, twin, len(reply.parts))
    below += reach_blocks(draft, reach, language)
    below += effect_blocks(_beside(effects, reach), knowledge, draft.entry.id, language)
    titles = [f"❓ {shown[0]}" if shown else "❓"]
    titles += [
        f"❓ [{one}] {ways[0]}" for one, ways in draft.entry.phrasings.items() if ways != shown
    ]
    head = compose([bold(say("preview", language)), behind(text("\n".join(titles)), "\n")])
    card = compose([text("— — —"), *(below)])
    return joined([head, reply, card], _preview_rows(draft, knowledge, language, twin))


def for_saved(
    entry_id: str, language: Language, *, mending: int, telling: int = 0, key: str = "saved"
) -> Reply:
    """Say that a change is in force, how many earlier replies follow it, and who will be told."""
    blocks = [text(say(key, language, id=entry_id))]
    if telling:
        blocks.append(text(say("queue_telling", language, count=telling)))
    if mending:
        blocks.append(text(say("mending", language, count=mending)))
    rows = [(Button(say("card_history", language), f"m:h:0:{key_of(entry_id)}"),)]
    return compose(blocks, rows)


def for_stale(draft: Draft, now: Entry | None, version: int, language: Language) -> Reply:
    """Refuse a save over a newer version, with what differs; the draft is kept."""
    rows: Rows = [
        (Button(say("stale_mine", language), f"m:mine:{draft.id}:{version}"),),
        (Button(say("stale_theirs", language), f"m:x:{draft.id}"),),
    ]
    diff = diff_of(now, draft.entry, language) or "="
    return compose([text(say("stale", language)), code(diff)], rows)


def for_fault(fault: Fault, language: Language) -> str:
    """Say what is wrong with an entry."""
    match fault.kind:
        case "no_phrasing":
            return say("fault_no_phrasing", language)
        case "no_answer":
            return say("fault_no_answer", language)
        case kind:
            return say(f"fault_{kind}", language, value=fault.value)


def for_broadcast(
    kind: Literal["mended", "told"], done: int, failed: int, language: Language
) -> Reply:
    """Report how many earlier replies were brought up to date, or how many people were told."""
    if kind == "mended":
        return compose([text(say("mended", language, mended=done, failed=failed))])
    return compose([text(say("told", language, told=done, failed=failed))])


def for_words(key: str, language: Language, **values: object) -> Reply:
    """Say one sentence of the moderators' texts."""
    return compose([text(say(key, language, **values))])


def effect_blocks(
    effects: Sequence[Effect], knowledge: Knowledge, entry_id: str, language: Language
) -> list[Block]:
    """List what else a change would do."""
    if not effects:
        return [text(say("effects_none", language))]
    blocks = [bold(say("effects", language))]
    for effect in effects[:_SHOWN]:
        line = _effect_line(effect, knowledge, entry_id, language)
        if effect.source == "question":
            line += f" ({say('effect_asked', language)})"
        blocks.append(behind(text(line), "\n"))
    if len(effects) > _SHOWN:
        more = say("effects_more", language, count=len(effects) - _SHOWN)
        blocks.append(behind(text(more), "\n"))
    return blocks


def _effect_line(effect: Effect, knowledge: Knowledge, entry_id: str, language: Language) -> str:
    words = effect.text[:200]
    before = _named(effect.before, entry_id, knowledge, language)
    after = _named(effect.after, entry_id, knowledge, language)
    match effect.kind:
        case "gained":
            return say("effect_gained", language, text=words, after=after)
        case "lost":
            return say("effect_lost", language, text=words, before=before)
        case "moved":
            return say("effect_moved", language, text=words, before=before, after=after)


def _named(entry: str | None, this: str, knowledge: Knowledge, language: Language) -> str:
    if entry in (None, NEW, this):
        return say("this_entry", language)
    known = knowledge.entries.get(entry)
    return f"“{question_of(known, language)}”" if known else entry


def _so_far(draft: Draft) -> list[Block]:
    blocks = []
    phrasings = in_language(draft.entry.phrasings, draft.language)
    if phrasings:
        blocks.append(text(f"❓ {phrasings[0]}"))
    answer = in_language(draft.entry.answers, draft.language)
    if answer and draft.step not in ("phrasings", "question"):
        blocks.append(behind(text(f"💬 {answer[:500]}"), "\n"))
    return blocks


def _warnings(draft: Draft, language: Language, twin: Entry | None, parts: int) -> list[Block]:
    blocks: list[Block] = []
    if twin is not None:
        question = question_of(twin, language)
        blocks.append(text(say("twin", language, question=question, id=twin.id)))
    if parts > 1:
        blocks.append(text(say("preview_parts", language, count=parts)))
    if draft.before is None and draft.entry.kind == "answer" and not draft.offered:
        button = say("more_passages", language)
        blocks.append(text(say("preview_no_passages", language, button=button)))
    return blocks


def _beside(effects: Sequence[Effect], reach: Reach) -> list[Effect]:
    """Leave out the questions of the queue that are answered: that is what a save is for."""
    listed = {one.text for one in (*reach.own, *reach.others)}
    return [one for one in effects if one.source == "phrasing" or one.text not in listed]


def _preview_rows(
    draft: Draft, knowledge: Knowledge, language: Language, twin: Entry | None
) -> Rows:
    rows: Rows = [(Button(say("save", language), f"m:save:{draft.id}"),)]
    rows += _passage_buttons(draft, knowledge, language)[:3]
    if twin is not None:
        rows.append(
            (
                Button(say("twin_open", language), f"m:e:{key_of(twin.id)}"),
                Button(say("twin_add", language), f"m:twin:{draft.id}"),
            )
        )
    answers = [
        _to(draft, "answer" if one in draft.entry.answers else "other", one, language)
        for one in LANGUAGES
    ]
    more = tuple(
        Button(say(f"more_{step}", language), f"m:go:{draft.id}:{step}:{draft.language}")
        for step in ("question", "passages", "phrasings")
    )
    return [*rows, more, tuple(answers), _way_out(draft, language)]


def _to(draft: Draft, step: Step, target: Language, language: Language) -> Button:
    return Button(say(f"more_{step}_{target}", language), f"m:go:{draft.id}:{step}:{target}")


def _passage_rows(draft: Draft, knowledge: Knowledge, language: Language) -> Rows:
    rows = _passage_buttons(draft, knowledge, language)
    rows.append((Button(say("own_word", language), f"m:own:{draft.id}"),))
    rows.append((Button(say("next", language), f"m:next:{draft.id}"),))
    return rows


def _passage_buttons(draft: Draft, knowledge: Knowledge, language: Language) -> Rows:
    rows: Rows = []
    for number, id_ in enumerate(draft.offered):
        passage = knowledge.passages.get(id_)
        if passage is not None:
            mark = "☑️" if id_ in draft.entry.cites else "📄"
            label = short(f"{mark} {in_language(passage.texts, language) or id_}")
            rows.append((Button(label, f"m:p:{draft.id}:{number}"),))
    return rows


def _phrasing_rows(draft: Draft, language: Language) -> Rows:
    ways = [(spoken, way) for spoken, ways in draft.entry.phrasings.items() for way in ways]
    rows: Rows = [
        (Button(short(f"{_mark(one, draft)} {one[1]}"), f"m:tick:{draft.id}:{number}"),)
        for number, one in enumerate(draft.asked)
    ]
    if len(ways) > 1 and not (draft.asked and draft.before):
        rows += [
            (Button(short(f"✗ {number}. {one[1]}"), f"m:cut:{draft.id}:{number}"),)
            for number, one in list(enumerate(ways, 1))[:_LISTED]
            if one not in draft.asked
        ]
    rows.append((Button(say("to_preview", language), f"m:next:{draft.id}"),))
    return rows


def _mark(asked: tuple[Language, str], draft: Draft) -> str:
    if asked[1] in draft.apart:
        return "↩︎"
    return "☑️" if asked[1] in draft.entry.phrasings.get(asked[0], ()) else "⬜"


def _way_out(draft: Draft, language: Language) -> tuple[Button, ...]:
    cancel = Button(say("cancel", language), f"m:x:{draft.id}")
    if draft.step == "question" and not draft.entry.answers:
        return (cancel,)
    return (Button(say("back_step", language), f"m:back:{draft.id}"), cancel)
