"""The map of our own drawing: where things come to lie, and what is written beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodlink.pages.maps.drawing import Mark, Way, draw
from foodlink.pages.maps.mercator import frame_around

NANTES, CLISSON, REDON = (47.2184, -1.5536), (47.0872, -1.2822), (47.6512, -2.0849)
WEST = st.tuples(st.floats(46.3, 48.6), st.floats(-2.6, 0.9))


@given(st.lists(WEST, min_size=1, max_size=20))
def test_everything_that_is_shown_lies_inside_the_drawing(points: list[tuple[float, float]]) -> None:
    frame = frame_around(points)
    assert all(frame.holds(point) for point in points)


def test_north_is_up_and_east_is_right() -> None:
    frame = frame_around([NANTES, CLISSON, REDON])
    (nantes_x, nantes_y), (clisson_x, clisson_y), (redon_x, redon_y) = map(frame.place, (NANTES, CLISSON, REDON))
    assert redon_x < nantes_x < clisson_x
    assert redon_y < nantes_y < clisson_y


def test_tiles_lie_where_their_part_of_the_world_is() -> None:
    """By the formula of slippy maps, Nantes is in tile 8/126/89 at zoom 8."""
    frame = frame_around([NANTES])
    tiles = frame.tiles("https://tiles.example/{z}/{x}/{y}.png")
    x, y = frame.place(NANTES)
    over = [address for address, left, top, size in tiles if left <= x < left + size and top <= y < top + size]
    assert len(over) == 1
    zoom, column, row = (int(part) for part in over[0].removesuffix(".png").split("/")[-3:])
    assert (column >> (zoom - 8), row >> (zoom - 8)) == (126, 89)
    assert min(left for _, left, _, _ in tiles) <= 0
    assert max(left + size for _, left, _, size in tiles) >= frame.width
    assert len(tiles) < 60


def test_a_route_is_a_line_from_its_start_with_its_stops_numbered_in_order() -> None:
    ways = [Way("Charlie", NANTES, [(CLISSON, "Ferme"), (REDON, "Asso")]), Way("Dora", None, [(NANTES, "Seule")])]
    drawing = draw("Carte", territory="44", ways=ways)
    charlie, dora = drawing.lines
    assert len(charlie.points.split()) == 3
    assert [stop.text for stop in charlie.stops] == ["1. Ferme", "2. Asso"]
    assert charlie.colour != dora.colour


def test_without_anything_to_show_the_whole_territory_is_drawn_and_its_towns_are_named() -> None:
    drawing = draw("Carte", territory="85")
    names = {name.text for name in drawing.names}
    assert "La Roche-sur-Yon" in names
    assert len(drawing.communes) > 200


@pytest.mark.parametrize("marks", [[], [Mark("offer", at, "Pain") for at in (NANTES, CLISSON, REDON)]])
def test_no_name_runs_over_another_or_out_of_the_drawing(marks: list[Mark]) -> None:
    drawing = draw("Carte", territory="44", marks=marks)
    boxes = [(name.x, name.x + 9.2 * len(name.text), name.y) for name in drawing.names]
    assert len(boxes) > 3
    for number, (left, right, y) in enumerate(boxes):
        assert right <= drawing.width
        for other_left, other_right, other_y in boxes[:number]:
            assert abs(y - other_y) > 15 or left > other_right or right < other_left
