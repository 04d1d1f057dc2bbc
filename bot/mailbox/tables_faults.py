"""What went wrong for good: updates that were parked, calls that were given up."""

from knowledge.database import Database


class FaultTables:
    """Faults over an open Database."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; it must be open before the first call."""
        self._database = database

    async def untold(self, except_chat: int) -> tuple[int, int, str]:
        """Count updates parked and calls given up that nobody was told of; give a reason too.

        Calls to ``except_chat`` do not count, as their failure cannot be told there, nor those to
        people who blocked the bot.
        """
        row = await self._database.row(
            "SELECT (SELECT count(*) FROM inbox WHERE state = 'parked' AND NOT told) AS parked,"
            " count(*) AS dead, coalesce(max(error), (SELECT max(error) FROM inbox"
            " WHERE state = 'parked' AND NOT told), '') AS reason"
            " FROM outbox WHERE state = 'dead' AND NOT told AND chat <> ?"
            " AND error NOT LIKE 'Forbidden%'",
            (except_chat,),
        )
        assert row is not None  # noqa: S101  # counting always gives a row
        return row["parked"], row["dead"], row["reason"]

    async def all_told(self) -> None:
        """Mark every fault as told, with the commit around this."""
        await self._database.execute("UPDATE inbox SET told = 1 WHERE state = 'parked'")
        await self._database.execute("UPDATE outbox SET told = 1 WHERE state = 'dead'")
