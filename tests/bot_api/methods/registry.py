"""Where each method is found by its name, in any case, as on Telegram."""

from collections.abc import Callable

from tests.bot_api.calls import Call
from tests.bot_api.world import World

Act = Callable[[World, Call], object]
METHODS: dict[str, Act] = {}


def method(act: Act) -> Act:
    """Register a function under its Bot API name: send_message becomes sendMessage."""
    METHODS[act.__name__.replace("_", "").lower()] = act
    return act
