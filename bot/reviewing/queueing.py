"""A question that nothing answers comes into the queue, or leaves it.

A stand-in for the queue's own branch: each question is a cluster of its own here.
"""

from collections.abc import Collection

from bot.context import House, KutipContext
from knowledge.storage.queue import Cause


async def keep(number: int, text: str, cause: Cause, context: KutipContext) -> int | None:
    """Put a logged question into its cluster, in the transaction around this; give its number.

    None where it has no place in the queue: a command, or what moderators do not want answered.
    """
    if not text.strip() or text.startswith("/") or context.knowledge.is_unwanted(text):
        return None
    queue = context.store.queue
    cluster = await queue.cluster_of(number)
    if cluster is None:
        cluster = await queue.begin()
        await queue.center(cluster, number)
    await queue.add(number, cluster, cause)
    return cluster


async def leave(number: int, context: KutipContext) -> None:
    """Take a question out of the queue, if it stands there, in the transaction around this."""
    del number, context


def fade(questions: Collection[int], house: House) -> None:
    """Forget questions in memory whose texts are gone from the disk."""
    del questions, house
