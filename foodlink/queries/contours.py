"""The official contours that an operator has loaded, as an index in memory that follows the table."""

from __future__ import annotations

import json
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from foodlink.domain.place import CommuneContour
from foodlink.places.contours import Contour, ContourIndex

_lock = Lock()
_known: WeakKeyDictionary[Engine, tuple[object, ContourIndex | None]] = WeakKeyDictionary()


def contour_index(session: Session) -> ContourIndex | None:
    """All loaded contours, None where there are none. They are read again when their count or latest load has changed."""
    state = tuple(session.execute(select(func.count(), func.max(CommuneContour.loaded_at))).one())
    if state[0] == 0:
        return None
    engine = session.get_bind().engine
    with _lock:
        kept = _known.get(engine)
        if kept is None or kept[0] != state:
            kept = _known[engine] = (state, _load(session))
        return kept[1]


def _load(session: Session) -> ContourIndex:
    rows = session.execute(select(CommuneContour.insee, CommuneContour.geometry))
    return ContourIndex(Contour.from_geometry_json(insee, json.dumps(geometry)) for insee, geometry in rows)
