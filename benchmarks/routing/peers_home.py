"""The peers' own environment, made by the command where it is not there; the product depends on none of it."""

from __future__ import annotations

import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

from benchmarks.routing.instances import ROOT

HOME = ROOT / ".venv" / "peers"
REQUIREMENTS = Path(__file__).with_name("peers") / "requirements.txt"


@cache
def pinned() -> dict[str, str]:
    """The version of each package of the requirements."""
    lines = [line.split("#")[0].strip() for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines()]
    return dict(line.split("==") for line in lines if line)


@cache
def peers_python() -> Path:
    """The interpreter of the peers' environment, which holds exactly what the requirements say."""
    python, stamp = HOME / "bin" / "python", HOME / "installed.txt"
    asked = REQUIREMENTS.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != asked:
        print(f"making the peers' environment in {HOME}", file=sys.stderr, flush=True)
        venv.create(HOME, clear=True, with_pip=True)
        line = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*line, "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(asked, encoding="utf-8")
    return python
