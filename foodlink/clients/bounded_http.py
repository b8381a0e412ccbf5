"""geopy's plain HTTP adapter with an end to what it reads, in bytes and in time."""

import threading
import time
from http.client import HTTPException
from typing import Any, cast

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut

MAX_BYTES = 1024 * 1024
"""An answer of one place is about 1 kB."""


class BoundedAdapter(URLLibAdapter):  # type: ignore[misc]  # geopy ships no types
    """urllib's own timeout starts anew with every byte; here the body must have come by the end of it."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._of_thread = threading.local()

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """The body of one GET request; raises geopy's errors."""
        self._of_thread.deadline = time.monotonic() + timeout
        return cast(str, super().get_text(url, timeout=timeout, headers=headers))

    def _decode_page(self, page: Any) -> str:
        try:
            with page:
                body = self._read(page)
            return body.decode(page.headers.get_content_charset() or "utf-8")
        except TimeoutError as error:
            raise GeocoderTimedOut("the answer came too slowly") from error
        except (OSError, HTTPException) as error:
            raise GeocoderServiceError("the answer broke off") from error
        except (ValueError, LookupError) as error:
            raise GeocoderParseError("the answer is not text") from error

    def _read(self, page: Any) -> bytes:
        body = bytearray()
        while chunk := page.read1(65_536):
            body += chunk
            if len(body) > MAX_BYTES:
                raise GeocoderParseError("the answer is too long")
            if time.monotonic() > self._of_thread.deadline:
                raise TimeoutError
        return bytes(body)
