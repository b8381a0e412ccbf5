"""The pictures of the docs: whole XML that says what the plan and the runs are."""

from __future__ import annotations

from xml.etree import ElementTree

from benchmarks.routing.pictures.cost import cost_picture
from benchmarks.routing.pictures.frame import Frame
from benchmarks.routing.pictures.plan import plan_picture
from benchmarks.routing.rich_day import rich_day
from tests.routing.problems import solved


def words_of(drawn: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]


def test_a_plan_is_drawn_with_its_routes_and_figures() -> None:
    problem, plan = solved(rich_day(seed=2, lots=12, associations=6, drivers=4), iterations=50)
    words = words_of(plan_picture("a <small> day", problem, plan))
    served = len(problem.shipments) - len(plan.unassigned)
    assert "A plan of a <small> day" in words
    assert any(word.startswith(f"{served} of 12 lots") for word in words)
    assert {str(number + 1) for number in range(len(plan.routes))} <= set(words)


def test_each_run_is_told_at_some_moments() -> None:
    courses = {"seed 1": [(0.1, 1500.0), (0.5, 1040.0), (30.0, 1000.0)], "seed 2": [(0.2, 1600.0), (30.0, 1020.0)]}
    words = words_of(cost_picture("a day", courses))
    first = words.index("seed 1")
    assert words[first + 1 : first + 7] == ["+50.0 %", "+4.0 %", "+4.0 %", "+4.0 %", "+4.0 %", "+0.0 %"]
    assert words[words.index("seed 2") + 6] == "+2.0 %"


def test_a_frame_shows_north_above_and_all_that_it_is_around() -> None:
    spots = [(47.0, -2.0), (47.5, -1.0), (47.2, -1.5)]
    frame = Frame.around(spots, left=10.0, top=20.0, width=300.0, height=200.0)
    assert all(frame.holds(frame.point(spot)) for spot in spots)
    assert frame.point(spots[1])[1] < frame.point(spots[0])[1]
    assert frame.point(spots[1])[0] > frame.point(spots[0])[0]
