"""Who waits for the answer to a cluster, and which of its questions are theirs.

A wish does not say whose question it is about. In a private chat the asker can be told by the chat;
anywhere for as long as it is known what the bot's reply there replied to.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.context import KutipContext, person_key
from knowledge.storage.queue import QueuedQuestion
from knowledge.storage.wishes import Wish


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits for an answer."""

    wish: Wish
    questions: tuple[QueuedQuestion, ...]
    """Their own, as far as that can still be known."""

    @property
    def asked(self) -> str | None:
        """Their own words, for them alone: in a group they may have been deleted since."""
        is_known = self.wish.chat > 0 and len(self.questions) == 1
        return self.questions[0].text if is_known else None

    def hears_of(self, answered: Collection[int]) -> bool:
        """Tell whether they are told when those questions are answered.

        Whose question is not known any more is told: better an answer too many than none.
        """
        return not self.questions or any(one.id in answered for one in self.questions)


async def waiters(
    wishes: Iterable[Wish], questions: Sequence[QueuedQuestion], context: KutipContext
) -> list[Waiter]:
    """Find which of some questions those who made some wishes have asked."""
    return [Waiter(wish, await _own(wish, questions, context)) for wish in wishes]


async def _own(
    wish: Wish, questions: Sequence[QueuedQuestion], context: KutipContext
) -> tuple[QueuedQuestion, ...]:
    if wish.message is not None:
        number = await context.mailbox.question_at(wish.chat, wish.message)
        exact = tuple(one for one in questions if one.id == number)
        if exact:
            return exact
    if wish.chat < 0:  # ids of groups are negative; of private chats they are their people's
        return ()
    person = person_key(wish.chat)
    return tuple([one for one in questions if await context.store.is_asker(one, person)])
