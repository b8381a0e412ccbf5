"""The tables of figures beside this file, read once: each figure stands with its source in the TOML itself."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table `config/NAME.toml`. The caller must not change what it gets."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
