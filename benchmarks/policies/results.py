"""The results file of the comparisons: one line a finished simulation, kept by the version of the code that played it."""

from __future__ import annotations

import hashlib
import json
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.result_lines import Document, ResultLines
from foodlink.simulate.options import Options

_ROOT = Path(__file__).parents[2]
_ROOMS = [
    "clients",
    "database",
    "demo",
    "domain",
    "places",
    "planning",
    "queries",
    "routing_bridge",
    "services",
    "simulate",
]
_DECIDES = ("config", "routing", *(f"foodlink/{room}" for room in _ROOMS))
"""Where the code and the figures are that a played day depends on."""


def version() -> str:
    """What tells one state of that code from another, in a commit or not."""
    told = hashlib.sha256()
    for folder in _DECIDES:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                told.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return told.hexdigest()[:12]


class Results:
    """The file, as far as this version of the code is concerned."""

    def __init__(self, path: Path, *, version: str) -> None:
        self.path, self.version = path, version
        self._lines = ResultLines(path)

    def documents(self) -> dict[str, Document]:
        """The figures of every simulation of this version, by `key_of` its options."""
        return {found["key"]: found["figures"] for found in self._lines.read() if found.get("version") == self.version}

    def add(self, options: Options, figures: Document, *, machine: str, wall_s: float) -> None:
        """Write one simulation, on the disk before the next one is."""
        written = {
            "key": key_of(options),
            "version": self.version,
            "machine": machine,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "wall_s": round(wall_s, 1),
            "figures": figures,
        }
        self._lines.append(written)

    def alone(self) -> AbstractContextManager[None]:
        """Only one comparison fills the file, or the same would be played twice. Raises SystemExit where one does."""
        return self._lines.alone("comparison")


def key_of(options: Options) -> str:
    """Territory, days and seed in words, then all that was set otherwise than usual."""
    usual = asdict(Options(territory=options.territory, days=options.days, seed=options.seed))
    apart = {name: value for name, value in asdict(options).items() if value != usual[name]}
    told = f"{options.territory} days={options.days} seed={options.seed}"
    return f"{told} {json.dumps(apart, sort_keys=True, default=str)}" if apart else told
