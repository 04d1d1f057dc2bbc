"""Write the guide's transcripts anew, as the bot speaks now: ``python -m tests.guide``."""

import asyncio

from tests.guide import PAGES, played


def main() -> None:
    """Play every page and write it back."""
    for path in PAGES:
        page = asyncio.run(played(path.read_text("utf-8"), path.parent.name))
        path.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
