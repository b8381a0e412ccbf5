"""The server's tests: the whole application behind a real server."""

from tests.stream.conftest import cast, service

__all__ = ["cast", "service"]
