"""How a matrix is cut into questions, and how the lines of an answer are read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.travel.blocks import Block, blocks_of, halves
from routing.travel.polyline import decoded
from tests.routing.osrm_server import encoded

DEGREES = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))


@st.composite
def lacking(draw: st.DrawFn) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """A matrix some of whose drives are missing: anywhere, or the rows and columns of some points."""
    size = draw(st.integers(0, 30))
    missing = np.zeros((size, size), dtype=np.bool_)
    if size:
        rows = draw(st.lists(st.integers(0, size - 1)))
        missing[rows, :] = missing[:, rows] = True
        pairs = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))))
        missing[tuple(np.array(pairs, dtype=int).reshape(-1, 2).T)] = True
        np.fill_diagonal(missing, val=False)
    return missing


@given(lacking(), st.integers(1, 120), st.integers(2, 20))
def test_questions_cover_what_is_missing_and_none_is_larger_than_the_engine_takes(
    missing: np.ndarray[tuple[int, int], np.dtype[np.bool_]], most_pairs: int, most_points: int
) -> None:
    asked = np.zeros_like(missing)
    for block in blocks_of(missing, most_pairs=most_pairs, most_points=most_points):
        assert 0 < block.pairs <= most_pairs
        assert len(block.starts) + len(block.ends) <= most_points
        assert not asked[np.ix_(block.starts, block.ends)].any()
        asked[np.ix_(block.starts, block.ends)] = True
    assert asked[missing].all()


def test_a_new_place_is_one_row_and_one_column() -> None:
    missing = np.zeros((50, 50), dtype=np.bool_)
    missing[7, :] = missing[:, 7] = True
    missing[7, 7] = False
    row, column = blocks_of(missing, most_pairs=2500, most_points=2500)
    assert (row.starts, len(row.ends)) == ((7,), 49)
    assert (len(column.starts), column.ends) == (49, (7,))


def test_a_question_is_halved_along_its_longer_side() -> None:
    assert halves(Block((1, 2, 3), (4,))) == [Block((1,), (4,)), Block((2, 3), (4,))]
    assert halves(Block((1,), (4, 5))) == [Block((1,), (4,)), Block((1,), (5,))]


@given(st.lists(DEGREES))
def test_a_line_is_read_as_it_was_written(points: list[tuple[int, int]]) -> None:
    line = [(lat / 1e6, lon / 1e6) for lat, lon in points]
    assert decoded(encoded(line)) == line


def test_a_line_is_read_as_its_format_documents_it() -> None:
    """Google's own example has five decimals, so that here all is a tenth of it."""
    line = decoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@")
    assert line == [pytest.approx(point) for point in ((3.85, -12.02), (4.07, -12.095), (4.3252, -12.6453))]
