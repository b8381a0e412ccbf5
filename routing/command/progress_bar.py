"""How a search stands, on a terminal."""

from __future__ import annotations

import sys
from typing import Any

from routing.progress import Progress


class ProgressBar:
    """A bar on standard error that is full when the time limit is reached."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._bar: Any = None

    def __enter__(self) -> ProgressBar:
        from tqdm import tqdm

        form = "{desc} {percentage:3.0f}%|{bar}| {n:.1f}/{total:.1f} s{postfix}"
        self._bar = tqdm(total=max(self._limit_s, 0.1), desc="solving", bar_format=form, file=sys.stderr, leave=False)
        return self

    def __call__(self, now: Progress) -> None:
        """Show how the search stands."""
        self._bar.n = min(now.elapsed_s, self._bar.total)
        self._bar.set_postfix_str(f"cost {now.total_s:,}, {now.served} served, {now.unserved} not", refresh=True)

    def __exit__(self, *_: object) -> None:
        self._bar.close()
