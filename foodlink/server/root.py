"""The ASGI root: the stream is answered here, everything else goes to Flask on a bounded number of threads."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

from foodlink.api.errors import problem
from foodlink.server.asgi import Application, Message, Receive, Scope, Send
from foodlink.server.bodies import BodyAtHand, BodyTooLarge, BodyTooSlow, Disconnected, whole_body, with_body
from foodlink.server.problems import refuse
from foodlink.stream.door import Door
from foodlink.stream.endpoint import Endpoint
from foodlink.stream.hub import Hub
from foodlink.stream.log import Log
from foodlink.stream.wake import keep_listening

STREAM_PATH = "/api/v1/availability/stream"


class Root:
    """The application that uvicorn serves. `threads` requests are in Flask at once; `listen_url` is libpq's address."""

    def __init__(self, app: Flask, *, threads: int, log: Log, listen_url: str, cookie: str) -> None:
        self._app = app
        self._flask = cast(Application, WSGIMiddleware(cast(Any, BodyAtHand(app)), workers=threads))
        self._log = log
        self._hub = Hub(log)
        self._stream = Endpoint(self._hub, Door(log, cookie=cookie))
        self._listen_url = listen_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or live through the server's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def end_streams(self) -> None:
        """End every stream, so that the server need not wait for them; their listeners resume elsewhere."""
        self._hub.cut_all()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == STREAM_PATH and scope["method"] == "GET":
            await self._stream(scope, receive, send)
            return
        try:
            body = await whole_body(scope, receive)
        except BodyTooLarge:
            await refuse(self._app, scope, send, answer=problem(413, "The body is larger than 1 MiB."))
        except BodyTooSlow:
            await refuse(self._app, scope, send, answer=problem(408, "The body did not arrive in time."))
        except Disconnected:
            return
        else:
            await self._flask(*with_body(scope, body), _at_once(send))

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._listening():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        works = [
            asyncio.create_task(keep_listening(self._listen_url, self._hub.wake)),
            asyncio.create_task(self._hub.run()),
            asyncio.create_task(self._hub.check_sign_ins()),
        ]
        try:
            yield
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)
            await self._log.close()


def _at_once(send: Send) -> Send:
    """Hold an answer's head back until its body begins, so that both leave in one packet."""
    head: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal head
        if message["type"] == "http.response.start":
            head = message
            return
        if head is not None:
            await send(head)
            head = None
        await send(message)

    return sending
