"""`foodlink places import`: official contours, all of a file or nothing of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from foodlink.database.engine import Sessions
from foodlink.domain.place import CommuneContour
from foodlink.places.gazetteer import gazetteer
from foodlink.queries.contours import contour_index
from tests.cli.commands import call


def _square(insee: str, *, half: float = 0.02) -> dict[str, Any]:
    commune = gazetteer().by_insee[insee]
    west, east = commune.lon - half, commune.lon + half
    south, north = commune.lat - half, commune.lat + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": insee, "nom": commune.name}, "geometry": geometry}


def _written(folder: Path, *features: object) -> str:
    file = folder / "communes.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(file)


@pytest.fixture
def env(fresh_url: str) -> dict[str, str]:
    return {"FOODLINK_DATABASE_URL": fresh_url}


def test_contours_are_loaded_and_loaded_again_in_place(
    env: dict[str, str], fresh_sessions: Sessions, tmp_path: Path
) -> None:
    loaded = call("places", "import", _written(tmp_path, _square("44109"), _square("72181")), env=env)
    assert (loaded.exit_code, loaded.stdout) == (0, "2 contours are loaded.\n")
    assert call("places", "import", _written(tmp_path, _square("44109", half=0.01)), env=env).exit_code == 0
    nantes = gazetteer().by_insee["44109"]
    with fresh_sessions() as session:
        index = contour_index(session)
        assert index is not None
        assert len(index) == 2
        assert index.commune_at(nantes.lat, nantes.lon) == "44109"
        assert index.commune_at(nantes.lat + 0.015, nantes.lon) is None


def test_every_feature_with_a_fault_is_named_and_nothing_is_stored(
    env: dict[str, str], fresh_sessions: Sessions, tmp_path: Path
) -> None:
    unknown = _square("44109") | {"properties": {"code": "44999"}}
    flat = _square("49007") | {"geometry": {"type": "Point", "coordinates": [0, 0]}}
    refused = call("places", "import", _written(tmp_path, _square("72181"), unknown, flat), env=env)
    assert refused.exit_code == 2
    assert "features.1" in refused.stderr
    assert "features.2.geometry" in refused.stderr
    with fresh_sessions() as session:
        assert session.scalar(select(func.count()).select_from(CommuneContour)) == 0


@pytest.mark.parametrize("content", ["", "{", '{"type": "FeatureCollection", "features": [NaN]}', "[" * 100_000])
def test_what_is_not_json_is_bad_input(env: dict[str, str], tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.geojson"
    file.write_text(content)
    assert call("places", "import", str(file), env=env).exit_code == 2


def test_a_file_that_is_not_there_is_wrong_use(env: dict[str, str]) -> None:
    assert call("places", "import", "nowhere.geojson", env=env).exit_code == 2
