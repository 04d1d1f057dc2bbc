"""Who is a moderator, right now: the filters that stand before every moderators' handler.

By numeric id only. An act counts when it is a moderator's own fresh message or press: nothing
forwarded, nothing edited, nothing sent through another bot or in a channel's name.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, ChatMember, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, filters

from bot.settings import Settings
from knowledge.database import Database
from knowledge.storage.drafts import LISTENS_FOR, Draft, Drafts
from knowledge.storage.moderation import Moderator
from knowledge.storage.roster import Roster

_LOG = logging.getLogger(__name__)

ANONYMOUS = 1087968824
"""What Telegram gives as the sender for the anonymous administrators of all groups alike."""

_NOBODY = frozenset((ANONYMOUS, 136817688, 777000))
"""Ids that stand for many: anonymous administrators, channels, Telegram itself."""


class Moderators:
    """The ids let in, mirrored from settings, the roster and Telegram, so that filters can ask."""

    def __init__(self, settings: Settings, database: Database) -> None:
        """Start with the ids from the settings; ``open`` adds those that were let in."""
        self.settled = frozenset(settings.moderator_ids) - _NOBODY
        """Those from the settings; they cannot be removed in chat."""
        self.chat = settings.moderator_chat_id
        self.roster = Roster(database)
        self.remembered_for = 60.0
        """Seconds that Telegram's word on the administrators of the moderators' chat counts."""
        self._with_admins = settings.moderator_chat_admins and self.chat is not None
        self._database = database
        self._drafts = Drafts(database)
        self._members: set[int] = set()
        self._admins: frozenset[int] = frozenset()
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self._listening: dict[tuple[int, int], tuple[int, datetime]] = {}

    async def open(self) -> None:
        """Read who was let in, and which drafts take what their moderators type."""
        self._members = {member.id for member in await self.roster.members()}
        self._listening = await self._drafts.listening()

    async def follow(self, old: int, new: int) -> None:
        """Go along with a group that is a supergroup now: its drafts, and the moderators' chat."""
        await self._drafts.move(old, new)
        self._listening = await self._drafts.listening()
        if self.chat == old:
            self.chat = new

    async def ask_telegram(self, bot: Bot) -> None:
        """Learn who administers the moderators' chat, if that counts and is not known."""
        if not self._with_admins or self.chat is None:
            return
        async with self._asking:
            if time.monotonic() - self._asked_at < self.remembered_for:
                return
            try:
                admins = await bot.get_chat_administrators(self.chat)
            except TelegramError as error:
                _LOG.warning("The moderators' chat does not tell its admins: %s", error.message)
                self._admins = frozenset()
            else:
                self._admins = frozenset(_ids(admins)) - _NOBODY
            self._asked_at = time.monotonic()

    def admits(self, update: Update) -> bool:
        """Tell whether an update is a moderator's own act."""
        query, message = update.callback_query, update.message
        if query is not None:
            return not query.from_user.is_bot and self.knows(query.from_user.id)
        if message is None or message.via_bot is not None:
            return False
        if message.sender_chat is not None:
            return self._is_anonymous_admin(message)
        person = message.from_user
        return person is not None and not person.is_bot and self.knows(person.id)

    def knows(self, person: int) -> bool:
        """Tell whether a numeric id is a moderator's."""
        known = person in self.settled or person in self._members or person in self._admins
        return known and person not in _NOBODY

    def draft_of(self, message: Message) -> int | None:
        """Give the draft that takes what its moderator types here, if one does."""
        person = message.from_user
        number, until = self._listening.get(
            (message.chat_id, person.id if person else 0), (None, datetime.min.replace(tzinfo=UTC))
        )
        return number if datetime.now(UTC) < until else None

    async def listen(self, draft: Draft, *, listens: bool) -> None:
        """Let a draft take what is typed, or not, from the commit around this on."""
        await self._drafts.listen(draft, listens=listens)
        key = (draft.chat, draft.moderator)

        def mirror() -> None:
            if listens:
                self._listening[key] = (draft.id, datetime.now(UTC) + LISTENS_FOR)
            else:
                self._listening.pop(key, None)

        self._database.after_commit(mirror)

    async def let_in(self, member: Moderator, by: Moderator) -> None:
        """Make somebody a moderator, from the commit around this on."""
        await self.roster.let_in(member, by)
        self._database.after_commit(lambda: self._members.add(member.id))

    async def put_out(self, member: int) -> None:
        """Make somebody a moderator no more; those from the settings stay."""
        await self.roster.put_out(member)
        self._database.after_commit(lambda: self._members.discard(member))

    def _is_anonymous_admin(self, message: Message) -> bool:
        chat = message.sender_chat
        return (
            self._with_admins
            and chat is not None
            and chat.id == message.chat_id == self.chat
            and message.from_user is not None
            and message.from_user.id == ANONYMOUS
        )


class IsModerator(filters.UpdateFilter):
    """Lets a moderator's own messages and presses through."""

    def __init__(self, moderators: Moderators) -> None:
        """Ask ``moderators`` each time."""
        super().__init__("IsModerator")
        self._moderators = moderators

    def filter(self, update: Update) -> bool:
        """Tell whether a moderator acts."""
        return self._moderators.admits(update)


class IsWriting(filters.MessageFilter):
    """Lets through what is typed while a draft of this chat waits for words."""

    def __init__(self, moderators: Moderators) -> None:
        """Ask ``moderators`` each time."""
        super().__init__("IsWriting")
        self._moderators = moderators

    def filter(self, message: Message) -> bool:
        """Tell whether a draft takes this; in a group, of anonymous ones, replies only."""
        replied = message.reply_to_message is not None
        here = replied or message.chat.type == ChatType.PRIVATE
        return here and self._moderators.draft_of(message) is not None


class ModeratorPress(CallbackQueryHandler[Any, None]):
    """A press of a button that counts for moderators only."""

    def __init__(
        self,
        callback: Callable[[Update, Any], Coroutine[Any, Any, None]],
        pattern: str,
        moderator: IsModerator,
    ) -> None:
        """Call ``callback`` for presses whose data fit ``pattern``, if a moderator presses."""
        super().__init__(callback, pattern)
        self._moderator = moderator

    def check_update(self, update: object) -> bool | object | None:
        """Tell whether this handler takes an update."""
        # a filter's own check_update takes messages only
        if isinstance(update, Update) and self._moderator.filter(update):
            return super().check_update(update)
        return None


def _ids(members: tuple[ChatMember, ...]) -> list[int]:
    return [member.user.id for member in members if not member.user.is_bot]
