"""What is called when a transaction has come to its end, one way or the other."""

from collections.abc import Callable

Call = Callable[[], None]


class Aftermath:
    """Calls that wait for the end of the transaction that is open."""

    def __init__(self) -> None:
        self._committed: list[Call] = []
        self._rolled_back: list[Call] = []

    def if_committed(self, call: Call) -> None:
        """Call it if the transaction is committed."""
        self._committed.append(call)

    def if_rolled_back(self, call: Call) -> None:
        """Call it, the last one first, if the transaction is rolled back."""
        self._rolled_back.append(call)

    def commit(self) -> list[Call]:
        """Give what is to be called now that it is committed."""
        calls, self._committed = self._committed, []
        self._rolled_back.clear()
        return calls

    def roll_back(self) -> None:
        """Undo what was done beside a transaction that is rolled back."""
        undone, self._rolled_back = self._rolled_back, []
        self._committed.clear()
        for call in reversed(undone):
            call()
