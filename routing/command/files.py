"""Files of the command, read and written; whether one can be written is known before there is a plan to lose."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from routing.errors import InvalidProblem

STANDARD = "-"
"""Names standard input and standard output."""


def read(name: str) -> str:
    """The text of a file, of standard input for `-`. Raises OSError where there is none."""
    try:
        if name == STANDARD:
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(name).read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise OSError(errno.EILSEQ, f"is no text in UTF-8 ({fault.reason} at byte {fault.start})", name) from None


@contextmanager
def naming(name: str) -> Iterator[None]:
    """What is wrong within is said to be in a file, which a command that reads several needs: after the fault, for a line
    begins with the path in the JSON."""
    try:
        yield
    except InvalidProblem as fault:
        raise type(fault)(fault.path, f"{fault.fault} (in {name})") from None


def write(name: str | None, text: str) -> None:
    """Write a text and the end of its line to a file, or to standard output."""
    if name is None or name == STANDARD:
        print(text, flush=True)
    else:
        Path(name).write_text(text + "\n", encoding="utf-8")


def expect_to_write(name: str | None) -> None:
    """Raises the OSError that `write` is going to raise, as far as can be told. Nothing is opened, for that would empty a file
    that is there, leave an empty one behind where the search is refused, or wait for the reader of a pipe."""
    if name is None or name == STANDARD:
        _expect(sys.stdout is not None, errno.EBADF, "standard output")
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
