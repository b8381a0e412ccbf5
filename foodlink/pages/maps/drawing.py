"""A drawing of a territory's day, as shapes that a template writes down as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from foodlink.pages.maps.mercator import Frame, Point, frame_around
from foodlink.places.gazetteer import Commune, gazetteer

_COLOURS = 8
_NAMES = 14
_LETTER = 9.2
_LINE = 20.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place: `kind` is offer, taken, association or start; `label` says what."""

    kind: str
    at: Point
    label: str


@dataclass(frozen=True, slots=True)
class Way:
    """A route: where it starts, its stops in order with what each is, and how it is called."""

    name: str
    start: Point | None
    stops: Sequence[tuple[Point, str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A dot, a name or a numbered stop in the drawing, in its own points."""

    x: float
    y: float
    text: str = ""
    size: float = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A route in the drawing: its colour's number, its line, and its numbered stops."""

    name: str
    colour: int
    points: str
    stops: Sequence[Shape]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the map's template writes."""

    title: str
    width: float
    height: float
    tiles: Sequence[tuple[str, float, float, float]] = ()
    communes: Sequence[Shape] = ()
    names: Sequence[Shape] = ()
    lines: Sequence[Line] = ()
    marks: Sequence[Shape] = field(default=())


def draw(
    title: str, *, territory: str, marks: Sequence[Mark] = (), ways: Sequence[Way] = (), tiles_url: str | None = None
) -> Drawing:
    """Draw these marks and ways on the communes of a territory; all of it where there is nothing to show."""
    communes = [commune for commune in gazetteer().communes if commune.department == territory]
    shown = (
        [mark.at for mark in marks] + [at for way in ways for at, _ in way.stops] + [w.start for w in ways if w.start]
    )
    frame = frame_around(shown or [(commune.lat, commune.lon) for commune in communes])
    near = [commune for commune in gazetteer().communes if frame.holds((commune.lat, commune.lon))]
    return Drawing(
        title=title,
        width=frame.width,
        height=frame.height,
        tiles=frame.tiles(tiles_url) if tiles_url else (),
        communes=[_dot(frame, commune) for commune in near],
        names=_names(frame, near, taken=[frame.place(at) for at in shown]),
        lines=[_line(frame, number, way) for number, way in enumerate(ways)],
        marks=[Shape(*frame.place(mark.at), mark.label, kind=mark.kind) for mark in marks],
    )


def _dot(frame: Frame, commune: Commune) -> Shape:
    size = 1.5 if commune.population < 2000 else 2.5 if commune.population < 10_000 else 4.0
    return Shape(*frame.place((commune.lat, commune.lon)), commune.name, size)


def _names(frame: Frame, communes: Iterable[Commune], *, taken: Sequence[tuple[float, float]]) -> list[Shape]:
    """The names of the most populous communes that do not run over each other, over a mark, or out of the drawing."""
    placed: list[tuple[float, float, float]] = []
    names: list[Shape] = []
    for commune in sorted(communes, key=lambda one: -one.population):
        x, y = frame.place((commune.lat, commune.lon))
        left, width = x + 7, _LETTER * len(commune.name)
        free = all(abs(y - other) > _LINE or left > end or left + width < begin for begin, end, other in placed)
        clear = not any(left - 8 <= px <= left + width and abs(y - py) < _LINE * 0.7 for px, py in taken)
        if left + width < frame.width and _LINE < y < frame.height - 6 and free and clear:
            placed.append((left, left + width, y))
            names.append(Shape(left, y + 5, commune.name))
        if len(names) == _NAMES:
            break
    return names


def _line(frame: Frame, number: int, way: Way) -> Line:
    along = ([way.start] if way.start else []) + [at for at, _ in way.stops]
    points = " ".join(f"{x},{y}" for x, y in map(frame.place, along))
    stops = [
        Shape(*frame.place(at), f"{order}. {label}", order) for order, (at, label) in enumerate(way.stops, start=1)
    ]
    return Line(way.name, number % _COLOURS + 1, points, stops)
