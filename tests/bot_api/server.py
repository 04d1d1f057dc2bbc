"""Telegram on loopback: the Bot API for the bot, a little language for the test."""

import asyncio
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self, Unpack

from tests.bot_api.calls import Call
from tests.bot_api.desk import Desk
from tests.bot_api.groups import Channel, Group
from tests.bot_api.messages import Message
from tests.bot_api.people import Person, Speaker
from tests.bot_api.refusals import Json
from tests.bot_api.trouble import ANY, Fault, How, Limits, Order
from tests.bot_api.world import Press, Room

TOKEN = "42:TEST"


class BotApi(Desk):
    """A Telegram of one's own: `async with BotApi() as telegram:`."""

    def __init__(self, token: str = TOKEN, *, limits: Limits | None = None) -> None:
        super().__init__(token)
        self.troubles.limits = limits
        self.world.outgoing = self._see
        self._unread: list[Message] = []
        self._news = asyncio.Event()
        self.messages: list[Message] = []

    async def __aenter__(self) -> Self:
        """Start to listen."""
        self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:  # fmt: skip
        """Stop, and cut whoever is still waiting."""
        await self.stop()

    # Who there is

    def person(
        self, name: str, *, language: str = "id", username: str | None = None,
        id: int | None = None, last_name: str | None = None,
    ) -> Person:  # fmt: skip
        """Introduce a person whom the bot has not met yet."""
        user_id = id or next(self.world.user_ids)
        user: Json = {"id": user_id, "is_bot": False, "first_name": name}
        if last_name:
            user["last_name"] = last_name
        plain = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        user["username"] = f"{plain or 'user'}_{user_id}" if username is None else username
        if not user["username"]:
            del user["username"]
        if language:
            user["language_code"] = language
        return Person(self.world, self.updates, user)

    def group(
        self, title: str, *, forum: bool = False, supergroup: bool = False,
        username: str | None = None,
    ) -> Group:  # fmt: skip
        """Found a group with the bot in it: a basic one, a supergroup, or a forum."""
        is_super = supergroup or forum or bool(username)
        ids = self.world.supergroup_ids if is_super else self.world.group_ids
        chat: Json = {"id": -next(ids), "title": title}
        chat["type"] = "supergroup" if is_super else "group"
        if forum:
            chat["is_forum"] = True
        if username:
            chat["username"] = username
        if not is_super:
            chat["all_members_are_administrators"] = False
        return Group(self.world, self.updates, chat)

    def channel(self, title: str, *, username: str | None = None) -> Channel:
        """Found a channel with the bot as its admin."""
        chat: Json = {"id": -next(self.world.supergroup_ids), "title": title, "type": "channel"}
        if username:
            chat["username"] = username
        return Channel(self.world, self.updates, chat)

    @property
    def nobody(self) -> Speaker:
        """Someone whose messages carry no sender at all."""
        return Speaker(self.world, self.updates, {})

    def upgrade_to_supergroup(self, group: Group, announce: Sequence[str] = ("to", "from")) -> int:
        """Upgrade a group; the bot is told both halves, in this order, one, or none."""
        return group.upgrade(announce)

    # What the bot did

    def _see(self, message: Json) -> None:
        seen = Message(self.world, message)
        self.messages.append(seen)
        self._unread.append(seen)
        self._news.set()

    async def reply(self, within: float = 5.0, *, chat: Room | None = None) -> Message:
        """Wait for the next message that the bot sends or edits (in a chat, if named)."""
        deadline = time.monotonic() + within
        while True:
            for message in self._unread:
                if chat is None or message.chat is chat:
                    self._unread.remove(message)
                    return message
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.monotonic())
            except TimeoutError:
                raise AssertionError(self._why_no_reply(within, chat)) from None

    async def replies(self, number: int, within: float = 5.0) -> list[Message]:
        """Wait for several messages, in order."""
        return [await self.reply(within) for _ in range(number)]

    async def answer(self, press: Press, within: float = 5.0) -> str:
        """Wait until the bot answers a press or an inline query; give the words shown."""
        deadline = time.monotonic() + within
        while not press.answered:
            if time.monotonic() > deadline:
                raise AssertionError(f"the bot did not answer {press!r} within {within} s")
            await asyncio.sleep(0.005)
        return press.text

    def _why_no_reply(self, within: float, chat: Room | None) -> str:
        where = f" in {chat!r}" if chat else ""
        last = [f"{call.method} {call.error or 'ok'}" for call in self.sent[-5:]]
        return (
            f"the bot sent nothing{where} within {within} s; its last calls: {last}; "
            f"unread elsewhere: {self._unread}; updates it has not taken: "
            f"{len(self.updates.pending)}"
        )

    async def silence(self, for_: float = 0.3, *, chat: Room | None = None) -> None:
        """Assert that the bot says nothing for a while, and said nothing unread before."""
        await asyncio.sleep(for_)
        heard = [one for one in self._unread if chat is None or one.chat is chat]
        if heard:
            raise AssertionError(f"the bot was to be silent, but said {heard}")

    def skip_replies(self) -> list[Message]:
        """Take all unread messages at once."""
        skipped, self._unread = self._unread, []
        return skipped

    async def wait_until_quiet(self, quiet: float = 0.2, within: float = 10.0) -> None:
        """Wait until the bot has taken all updates and called nothing for a while."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            idle = time.monotonic() - max(self.last_call_at, self.last_push_at)
            if self.updates.is_empty and idle >= quiet and not self.acting:
                return
            await asyncio.sleep(min(quiet, 0.02))
        last = [call.method for call in self.sent[-5:]]
        raise AssertionError(
            f"the bot was not quiet within {within} s: {len(self.updates.pending)} updates "
            f"wait, {self.acting} calls are open, the last ones were {last}"
        )

    def calls(self, method: str) -> list[Call]:
        """List the calls of one method, in order."""
        return [call for call in self.sent if call.method.lower() == method.lower()]

    # What goes wrong

    def fail(self, method: str, **order: Unpack[Order]) -> Fault:
        """Make calls go wrong: `fail("sendMessage", times=3, how="429", retry_after=1)`."""
        return self.troubles.add(method, **order)

    def heal(self) -> None:
        """End all misbehaviour."""
        self.troubles.heal()

    def goes_offline(self, how: How = "reset") -> None:
        """Lose the network: every call fails, and open polls are cut."""
        self.troubles.add(ANY, how=how, times=None)
        self.cut_polls()

    def comes_back(self) -> None:
        """Have the network again."""
        self.heal()

    # Raw updates

    def inject(self, *updates: Json) -> list[int]:
        """Queue raw updates as they are; give their numbers."""
        for update in updates:
            self.world.learn(update)
        return [self.updates.push(update) for update in updates]

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more."""
        self.updates.repeat(update_id)

    @property
    def last_update_id(self) -> int:
        """The number of the newest update."""
        return max(self.updates.every, default=0)
