"""Files of the command, read and written; whether one can be written is known before there is a plan to lose."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

STANDARD = "-"
"""Names standard input and standard output."""


def read(name: str) -> str:
    """The text of a file, of standard input for `-`. Raises OSError or UnicodeDecodeError where there is none."""
    if name == STANDARD:
        return sys.stdin.buffer.read().decode("utf-8")
    return Path(name).read_text(encoding="utf-8")


def write(name: str | None, text: str) -> None:
    """Write a text and the end of its line to a file, or to standard output."""
    if name is None or name == STANDARD:
        print(text)
    else:
        Path(name).write_text(text + "\n", encoding="utf-8")


def expect_to_write(name: str | None) -> None:
    """Raises the OSError that `write` is going to raise, as far as can be told. Nothing is opened, for that would empty a file
    that is there, leave an empty one behind where the search is refused, or wait for the reader of a pipe."""
    if name is None or name == STANDARD:
        return
    path = os.path.realpath(Path(name))
    try:
        os.stat(path)
    except FileNotFoundError:
        folder = os.path.dirname(path)
        os.stat(folder)
        _expect(os.path.isdir(folder), errno.ENOTDIR, name)
        _expect(os.access(folder, os.W_OK | os.X_OK), errno.EACCES, name)
        return
    _expect(not os.path.isdir(path), errno.EISDIR, name)
    _expect(os.access(path, os.W_OK), errno.EACCES, name)


def _expect(holds: bool, number: int, name: str) -> None:
    if not holds:
        raise OSError(number, os.strerror(number), name)
