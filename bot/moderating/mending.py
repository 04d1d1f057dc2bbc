"""What was said is mended: earlier replies follow their entry."""

from collections.abc import Sequence

from telegram import Update

from bot import replies
from bot.context import KutipContext, message_of
from bot.mailbox import SaidReply
from bot.moderating.acting import spoken
from bot.notifying import Turn, tell_of_changes, watched
from bot.replies import Reply
from knowledge import Entry, Language


async def mend(changes: Sequence[Turn], update: Update, context: KutipContext) -> int:
    """Bring the replies of the last two days to what entries say now; give how many there are.

    Part of the transaction of the changes; the moderator is told in the end how many could be.
    Who wanted to hear of changes is told of them, too.
    """
    mends = []
    for before, after in changes:
        if before is not None and (after is None or _shown(before) != _shown(after)):
            said = await context.mailbox.said_of(before.id)
            mends += [(one, await _now(one, after, context)) for one in said]
    language: Language = await spoken(update, context)
    await tell_of_changes(changes, message_of(update), language, context)
    if mends:
        await context.mailbox.mend(mends, message_of(update), language)
    return len(mends)


def _shown(entry: Entry) -> tuple[object, ...]:
    return dict(entry.answers), entry.cites, entry.evidence, entry.kind


async def _now(one: SaidReply, after: Entry | None, context: KutipContext) -> Reply:
    if after is None:
        return replies.for_text("withdrawn", one.language)
    reply = replies.for_entry(
        after,
        context.knowledge.knowledge,
        one.language,
        one.question,
        titled=one.titled,
        updated=True,
    )
    reply = replies.shared(reply, after, context.bot.username, one.language)
    reply = await watched(reply, after, one.chat, one.language, context)
    is_group = one.chat < 0  # ids of groups are negative
    return replies.removable(reply, one.question) if is_group and one.question else reply
