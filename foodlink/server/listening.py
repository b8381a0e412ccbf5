"""The socket on which the service listens, and the guard of a demonstration, whose password everybody knows."""

from __future__ import annotations

import dataclasses
import errno
import ipaddress
import socket
import time
from typing import TYPE_CHECKING

from config.settings import Settings
from foodlink.server.errors import CannotServe

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LOOK_S = 0.2


class CannotListen(CannotServe):
    """The service cannot listen there."""


class DemonstrationExposed(CannotServe):
    """A demonstration's password is public, so it listens on 127.0.0.1 alone: use that host, or set FOODLINK_ALLOW_DEMO=1."""


def guard_demonstration(session: Session, settings: Settings) -> None:
    """Raise DemonstrationExposed where a demonstration would listen beyond this machine and nobody allowed it.

    One account that everybody can sign in to is enough: a demonstration that has invited somebody is no safer for it.
    """
    from foodlink.queries.demonstration import has_public_sign_ins  # `serve` listens before it has loaded the domain

    if not settings.allow_demo and not is_loopback(settings.host) and has_public_sign_ins(session):
        raise DemonstrationExposed


def is_loopback(host: str) -> bool:
    """Whether every address of `host` is one of this machine alone."""
    try:
        found = socket.getaddrinfo(host or None, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        return False
    return all(ipaddress.ip_address(str(address[4][0]).partition("%")[0]).is_loopback for address in found)


def listening_at(settings: Settings, *, host: str | None, port: int | None) -> Settings:
    """The settings with another host or port; links begin with that address unless FOODLINK_PUBLIC_URL says otherwise."""
    chosen = dataclasses.replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    if settings.public_url == f"http://{settings.host}:{settings.port}":
        return dataclasses.replace(chosen, public_url=f"http://{chosen.host}:{chosen.port}")
    return chosen


def bind(settings: Settings, *, patience_s: float = 0.0) -> socket.socket:
    """A socket bound to the settings' host and port that does not listen yet. Raises CannotListen.

    `patience_s`: how long to wait for a port that is in use, by a service that is just ending.
    """
    until = time.monotonic() + patience_s
    while True:
        try:
            return _bound(settings.host, settings.port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() >= until:
                advice = "choose another with --port" if error.errno == errno.EADDRINUSE else "see --host and --port"
                where = f"{settings.host}:{settings.port}"
                raise CannotListen(f"{where} cannot be listened on ({error.strerror}): {advice}") from error
        time.sleep(_LOOK_S)


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made
