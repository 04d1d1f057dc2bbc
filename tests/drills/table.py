"""The table of a drill: what was done, how often, what came of it."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(slots=True)
class Row:
    """One line of the list, tried."""

    name: str
    """R1, S1, X1 and so on."""
    done: str
    """What was done, and how often."""
    came: str
    """What came of it."""
    holds: bool | None
    """Whether it is as promised; None where this version has nothing to try it on."""
    seconds: float = field(default=0.0, compare=False)


def markdown(rows: list[Row]) -> str:
    """Write the rows as a table for the docs."""
    lines = ["| # | what was done | what came of it | holds |", "|---|---|---|---|"]
    lines += [f"| {row.name} | {row.done} | {row.came} | {verdict(row)} |" for row in rows]
    return "\n".join(lines)


def show(rows: list[Row]) -> None:
    """Print the rows for people."""
    table = Table(title="What must not go wrong, tried", show_lines=True)
    table.add_column("#", no_wrap=True)
    for heading in ("what was done", "what came of it", "holds"):
        table.add_column(heading)
    for row in rows:
        table.add_row(row.name, row.done, row.came, verdict(row))
    Console(width=120).print(table)


def verdict(row: Row) -> str:
    """Say in a word whether a row holds."""
    return "not tried" if row.holds is None else "yes" if row.holds else "NO"
