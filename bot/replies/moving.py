"""What moderators see of an import: a verdict on each entry before anything is done."""

from collections import Counter
from collections.abc import Sequence

from bot.replies.layout import Block, Button, Reply, behind, bold, compose, text
from bot.replies.moderation import Rows, for_fault
from bot.texts import say
from knowledge import Language
from knowledge.importing import Verdict

_SHOWN = 25
"""Verdicts listed; the refused ones first, the others are counted."""

_ORDER = ("refused", "retired", "changed", "new")


def for_plan(name: str, judged: Sequence[Verdict], print_: str, language: Language) -> Reply:
    """Show what an import would do, and offer to do it where nothing is refused."""
    counts = Counter(one.kind for one in judged)
    plan = say(
        "import_plan",
        language,
        name=name,
        new=counts["new"],
        changed=counts["changed"],
        same=counts["same"],
        retired=counts["retired"],
        refused=counts["refused"],
    )
    blocks: list[Block] = [bold(plan)]
    telling = sorted((one for one in judged if one.kind != "same"), key=_rank)
    for place, one in enumerate(telling[:_SHOWN]):
        line = text(verdict_line(one, language))
        blocks.append(line if place == 0 else behind(line, "\n"))
    if len(telling) > _SHOWN:
        more = say("verdicts_more", language, count=len(telling) - _SHOWN)
        blocks.append(behind(text(more), "\n"))
    rows: Rows = []
    if counts["refused"]:
        blocks.append(text(say("import_refused_all", language)))
    elif not telling:
        blocks.append(text(say("import_nothing", language)))
    else:
        rows = [(Button(say("import_yes", language), f"m:import:{print_}"),)]
    return compose(blocks, rows)


def verdict_line(one: Verdict, language: Language) -> str:
    """Say what would become of one entry."""
    if one.fault is not None:
        why = for_fault(one.fault, language)
        return say("verdict_refused", language, id=one.id, why=why)
    return say(f"verdict_{one.kind}", language, id=one.id)


def _rank(one: Verdict) -> int:
    return _ORDER.index(one.kind)
