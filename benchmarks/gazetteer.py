"""How far off the embedded gazetteer is: `python -m benchmarks.gazetteer [FOLDER]`.

Reads `communes.csv` and `contours.geojson` of the folder (`../shared/data` unless told) at run time only. The table of
points compares with the centroid of each commune's polygon, which is not its town: even the true place of the name
is some way off. The second table draws points evenly over the land, and as people live (communes by population, evenly
within), and counts those whose commune and territory the nearest known place tells right.
"""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from foodlink.places.contours import Contour, ContourIndex
from foodlink.places.contours_geojson import contours_from_geojson
from foodlink.places.gazetteer import gazetteer
from foodlink.places.locate import locate
from foodlink.places.sphere import distance_km

POINTS = 5_000
SEED = 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    given = sys.argv[1:] if arguments is None else arguments
    folder = Path(given[0]) if given else Path(__file__).parents[2] / "shared" / "data"
    with (folder / "communes.csv").open(encoding="utf-8", newline="") as file:
        centroids = {row["insee"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}
    print_point_errors(centroids)
    contours = contours_from_geojson(json.loads((folder / "contours.geojson").read_text(encoding="utf-8")))
    print_located_points(contours)


def print_point_errors(centroids: dict[str, tuple[float, float]]) -> None:
    """The distance from each commune's point in the gazetteer to its centroid, by how it was located."""
    errors: dict[str, list[float]] = {}
    for commune in gazetteer().communes:
        lat, lon = centroids[commune.insee]
        error = distance_km(commune.lat, commune.lon, to_lat=lat, to_lon=lon)
        errors.setdefault(commune.located, []).append(error)
        errors.setdefault("all", []).append(error)
    print("| located by | communes | median km | p95 km | max km |\n| --- | ---: | ---: | ---: | ---: |")
    for kind in ("name", "delegated", "postcode", "epci", "all"):
        km = np.array(errors.get(kind, [np.nan]))
        middle, high = np.quantile(km, (0.5, 0.95))
        print(f"| {kind} | {len(km):,} | {middle:.2f} | {high:.2f} | {km.max():.2f} |")


def print_located_points(contours: list[Contour]) -> None:
    """The share of points within the contours for which the nearest known place tells commune and territory."""
    index = ContourIndex(contours)
    population = {commune.insee: commune.population for commune in gazetteer().communes}
    areas = np.array([_box_area(contour) for contour in contours])
    people = np.array([population[contour.insee] for contour in contours], dtype=float)
    print("\n| points drawn | points | commune right | territory right | outside |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, weights in (("evenly over the land", areas), ("as people live", people)):
        drawn = _draw(contours, weights / weights.sum(), by_area=name.startswith("evenly"))
        found = [(insee, locate(lat, lon)) for insee, lat, lon in drawn]
        commune = np.mean([place is not None and place.commune.insee == insee for insee, place in found])
        territory = np.mean([place is not None and place.territory == insee[:2] for insee, place in found])
        outside = np.mean([place is None for _, place in found])
        print(f"| {name} | {len(found):,} | {commune:.1%} | {territory:.1%} | {outside:.2%} |")
        by_contour = [index.commune_at(lat, lon) == insee for insee, lat, lon in drawn]
        assert np.mean(by_contour) > 0.99, "contours tell their own points"


def _draw(contours: list[Contour], shares: npt.NDArray[np.float64], *, by_area: bool) -> list[tuple[str, float, float]]:
    """Points within contours; over the land a point beside its contour is dropped, else drawn again."""
    generator = np.random.default_rng(SEED)
    points: list[tuple[str, float, float]] = []
    while len(points) < POINTS:
        contour = contours[int(generator.choice(len(contours), p=shares))]
        west, south, east, north = contour.bbox
        while True:
            lon, lat = generator.uniform(west, east), generator.uniform(south, north)
            inside = contour.contains(lat, lon)
            if inside:
                points.append((contour.insee, lat, lon))
            if inside or by_area:
                break
    return points


def _box_area(contour: Contour) -> float:
    west, south, east, north = contour.bbox
    return (east - west) * (north - south)


if __name__ == "__main__":
    main()
