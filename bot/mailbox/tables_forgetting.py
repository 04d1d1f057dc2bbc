"""What the mailbox holds of a person, and how it goes."""

import json

from knowledge.database import Database


class ForgettingTables:
    """The ways out of the mailbox that leave nothing behind, over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database
        self.sweep = database.sweep

    async def drop_updates(self, person: int, before: int) -> list[int]:
        """Forget what a person sent earlier and nobody has handled; give the updates' numbers.

        Of parked updates those go too that quote them, or speak of them.
        """
        await self._database.execute(
            "UPDATE inbox SET payload = NULL WHERE state = 'parked' AND payload IS NOT NULL"
            " AND CASE WHEN json_valid(payload) THEN EXISTS (SELECT 1 FROM json_tree(payload)"
            " WHERE key = 'id' AND value = ?) ELSE 1 END",
            (person,),
        )
        rows = await self._database.rows(
            "SELECT update_id FROM inbox WHERE state = 'waiting' AND update_id < ?"
            " AND CASE WHEN json_valid(payload) THEN ? IN"
            " (json_extract(payload, '$.message.from.id'),"
            " json_extract(payload, '$.edited_message.from.id'),"
            " json_extract(payload, '$.callback_query.from.id'),"
            " json_extract(payload, '$.inline_query.from.id'),"
            " json_extract(payload, '$.my_chat_member.from.id')) END",
            (before, person),
        )
        numbers = [row["update_id"] for row in rows]
        for number in numbers:
            await self._database.execute(
                "UPDATE inbox SET state = 'done', payload = NULL WHERE update_id = ?", (number,)
            )
        return numbers

    async def unlink(self, questions: list[int]) -> None:
        """Forget which messages ask or answer some questions, in whichever chat."""
        chosen = (json.dumps(questions),)
        await self._database.execute(
            "DELETE FROM reply WHERE (chat, reply_message) IN (SELECT chat, message FROM said"
            " WHERE question IN (SELECT value FROM json_each(?)))",
            chosen,
        )
        await self._database.execute(
            "UPDATE said SET question = NULL WHERE question IN (SELECT value FROM json_each(?))",
            chosen,
        )

    async def leave_chat(self, chat: int, last: int) -> bool:
        """Forget a private chat, up to a call that is over, and sweep; False: sweep again later."""
        async with self._database.transaction():
            for statement in (
                "DELETE FROM said WHERE chat = ?",
                "DELETE FROM reply WHERE chat = ?",
            ):
                await self._database.execute(statement, (chat,))
            await self._database.execute(
                "DELETE FROM outbox WHERE chat = ? AND id <= ?", (chat, last)
            )
        return await self._database.sweep()
