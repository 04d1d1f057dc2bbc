"""Methods that send messages, change them and take them away."""

import time

from tests.bot_api import validation
from tests.bot_api.calls import Call
from tests.bot_api.methods.registry import method
from tests.bot_api.refusals import Json, bad_request
from tests.bot_api.world import Room, World, quoted

PHOTO_LIMIT = 10 * 1024 * 1024
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def admitted(world: World, call: Call) -> Room:
    """Find the chat of a call, where the bot must be let in."""
    room = world.room(call.chat_id)
    room.admit_bot()
    return room


def _deliver(world: World, room: Room, call: Call, content: Json) -> Json:
    """Put the bot's message into its chat, its topic, under what it replies to."""
    markup = validation.reply_markup(call.object("reply_markup"))
    place = _place(room, call)
    if room.type == "channel":
        content = {"sender_chat": room.chat, **content}
    else:
        content = {"from": world.bot, **content}
    if markup:
        content["reply_markup"] = markup
    message = room.new_message(**content, **place)
    world.outgoing(message)
    return message


def _place(room: Room, call: Call) -> Json:
    thread = call.number("message_thread_id")
    room.check_thread(thread)
    place: Json = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
    wanted = call.object("reply_parameters") or {}
    target = wanted.get("message_id") or call.number("reply_to_message_id")
    if not target:
        return place
    replied = room.messages.get(int(target))
    if replied is None:
        lenient = wanted.get("allow_sending_without_reply")
        if lenient or call.flag("allow_sending_without_reply"):
            return place
        raise bad_request("message to be replied not found")
    return {**place, **room.thread_of(replied), "reply_to_message": quoted(replied)}


def _with_entities(field: str, text: str, entities: list[Json]) -> Json:
    content: Json = {field: text} if text else {}
    if entities:
        content["entities" if field == "text" else "caption_entities"] = entities
    return content


def _text(call: Call) -> Json:
    text, entities = validation.message_text(
        call.text("text"), call.text("parse_mode"), call.objects("entities")
    )
    return _with_entities("text", text, entities)


def _caption(call: Call) -> Json:
    text, entities = validation.caption_text(
        call.text("caption"), call.text("parse_mode"), call.objects("caption_entities")
    )
    return _with_entities("caption", text, entities)


@method
def send_message(world: World, call: Call) -> Json:
    """Send a text."""
    room = admitted(world, call)
    return _deliver(world, room, call, _text(call))


def _file(world: World, call: Call, name: str) -> tuple[Json, bytes]:
    upload = call.upload(name)
    if upload is None:
        given = call.text(name)
        if given in world.files:
            return world.files[given], world.contents[world.files[given]["file_path"]]
        if not given:
            raise bad_request(f"there is no {name} in the request")
        if given.startswith(("http://", "https://")):
            return world.keep_file(b"", given.rpartition("/")[2], "image/jpeg"), _IMAGES[1]
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return world.keep_file(upload.content, upload.name, upload.mime), upload.content


@method
def send_photo(world: World, call: Call) -> Json:
    """Send a picture; it must be one."""
    room = admitted(world, call)
    file, content = _file(world, call, "photo")
    if not content.startswith(_IMAGES):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(content) > PHOTO_LIMIT:
        raise bad_request("too big for a photo")
    width, height = _dimensions(content)
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    sizes = [{**_known(file, "file_size"), "width": width, "height": height}]
    return _deliver(world, room, call, {"photo": sizes, **_caption(call)})


@method
def send_document(world: World, call: Call) -> Json:
    """Send a file."""
    room = admitted(world, call)
    file, _ = _file(world, call, "document")
    document = _known(file, "file_size", "file_name", "mime_type")
    return _deliver(world, room, call, {"document": document, **_caption(call)})


def _known(file: Json, *fields: str) -> Json:
    return {name: file[name] for name in ("file_id", "file_unique_id", *fields)}


def _dimensions(content: bytes) -> tuple[int, int]:
    if content.startswith(_IMAGES[0]) and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    return 800, 600


def _own(world: World, call: Call) -> tuple[Room, Json]:
    if call.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    room = admitted(world, call)
    message = room.message(call.number("message_id"), "message to edit not found")
    is_own = message.get("from", {}).get("id") == world.bot["id"] or room.type == "channel"
    if not is_own or "migrate_from_chat_id" in message:
        raise bad_request("message can't be edited")
    return room, message


def _changed(world: World, room: Room, call: Call, old: Json, content: Json) -> Json:
    markup = validation.reply_markup(call.object("reply_markup"))
    new = {**content, "reply_markup": markup} if markup else content
    if {**new, "edit_date": 0} == {**old, "edit_date": 0}:
        raise bad_request(_SAME)
    new = {**new, "edit_date": int(time.time())}
    room.messages[old["message_id"]] = new
    world.outgoing(new)
    return new


def _without(message: Json, *fields: str) -> Json:
    return {name: value for name, value in message.items() if name not in fields}


@method
def edit_message_text(world: World, call: Call) -> Json:
    """Change the text; without a keyboard in the call the buttons go."""
    room, old = _own(world, call)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    kept = _without(old, "text", "entities", "reply_markup")
    return _changed(world, room, call, old, {**kept, **_text(call)})


@method
def edit_message_caption(world: World, call: Call) -> Json:
    """Change the caption of a photo or document."""
    room, old = _own(world, call)
    if "text" in old:
        raise bad_request("there is no caption in the message to edit")
    kept = _without(old, "caption", "caption_entities", "reply_markup")
    return _changed(world, room, call, old, {**kept, **_caption(call)})


@method
def edit_message_reply_markup(world: World, call: Call) -> Json:
    """Change or take away the buttons only."""
    room, old = _own(world, call)
    return _changed(world, room, call, old, _without(old, "reply_markup"))


@method
def delete_message(world: World, call: Call) -> bool:
    """Delete a message: the bot's own, anyone's in private, anyone's for an admin."""
    room = admitted(world, call)
    missing = "message to delete not found"
    message = room.message(call.number("message_id"), missing)
    is_own = message.get("from", {}).get("id") == world.bot["id"]
    if not is_own and room.type != "private" and room.bot_status != "administrator":
        raise bad_request("message can't be deleted")
    del room.messages[message["message_id"]]
    return True
