"""Groups, forums and channels, with those who speak in them without showing themselves."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.bot_api.messages import Message
from tests.bot_api.people import Person, Speaker, bot_member_update
from tests.bot_api.refusals import Json
from tests.bot_api.world import Room, World

if TYPE_CHECKING:
    from tests.bot_api.updates import Updates

_ANONYMOUS: Json = {
    "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
}  # fmt: skip
_CHANNEL: Json = {
    "id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot",
}  # fmt: skip
_TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


class AnonymousAdmin(Speaker):
    """An admin who writes as the group itself."""

    def __init__(self, group: "Group") -> None:
        super().__init__(group.world, group.updates, {})
        self.group = group

    @property
    def home(self) -> Room:
        """The group whose admin it is."""
        self.sender = {"from": _ANONYMOUS, "sender_chat": self.group.chat}
        return self.group

    def _enters(self, room: Room) -> None:
        if room is not self.home:
            raise ValueError(f"an anonymous admin of {self.group!r} writes only there")


class Group(Room):
    """A group, supergroup or forum, with the bot in it."""

    def __init__(self, world: World, updates: "Updates", chat: Json) -> None:
        super().__init__(world, chat)
        self.updates = updates
        self.founder: Json = {"id": 700_000, "is_bot": False, "first_name": "Founder"}
        world.users[700_000] = self.founder
        self.members[700_000] = "creator"
        self.anonymous_admin = AnonymousAdmin(self)

    def kicks_the_bot(self, by: Person | None = None) -> None:
        """Throw the bot out; it is told."""
        self._changes_the_bot("kicked", by)

    def adds_the_bot(self, by: Person | None = None) -> None:
        """Add the bot (again); it is told."""
        if self.bot_status in {"member", "administrator"}:
            self.bot_status = "left"
        self._changes_the_bot("member", by)

    def promotes_the_bot(self, by: Person | None = None) -> None:
        """Make the bot an admin; it is told."""
        self._changes_the_bot("administrator", by)

    def demotes_the_bot(self, by: Person | None = None) -> None:
        """Make the bot an ordinary member; it is told."""
        self._changes_the_bot("member", by)

    def _changes_the_bot(self, status: str, by: Person | None) -> None:
        old, self.bot_status = self.bot_status, status
        who = by.user if by else self.founder
        self.updates.push(bot_member_update(self, who, old, status))

    def admits(self, *people: Person) -> None:
        """Let people in without a word."""
        self.members |= {person.id: "member" for person in people}

    def promotes(self, *people: Person) -> None:
        """Make people admins."""
        self.members |= {person.id: "administrator" for person in people}

    def demotes(self, *people: Person) -> None:
        """Make admins ordinary members again."""
        self.admits(*people)

    def removes(self, *people: Person) -> None:
        """Throw people out."""
        self.members |= {person.id: "kicked" for person in people}

    def closes_topic(self, topic: int) -> None:
        """Close a topic: only admins write there now."""
        self.closed_topics.add(topic)

    def deletes_topic(self, topic: int) -> None:
        """Delete a topic with all that was in it."""
        if self.topics.pop(topic, None) is None:
            raise LookupError(f"no topic {topic} in {self!r}; there are {list(self.topics)}")
        self.messages = {
            number: message for number, message in self.messages.items()
            if message.get("message_thread_id") != topic
        }  # fmt: skip

    def upgrade(self, announce: Sequence[str] = ("to", "from")) -> int:
        """Become a supergroup under a new id; tell the bot both halves, one, or nothing."""
        if self.type != "group":
            raise ValueError(f"{self!r} is not a basic group: it cannot be upgraded")
        old_id, old_chat = self.id, self.chat
        new_id = -next(self.world.supergroup_ids)
        halves = {"to": self.new_message(**{"from": _ANONYMOUS}, migrate_to_chat_id=new_id)}
        self.chat = {**old_chat, "id": new_id, "type": "supergroup"}
        self.messages, self.topics, self.pinned = {}, {}, []
        del self.world.rooms[old_id]
        self.world.upgraded[old_id] = new_id
        self.world.rooms[new_id] = self
        sender = {"from": _ANONYMOUS, "sender_chat": self.chat}
        halves["from"] = self.new_message(**sender, migrate_from_chat_id=old_id)
        for half in announce:
            self.updates.push({"message": halves[half]})
        return new_id


class Channel(Speaker, Room):
    """A channel: it posts at home, and speaks in groups under its own name."""

    def __init__(self, world: World, updates: "Updates", chat: Json) -> None:
        Speaker.__init__(self, world, updates, {})
        Room.__init__(self, world, chat)
        self.bot_status = "administrator"

    @property
    def home(self) -> Room:
        """The channel itself."""
        return self

    def _enters(self, room: Room) -> None:
        super()._enters(room)
        self.sender = {"sender_chat": self.chat}
        if room is not self:
            self.sender = {"from": _CHANNEL, **self.sender}

    async def posts(self, text: str) -> Message:
        """Post in the channel."""
        return await self.says(text)

    async def posts_into(self, group: Group, text: str) -> Message:
        """Post, and let Telegram (777000) carry the post into the discussion group."""
        post = await self.says(text)
        origin = {
            "type": "channel", "chat": self.chat, "message_id": post.id, "date": int(time.time()),
        }  # fmt: skip
        carried = group.new_message(
            **{"from": _TELEGRAM}, sender_chat=self.chat, is_automatic_forward=True,
            forward_origin=origin, text=text,
        )  # fmt: skip
        self.updates.push({"message": carried})
        await asyncio.sleep(0)
        return Message(self.world, carried)
