"""Parts are kept running, ended together, and never outlive the supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.processes import eventually

WAITS = "import signal; signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()"
SUPERVISE = """
import signal
import sys
from pathlib import Path
from foodlink.server import supervisor
from foodlink.server.signals import end_on_signals
from foodlink.server.supervisor import Part, PartKeepsDying, Supervisor

signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may be under nohup
supervisor._PAUSE_S = 0.01
supervisor.STOP_S = float(sys.argv[1])
end_on_signals()
parts = [Part(f"part{number}", [sys.executable, file]) for number, file in enumerate(sys.argv[3:])]
ready = Path(sys.argv[2]).exists if sys.argv[2] else lambda: True
first = 1 if sys.argv[2] else len(parts)
try:
    with Supervisor() as supervised:
        supervised.start(*parts[:first])
        supervised.run(ready=ready, when_ready=lambda: print("ready", flush=True), later=parts[first:])
except PartKeepsDying as error:
    sys.exit(str(error))
"""
FOLLOWS = """
import sys
from foodlink.server.parent import end_with_parent
end_with_parent(int(sys.argv[-1].partition("=")[2]))
"""


def _part(folder: Path, name: str, program: str, *, follows: bool = False) -> Path:
    """A part that writes down its process id each time that it is started."""
    file = folder / f"{name}.py"
    note = f"import os\nwith open({str(folder / name)!r}, 'a') as starts:\n    print(os.getpid(), file=starts)\n"
    file.write_text((FOLLOWS if follows else "") + note + program)
    return file


def _starts(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _supervised(*parts: Path, patience_s: float = 20.0, ready: Path | None = None) -> subprocess.Popen[str]:
    """A supervisor of these parts; with `ready`, the first one is ready once that file is there, and the others come later."""
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(patience_s), str(ready or ""), *map(str, parts)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_all_parts_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    supervisor = _supervised(_part(tmp_path, "a", WAITS), _part(tmp_path, "b", WAITS))
    eventually(lambda: bool(_starts(tmp_path, "a") and _starts(tmp_path, "b")), "both parts run")
    supervisor.send_signal(number)
    supervisor.communicate(timeout=60)
    assert supervisor.returncode == 0
    assert not any(_alive(pid) for name in "ab" for pid in _starts(tmp_path, name))


def test_a_part_that_died_is_started_again_and_the_others_stay(tmp_path: Path) -> None:
    supervisor = _supervised(_part(tmp_path, "a", WAITS), _part(tmp_path, "b", WAITS))
    eventually(lambda: bool(_starts(tmp_path, "a") and _starts(tmp_path, "b")), "both parts run")
    os.kill(_starts(tmp_path, "a")[0], signal.SIGKILL)
    eventually(lambda: len(_starts(tmp_path, "a")) == 2, "it is started again")
    assert len(_starts(tmp_path, "b")) == 1
    supervisor.terminate()
    supervisor.communicate(timeout=60)


def test_what_comes_later_starts_once_the_first_is_ready_and_ends_with_it(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    supervisor = _supervised(_part(tmp_path, "a", WAITS), _part(tmp_path, "b", WAITS), ready=ready)
    eventually(lambda: bool(_starts(tmp_path, "a")), "the first part runs")
    assert not _starts(tmp_path, "b")
    ready.touch()
    eventually(lambda: bool(_starts(tmp_path, "b")), "the other part runs")
    supervisor.terminate()
    supervisor.communicate(timeout=60)
    assert not any(_alive(pid) for name in "ab" for pid in _starts(tmp_path, name))


def test_a_part_that_dies_again_and_again_ends_the_service_with_its_name(tmp_path: Path) -> None:
    supervisor = _supervised(_part(tmp_path, "a", WAITS), _part(tmp_path, "b", "raise SystemExit(3)"))
    _, said = supervisor.communicate(timeout=60)
    assert supervisor.returncode == 1
    assert "part1" in said
    assert len(_starts(tmp_path, "b")) == 5
    assert not any(_alive(pid) for pid in _starts(tmp_path, "a"))


def test_what_does_not_end_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    child = _part(tmp_path, "child", STUBBORN)
    parent = f"import subprocess, sys\nsubprocess.Popen([sys.executable, {str(child)!r}])\n{STUBBORN}"
    supervisor = _supervised(_part(tmp_path, "a", parent), patience_s=0.2)
    eventually(lambda: bool(_starts(tmp_path, "child")), "the child runs")
    supervisor.terminate()
    supervisor.communicate(timeout=60)
    eventually(lambda: not any(_alive(pid) for name in ("a", "child") for pid in _starts(tmp_path, name)), "all end")


def test_parts_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = _supervised(_part(tmp_path, "a", WAITS, follows=True), _part(tmp_path, "b", WAITS, follows=True))
    eventually(lambda: bool(_starts(tmp_path, "a") and _starts(tmp_path, "b")), "both parts run")
    supervisor.kill()
    supervisor.communicate(timeout=60)
    eventually(lambda: not any(_alive(pid) for name in "ab" for pid in _starts(tmp_path, name)), "both end")
