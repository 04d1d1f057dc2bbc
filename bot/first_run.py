"""``kutip init``: from a token to a bot that can go live, by questions in the terminal."""

import asyncio
import secrets
import time
from pathlib import Path

from telegram import Bot, User
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.settings import Settings, SettingsError
from bot.texts import LANGUAGES, say
from knowledge import Language

_ASKED_AGAIN = 5
"""Times that a refused token may be typed anew."""

_PATIENCE = 180.0
"""Seconds that a moderator has to send the code."""

_LOOK_EVERY = 0.5


async def set_up(settings: Settings, file: Path) -> None:
    """Ask for token, language and moderators, and write them to ``file``.

    Raises SettingsError where the input ends too early or Telegram cannot be reached.
    """
    language = _ask_language(settings.default_language)
    bot = await _ask_token(settings, language)
    try:
        moderators = await _ask_moderators(bot, settings.moderator_ids, language)
    finally:
        await bot.shutdown()
    chosen = {
        "BOT_TOKEN": bot.token,
        "DEFAULT_LANGUAGE": language,
        "MODERATOR_IDS": ",".join(map(str, moderators)),
    }
    if settings.bot_api_url != Settings.model_fields["bot_api_url"].default:
        chosen["BOT_API_URL"] = settings.bot_api_url
    write_settings(file, chosen)
    print(say("init_written", language, file=file))


def write_settings(file: Path, chosen: dict[str, str]) -> None:
    """Put settings into a .env file; its other lines stay, and only its owner may read it."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    for name, value in chosen.items():
        line = f"{name}={value}"
        places = [n for n, old in enumerate(lines) if old.partition("=")[0].strip() == name]
        for place in places:
            lines[place] = line
        if not places:
            lines.append(line)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _ask_language(present: Language) -> Language:
    for _ in range(_ASKED_AGAIN):
        typed = _typed(say("init_language", present, present=present)).casefold()
        if not typed:
            break
        for language in LANGUAGES:
            if typed == language:
                return language
    return present


async def _ask_token(settings: Settings, language: Language) -> Bot:
    present = settings.bot_token.get_secret_value() if settings.bot_token else ""
    for _ in range(_ASKED_AGAIN):
        key = "init_token_again" if present else "init_token"
        token = _typed(say(key, language)) or present
        if not token:
            continue
        try:
            return await _greeted(token, settings, language)
        except InvalidToken:
            print(say("init_token_refused", language))
        except TelegramError as error:
            cure = "Check the network and BOT_API_URL"
            raise SettingsError(f"Telegram cannot be reached ({error.message}). {cure}") from None
    raise SettingsError("BOT_TOKEN is refused by Telegram. Copy it again from @BotFather")


async def _greeted(token: str, settings: Settings, language: Language) -> Bot:
    """Make a bot of a token and ask Telegram who it is."""
    root = settings.bot_api_url
    bot = Bot(token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")
    try:
        await bot.initialize()
    except BaseException:
        await bot.shutdown()
        raise
    print(say("init_greeted", language, username=bot.username))
    return bot


async def _ask_moderators(bot: Bot, present: tuple[int, ...], language: Language) -> list[int]:
    """Let each moderator send a code to the bot: so their id is known, and that it is theirs."""
    ids = list(present)
    while _typed(say("init_moderator", language, count=len(ids))).casefold() in ("y", "yes", "ya"):
        code = f"mod-{secrets.token_hex(4)}"
        print(say("init_code", language, username=bot.username, code=code), flush=True)
        person = await _sender_of(code, bot, language)
        if person is not None:
            ids = list(dict.fromkeys([*ids, person.id]))
            print(say("init_moderator_found", language, name=person.full_name, id=person.id))
    return ids


async def _sender_of(code: str, bot: Bot, language: Language) -> User | None:
    """Wait for the message with the code. No update is confirmed: the bot gets them all later."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            updates = await bot.get_updates(timeout=0, allowed_updates=["message"])
        except Conflict:
            print(say("init_conflict", language))
            return None
        except TelegramError:
            updates = ()
        for update in updates:
            message = update.message
            if message and message.text and code in message.text and message.sender_chat is None:
                return message.from_user
        await asyncio.sleep(_LOOK_EVERY)
    print(say("init_nobody", language))
    return None


def _typed(prompt: str) -> str:
    try:
        return input(f"{prompt} ").strip()
    except EOFError:
        print()
        raise SettingsError("init asks questions; run it in a terminal") from None
