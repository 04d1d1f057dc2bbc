"""The knowledge in and out as a file: /export sends it, a document sent back is imported.

The document itself is the state of an import: the card replies to it, and Save reads it again.
"""

import asyncio
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path

from telegram import Document, Update
from telegram.error import BadRequest

from bot.context import KutipContext, message_of
from bot.moderating.acting import acting, answer, parts_of, pressed, spoken
from bot.moderating.mending import mend
from bot.replies import Reply, plain_text
from bot.replies.moderation import for_words
from bot.replies.moving import for_plan
from knowledge import Knowledge, KnowledgeError, Language
from knowledge.exporting import export
from knowledge.importing import KINDS, Parcel, Verdict, opened, print_of, verdicts
from knowledge.storage.layer import Change

_MAX_BYTES = 5_000_000
"""Of a file that is imported in chat; ``kutip import`` takes larger ones."""


async def on_export(update: Update, context: KutipContext) -> None:
    """Send the whole knowledge as a zip of the folder format."""
    message, language = message_of(update), await spoken(update, context)
    retired = await context.live.layer.retired()
    try:
        content = await asyncio.to_thread(
            _zipped, context, context.knowledge.snapshot(), frozenset(retired)
        )
    except OSError as error:
        problem = for_words("export_failed", language, problem=error.strerror)
        await answer(problem, update, context)
        return
    count = len(context.knowledge.knowledge.entries)
    caption = for_words("export_caption", language, count=count).plain
    today = datetime.now(context.settings.zone).date()
    name = for_words("export_name", language, date=today.isoformat()).plain
    await context.bot.send_document(message.chat_id, content, filename=name, caption=caption)
    await context.mailbox.done(update.update_id)


async def on_import(update: Update, context: KutipContext) -> None:
    """Tell how to import."""
    await answer(for_words("import_where", await spoken(update, context)), update, context)


async def on_file(update: Update, context: KutipContext) -> None:
    """Show what a document would change; nothing is changed yet."""
    message, language = message_of(update), await spoken(update, context)
    document = message.document
    if document is None:
        raise TypeError(f"update {update.update_id} has no document")
    judged = await _judged(document, context, language)
    reply = judged if isinstance(judged, Reply) else _plan(document, judged, language)
    async with context.store.transaction():
        # in reply to the document: the press finds it there
        await context.mailbox.send(reply, to=message)
        await context.mailbox.done(update.update_id)


async def on_import_sure(update: Update, context: KutipContext) -> None:
    """Import the document that the card replies to: all of it, or nothing."""
    query, message = pressed(update)
    language = await spoken(update, context)
    document = message.reply_to_message.document if message.reply_to_message else None
    judged: Reply | list[Verdict] = for_words("import_gone", language)
    if document is not None:
        judged = await _judged(document, context, language)
    async with context.store.transaction():
        if isinstance(judged, Reply):
            reply = judged
        elif print_of(judged) != parts_of(context)["print"]:
            reply = for_words("import_changed", language)
        else:
            reply = await _imported(judged, update, context, language)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def _imported(
    judged: list[Verdict], update: Update, context: KutipContext, language: Language
) -> Reply:
    todo = [one for one in judged if one.kind in ("new", "changed", "retired")]
    for one in todo:
        done = await context.live.change("import", one.id, one.after, one.before, acting(update))
        if not isinstance(done, Change):
            raise TypeError(f"the verdict on {one.id} no longer holds: {done}")
    await mend([(one.before, one.after) for one in todo], update, context)
    return for_words("import_done", language, count=len(todo))


async def _judged(
    document: Document, context: KutipContext, language: Language
) -> Reply | list[Verdict]:
    """Read a document and judge what it brings; or say why it is refused."""
    name = Path((document.file_name or "").replace("\\", "/")).name[:200]
    if (document.file_size or 0) > _MAX_BYTES:
        return for_words("import_too_big", language, limit=_MAX_BYTES // 1_000_000)
    if Path(name).suffix.lower() not in KINDS:
        return for_words("import_where", language)
    try:
        file = await context.bot.get_file(document.file_id)
        content = bytes(await file.download_as_bytearray())
    except BadRequest:
        return for_words("import_gone", language)
    knowledge = context.knowledge.snapshot()
    try:
        parcel = await asyncio.to_thread(_opened, name, content)
    except KnowledgeError as error:
        return for_words("import_bad", language, problem=str(error))
    return await asyncio.to_thread(verdicts, parcel, knowledge)


def _opened(name: str, content: bytes) -> Parcel:
    with tempfile.TemporaryDirectory(prefix="kutip-import-") as folder:
        # a name of our own: what the sender called it may be anything
        file = Path(folder) / f"impor{Path(name).suffix.lower()}"
        file.write_bytes(content)
        return opened(file, name)


def _plan(document: Document, judged: list[Verdict], language: Language) -> Reply:
    name = document.file_name or plain_text("import_where", language)
    return for_plan(name, judged, print_of(judged), language)


def _zipped(context: KutipContext, knowledge: Knowledge, retired: frozenset[str]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="kutip-export-") as scratch:
        folder, packed = Path(scratch) / "kutip", Path(scratch) / "kutip.zip"
        origin = context.settings.knowledge_dir
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in export(knowledge, origin, folder, retired):
                archive.write(folder / name, name)
        return packed.read_bytes()
