"""Methods about chats, their members, and small signs in them."""

from tests.bot_api import validation
from tests.bot_api.calls import Call
from tests.bot_api.methods.registry import method
from tests.bot_api.methods.sending import admitted
from tests.bot_api.refusals import Json, bad_request
from tests.bot_api.world import Room, World

_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages",
    "can_invite_users", "can_restrict_members", "can_promote_members", "can_manage_video_chats",
    "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages",
)  # fmt: skip


def chat_member(user: Json, status: str) -> Json:
    """Show a member of a chat in full, as Telegram does for each status."""
    member: Json = {"user": user, "status": status}
    if status == "administrator":
        member |= {"is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member


@method
def get_chat(world: World, call: Call) -> Json:
    """Describe a chat in full."""
    room = admitted(world, call)
    full: Json = {
        **room.chat, "accent_color_id": 1, "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False,
            "premium_subscription": False, "gifts_from_channels": False,
        },
    }  # fmt: skip
    if room.pinned and room.pinned[-1] in room.messages:
        full["pinned_message"] = room.messages[room.pinned[-1]]
    return full


def _user(world: World, user_id: int | None) -> Json:
    if user_id == world.bot["id"]:
        return world.bot
    if user_id not in world.users:
        raise bad_request("user not found" if user_id else "invalid user_id specified")
    return world.users[user_id]


@method
def get_chat_member(world: World, call: Call) -> Json:
    """Say what someone is in a chat."""
    room = admitted(world, call)
    user = _user(world, call.number("user_id"))
    if user is world.bot:
        return chat_member(user, room.bot_status)
    if room.type == "private":
        return chat_member(user, "member")
    return chat_member(user, room.members.get(int(user["id"]), "left"))


@method
def get_chat_administrators(world: World, call: Call) -> list[Json]:
    """List the people (and bots) who run a chat."""
    room = admitted(world, call)
    if room.type == "private":
        raise bad_request("there are no administrators in the private chat")
    members = {**room.members, world.bot["id"]: room.bot_status}
    return [
        chat_member(_user(world, user_id), status)
        for user_id, status in members.items()
        if status in {"creator", "administrator"}
    ]


@method
def get_chat_member_count(world: World, call: Call) -> int:
    """Count the members."""
    return len(admitted(world, call).members) + 1


def _may_pin(world: World, call: Call) -> Room:
    room = admitted(world, call)
    if room.type != "private" and room.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return room


@method
def pin_chat_message(world: World, call: Call) -> bool:
    """Pin a message."""
    room = _may_pin(world, call)
    message = room.message(call.number("message_id"), "message to pin not found")
    room.pinned.append(message["message_id"])
    return True


@method
def unpin_chat_message(world: World, call: Call) -> bool:
    """Unpin a message, by default the newest pinned one."""
    room = _may_pin(world, call)
    message_id = call.number("message_id") or (room.pinned[-1] if room.pinned else 0)
    if message_id not in room.pinned:
        raise bad_request("message to unpin not found")
    room.pinned.remove(message_id)
    return True


@method
def leave_chat(world: World, call: Call) -> bool:
    """Leave a group."""
    room = admitted(world, call)
    if room.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    room.bot_status = "left"
    return True


@method
def send_chat_action(world: World, call: Call) -> bool:
    """Show that the bot is typing."""
    room = admitted(world, call)
    validation.chat_action(call.text("action"))
    room.check_thread(call.number("message_thread_id"))
    return True


@method
def set_message_reaction(world: World, call: Call) -> bool:
    """Put an emoji on a message."""
    room = admitted(world, call)
    message = room.message(call.number("message_id"), "message to react not found")
    reactions = call.objects("reaction")
    validation.reaction(reactions)
    room.reactions[message["message_id"]] = reactions
    return True
