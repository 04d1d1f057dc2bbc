"""A message as a reader of conversations sees it."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.bot_api.markup import to_html
from tests.bot_api.refusals import Json
from tests.bot_api.world import Room, World


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    label: str
    data: str
    url: str

    def __str__(self) -> str:
        """Show the label only."""
        return self.label


class Message:
    """A message as it stood when it was sent or edited."""

    def __init__(self, world: World, message: Json) -> None:
        self._world = world
        self.json = message

    def __repr__(self) -> str:
        """Show enough of it for a failing test to explain itself."""
        return f"<Message {self.id} in {self.chat!r}: {self.text!r} {self.labels or ''}>"

    def __eq__(self, other: object) -> bool:
        """Two views of one message are equal, whatever its text was."""
        return isinstance(other, Message) and self._key == other._key

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self._key)

    @property
    def _key(self) -> tuple[int, int]:
        return self.json["chat"]["id"], self.id

    @property
    def id(self) -> int:
        """Its number in its chat."""
        return int(self.json["message_id"])

    @property
    def chat(self) -> Room:
        """Where it was sent: the very person, group or channel of the test."""
        chat_id = self.json["chat"]["id"]
        return self._world.rooms[self._world.upgraded.get(chat_id, chat_id)]

    @property
    def text(self) -> str:
        """The plain text, or the caption."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def html(self) -> str:
        """The text with its formatting."""
        entities = self.json.get("entities") or self.json.get("caption_entities") or []
        return to_html(self.text, entities)

    @property
    def buttons(self) -> list[Button]:
        """All buttons, row after row."""
        return [button for row in self.rows for button in row]

    @property
    def rows(self) -> list[list[Button]]:
        """The buttons in their rows."""
        rows = self.json.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(one["text"], one.get("callback_data", ""), one.get("url", "")) for one in row]
            for row in rows
        ]

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons."""
        return [button.label for button in self.buttons]

    @property
    def thread(self) -> int | None:
        """The forum topic, or None outside of topics."""
        return self.json.get("message_thread_id") if self.json.get("is_topic_message") else None

    @property
    def reply_to(self) -> "Message | None":
        """The message it replies to; the opening of its topic is none."""
        replied = self.json.get("reply_to_message")
        if not replied or "forum_topic_created" in replied:
            return None
        return Message(self._world, replied)

    @property
    def edited(self) -> bool:
        """Whether this is an edit of an earlier message."""
        return "edit_date" in self.json

    @property
    def file(self) -> bytes:
        """The bytes of its photo or document; empty without one."""
        sizes = self.json.get("photo") or [self.json.get("document") or {}]
        known = self._world.files.get(sizes[-1].get("file_id", ""))
        return self._world.contents[known["file_path"]] if known else b""

    @property
    def now(self) -> "Message":
        """The same message as it stands now; raises if it has been deleted."""
        current = self.chat.messages.get(self.id)
        if current is None or self.chat.id != self.json["chat"]["id"]:
            raise LookupError(f"{self!r} has been deleted")
        return Message(self._world, current)

    @property
    def reactions(self) -> list[str]:
        """The emoji that the bot put on it."""
        return [str(one.get("emoji", "")) for one in self.chat.reactions.get(self.id, [])]

    @property
    def is_deleted(self) -> bool:
        """Whether it is gone."""
        return self.id not in self.chat.messages

    def button(self, label: str) -> Button:
        """Find a button by its label or by how the label begins."""
        exact = [button for button in self.buttons if button.label == label]
        found = exact or [one for one in self.buttons if one.label.startswith(label)]
        if not found:
            raise LookupError(f"no button {label!r} under {self!r}; there are {self.labels}")
        if len(found) > 1 and not exact:
            raise LookupError(f"{label!r} fits several buttons: {[str(one) for one in found]}")
        return found[0]

    def __iter__(self) -> Iterator[Button]:
        """Go through the buttons."""
        return iter(self.buttons)
