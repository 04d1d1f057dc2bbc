"""What has been kept long enough goes: texts of old questions, wishes whose time is over."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.context import House
from bot.reviewing.carding import lost_words
from bot.reviewing.queueing import fade

_LOG = logging.getLogger(__name__)


async def clear_old(house: House) -> None:
    """Clear the texts and askers of questions older than RETENTION_DAYS; their counts stay."""
    before = datetime.now(UTC) - timedelta(days=house.settings.retention_days)
    cleared = 0
    while old := await house.store.traces.older_than(before):
        async with house.store.transaction():
            await hush(old, house)
            for cluster in {await house.store.queue.cluster_of(number) for number in old}:
                if cluster is not None:
                    await lost_words(cluster, house)
            await house.store.traces.clear(old, before)
            house.database.after_commit(partial(fade, old, house))
        cleared += len(old)
        await asyncio.sleep(0)  # a first time may take long; questions are answered meanwhile
    expired = await house.store.wishes.drop_expired()
    if cleared or expired:
        _LOG.info("Cleared %s old questions and %s wishes", cleared, expired)
        await house.database.sweep()


async def hush(questions: list[int], house: House) -> None:
    """Keep, without their texts, that questions are ignored for good, before the texts go."""
    texts = await house.store.traces.ignored_among(questions)
    await house.store.traces.hush([house.knowledge.seal(text) for text in texts])
