"""A slice of a search in pieces: what the kernels are given at once is short, whatever was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator


def never() -> bool:
    """Says that a search is not over."""
    return False


def pieces(
    iterations: int, size: int, is_over: Callable[[], bool], *, since: float = 0.0, until: float = 1.0
) -> Iterator[tuple[int, float, float]]:
    """Iterations of each piece, and the shares that are over before and after it, where the slice goes from `since` to `until`.

    `size` iterations at the most; a number and not a time, so that they are the same on every machine. None follows once
    `is_over` says so, which is asked before each.
    """
    done = 0
    while done < iterations and not is_over():
        count = min(size, iterations - done)
        before, after = done / iterations, (done + count) / iterations
        yield count, since * (1.0 - before) + until * before, since * (1.0 - after) + until * after
        done += count
