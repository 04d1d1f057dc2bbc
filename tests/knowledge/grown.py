"""An index that grew by changes, and one built afresh of what is there after them."""

from collections.abc import Mapping, Sequence

from knowledge.index import Index
from knowledge.language import Reader

Things = dict[str, list[list[str]]]
Changes = Sequence[tuple[str, list[list[str]] | None]]
"""Things by id, put in the place of what is there; None takes one out."""


def built(reader: Reader, things: Mapping[str, list[list[str]]]) -> Index:
    """Index things."""
    index = Index(reader)
    index.add(things)
    return index


def grown_and_fresh(reader: Reader, first: Things, later: Changes) -> tuple[Index, Index, Things]:
    """Give both, and the things that they hold; the fresh one took them in the other order."""
    grown, now = built(reader, first), dict(first)
    for id_, thing in later:
        if thing is None:
            grown.remove(id_)
            now.pop(id_, None)
        else:
            grown.add({id_: thing})
            now[id_] = thing
    return grown, built(reader, dict(sorted(now.items(), reverse=True))), now
