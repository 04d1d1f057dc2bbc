"""The rooms that the handlers share, furnished from the settings."""

from bot.context import House
from bot.floods import Floods
from bot.mailbox import MIGRATIONS as MAILBOX_MIGRATIONS
from bot.mailbox import Limits, Mailbox
from bot.metrics import Metrics
from bot.permission import Moderators
from bot.settings import Settings
from knowledge.clusters import Clusters
from knowledge.database import Database
from knowledge.live import Live, LiveBase
from knowledge.loading import read
from knowledge.storage import MIGRATIONS as STORAGE_MIGRATIONS
from knowledge.storage import Store
from knowledge.storage.chats import MIGRATIONS as CHATS_MIGRATIONS
from knowledge.storage.chats import Chats
from knowledge.storage.moderation import MIGRATIONS as MODERATION_MIGRATIONS
from knowledge.storage.offers import MIGRATIONS as OFFERS_MIGRATIONS
from knowledge.storage.queue import MIGRATIONS as QUEUE_MIGRATIONS

MIGRATIONS = (
    *STORAGE_MIGRATIONS,
    *MAILBOX_MIGRATIONS,
    *MODERATION_MIGRATIONS,
    *CHATS_MIGRATIONS,
    *QUEUE_MIGRATIONS,
    *OFFERS_MIGRATIONS,
)
"""Those of every room, for the one database."""


def build_house(settings: Settings) -> House:
    """Furnish the rooms that the handlers share."""
    database = Database(settings.database_path, MIGRATIONS)
    knowledge = LiveBase(read(settings.knowledge_dir))
    limits = Limits(settings.sends_per_second, settings.sends_per_group_minute)
    mailbox, chats = Mailbox(database, limits), Chats(database)
    moderators = Moderators(settings, database)
    store = Store(database)
    mailbox.outbox.when_moved = (chats.move, moderators.follow, store.wishes.move)
    mailbox.outbox.when_shut_out = (store.wishes.drop_chat,)
    return House(
        settings,
        knowledge,
        database,
        store,
        mailbox,
        Live(knowledge, database),
        moderators,
        chats,
        Metrics(mailbox),
        Floods(settings.flood_burst, settings.flood_per_minute),
        Clusters(knowledge.knowledge.vocabulary, knowledge.knowledge.entries.values()),
    )
