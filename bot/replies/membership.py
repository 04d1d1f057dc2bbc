"""What moderators see of each other."""

from collections.abc import Sequence

from bot.replies.layout import Button, Reply, bold, compose, italic, short, text
from bot.replies.moderation import Rows
from bot.texts import say
from knowledge import Language
from knowledge.storage.moderation import Moderator


def for_roster(members: Sequence[Moderator], settled: Sequence[int], language: Language) -> Reply:
    """List the moderators; those let in can be removed with a tap."""
    names = {one.id: one.name for one in members}
    lines = [
        say("roster_line", language, name=names.get(id_, "–"), id=id_, settled=_settled(language))
        for id_ in settled
    ]
    let_in = [one for one in members if one.id not in settled]
    lines += [say("roster_line", language, name=one.name, id=one.id, settled="") for one in let_in]
    rows: Rows = [
        (Button(short(say("roster_remove", language, name=one.name)), f"m:out:{one.id}"),)
        for one in let_in[:50]
    ]
    blocks = [bold(say("roster", language)), text("\n".join(lines) or "–")]
    return compose([*blocks, italic(say("roster_hint", language))], rows)


def for_asking(member: Moderator, language: Language) -> Reply:
    """Ask whether somebody is to be a moderator."""
    button = Button(say("roster_yes", language), f"m:in:{member.id}")
    asked = say("roster_ask", language, name=member.name, id=member.id)
    return compose([text(asked)], [(button,)])


def _settled(language: Language) -> str:
    return say("roster_settled", language)
