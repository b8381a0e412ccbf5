"""Processes looked at and waited for, on Linux by /proc and on macOS by `ps`."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path


def wait(done: Callable[[], object], *, within_s: float) -> bool:
    """Wait until `done()` is true, at most `within_s` seconds; tell whether it became so."""
    end = time.monotonic() + within_s
    pause = 0.005
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, 0.1)
    return True


def command_line(pid: int) -> str:
    """Return the command line of process `pid`, empty where it is no more."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    shown = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
    return shown.stdout


def working_in(folder: Path) -> Iterator[int]:
    """Yield the processes whose working directory is `folder`, as that of every server process is (Linux)."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.readlink(entry / "cwd") == str(folder):
                yield int(entry.name)
