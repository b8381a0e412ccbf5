"""Every figure of speed and size, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

PARTS = ("posting", "near", "planning", "starts", "gazetteer", "travel", "week")


def main() -> None:
    """Run each part as a process of its own, so that none warms another up."""
    for part in PARTS:
        print(f"== {part}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], check=True)


if __name__ == "__main__":
    main()
