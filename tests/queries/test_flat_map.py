"""The ring on the flat map holds all that lies in it in metres, wherever on Earth, and leaves out most of its hole."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import ARRAY, Double, cast, column, func, select
from sqlalchemy.orm import Session

from foodlink.queries.distance import distance_m, towards
from foodlink.queries.flat_map import between


@pytest.mark.parametrize("near", [(47.2184, -1.5536), (0.0, 0.0), (-59.9, 120.0), (59.9, 10.0), (84.0, 10.0)])
@pytest.mark.parametrize(("from_m", "to_m"), [(0, 20_000), (0, 30), (15_000, 15_400), (3, 100_000), (99_000, 100_000)])
def test_nothing_between_is_outside_the_ring(
    session: Session, near: tuple[float, float], from_m: int, to_m: int
) -> None:
    draw = random.Random(from_m + to_m)
    points = [towards(near, draw.uniform(0, 7), draw.uniform(max(0, from_m - 3), to_m + 3)) for _ in range(3000)]
    points += [towards(near, draw.uniform(0, 7), edge_m) for edge_m in (from_m, to_m) for _ in range(500)]
    points += [towards(near, draw.uniform(0, 7), from_m * 0.9) for _ in range(100)]
    lats, lons = (cast([point[axis] for point in points], ARRAY(Double)) for axis in (0, 1))
    table = func.unnest(lats, lons).table_valued(column("lat", Double), column("lon", Double)).render_derived()
    away = distance_m(table.c.lat, table.c.lon, near=near)
    inside = between(table.c.lat, table.c.lon, near=near, from_m=from_m, to_m=to_m)
    seen = session.execute(select(away, inside)).all()
    assert len(seen) == len(points)
    assert all(held for metres, held in seen if from_m <= metres <= to_m)
    if from_m > 100 and abs(near[0]) < 60:
        assert not any(held for _, held in seen[-100:])
