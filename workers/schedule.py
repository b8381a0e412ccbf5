"""When what happens by itself: a table. The scheduler only asks for these jobs; workers do them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job of `workers/jobs.py`; `every` None is each territory's own rhythm, and then it is asked for by territory."""

    job: str
    every: timedelta | None = None

    @property
    def by_territory(self) -> bool:
        return self.every is None


SCHEDULE = (
    # name, when: expire what is past, close the batch, plan, publish where that was chosen
    Scheduled("tick_territory"),
    # answers, sign-ins and jobs that are kept for a while
    Scheduled("clean_up", every=timedelta(hours=1)),
)
