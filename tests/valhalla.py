"""A real Valhalla on the tests' own road network; and the one named rule by which its tests are skipped where there is none.

`make valhalla` brings it. The closing line counts what was skipped; where `FOODLINK_REQUIRE_VALHALLA` is set, as in the checks
before a change lands, a skip is a failure.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.road_network import osm
from tests.server.processes import a_free_port, eventually

REASON = "needs Valhalla, which is not on this machine (make valhalla)"
WHEEL = Path(sys.prefix) / "valhalla"
SMALLEST_MATRIX, SMALLEST_WAY = 100, 4
"""Limits of the service that are far below those that Valhalla comes with, so that both are met."""


def is_there() -> bool:
    """Whether both its programs and its library are on this machine."""
    programs = (WHEEL / "valhalla" / "bin" / name for name in ("valhalla_build_tiles", "valhalla_service"))
    return all(program.exists() for program in programs) and importlib.util.find_spec("valhalla") is not None


@dataclass(frozen=True)
class Tiles:
    """What was built once for the run: a folder with the tiles, a tar of them, and the configuration."""

    folder: Path
    tar: Path
    config: dict[str, Any]


@pytest.fixture(scope="session")
def valhalla_tiles() -> Iterator[Tiles]:
    """The network's tiles, as `valhalla_build_tiles` makes them."""
    with tempfile.TemporaryDirectory(prefix="fl-") as name:  # short: sockets lie in it
        folder = Path(name)
        config = _config(folder)
        (folder / "town.osm").write_text(osm(), encoding="utf-8")
        (folder / "build.json").write_text(json.dumps(config), encoding="utf-8")
        _run("valhalla_build_tiles", "-c", str(folder / "build.json"), str(folder / "town.osm"))
        with tarfile.open(folder / "tiles.tar", "w") as tar:
            tar.add(folder / "tiles", arcname=".")
        yield Tiles(folder, folder / "tiles.tar", config)


@pytest.fixture(scope="session")
def valhalla(valhalla_tiles: Tiles) -> Iterator[str]:
    """The address of a service that runs as long as the tests."""
    with a_valhalla(valhalla_tiles) as address:
        yield address


@contextmanager
def a_valhalla(tiles: Tiles) -> Iterator[str]:
    """The address of a service of the test's own, which is killed at the end."""
    port = a_free_port()
    folder = Path(tempfile.mkdtemp(prefix="s", dir=tiles.folder))
    config = folder / "valhalla.json"
    config.write_text(json.dumps(_serving(tiles.config, folder, port)), encoding="utf-8")
    command = [str(WHEEL / "valhalla" / "bin" / "valhalla_service"), str(config), "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: _is_up(port) or process.poll() is not None, "Valhalla")
        assert process.poll() is None
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()  # on SIGTERM it would wait half a minute for what is under way
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _config(folder: Path) -> dict[str, Any]:
    maker = WHEEL / "valhalla" / "valhalla_build_config.py"
    made = subprocess.run([sys.executable, str(maker)], capture_output=True, text=True, check=True, timeout=60)
    config: dict[str, Any] = json.loads(made.stdout)
    config["mjolnir"] |= {"tile_dir": str(folder / "tiles"), "tile_extract": "", "concurrency": 1}
    config["service_limits"]["auto"] |= {
        "max_matrix_location_pairs": SMALLEST_MATRIX,
        "max_locations": SMALLEST_WAY,
    }
    return config


def _serving(config: dict[str, Any], folder: Path, port: int) -> dict[str, Any]:
    """The configuration with the sockets of one service."""
    own = json.loads(json.dumps(config))
    own["httpd"]["service"] |= {
        "listen": f"tcp://127.0.0.1:{port}",
        "loopback": f"ipc://{folder}/loopback",
        "interrupt": f"ipc://{folder}/interrupt",
    }
    for part in ("loki", "thor", "odin", "meili"):
        own[part]["service"]["proxy"] = f"ipc://{folder}/{part}"
    return own


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/status", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        time.sleep(0.05)
        return False


def _run(program: str, *arguments: str) -> None:
    command = [str(WHEEL / "valhalla" / "bin" / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if is_there():
        return
    for item in items:
        if item.get_closest_marker("valhalla"):
            item.add_marker(pytest.mark.skip(reason=REASON))


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = [one for one in reporter.stats.get("skipped", []) if REASON in str(one.longrepr)] if reporter else []
    if skipped and os.environ.get("FOODLINK_REQUIRE_VALHALLA") and session.exitstatus == 0:
        reporter.write_line(f"{len(skipped)} skipped for want of Valhalla where none may be")
        session.exitstatus = 1
