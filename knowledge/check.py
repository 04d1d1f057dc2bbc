"""What is wrong with knowledge that reads well: phrasings that do not find their entry."""

from knowledge.matching import KnowledgeBase


def check(base: KnowledgeBase) -> list[str]:
    """Ask every stored phrasing; give a line for each that does not find its own entry."""
    findings = []
    for entry in base.knowledge.entries.values():
        for phrasings in entry.phrasings.values():
            for phrasing in phrasings:
                best = base.answer(phrasing).reading.best
                if best != entry.id:
                    findings.append(f'entry "{entry.id}": "{phrasing}" finds "{best}" instead')
    return findings
