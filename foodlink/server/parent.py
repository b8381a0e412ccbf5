"""How a part notices that its supervisor is gone, even killed: the pipe between them ends."""

from __future__ import annotations

import os
import signal
import threading

_PATIENCE_S = 20.0


def end_with_parent(pipe: int) -> None:
    """End this process, as by SIGTERM, once the other end of `pipe` is closed; with its children, if that takes too long.

    A part leads a process group of its own, so the last resort reaches what it started and nobody else.
    """
    os.set_inheritable(pipe, False)
    threading.Thread(target=_wait_and_end, args=(pipe,), name="parent", daemon=True).start()


def _wait_and_end(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(_PATIENCE_S)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
