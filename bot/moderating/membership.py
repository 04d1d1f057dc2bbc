"""Who moderates: the list, letting members in, taking them off."""

from telegram import Chat, Message, Update

from bot.context import KutipContext, message_of
from bot.moderating.acting import acting, answer, hint, moderator_of, parts_of, pressed, spoken
from bot.replies import Reply, for_help
from bot.replies.layout import joined
from bot.replies.membership import for_asking, for_roster
from bot.replies.moderation import for_words
from knowledge.storage.moderation import Moderator


async def on_moderators(update: Update, context: KutipContext) -> None:
    """List the moderators; in a group, let in whoever wrote the message replied to."""
    message = message_of(update)
    if message.chat.type == Chat.PRIVATE:
        await answer(await _roster(update, context), update, context)
        return
    member = _author(message.reply_to_message)
    language = await spoken(update, context)
    if member is None:
        await answer(for_words("roster_reply", language), update, context)
        return
    reply = for_words("roster_added", language, name=member.name, id=member.id)
    async with context.store.transaction():
        await context.moderators.let_in(member, acting(update))
        await context.mailbox.send(reply, to=message)
        await context.mailbox.done(update.update_id)


async def on_contact(update: Update, context: KutipContext) -> None:
    """Ask whether the person of a contact is to be let in."""
    contact = message_of(update).contact
    language = await spoken(update, context)
    if contact is None or contact.user_id is None:
        await answer(for_words("roster_nobody", language), update, context)
        return
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))[:100]
    reply = for_asking(Moderator(contact.user_id, name), language)
    async with context.store.transaction():
        # in reply to the contact: the press finds the name there
        await context.mailbox.send(reply, to=message_of(update))
        await context.mailbox.done(update.update_id)


async def on_let_in(update: Update, context: KutipContext) -> None:
    """Let in the person of a contact."""
    query, message = pressed(update)
    contact = message.reply_to_message.contact if message.reply_to_message else None
    id_ = int(parts_of(context)["person"])
    name = contact.first_name if contact and contact.user_id == id_ else str(id_)
    language = await spoken(update, context)
    async with context.store.transaction():
        await context.moderators.let_in(Moderator(id_, name), acting(update))
        reply = for_words("roster_added", language, name=name, id=id_)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def on_put_out(update: Update, context: KutipContext) -> None:
    """Take a member off the list; those from the settings stay."""
    query, message = pressed(update)
    id_ = int(parts_of(context)["person"])
    if id_ in context.moderators.settled:
        await hint("roster_settled_stays", update, context)
        return
    members = {one.id: one for one in await context.moderators.roster.members()}
    if id_ not in members:
        await hint("gone", update, context)
        return
    language = await spoken(update, context)
    reply = for_words("roster_removed", language, name=members[id_].name)
    async with context.store.transaction():
        await context.moderators.put_out(id_)
        await context.mailbox.edit(reply, message)
        await context.mailbox.done(update.update_id)
    await context.mailbox.acknowledge(query)


async def on_help(update: Update, context: KutipContext) -> None:
    """Tell how to use the bot, and what moderators can do besides."""
    language = await spoken(update, context)
    help_ = for_help(context.bot.username, language)
    more = for_words("moderators_help", language)
    await answer(joined([help_, more]), update, context)


async def on_stranger(update: Update, context: KutipContext) -> None:
    """Tell somebody kindly that a command is for moderators."""
    message = message_of(update)
    id_ = message.from_user.id if message.from_user else message.chat_id
    reply = for_words("for_moderators", await spoken(update, context), id=id_)
    await answer(reply, update, context)


async def on_strange_press(update: Update, context: KutipContext) -> None:
    """Tell somebody that a button is for moderators."""
    await hint("for_moderators_short", update, context)


async def _roster(update: Update, context: KutipContext) -> Reply:
    members = await context.moderators.roster.members()
    language = await spoken(update, context)
    return for_roster(members, sorted(context.moderators.settled), language)


def _author(message: Message | None) -> Moderator | None:
    """Give who wrote a message, if it is a person and not a bot, a channel or an anonymous one."""
    person = message.from_user if message and message.sender_chat is None else None
    return moderator_of(person) if person and not person.is_bot else None
