"""What the commands show: welcome, help, topics, sources, languages."""

from bot.replies.citing import in_language, title_of
from bot.replies.layout import Button, Reply, behind, bold, compose, link, short, text
from bot.replies.naming import entry_button, example_questions, with_examples
from bot.texts import LANGUAGES, say
from knowledge import Knowledge, Language

_PAGE = 8
"""Entries on one page of a topic."""


def for_start(knowledge: Knowledge, language: Language) -> Reply:
    """Welcome a newcomer."""
    about = say("about", language, title=title_of(knowledge))
    blocks = [bold(say("welcome", language)), text(about)]
    return with_examples(blocks, knowledge, language)


def for_help(username: str, language: Language, *, hears_mentions: bool = False) -> Reply:
    """Tell how to use the bot; ``username`` is given without its @.

    Mentions are named only where Telegram passes them on.
    """
    line = say("help_mention", language, username=f"@{username}")
    mention = f"\n{line}" if hears_mentions else ""
    return compose([text(say("help", language, mention=mention))])


def for_empty_ask(knowledge: Knowledge, language: Language) -> Reply:
    """Tell what belongs behind /ask."""
    examples = example_questions(knowledge, language) or ["…"]
    return compose([text(say("ask_hint", language, example=examples[0]))])


def for_text(key: str, language: Language) -> Reply:
    """Say a sentence of the texts that needs nothing filled in."""
    return compose([text(say(key, language))])


def for_faults(parked: int, dead: int, reason: str, language: Language) -> Reply:
    """Tell moderators of updates that were parked and of replies that were given up."""
    line = say("faults", language, parked=parked, dead=dead, reason=reason[:200] or "-")
    return compose([text(line)])


def plain_text(key: str, language: Language) -> str:
    """Give a sentence of the texts as it is, for where Telegram takes no HTML."""
    return say(key, language)


def for_topics(knowledge: Knowledge, language: Language) -> Reply:
    """List the topics that have entries, as buttons."""
    used = {entry.topic for entry in knowledge.entries.values()}
    rows = [
        (Button(short(in_language(topic.titles, language) or topic.id), f"t:{number}:0"),)
        for number, topic in enumerate(knowledge.topics)
        if topic.id in used
    ]
    return compose([text(say("topics" if rows else "topic_empty", language))], rows)


def for_topic(knowledge: Knowledge, number: int, page: int, language: Language) -> Reply:
    """List a page of a topic's entries as buttons; ``number`` and ``page`` count from 0.

    Raises IndexError where there is no such topic.
    """
    topic = knowledge.topics[number]
    entries = [entry for entry in knowledge.entries.values() if entry.topic == topic.id]
    entries.sort(key=lambda entry: entry.kind == "not_stated")  # what is known comes first
    last = max(0, (len(entries) - 1) // _PAGE)
    page = min(max(page, 0), last)
    rows: list[tuple[Button, ...]] = [
        (entry_button(entry, language),) for entry in entries[page * _PAGE : (page + 1) * _PAGE]
    ]
    turning = [Button(say("back", language), "t")]
    if page > 0:
        turning.append(Button(say("previous_page", language), f"t:{number}:{page - 1}"))
    if page < last:
        turning.append(Button(say("next_page", language), f"t:{number}:{page + 1}"))
    title = in_language(topic.titles, language) or topic.id
    counted = f"{title} ({page + 1}/{last + 1})" if last else title
    return compose([bold(counted)], [*rows, tuple(turning)])


def for_sources(knowledge: Knowledge, language: Language) -> Reply:
    """List the sources that passages come from, the announcement first."""
    counts = dict.fromkeys(knowledge.sources, 0)
    for passage in knowledge.passages.values():
        counts[passage.source] += 1
    blocks = [bold(say("sources", language))]
    for source in knowledge.sources.values():
        if counts[source.id]:
            facts = [source.publisher, source.date or say("undated", language)]
            facts.append(say("passages_counted", language, count=counts[source.id]))
            blocks.append(behind(link(f"• {source.title}", source.url), "\n"))
            blocks.append(behind(text(" (" + ", ".join(filter(None, facts)) + ")")))
    return compose(blocks)


def for_language_menu(language: Language) -> Reply:
    """Offer the languages."""
    rows = [(Button(say("language_name", one), f"l:{one}"),) for one in LANGUAGES]
    rows.append((Button(say("language_automatic", language), "l:auto"),))
    return compose([text(say("choose_language", language))], rows)
