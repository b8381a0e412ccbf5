"""Valhalla's tiles read in this process: no service to run. An optional extra, for its library is large and of few platforms."""

from __future__ import annotations

import json
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import Any

from routing.errors import UnknownEngine
from routing.travel.trouble import EngineAway

EXTRA = "pip install 'foodlink[valhalla]'"
CODES = {
    "Exceeded max locations": 150,
    "Path distance exceeds": 154,
    "Locations are in unconnected regions": 170,
    "No suitable edges near location": 171,
    "Location is unreachable": 441,
    "No path could be found": 442,
}
"""The library raises the sentence alone; these are the codes that the service sends with it."""


class TilesDoor:
    """Valhalla's library on a tar of tiles, made by `valhalla_build_tiles` and `tar`.

    Raises UnknownEngine where the extra is not installed, or the file is no tar of tiles.
    """

    at_once = 1

    def __init__(self, path: str) -> None:
        self.name = f"valhalla-tiles:{path}"
        self._actor = _actor(Path(path))
        self._lock = threading.Lock()  # the library answers one question at a time

    def ask(self, action: str, question: dict[str, Any], *, deadline: float) -> Any:
        """The answer, or the code of its refusal; one that is begun cannot be broken off, and takes some 0.1 s."""
        del deadline
        call = self._actor.matrix if action == "sources_to_targets" else self._actor.route
        try:
            with self._lock:
                found = call(json.dumps(question))
            return json.loads(found)
        except (RuntimeError, ValueError) as error:
            said = str(error)
            code = next((code for sentence, code in CODES.items() if said.startswith(sentence)), None)
            if code is None:
                raise EngineAway(said[:200]) from error
            return {"error_code": code, "error": said}


def _actor(path: Path) -> Any:
    try:
        import valhalla
    except ImportError as error:
        raise UnknownEngine(f"travel engine valhalla-tiles needs Valhalla's library: {EXTRA}") from error
    _check(path)
    # The library leaves the file behind that it makes of a configuration, so it is given one of ours.
    with tempfile.TemporaryDirectory() as folder:
        config = valhalla.get_config(tile_extract=str(path), tile_dir=str(Path(folder) / "none"))
        file = Path(folder) / "valhalla.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        return valhalla.Actor(str(file))


def _check(path: Path) -> None:
    """The library itself takes any file at all, and then finds no road anywhere."""
    if path.is_dir():
        raise UnknownEngine(f"{path} is a folder: make a tar of its tiles (tar cf tiles.tar -C {path} .)")
    try:
        with tarfile.open(path, "r:") as tar:
            if any(member.name.endswith(".gph") for member in tar):
                return
    except (OSError, tarfile.TarError) as error:
        raise UnknownEngine(f"{path} is no tar of Valhalla tiles: {error}") from error
    raise UnknownEngine(f"{path} is no tar of Valhalla tiles: it holds no .gph")
