"""When to stop searching: small rules, asked with the number of iterations done so far.

A rule also tells how much of what it allows is used, so that a search can cool down in time for its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

BEFORE_THE_FIRST = -1
"""What a rule is asked with while the first plan is built: no iteration is done yet.

After a search it tells whether the clock has run out or somebody asked to stop, be all iterations done or not."""


class Stop(Protocol):
    """True once the search should end; the argument is the number of iterations done."""

    def __call__(self, iterations: int, /) -> bool: ...

    def share(self, iterations: int, /) -> float | None:
        """From 0 at the beginning to 1 at the end; None where the rule cannot know."""
        ...

    @property
    def iterations(self) -> int | None:
        """How many iterations the rule allows; None where it does not count them."""
        ...

    @property
    def seconds(self) -> float | None:
        """How long the rule allows; None where it has no clock."""
        ...

    @property
    def seconds_left(self) -> float | None:
        """How much of that is left now."""
        ...


@dataclass(frozen=True)
class _AfterSeconds:
    began: float
    end: float
    iterations: None = None

    def __call__(self, _iterations: int) -> bool:
        return time.monotonic() >= self.end

    def share(self, _iterations: int) -> float | None:
        return min(1.0, (time.monotonic() - self.began) / self.seconds) if self.seconds > 0 else 1.0

    @property
    def seconds(self) -> float:
        return self.end - self.began

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.end - time.monotonic())


@dataclass(frozen=True)
class _AfterIterations:
    iterations: int
    seconds: None = None
    seconds_left: None = None

    def __call__(self, iterations: int) -> bool:
        return iterations >= self.iterations

    def share(self, iterations: int) -> float | None:
        return min(1.0, iterations / self.iterations) if self.iterations else 1.0


@dataclass(frozen=True)
class _OnRequest:
    is_requested: Callable[[], bool]
    iterations: None = None
    seconds: None = None
    seconds_left: None = None

    def __call__(self, _iterations: int) -> bool:
        return self.is_requested()

    def share(self, _iterations: int) -> float | None:
        return None


@dataclass(frozen=True)
class _Either:
    rules: tuple[Stop, ...]

    def __call__(self, iterations: int) -> bool:
        return any(rule(iterations) for rule in self.rules)

    def share(self, iterations: int) -> float | None:
        """By iterations alone where they are counted: the same number must give the same plan, however fast the machine."""
        counting = [rule for rule in self.rules if rule.iterations is not None]
        shares = [rule.share(iterations) for rule in counting or self.rules]
        return max((share for share in shares if share is not None), default=None)

    @property
    def iterations(self) -> int | None:
        return min((rule.iterations for rule in self.rules if rule.iterations is not None), default=None)

    @property
    def seconds(self) -> float | None:
        return min((rule.seconds for rule in self.rules if rule.seconds is not None), default=None)

    @property
    def seconds_left(self) -> float | None:
        return min((rule.seconds_left for rule in self.rules if rule.seconds_left is not None), default=None)


@dataclass(frozen=True)
class _Sooner:
    rule: Stop
    kept_s: float

    def __call__(self, iterations: int) -> bool:
        return self.rule(iterations) or self.seconds_left == 0.0

    def share(self, iterations: int) -> float | None:
        seconds, left = self.seconds, self.seconds_left
        if self.iterations is not None or seconds is None or left is None:
            return self.rule.share(iterations)
        return 1.0 - left / seconds if seconds > 0.0 else 1.0

    @property
    def iterations(self) -> int | None:
        return self.rule.iterations

    @property
    def seconds(self) -> float | None:
        return None if self.rule.seconds is None else max(0.0, self.rule.seconds - self.kept_s)

    @property
    def seconds_left(self) -> float | None:
        left = self.rule.seconds_left
        return None if left is None else max(0.0, left - self.kept_s)


def after_seconds(seconds: float, *, since: float | None = None) -> Stop:
    """Stop `seconds` after `since` (a reading of `time.monotonic`), now unless told."""
    began = time.monotonic() if since is None else since
    return _AfterSeconds(began, began + seconds)


def after_iterations(count: int) -> Stop:
    """Stop once `count` iterations are done; the same number gives the same plan."""
    return _AfterIterations(count)


def on_request(is_requested: Callable[[], bool]) -> Stop:
    """Stop once somebody asked for it, such as `threading.Event().is_set`."""
    return _OnRequest(is_requested)


def either(*rules: Stop) -> Stop:
    """Stop as soon as one of several rules says so."""
    return _Either(rules)


def sooner(rule: Stop, kept_s: float) -> Stop:
    """The same rule with a clock that runs out so many seconds before: they are kept for what comes after the search."""
    return _Sooner(rule, kept_s) if kept_s > 0.0 else rule


def is_cut_short(rule: Stop, iterations: int) -> bool:
    """Whether it ends before what it allows is used up: somebody asked, or the clock was sooner than the count."""
    return rule(iterations) and (rule.share(iterations) or 0.0) < 1.0
