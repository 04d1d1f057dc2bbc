"""Methods that answer presses and inline queries, and give files."""

import re
import time

from tests.bot_api import validation
from tests.bot_api.calls import Call
from tests.bot_api.methods.registry import method
from tests.bot_api.refusals import Json, bad_request
from tests.bot_api.world import Press, World

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")
FILE_LIMIT = 20 * 1024 * 1024


def _in_time(world: World, presses: dict[str, Press], query_id: str) -> Press:
    press = presses.get(query_id)
    if not press or press.answered or time.monotonic() - press.asked > world.press_lifetime:
        raise bad_request(_TOO_OLD)
    return press


@method
def answer_callback_query(world: World, call: Call) -> bool:
    """Answer a press on a button, once."""
    press = _in_time(world, world.presses, call.text("callback_query_id"))
    validation.at_most(200, call.text("text"), "MESSAGE_TOO_LONG")
    press.answer = call.parameters
    return True


@method
def answer_inline_query(world: World, call: Call) -> bool:
    """Answer an inline query with at most 50 results."""
    query = _in_time(world, world.inline, call.text("inline_query_id"))
    results = call.objects("results")
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if not all(1 <= len(one.encode()) <= 64 for one in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        _check_result(result)
    button = call.object("button")
    if button and not _START.fullmatch(str(button.get("start_parameter", ""))):
        raise bad_request("START_PARAM_INVALID")
    query.answer = call.parameters
    return True


def _check_result(result: Json) -> None:
    if result.get("type") == "article" and not result.get("title"):
        raise bad_request('can\'t find field "title"')
    content = result.get("input_message_content")
    if isinstance(content, dict) and "message_text" in content:
        validation.message_text(
            str(content["message_text"]), str(content.get("parse_mode") or ""),
            content.get("entities"),
        )  # fmt: skip
    validation.reply_markup(result.get("reply_markup"))


@method
def get_file(world: World, call: Call) -> Json:
    """Say where a file can be downloaded."""
    file = world.files.get(call.text("file_id"))
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file["file_size"] > FILE_LIMIT:
        raise bad_request("file is too big")
    return {name: file[name] for name in ("file_id", "file_unique_id", "file_size", "file_path")}
