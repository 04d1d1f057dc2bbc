"""The same verbs over HTTP, for a server that is a process of its own."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.bot_api.calls import as_json
from tests.bot_api.desk import updates_waiting
from tests.bot_api.groups import Group
from tests.bot_api.people import Person
from tests.bot_api.refusals import Json, RefusalError, bad_request
from tests.bot_api.server import BotApi
from tests.bot_api.trouble import Limits
from tests.bot_api.wire import Exchange
from tests.bot_api.world import Room

Verb = Callable[[Json], Awaitable[object]]


class ControlledBotApi(BotApi):
    """A BotApi that also listens to its tester, under /control/VERB."""

    def __init__(self, token: str) -> None:
        super().__init__(token)
        self.over = asyncio.Event()
        self._verbs: dict[str, Verb] = {
            "updates": self._updates, "sent": self._sent, "state": self._state,
            "fail": self._fail, "heal": self._heal, "offline": self._offline,
            "limits": self._limits, "repeat": self._repeat, "person": self._person,
            "group": self._group, "says": self._says, "presses": self._presses,
            "blocks": self._blocks, "kicks": self._kicks, "upgrades": self._upgrades,
            "messages": self._messages, "quit": self._quit,
        }  # fmt: skip

    async def control(self, exchange: Exchange, path: str) -> None:
        """Do what the tester asks; a mistake of theirs is answered with a 400 that says it."""
        verb = self._verbs.get(path)
        if verb is None:
            raise RefusalError(404, f"no verb {path!r}; there are {sorted(self._verbs)}")
        query = {name: values[-1].decode() for name, values in exchange.request.arguments.items()}
        try:
            result = await verb({**query, **exchange.json()})
        except (LookupError, TypeError, ValueError) as error:
            raise bad_request(f"{type(error).__name__}: {error}") from error
        exchange.succeed(result)

    def _room(self, chat: object) -> Room:
        return self.world.room(chat)

    def _who(self, body: Json) -> Person:
        person = self.world.rooms.get(int(body["person"]))
        if not isinstance(person, Person):
            why = f"no person {body['person']}: introduce them with /control/person"
            raise LookupError(why)  # noqa: TRY004 (none found, not a wrong type)
        return person

    async def _updates(self, body: Json) -> object:
        return {"ids": self.inject(*body["updates"])}

    async def _sent(self, body: Json) -> object:
        return [as_json(call) for call in self.sent[int(body.get("since", 0)) :]]

    async def _messages(self, body: Json) -> object:
        return [message.json for message in self.messages[int(body.get("since", 0)) :]]

    async def _state(self, _body: Json) -> object:
        return updates_waiting(self)

    async def _fail(self, body: Json) -> object:
        method = body.pop("method")
        self.fail(method, **body)
        return True

    async def _heal(self, _body: Json) -> object:
        self.heal()
        return True

    async def _offline(self, body: Json) -> object:
        self.goes_offline(**body)
        return True

    async def _limits(self, body: Json) -> object:
        self.troubles.limits = None if body.get("off") else Limits(**body)
        return True

    async def _repeat(self, body: Json) -> object:
        self.repeat(int(body["update_id"]))
        return True

    async def _person(self, body: Json) -> object:
        return self.person(**body).user

    async def _group(self, body: Json) -> object:
        return self.group(**body).chat

    async def _says(self, body: Json) -> object:
        room = self._room(body["chat"]) if "chat" in body else None
        message = await self._who(body).says(body["text"], chat=room, topic=body.get("topic"))
        return message.json

    async def _presses(self, body: Json) -> object:
        room = self._room(body["chat"])
        message = next(
            (one for one in reversed(self.messages)
             if one.chat is room and one.id == int(body["message_id"])), None
        )  # fmt: skip
        if message is None:
            raise LookupError(f"the bot sent no message {body['message_id']} to {room!r}")
        press = await self._who(body).presses(message, body["label"])
        return {"id": press.id, "data": press.data}

    async def _blocks(self, body: Json) -> object:
        self._who(body).blocks_the_bot()
        return True

    async def _kicks(self, body: Json) -> object:
        self._the_group(body).kicks_the_bot()
        return True

    async def _upgrades(self, body: Json) -> object:
        return self._the_group(body).upgrade(body.get("announce", ("to", "from")))

    def _the_group(self, body: Json) -> Group:
        room = self._room(body["chat"])
        if not isinstance(room, Group):
            why = f"{room!r} is not a group made with /control/group"
            raise LookupError(why)  # noqa: TRY004 (none found, not a wrong type)
        return room

    async def _quit(self, _body: Json) -> object:
        asyncio.get_running_loop().call_later(0.05, self.over.set)
        return True
