"""The results file: one JSON line a finished simulation, added at once, never changed; a line that was cut off is passed over."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from foodlink.simulate.options import Options

Document = dict[str, Any]

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

    def documents(self) -> dict[str, Document]:
        """The figures of every simulation of this version, by `key_of` its options."""
        return {found["key"]: found["figures"] for found in self._lines() if found.get("version") == self.version}

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
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            begin = b"" if file.read(1) in (b"", b"\n") else b"\n"
            file.write(begin + json.dumps(written, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Only one comparison fills the file, or the same would be played twice. Raises SystemExit where one does."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SystemExit(f"{self.path} is being filled by another comparison") from None
            yield

    def _lines(self) -> Iterator[Document]:
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found


def key_of(options: Options) -> str:
    """Territory, days and seed in words, then all that was set otherwise than usual."""
    usual = asdict(Options(territory=options.territory, days=options.days, seed=options.seed))
    apart = {name: value for name, value in asdict(options).items() if value != usual[name]}
    told = f"{options.territory} days={options.days} seed={options.seed}"
    return f"{told} {json.dumps(apart, sort_keys=True, default=str)}" if apart else told
