"""Offers by how far away they are, without looking at all that are as near as was asked for.

Past offers pile up at the same places: within 20 km of a town there may be hundreds of thousands. An index hands out points in
the order of their distance on a flat map, which is close to that in metres. So as many as are wanted are taken in that order
first; the farthest of them in metres is how far one has to look, and only what lies within that reach is sorted. Where too few
of the nearest are wanted (a rare state or category), all is looked at after all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from foodlink.domain.offer import Offer
from foodlink.queries.distance import distance_m, within_box
from foodlink.queries.flat_map import between, order_from

Near = tuple[float, float]
After = tuple[Any, ...] | None
Rows = Sequence[Row[Offer, int]]

_LOOK_AT = 800
"""PostgreSQL takes every area for a thousandth of the table; asked for more, it would rather read the area whole and sort it."""


def among_few(session: Session, query: Select[Offer], near: Near, radius_m: float, *, after: After, limit: int) -> Rows:
    """The first of `query` in the order of their distance in metres, then of their id, none farther than `radius_m`.

    For what an index of its own finds: live offers. `after` holds the keys of the last one that was shown.
    """
    away = distance_m(Offer.lat, Offer.lon, near=near)
    wanted = (within_box(Offer.lat, Offer.lon, near=near, radius_m=radius_m), away <= radius_m, *_later(away, after))
    return session.execute(query.where(*wanted).add_columns(away).order_by(away, Offer.id).limit(limit)).all()


def among_all(session: Session, query: Select[Offer], near: Near, radius_m: float, *, after: After, limit: int) -> Rows:
    """The same, from among any number of offers."""
    reach_m = _reach(session, query.whereclause, near, radius_m, after=after, limit=limit)
    if reach_m is not None:
        near_by = query.where(between(Offer.lat, Offer.lon, near=near, from_m=_shown_m(after), to_m=reach_m))
        rows = among_few(session, near_by, near, reach_m, after=after, limit=limit)
        if len(rows) == limit:  # none of them has changed since
            return rows
    return among_few(session, query, near, radius_m, after=after, limit=limit)


def _reach(
    session: Session, wanted: ColumnElement[bool] | None, near: Near, radius_m: float, *, after: After, limit: int
) -> int | None:
    """A distance within which there are `limit` offers, None where the nearest on the map are not enough to tell."""
    other = aliased(Offer)
    candidates = (
        select(other.id)
        .where(between(other.lat, other.lon, near=near, from_m=_shown_m(after), to_m=radius_m))
        .order_by(order_from(other.lat, other.lon, near=near))
        .limit(_LOOK_AT)
        .subquery()
    )
    away = distance_m(Offer.lat, Offer.lon, near=near)
    found = (
        select(away.label("away_m"))
        .join_from(candidates, Offer, Offer.id == candidates.c.id)
        .where(true() if wanted is None else wanted, away <= radius_m, *_later(away, after))
        .limit(limit)
        .subquery()
    )
    count, farthest_m = session.execute(select(func.count(), func.max(found.c.away_m))).one()
    return farthest_m if count == limit else None


def _shown_m(after: After) -> int:
    return 0 if after is None else after[0]


def _later(away: ColumnElement[int], after: After) -> list[ColumnElement[bool]]:
    return [] if after is None else [tuple_(away, Offer.id) > after]
