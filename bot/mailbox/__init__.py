"""The durable way in and out: on disk before Telegram hears that we have it, or before we send."""

import asyncio
import logging
import sqlite3
from base64 import b64encode
from typing import Any

from telegram import CallbackQuery, Message
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.mailbox.inbox import Inbox
from bot.mailbox.outbox import Outbox, seconds_of
from bot.mailbox.pace import Limits
from bot.mailbox.polling import Poller
from bot.mailbox.tables import MIGRATIONS, Kind, Tables
from bot.mailbox.tables_said import Mending, SaidReply
from bot.replies import Reply
from bot.replies.moderation import for_mended
from knowledge import Language
from knowledge.database import Database, DatabaseError

__all__ = ["MIGRATIONS", "Limits", "Mailbox", "SaidReply"]

_LOG = logging.getLogger(__name__)

_IDLE = 0.5
"""Seconds after which marks are committed even if no other commit takes them along."""

_PRESS_TRIES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before each further try to acknowledge a press; Telegram forgets it soon after."""


class Mailbox:
    """What handlers see of the way in and out."""

    def __init__(self, database: Database, limits: Limits = Limits()) -> None:  # noqa: B008  # frozen
        """Use ``database``; it must be open before the first call."""
        self._tables = Tables(database)
        self.outbox = Outbox(self._tables, limits)
        self.inbox = Inbox(self._tables, self.outbox.ease)
        self.poller = Poller(self.inbox)
        self.outbox.on_mended = self._tell_of_mending
        self._presses: set[asyncio.Task[None]] = set()

    async def send(self, reply: Reply, to: Message, *, quoting: bool = True) -> None:
        """Reply to a message, in its chat and topic; on disk with the commit around this."""
        await self._post("send", reply, to, quoting=quoting)

    async def send_file(self, name: str, content: bytes, caption: Reply, to: Message) -> None:
        """Reply to a message with a small file; on disk with the commit around this."""
        payload = {
            **_part(caption, 0),
            "thread": _thread(to),
            "reply_to": to.message_id,
            "document": {"name": name, "base64": b64encode(content).decode()},
        }
        await self._put(to.chat_id, "send", payload, None)

    async def renew(self, reply: Reply, to: Message) -> None:
        """Edit the bot's reply to a message that was edited; send one where there was none."""
        await self._post("renew", reply, to, quoting=True)

    async def edit(self, reply: Reply, message: Message) -> None:
        """Put a reply in the place of one of the bot's own messages."""
        await self._post("edit", reply, message, quoting=False)

    async def reply_to(self, chat: int, message: int) -> int | None:
        """Find the message with which the bot replied to a message, once that is sent."""
        return await self._tables.reply_to(chat, message)

    async def done(self, update_id: int) -> None:
        """Mark an update as handled, with the commit around this."""
        await self.inbox.done(update_id)

    async def tell(self, chat: int, reply: Reply) -> None:
        """Write to a chat unasked, at least once; on disk with the commit around this."""
        await self.write_to(chat, reply)

    async def announce(self, chat: int, reply: Reply) -> None:
        """Write to a chat unasked, at most once: rather lost in a crash than said twice."""
        for number in range(len(reply.parts)):
            payload = {**_part(reply, number), "thread": None, "reply_to": None, "once": True}
            await self._put(chat, "send", payload, None)

    async def follow(self, old: int, new: int) -> None:
        """Carry all that belongs to a group along to the supergroup that it became."""
        await self.outbox.move(old, new)

    async def look(self) -> None:
        """Read one row; raises where the database cannot be read."""
        await self._tables.look()

    async def faults(self, except_chat: int) -> tuple[int, int, str]:
        """Count updates parked and calls given up of which nobody was told; give a reason."""
        return await self._tables.untold_faults(except_chat)

    async def faults_told(self) -> None:
        """Mark all faults as told, with the commit around this."""
        await self._tables.faults_told()

    async def acknowledge(self, query: CallbackQuery, text: str | None = None) -> None:
        """Answer a press of a button at once; Telegram takes no answer some seconds later."""
        asked = await self._acknowledged(query, text)
        if asked is None:
            return
        # Trouble on the way must not hold up the chat: try on beside it.
        trying = asyncio.create_task(self._keep_acknowledging(query, text, asked))
        self._presses.add(trying)
        trying.add_done_callback(self._presses.discard)

    async def close(self, within: float) -> None:
        """Begin nothing more; let what is under way end, ``within`` seconds at most a side."""
        await self.inbox.close(within)
        for task in self._presses:
            task.cancel()
        await self.outbox.close(within)

    async def _acknowledged(self, query: CallbackQuery, text: str | None) -> float | None:
        """Try once: None at the end of it, else the seconds that Telegram asks us to wait."""
        try:
            await query.answer(text)
        except BadRequest:
            return None  # too old, or answered already: nobody waits for it any more
        except TelegramError as error:
            _LOG.debug("A press was not acknowledged: %s", error.message)
            return seconds_of(error) if isinstance(error, RetryAfter) else 0.0
        return None

    async def _keep_acknowledging(
        self, query: CallbackQuery, text: str | None, asked: float
    ) -> None:
        for pause in _PRESS_TRIES:
            await asyncio.sleep(max(pause, asked))
            again = await self._acknowledged(query, text)
            if again is None:
                return
            asked = again

    async def keep_tidy(self) -> None:
        """Commit idle marks and forget what is no longer needed, for ever."""
        since = 0.0
        while True:
            await asyncio.sleep(_IDLE)
            since += _IDLE
            try:
                await self._tables.settle()
                if since >= 3600:
                    since = 0.0
                    await self._tables.forget_old()
            except (sqlite3.Error, OSError, DatabaseError):
                continue  # the next writer reports it; marks wait for a better moment

    async def write_to(
        self, chat: int, reply: Reply, *, reply_to: int | None = None, thread: int | None = None
    ) -> None:
        """Send to a chat of which no message is at hand; on disk with the commit around this."""
        for number in range(len(reply.parts)):
            payload = {
                **_part(reply, number),
                "thread": thread,
                "reply_to": reply_to if number == 0 else None,
            }
            answers = reply_to if number == len(reply.parts) - 1 else None
            await self._put(chat, "send", payload, answers)

    async def said_of(self, entry: str) -> list[SaidReply]:
        """Give the messages of the last two days that show an entry."""
        return await self._tables.said.of(entry)

    async def question_of(self, message: Message) -> int | None:
        """Tell which logged question one of the bot's own messages replies to."""
        return await self._tables.said.question_of(message.chat_id, message.message_id)

    async def mend(
        self, mends: list[tuple[SaidReply, Reply]], report_to: Message, language: Language
    ) -> None:
        """Put replies in the place of earlier ones; report in the end how many could be.

        A reply of another length than the earlier one has no place to go.
        """
        fitting = [(old, new) for old, new in mends if len(new.parts) == old.parts]
        unfit = sum(len(new.parts) != old.parts for old, new in mends)
        thread = _thread(report_to)
        number = await self._tables.said.begin_mending(
            report_to.chat_id, thread, language, len(fitting), unfit
        )
        for old, new in fitting:
            payload = {**_part(new, old.part), "edit": old.message, "mending": number}
            await self._put(old.chat, "edit", payload, None)
        if unfit and not fitting:
            await self._tell_of_mending(Mending(report_to.chat_id, thread, language, 0, unfit))

    async def _tell_of_mending(self, mending: Mending) -> None:
        report = for_mended(mending.mended, mending.failed, mending.language)
        async with self._tables.transaction():
            await self.write_to(mending.chat, report, thread=mending.thread)

    async def _post(self, kind: Kind, reply: Reply, message: Message, *, quoting: bool) -> None:
        last = len(reply.parts) - 1
        for number in range(len(reply.parts)):
            first = number == 0
            payload = {
                **_part(reply, number),
                "thread": _thread(message),
                "reply_to": message.message_id if quoting and first else None,
                "edit": message.message_id if kind == "edit" and first else None,
            }
            answers = message.message_id if quoting and number == last else None
            this = kind if (first if kind == "edit" else number == last) else "send"
            await self._put(message.chat_id, this, payload, answers)

    async def _put(
        self, chat: int, kind: Kind, payload: dict[str, Any], answers: int | None
    ) -> None:
        call = await self._tables.put_out(chat, kind, payload, answers)
        self._tables.after_commit(lambda: self.outbox.post(call))


def _thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _part(reply: Reply, number: int) -> dict[str, Any]:
    """Give what one of a reply's messages holds: its text, what it says, buttons if the last."""
    last = number == len(reply.parts) - 1
    rows = [[(b.label, b.data, b.url) for b in row] for row in reply.buttons] if last else []
    said, facts = reply.said, None
    if said is not None:
        facts = [said.language, said.question, said.entry, said.titled, number, len(reply.parts)]
    return {"html": reply.parts[number], "buttons": rows, "said": facts}
