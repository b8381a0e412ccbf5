"""Why the service does not start, or does not go on."""

from __future__ import annotations


class CannotServe(Exception):
    """The service cannot be run like this; the message is one line: why, and what to do."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())
