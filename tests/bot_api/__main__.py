"""`python -m tests.bot_api --port 0`: the server as a process of its own; prints its port."""

import argparse
import asyncio
import signal

from tests.bot_api.control import ControlledBotApi


async def serve(token: str, port: int) -> None:
    """Serve until told to quit, over /control/quit or by a signal."""
    telegram = ControlledBotApi(token)
    telegram.listen(port)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, telegram.over.set)
    print(telegram.port, flush=True)
    await telegram.over.wait()
    await telegram.stop()


def main() -> None:
    """Read the options and serve."""
    options = argparse.ArgumentParser(prog="python -m tests.bot_api", description=__doc__)
    options.add_argument("--port", type=int, default=0, help="0: any free one, printed")
    options.add_argument("--token", default="42:TEST", help="the bot's token")
    given = options.parse_args()
    asyncio.run(serve(given.token, given.port))


if __name__ == "__main__":
    main()
