import csv
from importlib.resources import files
from pathlib import Path

import pytest

from foodlink.places.build_gazetteer import write
from foodlink.places.locate_communes import COLUMNS, FORMER_COLUMNS


@pytest.mark.parametrize(("name", "columns"), [("communes.csv", COLUMNS), ("former_communes.csv", FORMER_COLUMNS)])
def test_the_carried_tables_are_as_the_script_writes_them(name: str, columns: tuple[str, ...], tmp_path: Path) -> None:
    carried = files("foodlink.places").joinpath(name).read_bytes()
    header, *rows = csv.reader(carried.decode("utf-8").splitlines())
    assert tuple(header) == columns
    assert rows == sorted(rows, key=lambda row: (row[2], row[0]) if name.startswith("former") else row[0])
    write(tmp_path / name, columns, rows)
    assert (tmp_path / name).read_bytes() == carried
