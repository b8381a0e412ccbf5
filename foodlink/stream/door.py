"""Who may listen: the account behind a request, and what it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from sqlalchemy.orm import Session
from werkzeug.http import parse_cookie

from foodlink import clock
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Forbidden, Invalid, NotSignedIn
from foodlink.queries.accounts import account_of_token
from foodlink.queries.availability import organisations_by_id
from foodlink.server.asgi import Scope, header
from foodlink.stream.audience import Audience, Receiver
from foodlink.stream.log import Log

_OWN_SITE = ("same-origin", "none")
_RESUME = "last_event_id"


@dataclass(frozen=True)
class Caller:
    """Who listens by which token, what it is shown, and the event that the address says it has had."""

    token: str
    audience: Audience
    resume_after: str | None


class Door:
    """Opens to associations and coordinators, by a bearer token or, from the same origin, the pages' cookie."""

    def __init__(self, log: Log, *, cookie: str) -> None:
        self._log = log
        self._cookie = cookie

    async def admit(self, scope: Scope) -> Caller:
        """Who asks. Raises NotSignedIn, Forbidden, or Invalid for a parameter that is not known."""
        token = self._token(scope)
        account = await self._log.ask(_signed_in, token) if token else None
        if token is None or account is None:
            raise NotSignedIn()
        if account.audience is None:
            raise Forbidden()
        return Caller(token, account.audience, _resume_after(scope))

    def _token(self, scope: Scope) -> str | None:
        authorization = header(scope, b"authorization")
        if authorization is not None:
            scheme, _, token = authorization.partition(" ")
            return token.strip() or None if scheme.lower() == "bearer" else None
        # A browser says where a request comes from; without a word of it, the cookie's own SameSite keeps others out.
        if (header(scope, b"sec-fetch-site") or "none") not in _OWN_SITE:
            return None
        return parse_cookie(header(scope, b"cookie")).get(self._cookie) or None


@dataclass(frozen=True)
class _SignedIn:
    audience: Audience | None


def _signed_in(session: Session, token: str) -> _SignedIn | None:
    account = account_of_token(session, token, at=clock.machine_now())
    return None if account is None else _SignedIn(audience_of(session, Actor.of(account)))


def audience_of(session: Session, actor: Actor) -> Audience | None:
    """What the stream shows this account: an association what it can take, a coordinator the territory; else None."""
    if actor.coordinates:
        return Audience(actor.territory)
    if actor.role is not Role.ASSOCIATION or actor.organisation_id is None:
        return None
    association = organisations_by_id(session, [actor.organisation_id])[actor.organisation_id]
    return Audience(association.territory, association.id, Receiver.of(association))


def _resume_after(scope: Scope) -> str | None:
    """The event that the page was made at, for a browser's first connection, which cannot send a header."""
    given = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    unknown = {name: ["Unknown parameter."] for name, _ in given if name != _RESUME}
    if unknown:
        raise Invalid(unknown)
    return given[-1][1] if given else None
