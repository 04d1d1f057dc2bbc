"""Telegram on loopback, for tests: the real Bot API over real HTTP, with invented people."""

from tests.bot_api.groups import Channel, Group
from tests.bot_api.messages import Button, Message
from tests.bot_api.people import Person
from tests.bot_api.remote import RemoteBotApi
from tests.bot_api.server import BotApi
from tests.bot_api.trouble import Limits

__all__ = ["BotApi", "Button", "Channel", "Group", "Limits", "Message", "Person", "RemoteBotApi"]
