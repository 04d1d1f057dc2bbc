"""Telegram's memory: who and what there is, and every message in every room."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.bot_api.refusals import Json, bad_request, forbidden

IN = {"member", "administrator", "creator"}


class Room:
    """A chat of any kind, with its messages and its members."""

    def __init__(self, world: "World", chat: Json) -> None:
        self.world = world
        self.chat = chat
        self.bot_status = "member"
        self.members: dict[int, str] = {}
        self.messages: dict[int, Json] = {}
        self.topics: dict[int, Json] = {}
        self.closed_topics: set[int] = set()
        self.pinned: list[int] = []
        self.reactions: dict[int, list[Json]] = {}
        self._last = 0
        world.rooms[self.id] = self

    def __repr__(self) -> str:
        """Name the chat the way a failing test should show it."""
        return f"<{self.type} {self.name!r} {self.id}>"

    @property
    def id(self) -> int:
        """The id that the bot knows this chat by."""
        return int(self.chat["id"])

    @property
    def type(self) -> str:
        """One of private, group, supergroup, channel."""
        return str(self.chat["type"])

    @property
    def name(self) -> str:
        """The title of a group, the first name of a person."""
        return str(self.chat.get("title") or self.chat.get("first_name", ""))

    @property
    def is_forum(self) -> bool:
        """Whether the chat has topics."""
        return bool(self.chat.get("is_forum"))

    def admit_bot(self) -> None:
        """Refuse the bot where it is not wanted."""
        if self.bot_status in IN:
            return
        if self.type == "private":
            if self.bot_status == "unstarted":
                raise forbidden("bot can't initiate conversation with a user")
            raise forbidden("bot was blocked by the user")
        if self.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {self.type} chat")
        raise forbidden(f"bot is not a member of the {self.type} chat")

    def message(self, message_id: int | None, missing: str) -> Json:
        """Find a message or refuse in the words given."""
        found = self.messages.get(message_id or 0)
        if found is None:
            raise bad_request(missing)
        return found

    def new_message(self, **fields: object) -> Json:
        """Write a message into the chat and give it the next id."""
        message: Json = {
            "message_id": self._next_id(), "date": int(time.time()), "chat": self.chat, **fields,
        }  # fmt: skip
        self.messages[message["message_id"]] = message
        return message

    def open_topic(self, thread: int, creator: Json) -> None:
        """Begin a forum topic, if it is not there yet: its first message carries its id."""
        if thread not in self.topics:
            root: Json = {
                "message_id": thread, "date": int(time.time()), "chat": self.chat,
                "from": creator, "message_thread_id": thread, "is_topic_message": True,
                "forum_topic_created": {"name": f"Topic {thread}", "icon_color": 7322096},
            }  # fmt: skip
            self.topics[thread] = self.messages[thread] = root
            self.catch_up(thread)

    def catch_up(self, message_id: int) -> None:
        """Never give out an id again that came from outside."""
        if self.type in {"supergroup", "channel"}:
            self._last = max(self._last, message_id)
        else:
            self.world.last_message = max(self.world.last_message, message_id)

    def _next_id(self) -> int:
        """Supergroups and channels count for themselves, all other chats together."""
        if self.type in {"supergroup", "channel"}:
            self._last += 1
            return self._last
        self.world.last_message += 1
        return self.world.last_message

    def check_thread(self, thread: int | None) -> None:
        """Refuse a topic that is not there, or closed."""
        if thread is None:
            return
        if thread not in self.topics:
            raise bad_request("message thread not found")
        if thread in self.closed_topics and self.bot_status != "administrator":
            raise bad_request("TOPIC_CLOSED")

    def thread_of(self, replied: Json) -> Json:
        """Fields that put a reply into the thread of what it replies to."""
        if self.type != "supergroup":
            return {}
        thread = replied.get("message_thread_id")
        if self.is_forum:
            return {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        return {"message_thread_id": thread or replied["message_id"]}


def quoted(message: Json) -> Json:
    """Show a message inside its reply: without the message that it replied to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


@dataclass(eq=False)
class Press:
    """A press on a button, and what the bot answered to it."""

    id: str
    user_id: int
    data: str
    asked: float = field(default_factory=time.monotonic)
    answer: Json | None = None

    @property
    def answered(self) -> bool:
        """Whether the bot has answered it, even if with nothing to show."""
        return self.answer is not None

    @property
    def text(self) -> str:
        """What the person saw at the top of the screen."""
        return str((self.answer or {}).get("text", ""))

    @property
    def results(self) -> list[Json]:
        """What an inline query was answered with."""
        return list((self.answer or {}).get("results") or [])

    def expires(self) -> None:
        """Make the press too old to be answered."""
        self.asked = float("-inf")


class World:
    """Everything that Telegram knows in one test."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]), "is_bot": True,
            "first_name": "Kutip", "username": "kutip_bot",
        }  # fmt: skip
        self.abilities: Json = {
            "can_join_groups": True, "can_read_all_group_messages": True,
            "supports_inline_queries": True, "can_connect_to_business": False,
            "has_main_web_app": False,
        }  # fmt: skip
        self.last_message = 100
        self.outgoing: Callable[[Json], object] = lambda message: message
        self.rooms: dict[int, Room] = {}
        self.users: dict[int, Json] = {}
        self.upgraded: dict[int, int] = {}
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.presses: dict[str, Press] = {}
        self.inline: dict[str, Press] = {}
        self.press_lifetime = 60.0
        self.profile: dict[str, Json] = {}
        self.group_ids = count(4_100_001)
        self.supergroup_ids = count(1_000_000_000_001 + 2_100_000_000)
        self.user_ids = count(700_001)
        self.tickets = count(1)

    def room(self, chat_id: object) -> Room:
        """Find the chat of a call, or refuse as Telegram does."""
        if chat_id in {None, ""}:
            raise bad_request("chat_id is empty")
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            named = chat_id[1:].lower()
            found = [
                room for room in self.rooms.values()
                if room.type != "private" and str(room.chat.get("username", "")).lower() == named
            ]  # fmt: skip
            if found:
                return found[0]
        number = as_id(chat_id)
        if number in self.upgraded:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.upgraded[number],
            )
        if number not in self.rooms:
            raise bad_request("chat not found")
        return self.rooms[number]

    def hears(self, room: Room, message: Json) -> bool:
        """Tell whether the bot gets a message: in privacy mode commands and replies to it only."""
        if self.abilities["can_read_all_group_messages"] or room.bot_status == "administrator":
            return True
        text = str(message.get("text") or message.get("caption") or "")
        if room.type not in {"group", "supergroup"} or not (text or "photo" in message):
            return True
        command, _, username = text.partition(" ")[0].partition("@")
        if command.startswith("/") and username.lower() in {"", self.bot["username"]}:
            return True
        replied = message.get("reply_to_message", {})
        return bool(replied.get("from", {}).get("id") == self.bot["id"])

    def keep_file(self, content: bytes, name: str, mime: str) -> Json:
        """Store a file and give the fields by which the bot knows it."""
        ticket = next(self.tickets)
        file_id = f"FILE-{ticket}"
        path = f"{'photos' if mime.startswith('image/') else 'documents'}/file_{ticket}"
        path += f".{name.rpartition('.')[2]}" if "." in name else ""
        self.contents[path] = content
        self.files[file_id] = {
            "file_id": file_id, "file_unique_id": f"U{ticket}", "file_size": len(content),
            "file_path": path, "file_name": name, "mime_type": mime,
        }  # fmt: skip
        return self.files[file_id]

    def learn(self, update: Json) -> None:
        """Remember whom and what an update from outside speaks of."""
        for kind, body in update.items():
            if not isinstance(body, dict):
                continue
            message = body.get("message", {}) if kind == "callback_query" else body
            self._learn_user(body.get("from"))
            if isinstance(message, dict) and isinstance(message.get("chat"), dict):
                self._learn_message(message)
            if kind == "callback_query" and "id" in body:
                user_id = (body.get("from") or {}).get("id", 0)
                press = Press(str(body["id"]), user_id, str(body.get("data", "")))
                self.presses[press.id] = press
            if kind == "inline_query" and "id" in body:
                self.inline[str(body["id"])] = Press(str(body["id"]), 0, "")

    def _learn_user(self, user: object) -> None:
        if isinstance(user, dict) and isinstance(user.get("id"), int):
            self.users.setdefault(user["id"], user)

    def _learn_message(self, message: Json) -> None:
        chat = message["chat"]
        if not isinstance(chat.get("id"), int) or chat["id"] in self.upgraded:
            return
        room = self.rooms.get(chat["id"]) or Room(self, {"type": "private", **chat})
        if room.bot_status == "unstarted":
            room.bot_status = "member"
        thread = message.get("message_thread_id")
        if isinstance(thread, int) and room.is_forum:
            room.open_topic(thread, message.get("from") or self.bot)
        if isinstance(message.get("message_id"), int):
            room.messages[message["message_id"]] = message
            room.catch_up(message["message_id"])


def as_id(value: object) -> int:
    """Read an id that may have come as text; 0 when it is none."""
    try:
        return int(str(value))
    except ValueError:
        return 0
