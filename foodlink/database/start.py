"""The two steps of a start: a data directory made whole, and the server launched on it."""

import os
import shutil
from pathlib import Path

from foodlink.database import sandbox
from foodlink.database.cluster import SUPERUSER
from foodlink.database.errors import EmbeddedDatabaseError
from foodlink.database.server_settings import server_settings
from foodlink.database.site import Site

_LOG_BYTES = 2_000_000


def make_data_directory(site: Site, *, durable: bool) -> None:
    """Make the data directory under another name first, so that one with its own name is always whole."""
    data = site.cluster.data
    unfinished = data.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
    # Built into the server, so that texts sort alike on every machine and after its system is renewed.
    options += ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    options += [] if durable else ["--no-sync"]
    command: list[str | Path] = [site.programs / "initdb", "--pgdata", unfinished, *options]
    made = sandbox.run_as(site.identity, command, folder=site.cluster.folder)
    if made.returncode:
        raise EmbeddedDatabaseError(f"no data directory could be made in {unfinished}: {made.stderr}")
    unfinished.rename(data)
    if durable:
        _sync(site.cluster.folder)  # a name lost with the power would let the next start begin anew


def start_server(site: Site, *, durable: bool) -> None:
    """Launch the server apart from us and wait until it answers; under the lock of whoever starts."""
    cluster = site.cluster
    cluster.prepare_socket_folder(site.identity.uid)
    cluster.remove_stale_files()
    if site.identity.uid == os.geteuid():
        _prune(cluster.folder / "log")
    settings = server_settings(cluster.socket_folder, durable=durable)
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    sandbox.start_as(
        site.identity,
        [site.programs / "postgres", "-D", cluster.data, *options],
        folder=cluster.folder,
        hold=cluster.hold,
        output=cluster.folder / "startup.log",
    )
    cluster.wait_until_up()


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _prune(logs: Path) -> None:
    """Remove logs that grew large over many starts; while the server runs, a week of them overwrite themselves."""
    for path in logs.glob("*.log"):
        if path.stat().st_size > _LOG_BYTES:
            path.unlink()
