"""The HTTP side: one exchange per request, from bytes to a call and back."""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Callable

from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine

from tests.bot_api.calls import Call, Upload, valued
from tests.bot_api.refusals import Json, RefusalError, bad_request

_BAD_GATEWAY = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    b"</body>\r\n</html>\r\n"
)
_REASONS = {
    200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
    409: "Conflict", 429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
}  # fmt: skip


class Exchange:
    """One request and the answer to it, or the refusal to answer."""

    def __init__(self, request: HTTPServerRequest) -> None:
        self.request = request
        self.method = request.method or ""
        self.path = request.path
        self._when_gone: list[Callable[[], object]] = []
        self._connection = request.connection
        if isinstance(self._connection, HTTP1Connection):
            self._connection.set_close_callback(self._gone)

    def on_gone(self, act: Callable[[], object]) -> None:
        """Do something when the client hangs up."""
        self._when_gone.append(act)

    def _gone(self) -> None:
        for act in self._when_gone:
            act()

    def answer(self, body: object, code: int = 200) -> None:
        """Answer with JSON."""
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        self.write(content, "application/json", code)

    def succeed(self, result: object) -> None:
        """Answer that it is done."""
        self.answer({"ok": True, "result": result})

    def refuse(self, refusal: RefusalError) -> None:
        """Answer that it is refused."""
        self.answer(refusal.body, refusal.code)

    def bad_gateway(self) -> None:
        """Answer like the proxy in front of Telegram when nothing is behind it."""
        self.write(_BAD_GATEWAY, "text/html", 502)

    def write(self, content: bytes, kind: str, code: int = 200) -> None:
        """Answer with bytes; a client that is gone is not an error."""
        if not self._connection:
            return
        line = ResponseStartLine("HTTP/1.1", code, _REASONS.get(code, "Unknown"))
        headers = HTTPHeaders({"Content-Type": kind, "Content-Length": str(len(content))})
        self._connection.write_headers(line, headers, content)
        self._connection.finish()

    def reset(self) -> None:
        """Cut the connection so that the client sees a reset."""
        stream = getattr(self._connection, "stream", None)
        if stream is None or stream.closed():
            return
        with contextlib.suppress(OSError):
            stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()

    async def hang(self) -> None:
        """Say nothing until the client gives up."""
        gone = asyncio.Event()
        self.on_gone(gone.set)
        await gone.wait()

    def json(self) -> Json:
        """Read a JSON body."""
        if not self.request.body:
            return {}
        try:
            body = json.loads(self.request.body)
        except ValueError:
            raise bad_request("can't parse request body as JSON") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse request body: object expected")
        return body

    def call(self, method: str) -> Call:
        """Read the call in a JSON, urlencoded or multipart body, or in the query."""
        form = {name: values[-1].decode() for name, values in self.request.arguments.items()}
        parameters = valued(form)
        if self.request.headers.get("Content-Type", "").startswith("application/json"):
            body = self.json()
            texts = {name: value for name, value in body.items() if isinstance(value, str)}
            parameters |= {**body, **valued(texts)}
        files = {
            name: Upload(file.filename, file.body, file.content_type)
            for name, (file, *_) in self.request.files.items()
        }
        return Call(method, parameters, files)
