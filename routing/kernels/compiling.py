"""How kernels are compiled: without the interpreter's lock, and kept on disk, so that only the first start waits.

The folder of the compiled code is named by a hash of the kernels' sources and of what compiles them for which processor: numba
itself looks only at the file of the outermost function, and would go on using stale code when an inner one changed.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import llvmlite.binding
import numba

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}
"""No lock is held; the code is kept; division by zero gives what C gives; arrays are not counted by reference: nothing is made
here, and the counting, atomic, took nine tenths of the time."""

_SOURCES = Path(__file__).parent
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
"""Who may write there may have us run whatever they like: numba unpickles what it finds."""
_config: Any = numba.config


def _fingerprint() -> str:
    made_by = (numba.__version__, sys.implementation.cache_tag, llvmlite.binding.get_host_cpu_name())
    digest = hashlib.sha256(repr(made_by).encode())
    for source in sorted(_SOURCES.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _is_ours_to_write(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and can be written by us and by nobody else."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
        return os.access(folder, os.W_OK) and found.st_uid == os.getuid() and not found.st_mode & _OTHERS_WRITE
    except OSError:
        return False


def _cache_folder() -> tuple[Path, bool]:
    """Where numba was told to keep its code (`NUMBA_CACHE_DIR`), else beside the sources, else in the user's own place.

    False where nothing is kept beyond this process: none of these is ours to write, or nothing is compiled at all.
    """
    told, name = _config.CACHE_DIR, f"kernels-{_fingerprint()}"
    for place in [Path(told)] if told else _usual_places():
        if _is_ours_to_write(place / name):
            return place / name, not _config.DISABLE_JIT
    alone = Path(tempfile.mkdtemp(prefix="foodlink-kernels-"))
    atexit.register(shutil.rmtree, alone, ignore_errors=True)
    return alone, False


def _usual_places() -> Iterator[Path]:
    yield _SOURCES / "__pycache__"
    with contextlib.suppress(RuntimeError):  # a user whom the system does not know has no home
        yield Path.home() / ".cache" / "foodlink-routing"


KEPT_IN, IS_KEPT = _cache_folder()
"""Where the compiled code of these sources is, and whether it will be there for the next process."""
_config.CACHE_DIR = str(KEPT_IN)


def kernel(function: F) -> F:
    """Compile a function for the search."""
    compiled: F = numba.njit(**_OPTIONS)(function)
    return compiled


def inner(function: F) -> F:
    """The same for what the innermost loops call: pasted into its callers, for a call passes seven numbers an array."""
    compiled: F = numba.njit(forceinline=True, **_OPTIONS)(function)
    return compiled


@kernel
def _nothing() -> int:
    return 0


def load_numba() -> None:
    """Have numba load the part of itself that it leaves for the first call of a kernel, 0.15 s; at once from then on."""
    _nothing()
