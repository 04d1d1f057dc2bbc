"""The methods of the Bot API, each a function of the world and a call."""

from tests.bot_api.methods import answering, chats, profile, sending
from tests.bot_api.methods.registry import METHODS, Act

__all__ = ["METHODS", "Act", "answering", "chats", "profile", "sending"]
