"""Methods about the bot itself: its names, descriptions and commands."""

import json

from tests.bot_api import validation
from tests.bot_api.calls import Call
from tests.bot_api.methods.registry import method
from tests.bot_api.refusals import Json
from tests.bot_api.world import World


@method
def get_me(world: World, _call: Call) -> Json:
    """Say who the bot is."""
    return {**world.bot, **world.abilities}


@method
def log_out(_world: World, _call: Call) -> bool:
    """Leave the cloud server."""
    return True


@method
def close(_world: World, _call: Call) -> bool:
    """Close the bot before it moves to another server."""
    return True


def _shelf(call: Call) -> str:
    scope = call.object("scope") or {"type": "default"}
    return f"commands {json.dumps(scope, sort_keys=True)} {call.text('language_code')}"


@method
def set_my_commands(world: World, call: Call) -> bool:
    """Set the menu of commands, for a scope and a language."""
    commands = call.objects("commands")
    validation.bot_commands(commands)
    tidy = [
        {"command": one["command"].removeprefix("/"), "description": one["description"].strip()}
        for one in commands
    ]
    world.profile[_shelf(call)] = {"commands": tidy}
    return True


@method
def get_my_commands(world: World, call: Call) -> object:
    """Read the menu of commands of a scope and a language."""
    return world.profile.get(_shelf(call), {}).get("commands", [])


@method
def delete_my_commands(world: World, call: Call) -> bool:
    """Take the menu of commands away."""
    world.profile.pop(_shelf(call), None)
    return True


def _set(world: World, call: Call, field: str, limit: int, refusal: str) -> bool:
    text = validation.at_most(limit, call.text(field), refusal)
    world.profile[f"{field} {call.text('language_code')}"] = {field: text}
    return True


def _get(world: World, call: Call, field: str, default: str = "") -> Json:
    shelves = (f"{field} {call.text('language_code')}", f"{field} ")
    return next((world.profile[s] for s in shelves if s in world.profile), {field: default})


@method
def set_my_name(world: World, call: Call) -> bool:
    """Set the bot's name, at most 64 characters."""
    return _set(world, call, "name", 64, "BOT_TITLE_INVALID")


@method
def set_my_description(world: World, call: Call) -> bool:
    """Set what an empty chat shows, at most 512 characters."""
    return _set(world, call, "description", 512, "BOT_DESCRIPTION_INVALID")


@method
def set_my_short_description(world: World, call: Call) -> bool:
    """Set what the profile shows, at most 120 characters."""
    return _set(world, call, "short_description", 120, "BOT_ABOUT_INVALID")


@method
def get_my_name(world: World, call: Call) -> Json:
    """Read the bot's name."""
    return _get(world, call, "name", str(world.bot["first_name"]))


@method
def get_my_description(world: World, call: Call) -> Json:
    """Read the description."""
    return _get(world, call, "description")


@method
def get_my_short_description(world: World, call: Call) -> Json:
    """Read the short description."""
    return _get(world, call, "short_description")
