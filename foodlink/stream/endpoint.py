"""`GET /api/v1/availability/stream`, natively on the event loop: an idle listener costs a few kilobytes and no thread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from foodlink import clock
from foodlink.api.errors import busy, domain_problem
from foodlink.domain.errors import FoodLinkError
from foodlink.queries.availability import can_resume_after
from foodlink.server.asgi import Receive, Scope, Send, header
from foodlink.server.problems import send_answer
from foodlink.stream.door import Door
from foodlink.stream.frames import COMMENT, reset
from foodlink.stream.hub import Hub, Listener, backlog_frames

logger = logging.getLogger(__name__)

COMMENT_S = 15.0
_FAREWELL_S = 1.0
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),  # nginx and those who follow it would gather the events before passing them on
]


class Endpoint:
    """The stream as an ASGI application for one path."""

    def __init__(self, hub: Hub, door: Door) -> None:
        self._hub = hub
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: a stream that lasts until the listener, the sign-in or the service ends, or a problem."""
        try:
            caller = await self._door.admit(scope)
            asked = header(scope, b"last-event-id") or caller.resume_after
            after = await self._known(asked)
            listener, position = await self._hub.join(caller.audience, after=after, token=caller.token)
        except FoodLinkError as refusal:
            await send_answer(send, domain_problem(refusal))
            return
        except SQLAlchemyError as error:
            logger.warning("a stream could not begin: %s", error)
            await send_answer(send, busy("The database is busy; try again in a moment."))
            return
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            first = reset(listener.after) if asked is not None and after is None else COMMENT
            await send(_body(first))
            await _first_to_end(
                self._tell(listener, send, after=after, position=position), _until_gone(receive), listener.cut.wait()
            )
            with contextlib.suppress(TimeoutError, OSError):
                async with asyncio.timeout(_FAREWELL_S):
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._hub.leave(listener)

    async def _known(self, asked: str | None) -> int | None:
        """The event after which the stream is taken up again; None where none is named, or it is unknown or too old."""
        if asked is None or not asked.isascii() or not asked.isdigit() or len(asked) > 18:
            return None
        event_id = int(asked)
        known = await self._hub.log.ask(can_resume_after, event_id, at=clock.now())
        return event_id if known else None

    async def _tell(self, listener: Listener, send: Send, *, after: int | None, position: int) -> None:
        if after is not None:
            await self._send_backlog(listener, send, after=after, position=position)
        clock_ = asyncio.get_running_loop().time
        comment_at = clock_() + COMMENT_S
        while True:
            try:
                async with asyncio.timeout_at(comment_at):
                    frame = await listener.take()
            except TimeoutError:
                frame, comment_at = COMMENT, clock_() + COMMENT_S
            await send(_body(frame))

    async def _send_backlog(self, listener: Listener, send: Send, *, after: int, position: int) -> None:
        """What was announced between the listener's last event and the hub's place; the hub tells what comes later."""
        while after < position:
            page = await self._hub.log.page(after, up_to=position, territory=listener.audience.territory)
            for frame in backlog_frames(page.entries, listener.audience):
                await send(_body(frame))
            after = page.through


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_to_end(*works: Coroutine[Any, Any, Any]) -> None:
    """Run these until one ends; end the others; raise what the first one raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def _body(frame: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": frame, "more_body": True}
