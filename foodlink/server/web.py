"""`foodlink web`: uvicorn with the root, on a socket that may be the supervisor's."""

from __future__ import annotations

import logging
import socket

import uvicorn
from flask import Flask
from sqlalchemy import Engine

from config.settings import Settings
from foodlink.api.authentication import SESSION_COOKIE
from foodlink.app import create_app
from foodlink.database import job_engine
from foodlink.database.connect import libpq_url
from foodlink.database.engine import Sessions, make_sessions
from foodlink.schemas.offers import OfferSchema
from foodlink.server.listening import bind, guard_demonstration
from foodlink.server.part import service
from foodlink.server.root import Root
from foodlink.stream.log import Log

GRACE_S = 5
"""How long a request that is under way at the end may still take."""


class Server(uvicorn.Server):
    """A server that ends its streams first: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, root: Root) -> None:
        super().__init__(config)
        self._root = root

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._root.end_streams()
        await super().shutdown(sockets)


def run_web(settings: Settings, *, listening: socket.socket | None, supervised: bool) -> None:
    """Serve on the supervisor's socket, or on one of our own, until a signal ends this process."""
    with service(settings, supervised=supervised) as engine, listening or bind(settings) as bound:
        sessions = job_engine.install(make_sessions(engine))
        with sessions() as session:
            guard_demonstration(session, settings)
        root = make_root(create_app(settings, sessions), settings, engine=engine, sessions=sessions)
        make_server(root, settings).run(sockets=[bound])


def make_root(app: Flask, settings: Settings, *, engine: Engine, sessions: Sessions) -> Root:
    """The root for this application on this database."""
    return Root(
        app,
        threads=settings.web_threads,
        log=Log(sessions, OfferSchema().dump),
        listen_url=libpq_url(engine),
        cookie=SESSION_COOKIE,
    )


def make_server(root: Root, settings: Settings) -> Server:
    """The server of that root. Once told to end, it gives what is under way some seconds."""
    config = uvicorn.Config(
        root,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level=None if settings.log_level == "debug" else logging.WARNING,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=20,
    )
    return Server(config, root)
