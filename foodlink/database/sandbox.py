"""As whom PostgreSQL runs: it refuses uid 0, and no folder that is not ours may be opened for it.

An ordinary user runs it directly. Root runs it in a user namespace, where root's own files stay root's and the
process merely has another number and no privilege; so it works in folders closed to all others. Where the
machine forbids namespaces, root drops to an unprivileged account that exists.
"""

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from foodlink.database import launcher
from foodlink.database.errors import EmbeddedDatabaseError

ACCOUNTS = ("foodlink", "postgres", "nobody")  # in this order; none is ever added
_LAUNCHER = Path(launcher.__file__)
# No variable of the caller reaches the server: PGDATA, PGOPTIONS or LC_ALL would change what it does.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Identity:
    """One who may run PostgreSQL: the launcher's word for it and the uid that owns its files."""

    word: str
    uid: int

    @property
    def is_namespace(self) -> bool:
        """Tell whether this one needs a user namespace."""
        return self.word.startswith("namespace")


def own() -> Identity:
    """Return the identity of an ordinary user.

    `initdb` insists that its uid has a name; a container may run under a number without one (`docker run -u`),
    for whom a namespace gives it one that has.
    """
    uid = os.geteuid()
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return in_namespace()
    return Identity("self", uid)


def in_namespace() -> Identity:
    """Return us under another number: that of an account that exists, which `initdb` asks for."""
    ordinary = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid]
    inside = next((entry for name in ACCOUNTS if (entry := _uid_of(name))), None)
    return Identity(f"namespace:{inside or next(iter(ordinary), 1000)}", os.geteuid())


def account(uid: int) -> Identity:
    """Return the account `uid`, with its own group and no other; for root only."""
    try:
        group = pwd.getpwuid(uid).pw_gid
    except KeyError:
        group = uid
    return Identity(f"account:{uid}:{group}", uid)


def unprivileged_accounts() -> list[Identity]:
    """Return the existing accounts that may hold the data, the best first."""
    return [account(uid) for name in ACCOUNTS if (uid := _uid_of(name))]


def _uid_of(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def run_as(identity: Identity, command: list[str | Path], *, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end as `identity` in `folder`, which it must be able to write to."""
    return _launch(identity, command, folder=folder, hold="-", output="-")


def can_run(identity: Identity, program: Path, *, folder: Path) -> bool:
    """Tell whether this machine lets us be `identity`, and it may use `folder` and execute `program`."""
    return run_as(identity, [program, "--version"], folder=folder).returncode == 0


def can_enter(identity: Identity, *, folder: Path) -> bool:
    """Tell whether this machine lets us be `identity`, and it may write to `folder`."""
    return run_as(identity, ["/bin/sh", "-c", ":"], folder=folder).returncode == 0


def start_as(identity: Identity, command: list[str | Path], *, folder: Path, hold: Path, output: Path) -> None:
    """Start `command` apart from us as `identity`; it keeps `hold` locked while any process of it lives."""
    started = _launch(identity, command, folder=folder, hold=str(hold), output=str(output))
    if started.returncode:
        raise EmbeddedDatabaseError(f"PostgreSQL was not started in {folder}: {started.stderr}")


def _launch(
    identity: Identity, command: list[str | Path], *, folder: Path, hold: str, output: str
) -> subprocess.CompletedProcess[str]:
    ours: list[str | Path] = [sys.executable, "-I", "-S", _LAUNCHER, identity.word, folder, hold, output]
    return subprocess.run(
        [*ours, *command],
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
