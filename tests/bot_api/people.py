"""The people of a conversation, and what they can do to a bot."""

import asyncio
import time
from typing import TYPE_CHECKING

from tests.bot_api.entities import entities_in
from tests.bot_api.messages import Message
from tests.bot_api.refusals import Json
from tests.bot_api.world import IN, Press, Room, World, quoted

if TYPE_CHECKING:
    from tests.bot_api.updates import Updates

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a494441"
    "54789c636000000002000148afa4710000000049454e44ae426082"
)  # one black dot


class Speaker:
    """Whoever can write: a person, an anonymous admin, a channel, nobody at all."""

    def __init__(self, world: World, updates: "Updates", sender: Json) -> None:
        self.world = world
        self.updates = updates
        self.sender = sender

    @property
    def home(self) -> Room:
        """Where it writes when no chat is named."""
        raise ValueError(f"{self!r} has no private chat: say where with chat=...")

    async def says(
        self,
        text: str,
        *,
        chat: Room | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
        **fields: object,
    ) -> Message:
        """Write a text; commands, mentions and links in it are marked as Telegram does."""
        content: Json = {"text": text, "entities": entities_in(text), **fields}
        return await self._writes(content, chat, topic, reply_to)

    async def sends_photo(
        self,
        caption: str = "",
        *,
        content: bytes = PNG,
        chat: Room | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a picture, with or without words under it."""
        file = self.world.keep_file(content, "photo.png", "image/png")
        known = {name: file[name] for name in ("file_id", "file_unique_id", "file_size")}
        photo: Json = {"photo": [{**known, "width": 90, "height": 60}]}
        return await self._writes({**photo, **_captioned(caption)}, chat, topic, reply_to)

    async def sends_document(
        self,
        content: bytes,
        name: str = "file.txt",
        *,
        caption: str = "",
        mime: str = "text/plain",
        chat: Room | None = None,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a file, which the bot can download."""
        file = self.world.keep_file(content, name, mime)
        known = {key: value for key, value in file.items() if key != "file_path"}
        return await self._writes({"document": known, **_captioned(caption)}, chat, topic, reply_to)

    async def forwards(
        self, message: Message, *, chat: Room | None = None, hidden: bool = False
    ) -> Message:
        """Forward a message; hidden: its author shows the name only."""
        kept = ("text", "entities", "caption", "caption_entities", "photo", "document")
        content = {name: message.json[name] for name in kept if name in message.json}
        origin = _origin(message, hidden=hidden)
        return await self._writes({"forward_origin": origin, **content}, chat, None, None)

    async def edits(self, message: Message, text: str) -> Message:
        """Change a message already sent; the bot hears of the edit."""
        current = message.now
        if any(current.json.get(name) != value for name, value in self.sender.items()):
            raise ValueError(f"{self!r} cannot edit {current!r}: someone else wrote it")
        words = _captioned(text) if "text" not in current.json else _worded(text)
        edited = {**current.json, **words, "edit_date": int(time.time())}
        message.chat.messages[message.id] = edited
        kind = "edited_channel_post" if message.chat.type == "channel" else "edited_message"
        return await self._queued(kind, edited)

    async def _writes(
        self, content: Json, chat: Room | None, topic: int | None, reply_to: Message | None
    ) -> Message:
        room = chat or self.home
        self._enters(room)
        place = _place(room, topic, reply_to, self.sender.get("from", self.world.bot))
        content = {name: value for name, value in content.items() if value not in ([], "")}
        message = room.new_message(**self.sender, **place, **content)
        return await self._queued("channel_post" if room.type == "channel" else "message", message)

    async def _queued(self, kind: str, message: Json) -> Message:
        room = self.world.rooms[message["chat"]["id"]]
        if room.bot_status in IN and self.world.hears(room, message):
            self.updates.push({kind: message})
        await asyncio.sleep(0)
        return Message(self.world, message)

    def _enters(self, room: Room) -> None:
        if room.type == "private" and room is not self.home:
            raise ValueError(f"{self!r} cannot write in the private chat {room!r}")


class Person(Speaker, Room):
    """A person with a private chat; the person and the chat share one id, as on Telegram."""

    def __init__(self, world: World, updates: "Updates", user: Json) -> None:
        self.user = user
        Speaker.__init__(self, world, updates, {"from": user})
        named = ("id", "first_name", "last_name", "username")
        chat = {name: user[name] for name in named if name in user}
        Room.__init__(self, world, {**chat, "type": "private"})
        self.bot_status = "unstarted"
        world.users[self.id] = user

    @property
    def home(self) -> Room:
        """Their own chat with the bot."""
        return self

    def _enters(self, room: Room) -> None:
        super()._enters(room)
        if room is self and self.bot_status == "kicked":
            raise ValueError(f"{self!r} has blocked the bot: unblocks_the_bot() first")
        if room is self:
            self.bot_status = "member"
        else:
            room.members.setdefault(self.id, "member")

    async def shares_contact(self, phone: str = "+628123456789") -> Message:
        """Send their own contact."""
        contact = {"phone_number": phone, "first_name": self.name, "user_id": self.id}
        return await self._writes({"contact": contact}, None, None, None)

    async def presses(self, message: Message, label: str) -> Press:
        """Press a button by its label, or by how the label begins."""
        current = message.now
        button = current.button(label)
        if button.url:
            raise ValueError(f"the button {button} opens {button.url}; the bot hears nothing")
        return await self.forges_press(current, button.data)

    async def forges_press(self, message: Message, data: str) -> Press:
        """Send the bot a press that no button of the message may have."""
        press = Press(str(4_000_000_000_000 + next(self.world.tickets)), self.id, data)
        self.world.presses[press.id] = press
        query = {
            "id": press.id, "from": self.user, "message": message.json,
            "chat_instance": str(-message.chat.id), "data": data,
        }  # fmt: skip
        self.updates.push({"callback_query": query})
        await asyncio.sleep(0)
        return press

    async def asks_inline(self, query: str, offset: str = "") -> Press:
        """Type @bot and a query in any chat; the results come in .results."""
        asked = Press(str(5_000_000_000_000 + next(self.world.tickets)), self.id, query)
        self.world.inline[asked.id] = asked
        body = {"id": asked.id, "from": self.user, "query": query, "offset": offset}
        self.updates.push({"inline_query": {**body, "chat_type": "sender"}})
        await asyncio.sleep(0)
        return asked

    def blocks_the_bot(self) -> None:
        """Block the bot; it is told."""
        self._changes_the_bot("kicked")

    def unblocks_the_bot(self) -> None:
        """Let the bot write again; it is told."""
        self._changes_the_bot("member")

    def _changes_the_bot(self, status: str) -> None:
        old = "member" if self.bot_status == "unstarted" else self.bot_status
        self.bot_status = status
        self.updates.push(bot_member_update(self, self.user, old, status))

    def deletes(self, message: Message) -> None:
        """Delete a message; the bot is not told, as on Telegram."""
        message.chat.messages.pop(message.id, None)


def bot_member_update(room: Room, by: Json, old: str, new: str) -> Json:
    """Tell the bot what has become of it in a chat."""
    from tests.bot_api.methods.chats import chat_member  # noqa: PLC0415 (breaks a circle)

    change = {
        "chat": room.chat, "from": by, "date": int(time.time()),
        "old_chat_member": chat_member(room.world.bot, old),
        "new_chat_member": chat_member(room.world.bot, new),
    }  # fmt: skip
    return {"my_chat_member": change}


def _worded(text: str) -> Json:
    return {"text": text, "entities": entities_in(text)}


def _captioned(caption: str) -> Json:
    return {"caption": caption, "caption_entities": entities_in(caption)} if caption else {}


def _place(room: Room, topic: int | None, reply_to: Message | None, creator: Json) -> Json:
    place: Json = {}
    if topic is not None:
        if not room.is_forum:
            raise ValueError(f"{room!r} has no topics: make it with forum=True")
        room.open_topic(topic, creator)
        place = {"message_thread_id": topic, "is_topic_message": True}
        place["reply_to_message"] = quoted(room.topics[topic])
    if reply_to is not None:
        if reply_to.chat is not room:
            raise ValueError(f"{reply_to!r} is not in {room!r}")
        replied = reply_to.now.json
        place = {**place, **room.thread_of(replied), "reply_to_message": quoted(replied)}
    return place


def _origin(message: Message, *, hidden: bool) -> Json:
    origin: Json = {"type": "user", "date": message.json["date"]}
    sender = message.json.get("from", {})
    if "sender_chat" in message.json:
        chat = message.json["sender_chat"]
        if chat["type"] == "channel":
            return {**origin, "type": "channel", "chat": chat, "message_id": message.id}
        return {**origin, "type": "chat", "sender_chat": chat}
    if hidden:
        name = sender.get("first_name", "")
        return {**origin, "type": "hidden_user", "sender_user_name": name}
    return {**origin, "sender_user": sender}
