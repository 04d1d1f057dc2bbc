"""The same conversation in a terminal: the same matching, replies and log, no token needed."""

import io
import sys
from dataclasses import dataclass, field

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot import replies
from bot.replies import Button, Reply
from bot.texts import say
from knowledge import KnowledgeBase, Language
from knowledge.choosing import chosen_number, sayable
from knowledge.languages import detect_surely
from knowledge.storage import Question, Store
from knowledge.suggesting import helping

_PERSON = "terminal"


@dataclass
class Conversation:
    """A talk with one person at the keyboard."""

    knowledge: KnowledgeBase
    store: Store
    default_language: Language
    kept: replies.Kept
    """For how long what is said here is kept."""
    buttons: list[Button] = field(default_factory=list)
    """What a number typed next would press."""
    language: Language = field(init=False)
    """What is spoken now."""

    def __post_init__(self) -> None:
        """Begin in the language that is set."""
        self.language = self.default_language
        self._certain: Language | None = None

    async def hear(self, typed: str) -> Reply:
        """Answer a question, or press the button whose number was typed."""
        number = chosen_number(typed) or 0
        if 1 <= number <= len(self.buttons):
            reply = await self._press(self.buttons[number - 1])
        elif typed.startswith("/") and not typed.startswith("/ask "):
            reply = self._page(typed[1:].split(None, 1)[0] if typed[1:].strip() else "")
        else:
            reply = await self._answer(typed.removeprefix("/ask "))
        self.buttons = [button for row in reply.buttons for button in row if _is_choice(button)]
        return reply

    async def _answer(self, typed: str) -> Reply:
        outcome = sayable(self.knowledge.answer(typed), typed)
        self._certain = detect_surely(typed) or self._certain
        self.language = self._certain or outcome.reading.language or self.default_language
        async with self.store.transaction():
            question = Question(typed, _PERSON, "terminal")
            number = await self.store.record(question, outcome, self.language)
        return replies.for_outcome(outcome, self.knowledge.knowledge, self.language, number)

    async def _press(self, button: Button) -> Reply:
        kind, _, rest = button.data.partition(":")
        knowledge = self.knowledge.knowledge
        match kind, *rest.split(":"):
            case "c", number, *_:
                entry = replies.entry_by_key(knowledge, rest.partition(":")[2])
                await self.store.record_pick(int(number), entry.id if entry else None)
            case "n", number:
                return await self._none_of_these(int(number))
            case "t", topic, page:
                return replies.for_topic(knowledge, int(topic), int(page), self.language)
            case "e", *_:
                entry = replies.entry_by_key(knowledge, rest)
            case _:
                return replies.for_topics(knowledge, self.language)
        if entry is None:
            return replies.for_text("gone", self.language)
        return replies.for_entry(entry, knowledge, self.language, titled=True)

    async def _none_of_these(self, number: int) -> Reply:
        await self.store.record_pick(number, None)
        question = await self.store.question(number)
        near = helping(self.knowledge, question.text) if question else None
        return replies.for_none_noted(near, self.knowledge.knowledge, self.language, number)

    def _page(self, command: str) -> Reply:
        knowledge = self.knowledge.knowledge
        match command:
            case "start":
                return replies.for_start(knowledge, self.language)
            case "topics":
                return replies.for_topics(knowledge, self.language)
            case "sources":
                return replies.for_sources(knowledge, self.language)
            case "privacy":
                return replies.for_privacy(self.kept, self.language)
            case _:
                return replies.for_text("terminal_help", self.language)


async def converse(conversation: Conversation) -> int:
    """Talk until the input ends; give the number of questions heard.

    On a terminal it prompts and lays out; piped, it prints plain text only.
    """
    console = Console(highlight=False)
    knowledge = conversation.knowledge.knowledge
    spoken = conversation.default_language
    pleasant = sys.stdin.isatty() and sys.stdout.isatty()
    if pleasant:
        title = replies.title_of(knowledge)
        console.print(say("terminal_hello", spoken, title=title), style="bold", markup=False)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    heard = 0
    while (typed := _read(console, spoken, pleasant=pleasant)) is not None:
        if typed.strip():
            heard += 1
            show(await conversation.hear(typed.strip()), console, pleasant=pleasant)
    if pleasant:
        console.print(say("terminal_bye", spoken), markup=False)
    return heard


def show(reply: Reply, console: Console, *, pleasant: bool) -> None:
    """Print a reply with its choices numbered."""
    choices = [button for row in reply.buttons for button in row if _is_choice(button)]
    # the choices of an unsure reply stand numbered in its text already
    lines = [
        f"{number}. {button.label}"
        for number, button in enumerate(choices, 1)
        if not button.data.startswith("c:")
    ]
    if not pleasant:
        print("\n".join([reply.plain, *lines]), flush=True)
        return
    console.print(Padding(Text(reply.plain), (1, 2, 0, 2)))
    console.print(Padding(Text("\n".join(lines), style="cyan"), (1 if lines else 0, 2, 1, 2)))


def show_answer(text: str, base: KnowledgeBase, default: Language) -> None:
    """Answer one question on standard output; it is not logged."""
    outcome = sayable(base.answer(text), text)
    language = outcome.reading.language or default
    reply = replies.for_outcome(outcome, base.knowledge, language, 0)
    show(reply, Console(highlight=False), pleasant=sys.stdout.isatty())


def _read(console: Console, language: Language, *, pleasant: bool) -> str | None:
    try:
        if pleasant:
            return console.input(f"[bold]{say('terminal_prompt', language)}[/] > ")
        line = sys.stdin.readline()
    except (EOFError, KeyboardInterrupt):
        return None
    return line or None


def _is_choice(button: Button) -> bool:
    return not button.data.startswith("f:")
