"""Keeping the figures of a simulation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foodlink.cli.faults import NOT_DONE, Fault
from foodlink.cli.simulate import write_figures


def test_figures_that_cannot_be_written_are_a_fault_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Fault, match=r"cannot be written \(Not a directory\)") as caught:
        write_figures(tmp_path / "file" / "figures.json", {})
    assert caught.value.exit_code == NOT_DONE


def test_figures_are_written_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    write_figures(file, {"seed": 1})
    assert json.loads(file.read_text(encoding="utf-8")) == {"seed": 1}
