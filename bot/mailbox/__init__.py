"""The durable way in and out: on disk before Telegram hears that we have it, or before we send."""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

from telegram import CallbackQuery, Message

from bot.mailbox.inbox import Inbox
from bot.mailbox.outbox import Outbox
from bot.mailbox.pace import Limits
from bot.mailbox.payloads import Buttons, FileKind, Notice, only_buttons, packed, part_of
from bot.mailbox.polling import Poller
from bot.mailbox.presses import Presses
from bot.mailbox.tables import MIGRATIONS, Kind, Tables
from bot.mailbox.tables_cards import Card
from bot.mailbox.tables_said import SaidReply
from bot.replies import Reply
from bot.replies.layout import MAX_CAPTION, units_of
from bot.replies.moderation import for_broadcast
from knowledge import Language
from knowledge.database import Database, DatabaseError

__all__ = ["MIGRATIONS", "Card", "Limits", "Mailbox", "Notice", "SaidReply"]

_IDLE = 0.5
"""Seconds after which marks are committed even if no other commit takes them along."""

_MAX_PHOTO = 10 * 1024 * 1024
"""Bytes that Telegram takes as a photo; more go as a file."""


class Mailbox:
    """What handlers see of the way in and out."""

    def __init__(self, database: Database, limits: Limits = Limits()) -> None:  # noqa: B008  # frozen
        """Use ``database``; it must be open before the first call."""
        self._tables = Tables(database)
        self.outbox = Outbox(self._tables, limits)
        self.inbox = Inbox(self._tables, self.outbox.ease)
        self.poller = Poller(self.inbox)
        self.outbox.when_counted = self._report
        self.cards = self._tables.cards
        """Where clusters are shown to the moderators."""
        self._presses = Presses()

    async def send(self, reply: Reply, to: Message, *, quoting: bool = True) -> None:
        """Reply to a message, in its chat and topic; on disk with the commit around this."""
        await self._post("send", reply, to, quoting=quoting)

    async def send_file(self, name: str, content: bytes, caption: Reply, to: Message) -> None:
        """Reply to a message with a small file; on disk with the commit around this."""
        await self._put_file("document", name, content, caption, to)

    async def send_photo(self, name: str, content: bytes, caption: Reply, to: Message) -> None:
        """Reply to a message with a picture, as a file where it is too big for a photo.

        Words that are too many for a caption come after it, as a message of their own.
        """
        kind: FileKind = "photo" if len(content) <= _MAX_PHOTO else "document"
        if len(caption.parts) == 1 and units_of(caption.plain) <= MAX_CAPTION:
            await self._put_file(kind, name, content, caption, to)
            return
        await self._put_file(kind, name, content, Reply(("",)), to)
        await self.send(caption, to, quoting=False)

    async def renew(self, reply: Reply, to: Message) -> None:
        """Edit the bot's reply to a message that was edited; send one where there was none."""
        await self._post("renew", reply, to, quoting=True)

    async def edit(self, reply: Reply, message: Message) -> None:
        """Put a reply in the place of one of the bot's own messages."""
        await self._post("edit", reply, message, quoting=False)

    async def edit_buttons(self, rows: Buttons, message: Message) -> None:
        """Put other buttons under one of the bot's own messages; its words stay."""
        await self._put(message.chat_id, "edit", only_buttons(rows, message.message_id), None)

    async def part(self, reply: Reply, message: Message) -> None:
        """Put a last word in the place of a message of a private chat; then forget that chat."""
        payload = {**part_of(reply, 0), "edit": message.message_id, "trackless": True}
        await self._put(message.chat_id, "edit", payload, None)

    async def forget(self, person: int, questions: list[int], before: int) -> None:
        """Drop what waits of a person and tells of them, but for updates from ``before`` on."""
        await self._tables.forgetting.unlink(questions)
        dropped = await self._tables.forgetting.drop_updates(person, before)
        self._tables.after_commit(lambda: self.inbox.drop(dropped))

    async def reply_to(self, chat: int, message: int) -> int | None:
        """Find the message with which the bot replied to a message, once that is sent."""
        return await self._tables.reply_to(chat, message)

    async def done(self, update_id: int) -> None:
        """Mark an update as handled, with the commit around this."""
        await self.inbox.done(update_id)

    async def tell(self, chat: int, reply: Reply) -> None:
        """Write to a chat unasked, at least once; on disk with the commit around this."""
        await self.write_to(chat, reply)

    async def broadcast(
        self, notices: Sequence[Notice], report_to: Message | None, language: Language
    ) -> None:
        """Write to chats unasked, at most once each: rather lost in a crash than said twice.

        Once all have arrived or were given up, it is reported how many did.
        """
        number = None
        if report_to is not None and notices:
            begin = self._tables.broadcasts.begin
            number = await begin("told", report_to.chat_id, _thread(report_to), language)
        for notice in notices:
            last = len(notice.reply.parts) - 1
            for place in range(last + 1):
                payload = {
                    **part_of(notice.reply, place),
                    "thread": notice.thread,
                    "reply_to": notice.reply_to if place == 0 else None,
                    "once": True,
                }
                counted = number if place == last else None
                await self._put(notice.chat, "send", payload, None, counted)

    async def follow(self, old: int, new: int) -> None:
        """Carry all that belongs to a group along to the supergroup that it became."""
        await self.outbox.move(old, new)

    async def look(self) -> None:
        """Read one row; raises where the database cannot be read."""
        await self._tables.look()

    async def faults(self, except_chat: int) -> tuple[int, int, str]:
        """Count updates parked and calls given up of which nobody was told; give a reason."""
        return await self._tables.faults.untold(except_chat)

    async def faults_told(self) -> None:
        """Mark all faults as told, with the commit around this."""
        await self._tables.faults.all_told()

    async def acknowledge(self, query: CallbackQuery, text: str | None = None) -> None:
        """Answer a press of a button at once; Telegram takes no answer some seconds later."""
        await self._presses.acknowledge(query, text)

    async def close(self, within: float) -> None:
        """Begin nothing more; let what is under way end, ``within`` seconds at most a side."""
        await self.inbox.close(within)
        self._presses.close()
        await self.outbox.close(within)

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
                    await self._tables.forgetting.sweep()
            except (sqlite3.Error, OSError, DatabaseError):
                continue  # the next writer reports it; marks wait for a better moment

    async def write_to(
        self, chat: int, reply: Reply, *, reply_to: int | None = None, thread: int | None = None
    ) -> None:
        """Send to a chat of which no message is at hand; on disk with the commit around this."""
        for number in range(len(reply.parts)):
            payload = {
                **part_of(reply, number),
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

    async def question_in(self, message: Message) -> int | None:
        """Tell which logged question somebody's message was, once the reply to it is sent."""
        return await self.question_at(message.chat_id, message.message_id)

    async def question_at(self, chat: int, message: int) -> int | None:
        """Tell which logged question a message of a chat was, within two days of the reply."""
        reply = await self._tables.reply_to(chat, message)
        return await self._tables.said.question_of(chat, reply) if reply is not None else None

    async def post_card(self, cluster: int, chat: int, reply: Reply) -> None:
        """Show a cluster to the moderators; ``reply`` is one message."""
        await self.cards.begin(cluster, chat)
        payload = {**part_of(reply, 0), "thread": None, "reply_to": None, "card": cluster}
        await self._put(chat, "send", payload, None)

    async def edit_card(self, card: Card, reply: Reply) -> None:
        """Bring what is shown of a cluster up to date; ``reply`` is one message."""
        payload = {**part_of(reply, 0), "edit": card.message, "card": card.cluster}
        await self._put(card.chat, "edit", payload, None)

    async def mend(
        self, mends: list[tuple[SaidReply, Reply]], report_to: Message, language: Language
    ) -> None:
        """Put replies in the place of earlier ones; report in the end how many could be.

        A reply of another length than the earlier one has no place to go.
        """
        fitting = [(old, new) for old, new in mends if len(new.parts) == old.parts]
        number = await self._tables.broadcasts.begin(
            "mended", report_to.chat_id, _thread(report_to), language, len(mends) - len(fitting)
        )
        for old, new in fitting:
            payload = {**part_of(new, old.part), "edit": old.message}
            await self._put(old.chat, "edit", payload, None, number)
        if not fitting:
            await self._report(number)

    async def _report(self, number: int) -> None:
        """Say once how a broadcast went, if nothing of it is under way any more."""
        async with self._tables.transaction():
            told = await self._tables.broadcasts.finish(number)
            if told is not None:
                report = for_broadcast(told.kind, told.done, told.failed, told.language)
                await self.write_to(told.chat, report, thread=told.thread)

    async def _post(self, kind: Kind, reply: Reply, message: Message, *, quoting: bool) -> None:
        last = len(reply.parts) - 1
        for number in range(len(reply.parts)):
            first = number == 0
            payload = {
                **part_of(reply, number),
                "thread": _thread(message),
                "reply_to": message.message_id if quoting and first else None,
                "edit": message.message_id if kind == "edit" and first else None,
            }
            answers = message.message_id if quoting and number == last else None
            this = kind if (first if kind == "edit" else number == last) else "send"
            await self._put(message.chat_id, this, payload, answers)

    async def _put_file(
        self, kind: FileKind, name: str, content: bytes, caption: Reply, to: Message
    ) -> None:
        payload = {
            **part_of(caption, 0),
            "thread": _thread(to),
            "reply_to": to.message_id,
            "file": packed(kind, name, content),
        }
        await self._put(to.chat_id, "send", payload, None)

    async def _put(
        self,
        chat: int,
        kind: Kind,
        payload: dict[str, Any],
        answers: int | None,
        broadcast: int | None = None,
    ) -> None:
        call = await self._tables.put_out(chat, kind, payload, answers, broadcast)
        self._tables.after_commit(lambda: self.outbox.post(call))


def _thread(message: Message) -> int | None:
    return message.message_thread_id if message.is_topic_message else None
