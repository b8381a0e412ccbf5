"""The operator loads official contours of communes."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foodlink.domain.errors import Invalid
from foodlink.domain.place import CommuneContour
from foodlink.places.contours import Contour
from foodlink.places.contours_geojson import InvalidContours, contours_from_geojson
from foodlink.places.gazetteer import gazetteer

_TOLD = 50


def import_contours(session: Session, document: object, *, at: datetime) -> int:
    """Store the contours of a GeoJSON document, all or none; those of the same communes are replaced. Returns how many.

    Raises Invalid with the fault of every feature that has one, by its path (the first fifty).
    """
    try:
        contours = contours_from_geojson(document)
    except InvalidContours as error:
        raise Invalid(_faults(error)) from error
    rows = [_row(contour, at=at) for contour in contours]
    statement = insert(CommuneContour)
    replaced = {name: statement.excluded[name] for name in rows[0] if name != "insee"}
    session.execute(statement.on_conflict_do_update(index_elements=["insee"], set_=replaced), rows)
    session.commit()
    return len(rows)


def _row(contour: Contour, *, at: datetime) -> dict[str, object]:
    west, south, east, north = contour.bbox
    return {
        "insee": contour.insee,
        "department": contour.department,
        "name": gazetteer().by_insee[contour.insee].name,
        "geometry": json.loads(contour.geometry_json()),
        "south": south,
        "west": west,
        "north": north,
        "east": east,
        "loaded_at": at,
    }


def _faults(error: InvalidContours) -> dict[str, list[str]]:
    faults = {fault.path: [fault.message] for fault in (error, *error.others[: _TOLD - 1])}
    if len(error.others) >= _TOLD:
        faults["features"] = [f"{len(error.others) + 1} features have faults; these are the first {_TOLD}."]
    return faults
