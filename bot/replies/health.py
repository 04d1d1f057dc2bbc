"""What the doctor found, worst first."""

from collections.abc import Sequence
from typing import Protocol

from bot.replies.layout import Block, Reply, behind, bold, compose, italic, text
from bot.texts import say
from knowledge import Language

_SIGNS = {"error": "❌", "warning": "⚠️", "ok": "✅"}


class Found(Protocol):
    """A finding of the doctor's."""

    @property
    def level(self) -> str:
        """One of error, warning, ok."""
        ...

    def sentence(self, language: Language) -> str:
        """Say how it is."""
        ...

    def cure(self, language: Language) -> str | None:
        """Say what to do."""
        ...


def for_doctor(findings: Sequence[Found], language: Language) -> Reply:
    """List findings with their cures, the worst first, counted on top."""
    counts = {level: sum(one.level == level for one in findings) for level in _SIGNS}
    title = say(
        "doctor", language, errors=counts["error"], warnings=counts["warning"], fine=counts["ok"]
    )
    blocks: list[Block] = [bold(title)]
    for finding in sorted(findings, key=lambda one: list(_SIGNS).index(one.level)):
        line = text(f"{_SIGNS[finding.level]} {finding.sentence(language)}")
        blocks.append(behind(line, "\n\n" if len(blocks) == 1 or finding.level != "ok" else "\n"))
        cure = finding.cure(language)
        if cure is not None:
            blocks.append(behind(italic(f"→ {cure}"), "\n"))
    return compose(blocks)
