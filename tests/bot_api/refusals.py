"""What Telegram says when it refuses, in its own words."""

from typing import Any

Json = dict[str, Any]


class RefusalError(Exception):
    """Telegram refuses a call: a code, its own description, sometimes parameters."""

    def __init__(self, code: int, description: str, **parameters: int | float) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> Json:
        """The JSON that the bot receives."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(description: str, **parameters: int) -> RefusalError:
    """Make a 400, the most common refusal."""
    return RefusalError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> RefusalError:
    """Make a 403: the person or the group does not want the bot."""
    return RefusalError(403, f"Forbidden: {description}")


def conflict(description: str) -> RefusalError:
    """Make a 409: someone else is reading the updates."""
    return RefusalError(409, f"Conflict: {description}")


def too_many_requests(retry_after: float) -> RefusalError:
    """Make a 429 that says how many seconds to wait."""
    seconds = int(retry_after) if retry_after == int(retry_after) else retry_after
    return RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
