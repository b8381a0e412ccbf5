"""How long a newcomer waits: `make run` in a fresh clone to its first page, and each later start.

`python -m benchmarks.starts`. Goals: under three minutes with packages at hand, and under five seconds.
"""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.ground import free_port
from benchmarks.machine import describe

LATER_STARTS = 5


def main() -> None:
    """Measure and print."""
    print(describe())
    folder = Path(tempfile.mkdtemp(prefix="fl-clone-"))
    try:
        subprocess.run(["git", "clone", "--quiet", ".", str(folder / "foodlink")], check=True)
        print(f"cold clone to the first page: {_start(folder / 'foodlink'):.1f} s")
        again = [_start(folder / "foodlink") for _ in range(LATER_STARTS)]
        print(f"second start: {again[0]:.1f} s; the {LATER_STARTS} after the first: {_spread(again)}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _spread(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.1f} s, slowest {max(seconds):.1f} s"


def _start(clone: Path) -> float:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOODLINK_")}
    began = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=kept | {"PORT": str(port), "FOODLINK_GEOCODER": "off"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _until_first_page(port, process)
        return time.perf_counter() - began
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=60)


def _until_first_page(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 600
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except urllib.error.HTTPError as error:
            raise RuntimeError("the first page is an error") from error
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("no page came")


if __name__ == "__main__":
    main()
