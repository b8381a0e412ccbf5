"""One reader of the log for all listeners of a process: woken by the database, it reads once and tells everyone.

Nothing is lost or doubled because everything is counted by the event's id, which grows in order of commit: the hub stands at
`position`, has told all before it, and a listener joins at a position and takes only what comes after its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from foodlink.clock import machine_now
from foodlink.domain.availability import Change
from foodlink.queries.availability import RulesChanged, good_tokens, organisations_by_id
from foodlink.stream.audience import Audience, Receiver
from foodlink.stream.frames import Frames, reset
from foodlink.stream.log import Entry, Log

logger = logging.getLogger(__name__)

QUEUE = 1000
"""Events that may wait for a slow listener before it is cut; it can resume where it was."""
_RETRY_S = 1.0
CHECK_S = 60.0


class Listener:
    """One connection: what is to be sent to it, in order. `after`: it has had all up to this event."""

    def __init__(self, audience: Audience, *, after: int, token: str) -> None:
        self.audience = audience
        self.after = after
        self.token = token
        self.cut = asyncio.Event()
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)

    def put(self, event_id: int, frame: bytes) -> None:
        """Queue an event that it has not had; cut the listener that does not keep up."""
        if event_id <= self.after:
            return
        self.after = event_id
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self.cut.set()

    async def take(self) -> bytes:
        """Wait for the next event; all that wait are taken at once."""
        taken = [await self._waiting.get()]
        while not self._waiting.empty():
            taken.append(self._waiting.get_nowait())
        return b"".join(taken)


class Hub:
    """The listeners of this process by what they are shown, and the place in the log up to which all were told."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.position = 0
        self._woken = asyncio.Event()
        self._listeners: dict[Audience, set[Listener]] = {}

    def wake(self) -> None:
        """There may be new events."""
        self._woken.set()

    async def join(self, audience: Audience, *, after: int | None, token: str) -> tuple[Listener, int]:
        """Add a listener who has had everything up to `after`, or for whom the stream begins now.

        Returns it with the hub's position: the caller sends what lies between from the log, the hub what comes later.
        """
        newest = await self.log.newest()
        if not self._listeners:  # nobody listened, so nothing was read; from here without a pause
            self.position = max(self.position, newest)
        begins = newest if after is None else after
        listener = Listener(audience, after=max(begins, self.position), token=token)
        others = self._listeners.pop(audience, set())
        self._listeners[audience] = others | {listener}  # the newest one's rules are the freshest
        self.wake()
        return listener, self.position

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        others = self._listeners.get(listener.audience)
        if others is not None:
            others.discard(listener)
            if not others:
                del self._listeners[listener.audience]

    async def check_sign_ins(self) -> None:
        """Cut, every minute, the streams whose token has ended or whose account was disabled."""
        while True:
            await asyncio.sleep(CHECK_S)
            listeners = [one for group in self._listeners.values() for one in group]
            try:
                good = await self.log.ask(good_tokens, {one.token for one in listeners}, at=machine_now())
            except (SQLAlchemyError, OSError) as error:
                logger.warning("the stream could not check who is still signed in: %s", error)
                continue
            for listener in listeners:
                if listener.token not in good:
                    listener.cut.set()

    def cut_all(self) -> None:
        """End every stream; each can resume elsewhere."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.cut.set()

    async def run(self) -> None:
        """Read and tell, for as long as the process lives."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self._catch_up()
            except (SQLAlchemyError, OSError) as error:
                logger.warning("the stream could not read the log and tries again: %s", error)
                await asyncio.sleep(_RETRY_S)
                self.wake()

    async def _catch_up(self) -> None:
        more = True
        while more and self._listeners:
            page = await self.log.page(self.position)
            for entry in page.entries:
                if isinstance(entry, RulesChanged):
                    await self._learn_rules(entry)
                else:
                    self._tell(entry)
            self.position, more = page.through, page.more

    def _tell(self, entry: Frames) -> None:
        written: dict[Change, bytes] = {}
        for audience, listeners in self._listeners.items():
            change = audience.told(entry.announcement)
            if change is not None:
                if change not in written:
                    written[change] = entry.as_(change)
                _put_all(listeners, entry.announcement.event_id, written[change])

    async def _learn_rules(self, entry: RulesChanged) -> None:
        """Judge by an association's new rules from here on, and tell its listeners to read the list again."""
        concerned = [audience for audience in self._listeners if audience.association_id == entry.organisation_id]
        if not concerned:
            return
        known = await self.log.ask(organisations_by_id, [entry.organisation_id])
        for audience in concerned:
            listeners = self._listeners.pop(audience, set())
            receiver = Receiver.of(known[entry.organisation_id])
            now = Audience(audience.territory, audience.association_id, receiver)
            if listeners:
                self._listeners[now] = listeners
            _put_all(listeners, entry.event_id, reset(entry.event_id))


def _put_all(listeners: set[Listener], event_id: int, frame: bytes) -> None:
    for listener in listeners:
        listener.put(event_id, frame)


def backlog_frames(entries: Sequence[Entry], audience: Audience) -> list[bytes]:
    """What of a page of the log is sent to a listener who takes the stream up again."""
    sent: list[bytes] = []
    for entry in entries:
        if isinstance(entry, RulesChanged):
            if entry.organisation_id == audience.association_id:
                sent.append(reset(entry.event_id))
        elif change := audience.told(entry.announcement):
            sent.append(entry.as_(change))
    return sent
