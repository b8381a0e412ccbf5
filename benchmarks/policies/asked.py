"""What each comparison of simulated days can be asked for."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def playing(name: str, about: str | None, *, only: str, results: Path) -> argparse.ArgumentParser:
    """The command line of a comparison: what is picked (`only` unless told), on how many cores, and where its rows are."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=about)
    usual = f" ({only})" if only else ""
    parser.add_argument("--only", default=only, metavar="WORDS", help=f"departments, seed=N, days=N{usual}")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--results", type=Path, default=results, metavar="FILE")
    parser.add_argument("--print", action="store_true", help="only print the tables")
    return parser
