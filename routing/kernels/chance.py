"""Random numbers of a search's own, so that a seed means the same in every thread, compiled or not."""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import inner

MASK = (1 << 48) - 1


@inner
def draw(chance: Any) -> float:
    """A number from 0 up to 1 and not 1: the 48-bit linear congruence of POSIX `drand48`."""
    state = (int(chance[0]) * 0x5DEECE66D + 11) & MASK
    chance[0] = state
    return state / 281474976710656.0


@inner
def below(chance: Any, count: int) -> int:
    """A whole number from 0 up to `count` and not `count`."""
    return int(draw(chance) * count)
