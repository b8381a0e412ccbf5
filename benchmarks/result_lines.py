"""A results file: one JSON line a result, added at once, never changed; a line that was cut off is passed over."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class ResultLines:
    """The file at `path`, which need not be there yet."""

    path: Path

    def read(self) -> Iterator[Document]:
        """Every whole line."""
        if not self.path.exists():
            return
        for line in self.path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found

    def append(self, written: Document) -> None:
        """One line more, on the disk when this returns; after a line that was cut off it begins anew."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 1))
            begin = b"" if file.read(1) in (b"", b"\n") else b"\n"
            file.write(begin + json.dumps(written, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def alone(self, filler: str) -> Iterator[None]:
        """Only one `filler` (named in the refusal) writes at a time. Raises SystemExit where another one does."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SystemExit(f"{self.path} is being filled by another {filler}") from None
            yield
