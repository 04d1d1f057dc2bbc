"""What happens when a handler fails: log first, then one calm line to the asker."""

import logging

from telegram import Message, Update

from bot import replies
from bot.context import KutipContext
from bot.mailbox.inbox import is_out_of_reach

_LOG = logging.getLogger(__name__)


async def on_error(update: object, context: KutipContext) -> None:
    """Log the error, count it against the update, and on the last try tell the asker."""
    if not isinstance(update, Update) or context.error is None:
        _LOG.error("An error outside of any update", exc_info=context.error)
        return
    inbox = context.mailbox.inbox
    inbox.failed(update.update_id, context.error)
    if is_out_of_reach(context.error):
        _LOG.warning("Update %s waits (%s)", update.update_id, type(context.error).__name__)
    else:
        _LOG.error("Update %s was not handled", update.update_id, exc_info=context.error)
    message = update.message
    if isinstance(message, Message) and inbox.is_last_try(update.update_id):
        language = await context.language_for(message.from_user)
        await context.mailbox.send(replies.for_text("trouble", language), to=message)
