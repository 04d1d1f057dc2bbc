"""What every handler is given, typed: knowledge, store, mailbox, settings."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from telegram import Chat, Message, Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.floods import Floods
from bot.mailbox import Mailbox
from bot.metrics import Metrics
from bot.permission import Moderators
from bot.settings import Settings
from knowledge import Language
from knowledge.clusters import Clusters
from knowledge.database import Database
from knowledge.languages import detect, detect_surely
from knowledge.live import Live, LiveBase
from knowledge.storage import Place, Store
from knowledge.storage.chats import Chats

Data: TypeAlias = dict[Any, Any]

_LOOKED_BACK = 5
"""Earlier messages of a person among which one is looked for whose language is beyond doubt."""


@dataclass(frozen=True, slots=True)
class House:
    """The rooms that outlive one update."""

    settings: Settings
    knowledge: LiveBase
    database: Database
    store: Store
    mailbox: Mailbox
    live: Live
    moderators: Moderators
    chats: Chats
    metrics: Metrics
    floods: Floods
    clusters: Clusters

    async def furnish(self) -> None:
        """Bring back what moderators left, once the database is open."""
        await self.live.lay()
        await self.moderators.open()
        for one in await self.store.queue.grouped():
            self.clusters.put(one.id, one.text, one.cluster)


class KutipContext(CallbackContext[ExtBot[None], Data, Data, House]):
    """One update's way to the rooms; nothing is looked up by a string."""

    @property
    def knowledge(self) -> LiveBase:
        """What answers questions."""
        return self.bot_data.knowledge

    @property
    def store(self) -> Store:
        """The log."""
        return self.bot_data.store

    @property
    def mailbox(self) -> Mailbox:
        """The durable way in and out."""
        return self.bot_data.mailbox

    @property
    def chats(self) -> Chats:
        """What is kept of chats."""
        return self.bot_data.chats

    @property
    def live(self) -> Live:
        """The moderators' hand on the knowledge."""
        return self.bot_data.live

    @property
    def moderators(self) -> Moderators:
        """Who is a moderator."""
        return self.bot_data.moderators

    @property
    def metrics(self) -> Metrics:
        """What is counted."""
        return self.bot_data.metrics

    @property
    def floods(self) -> Floods:
        """Who sends too much at once."""
        return self.bot_data.floods

    @property
    def clusters(self) -> Clusters:
        """Unanswered questions that ask the same, as the database has them."""
        return self.bot_data.clusters

    @property
    def settings(self) -> Settings:
        """What the operator set."""
        return self.bot_data.settings

    async def language_for(
        self, person: User | None, text: str = "", chat: Chat | None = None
    ) -> Language:
        """Choose the language of a reply, to a text where there is one.

        The text's own where it is beyond doubt; then what the person chose, or wrote in for
        certain before; what the group's administrators chose; what Telegram speaks to the person;
        at last what the text looks like.
        """
        return (
            detect_surely(text)
            or await self._language_of(person)
            or await self._language_in(chat)
            or _language_at_telegram(person)
            or detect(text)
            or self.settings.default_language
        )

    async def _language_of(self, person: User | None) -> Language | None:
        if person is None:
            return None
        key = person_key(person.id)
        chosen = await self.store.language_of(key)
        if chosen is not None:
            return chosen
        written = await self.store.last_texts(key, _LOOKED_BACK)
        return next((sure for text in written if (sure := detect_surely(text))), None)

    async def _language_in(self, chat: Chat | None) -> Language | None:
        if chat is None or chat.type == Chat.PRIVATE:
            return None
        return (await self.chats.settings(chat.id)).language


def _language_at_telegram(person: User | None) -> Language | None:
    code = (person.language_code or "").casefold() if person is not None else ""
    if code.startswith(("id", "in", "ms", "jv", "su")):
        return "id"
    return "en" if code.startswith("en") else None


KutipApplication: TypeAlias = Application[ExtBot[None], KutipContext, Data, Data, House, None]


def person_key(user_id: int) -> str:
    """Name a person for hashing, and for nothing else."""
    return f"telegram:{user_id}"


def message_of(update: Update) -> Message:
    """Give the message that an update is about; the handlers' filters make sure of one."""
    message = update.effective_message
    if not isinstance(message, Message):
        raise TypeError(f"update {update.update_id} has no message")
    return message


def place_of(message: Message) -> Place:
    """Tell whether a message stands in a private chat or in a group."""
    return "private" if message.chat.type == Chat.PRIVATE else "group"
