"""Who runs a group: filters for registration, so that no handler needs to ask.

Only numeric ids count: a name or a look-alike admits nobody. What must be asked of Telegram is
asked by a handler of an earlier group (``Administrators.on_asked``), since filters cannot wait.
"""

import logging
import re
import time
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Chat, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler
from telegram.ext.filters import UpdateFilter

from bot.context import KutipContext

_LOG = logging.getLogger(__name__)

_REMEMBERED = 60.0
"""Seconds for which the administrators of a chat are not asked for again."""


class Administrators(UpdateFilter):
    """Those who run the group that an update is from."""

    def __init__(self) -> None:
        """Know nobody yet; ``on_asked`` learns."""
        super().__init__("Administrators")
        self._known: dict[int, tuple[float, frozenset[int]]] = {}

    async def on_asked(self, update: Update, context: KutipContext) -> None:
        """Ask Telegram who runs the chat, if that is not known already."""
        chat = update.effective_chat
        if chat is None or chat.type == Chat.PRIVATE:
            return
        until, _ = self._known.get(chat.id, (0.0, frozenset()))
        if time.monotonic() < until:
            return
        try:
            found = await context.bot.get_chat_administrators(chat.id)
        except TelegramError as error:
            _LOG.warning("Telegram does not tell who runs a group: %s", error.message)
            self._known.pop(chat.id, None)  # who may have been demoted is not let in on memory
            return
        running = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
        ids = frozenset(member.user.id for member in found if member.status in running)
        self._known[chat.id] = (time.monotonic() + _REMEMBERED, ids)

    def filter(self, update: Update) -> bool:
        """Tell whether an administrator of this very chat sent this, also in the group's name."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None or chat.type == Chat.PRIVATE:
            return False
        message = update.message
        if message is not None and message.sender_chat is not None:
            return message.sender_chat.id == chat.id
        _, ids = self._known.get(chat.id, (0.0, frozenset()))
        return user is not None and user.id in ids


class AnyOf(UpdateFilter):
    """Whoever one of several permissions admits."""

    def __init__(self, *permissions: UpdateFilter) -> None:
        """Join ``permissions``."""
        super().__init__("AnyOf")
        self._permissions = permissions

    def filter(self, update: Update) -> bool:
        """Tell whether one of them admits the sender."""
        return any(permission.filter(update) for permission in self._permissions)


class PressBy(CallbackQueryHandler[KutipContext, Any]):
    """Takes presses of buttons by those whom a permission admits."""

    def __init__(
        self,
        permission: UpdateFilter,
        callback: Callable[[Update, KutipContext], Coroutine[Any, Any, None]],
        pattern: str,
    ) -> None:
        """Call ``callback`` where ``pattern`` fits and ``permission`` admits."""
        super().__init__(callback, pattern)
        self._permission = permission

    def check_update(self, update: object) -> "re.Match[str] | bool | None":
        """Tell whether this press is for this handler."""
        if not isinstance(update, Update) or not self._permission.filter(update):
            return None
        found = super().check_update(update)
        return found if isinstance(found, re.Match) else bool(found)
