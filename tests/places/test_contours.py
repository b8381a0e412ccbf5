import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from foodlink.places.contours import Contour, ContourIndex

Vertices = list[tuple[float, float]]


def a_ring(vertices: Vertices) -> np.ndarray:
    return np.array([*vertices, vertices[0]], dtype=float)


def a_square(insee: str, west: float, south: float, *, side: float = 1.0) -> Contour:
    east, north = west + side, south + side
    return Contour(insee, ((a_ring([(west, south), (east, south), (east, north), (west, north)]),),))


@st.composite
def star_polygons(draw: st.DrawFn) -> tuple[Vertices, float, float]:
    """A polygon about (-1, 47) whose vertices go once around it, and a point by angle and share of the way out."""
    radii = draw(st.lists(st.floats(0.01, 0.5), min_size=3, max_size=20))
    angles = [2 * math.pi * index / len(radii) for index in range(len(radii))]
    vertices = [(-1 + r * math.cos(a), 47 + r * math.sin(a)) for r, a in zip(radii, angles, strict=True)]
    return vertices, draw(st.floats(0, 2 * math.pi)), draw(st.floats(0.0, 2.0))


def way_out(vertices: Vertices, angle: float) -> float:
    """How far the outline of a star polygon is from (-1, 47) in a direction: the one crossing, solved by hand."""
    dx, dy = math.cos(angle), math.sin(angle)
    for (x1, y1), (x2, y2) in zip(vertices, [*vertices[1:], vertices[0]], strict=True):
        ax, ay, bx, by = x1 + 1, y1 - 47, x2 - x1, y2 - y1
        across = bx * dy - by * dx
        if abs(across) < 1e-12:
            continue
        share, far = (ay * dx - ax * dy) / across, (ay * bx - ax * by) / across
        if -1e-9 <= share <= 1 + 1e-9 and far > 0:
            return far
    return math.nan


@given(star_polygons())
def test_a_point_is_inside_exactly_if_it_is_nearer_than_the_outline(drawn: tuple[Vertices, float, float]) -> None:
    vertices, angle, share = drawn
    assume(abs(share - 1) > 1e-3)
    far = way_out(vertices, angle)
    assume(not math.isnan(far))
    lon, lat = -1 + share * far * math.cos(angle), 47 + share * far * math.sin(angle)
    for ring in (a_ring(vertices), a_ring(vertices[::-1])):
        contour = Contour("44109", ((ring,),))
        assert contour.contains(lat, lon) == (share < 1)
        assert ContourIndex([contour]).commune_at(lat, lon) == ("44109" if share < 1 else None)


@given(st.floats(0, 3, allow_subnormal=False), st.floats(0, 2, allow_subnormal=False))
def test_each_point_of_a_tiling_is_in_one_tile_borders_included(lon: float, lat: float) -> None:
    assume(lon < 3 and lat < 2)
    tiles = [a_square(f"440{x}{y}", float(x), float(y)) for x in range(3) for y in range(2)]
    assert sum(tile.contains(lat, lon) for tile in tiles) == 1


def test_a_hole_is_outside_and_what_lies_in_it_may_be_another_commune() -> None:
    around = a_square("44001", 0, 0, side=3).polygons[0][0]
    within = a_square("44002", 1, 1)
    index = ContourIndex([Contour("44001", ((around, within.polygons[0][0]),)), within])
    assert index.commune_at(0.5, 0.5) == "44001"
    assert index.commune_at(1.5, 1.5) == "44002"


def test_a_commune_of_several_polygons_holds_points_of_each_and_none_between() -> None:
    parts = a_square("44001", 0, 0).polygons + a_square("44001", 5, 0).polygons
    contour = Contour("44001", parts)
    assert contour.bbox == (0.0, 0.0, 6.0, 1.0)
    assert contour.contains(0.5, 0.5)
    assert contour.contains(0.5, 5.5)
    assert not contour.contains(0.5, 3.0)


def test_parts_that_overlap_do_not_cancel_out() -> None:
    contour = Contour("44001", a_square("", 0, 0).polygons + a_square("", 0.5, 0).polygons)
    assert contour.contains(0.5, 0.75)


def test_the_distance_to_an_outline_is_measured_in_km() -> None:
    square = a_square("44001", -1, 47)
    assert square.edge_distance_km(46.9, -0.5) == pytest.approx(11.12, abs=0.01)
    assert square.edge_distance_km(47.5, -1.1) == pytest.approx(11.12 * math.cos(math.radians(47.5)), abs=0.01)


def test_the_nearest_outline_within_a_distance_is_found() -> None:
    index = ContourIndex([a_square("44001", 0, 47), a_square("44002", 1.01, 47)])
    assert index.nearest_edge(47.5, 1.002, within_km=1) == ("44001", pytest.approx(0.15, abs=0.01))
    assert index.nearest_edge(47.5, 1.008, within_km=1) == ("44002", pytest.approx(0.15, abs=0.01))
    assert index.nearest_edge(47.5, 1.005, within_km=0.1) is None


def test_an_index_of_nothing_holds_nothing() -> None:
    index = ContourIndex([])
    assert (len(index), index.commune_at(47, -1), index.nearest_edge(47, -1, within_km=9)) == (0, None, None)


def test_a_contour_survives_its_way_through_a_column_of_text() -> None:
    around = a_square("44001", 0, 0, side=3)
    contour = Contour("44001", ((around.polygons[0][0], a_square("", 1, 1).polygons[0][0]), *around.polygons))
    again = Contour.from_geometry_json("44001", contour.geometry_json())
    assert again.department == "44"
    assert again.bbox == contour.bbox
    assert again.geometry_json() == contour.geometry_json()
