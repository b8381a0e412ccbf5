"""How kernels are compiled: without the interpreter's lock, and kept on disk, so that only the first start waits.

The folder of the compiled code is named by a hash of the kernels' sources: numba itself looks only at the file of the
outermost function, and would go on using stale code when an inner one changed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

F = TypeVar("F", bound=Callable[..., Any])

_SOURCES = Path(__file__).parent


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for source in sorted(_SOURCES.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _is_ours_to_write(folder: Path) -> bool:
    """Whether the folder is there, or can be made, and can be written by us and by nobody else."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid()
    except OSError:
        return False


def _cache_folder() -> Path:
    """Where numba was told to keep its code (`NUMBA_CACHE_DIR`), else beside the sources, else in the user's own place."""
    told = numba.config.CACHE_DIR
    places = [Path(told)] if told else [_SOURCES / "__pycache__", Path.home() / ".cache" / "foodlink-routing"]
    for place in places:
        folder = place / f"kernels-{_fingerprint()}"
        if _is_ours_to_write(folder):
            return folder
    return Path(tempfile.mkdtemp(prefix="foodlink-kernels-"))


numba.config.CACHE_DIR = str(_cache_folder())


def kernel(function: F) -> F:
    """Compile a function for the search: whole numbers wrap, division by zero gives what C gives, no lock is held."""
    compiled: F = numba.njit(nogil=True, cache=True, error_model="numpy", _nrt=False)(function)
    return compiled


def inner(function: F) -> F:
    """The same for what is called in the innermost loops: pasted into its callers, for a call passes every array's seven numbers."""
    compiled: F = numba.njit(nogil=True, cache=True, error_model="numpy", _nrt=False, forceinline=True)(function)
    return compiled
