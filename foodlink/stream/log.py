"""Reading the log for the stream: on a few threads of its own, so that neither the loop nor the requests wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from foodlink.database.engine import Sessions
from foodlink.domain.offer import Offer
from foodlink.queries import availability
from foodlink.queries.availability import Announcement, RulesChanged
from foodlink.stream.frames import Frames, frames

Entry = Frames | RulesChanged
DumpOffer = Callable[[Offer], dict[str, Any]]
Answer = TypeVar("Answer")

THREADS = 2
_PAGE = 500


@dataclass(frozen=True)
class Page:
    """Entries of the log in order of commit. Everything up to the event `through` is in it or concerns nobody."""

    entries: Sequence[Entry]
    through: int
    more: bool


class Log:
    """The log, as seen from the event loop. `dump_offer` writes an offer's body as the API does."""

    def __init__(self, sessions: Sessions, dump_offer: DumpOffer) -> None:
        self._sessions = sessions
        self._dump_offer = dump_offer
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="stream")

    async def ask(self, question: Callable[..., Answer], *arguments: Any, **named: Any) -> Answer:
        """Call `question(session, ...)` on a thread with a session of its own."""

        def answer() -> Answer:
            with self._sessions() as session:
                return question(session, *arguments, **named)

        return await asyncio.get_running_loop().run_in_executor(self._threads, answer)

    async def newest(self) -> int:
        """The id of the newest committed event."""
        return await self.ask(availability.newest_event)

    async def page(self, after: int, *, up_to: int | None = None, territory: str | None = None) -> Page:
        """What was announced after an event, up to another (the newest unless told), at most a page of it."""
        return await self.ask(self._page, after, up_to, territory)

    async def close(self) -> None:
        """Let go of the threads, once what they are just reading is read."""
        await asyncio.to_thread(self._threads.shutdown, cancel_futures=True)

    def _page(self, session: Any, after: int, up_to: int | None, territory: str | None) -> Page:
        last = availability.newest_event(session) if up_to is None else up_to
        told = availability.announcements(session, after, up_to=last, territory=territory, limit=_PAGE)
        more = len(told) == _PAGE
        through = told[-1].event_id if more else max(last, after)
        offers = availability.offers_by_id(session, {one.now.offer_id for one in told if isinstance(one, Announcement)})
        bodies = {offer_id: self._dump_offer(offer) for offer_id, offer in offers.items()}
        entries = [frames(one, bodies.get(one.now.offer_id)) if isinstance(one, Announcement) else one for one in told]
        return Page(entries, through, more)
