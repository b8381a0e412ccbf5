"""The processes and files of one PostgreSQL data directory: asked, started, waited for, stopped, tidied.

Whether any process of it lives is told by the lock that they inherit (see launcher.py), never by a process id
alone: after `kill -9`, or in a container that starts again, the number in `postmaster.pid` may be another's.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import signal
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from psycopg import pq

from foodlink.database.errors import EmbeddedDatabaseError
from foodlink.database.processes import command_line, wait, working_in

SUPERUSER = "foodlink"
PORT = 5432  # only a part of the socket's name: no TCP port is opened
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, the closing zero among them.
_SOCKET_PATH_BYTES = 103 if sys.platform == "darwin" else 107
_START_S = 300.0  # recovery after a crash replays at most max_wal_size
_STOP_S = 60.0
_LEFTOVERS_S = 1.0


@dataclass(frozen=True)
class Cluster:
    """A data directory in `folder`, a private folder (0700) of the one who runs it."""

    folder: Path
    major: str

    @property
    def data(self) -> Path:
        """The data directory; its name is its major version."""
        return self.folder / self.major

    def majors(self) -> set[str]:
        """Return the major versions whose data lie in the folder."""
        return {path.name for path in self.folder.iterdir() if path.name.isdigit()} if self.folder.exists() else set()

    @property
    def hold(self) -> Path:
        """The file that the server's processes keep locked."""
        return self.folder / "running"

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: in our folder, or under /tmp where that path is too long for a socket.

        Also where the path has a character that ends a host in a connection string. /tmp by name, not by TMPDIR
        or XDG_RUNTIME_DIR: every process of whatever session must find the same.
        """
        path = self.folder / f".s.PGSQL.{PORT}"
        if len(os.fsencode(path)) <= _SOCKET_PATH_BYTES and re.fullmatch(r"[\w/. +-]+", str(path), re.ASCII):
            return self.folder
        owner = self.folder.stat().st_uid if self.folder.exists() else os.geteuid()
        return Path("/tmp", f"foodlink-{owner}-{name_of(self.folder)}")

    def url(self, database: str) -> str:
        """Return the connection URL of `database`; the port is named lest PGPORT decide it."""
        host = quote(str(self.socket_folder), safe="/")
        return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={host}&port={PORT}"

    def answers(self) -> bool:
        """Tell whether connections are accepted now."""
        return self._ping() == pq.Ping.OK

    def is_up(self) -> bool:
        """Tell whether a server answers, be it that it is still starting or stopping."""
        return self._ping() in (pq.Ping.OK, pq.Ping.REJECT)

    def _ping(self) -> int:
        if not self.data.exists():
            return pq.Ping.NO_RESPONSE
        return pq.PGconn.ping(self.url("postgres").encode())

    def is_alive(self) -> bool:
        """Tell whether any process of this cluster is left, even one that outlived its postmaster."""
        try:
            lock = os.open(self.hold, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # Shared, so that two who ask at once do not take each other for the server.
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def postmaster(self) -> int | None:
        """Return the id of the postmaster, if the number in `postmaster.pid` really is one of this directory."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if pid > 0 and str(self.data) in command_line(pid) else None

    def wait_until_up(self) -> None:
        """Wait for a server that was started to answer; raise with its own words where it ended instead."""
        wait(lambda: self.answers() or not self.is_alive(), within_s=_START_S)
        if self.answers():
            return
        if self.is_alive():
            raise EmbeddedDatabaseError(
                f"the embedded PostgreSQL is still recovering after {_START_S:.0f} s: try again, or see {self.folder}"
            )
        raise EmbeddedDatabaseError(f"the embedded PostgreSQL did not start: {self._last_words()}")

    def settle(self) -> None:
        """Wait until the server either answers or is gone, ending what outlived a killed postmaster."""
        wait(lambda: self.postmaster() or not self.is_alive(), within_s=_LEFTOVERS_S)  # its starter was killed
        wait(lambda: self.answers() or not self.is_alive() or not self.postmaster(), within_s=_START_S)
        if not self.answers() and self.is_alive():
            self._end_leftovers()

    def stop(self) -> None:
        """Fast shutdown: clients are disconnected, everything is written; returns when no process is left."""
        if postmaster := self.postmaster():
            os.kill(postmaster, signal.SIGINT)
            if not wait(lambda: not self.is_alive() or not self.postmaster(), within_s=_STOP_S):
                os.kill(postmaster, signal.SIGQUIT)  # gives up on a clean end; the next start recovers
        self._end_leftovers()
        if self.socket_folder != self.folder:
            with contextlib.suppress(OSError):
                self.socket_folder.rmdir()

    def _end_leftovers(self) -> None:
        """End backends without a postmaster: one in a long query goes on, and bars a new start, until done.

        Killing is safe by then: what they share is thrown away and the next start recovers from the log.
        """
        if wait(lambda: not self.is_alive(), within_s=_LEFTOVERS_S):
            return
        if not self.postmaster():
            for pid in working_in(self.data):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        if not wait(lambda: not self.is_alive(), within_s=_STOP_S):
            raise EmbeddedDatabaseError(f"processes of the database in {self.data} do not end: end them by hand")

    def remove_stale_files(self) -> None:
        """Remove what a killed server left; only when nothing is alive, under the lock of whoever starts."""
        sockets = self.socket_folder
        for left in (self.data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}", sockets / f".s.PGSQL.{PORT}.lock"):
            left.unlink(missing_ok=True)

    def prepare_socket_folder(self, owner: int) -> None:
        """Make the socket's folder, closed to others; refuse one that somebody else laid in wait under its name."""
        folder = self.socket_folder
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if owner != os.geteuid():
                os.chown(folder, owner, -1)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise EmbeddedDatabaseError(f"{folder} must be a folder of uid {owner} and closed to others (0700)")

    def _last_words(self) -> str:
        """Return why the server ended, by its own log: what it said before the log was open, else after."""
        logs = sorted((self.folder / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
        for path in (self.folder / "startup.log", *logs[-1:]):
            lines = path.read_text(errors="replace").splitlines() if path.exists() else []
            faults = (line for line in lines[-20:] if "FATAL" in line or "PANIC" in line)
            # "the database system is starting up" and the like answered our own asking.
            if told := [line for line in faults if "the database system is" not in line]:
                return f"{told[-1]} (see {path})"
        return f"see {self.folder}"


def name_of(path: Path) -> str:
    """Return a short name that stays the same for `path` and differs for others."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
