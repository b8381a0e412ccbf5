"""When this process began: a limit of the whole command counts the start of the interpreter too."""

from __future__ import annotations

import os
import time
from pathlib import Path

MOST_S = 60.0
"""No interpreter takes longer to start; where the system tells so, its clocks do not belong together."""


def process_began() -> float:
    """As a reading of `time.monotonic`; where the system does not tell, by how long this process has computed."""
    now = time.monotonic()
    try:
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        since = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return now - time.process_time()
    return now - since if 0.0 <= since <= MOST_S else now - time.process_time()
