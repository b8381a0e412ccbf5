"""Where the data lie and as whom their server runs: decided at a start, found again by what lies there."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foodlink.database import binaries, sandbox
from foodlink.database.cluster import Cluster, name_of
from foodlink.database.errors import EmbeddedDatabaseError
from foodlink.database.sandbox import Identity


@dataclass(frozen=True)
class Site:
    """A cluster, the one who runs it, and the programs that this one can execute."""

    cluster: Cluster
    identity: Identity
    programs: Path


def account_folder(home: Path, system_folder: Path) -> Path:
    """Return where the data of `home` lie when an unprivileged account has to hold them."""
    return system_folder / name_of(home)


def choose(*, home: Path, existing: Cluster, namespaces: bool, system_folder: Path) -> Site:
    """Return the first site that works on this machine, data that exist being never left for an empty place.

    Raises EmbeddedDatabaseError, naming FOODLINK_DATABASE_URL, where none does.
    """
    _refuse_another_major(existing)
    for identity, folder in _candidates(home, existing, system_folder):
        if identity.is_namespace and not namespaces:
            continue
        copies = folder if identity.uid == os.geteuid() else system_folder
        if folder != existing.folder:
            _make_account_folder(folder, identity.uid)
        folder.mkdir(mode=0o700, exist_ok=True)
        if programs := _programs_for(identity, folder, copies=copies):
            return Site(Cluster(folder, existing.major), identity, programs)
    raise EmbeddedDatabaseError(_refusal(existing))


def _candidates(home: Path, existing: Cluster, system_folder: Path) -> Iterator[tuple[Identity, Path]]:
    if os.geteuid() != 0:
        yield sandbox.own(), existing.folder
    elif existing.data.exists() and (owner := existing.data.stat().st_uid):
        yield sandbox.account(owner), existing.folder
    else:
        yield sandbox.in_namespace(), existing.folder
        if not existing.data.exists():
            for account in sandbox.unprivileged_accounts():
                yield account, account_folder(home, system_folder)


def _programs_for(identity: Identity, folder: Path, *, copies: Path) -> Path | None:
    """Return the programs that `identity` can run in `folder`, copied into `copies` if need be, or None."""
    for programs in (binaries.installed_folder(), binaries.copied_folder(copies)):
        if sandbox.can_run(identity, programs / "postgres", folder=folder):
            return programs
    copies_are_ours = copies.is_dir() and copies.stat().st_uid == os.geteuid()
    if not copies_are_ours or not sandbox.can_enter(identity, folder=folder):
        return None
    programs = binaries.copy_into(copies)
    return programs if sandbox.can_run(identity, programs / "postgres", folder=folder) else None


def _make_account_folder(folder: Path, uid: int) -> None:
    """Make the account's folder inside the system folder, which must be ours alone to write to."""
    system = folder.parent
    if not system.exists():
        system.mkdir(parents=True)
        system.chmod(0o711)  # ours, just made: whoever knows a name in it may pass
    found = system.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & 0o022:
        raise EmbeddedDatabaseError(
            f"{system} is not a folder that only root may write to: set FOODLINK_DATABASE_URL to a PostgreSQL of yours"
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, uid, -1)


def _refuse_another_major(cluster: Cluster) -> None:
    version = cluster.data / "PG_VERSION"
    found = {version.read_text().strip()} if version.exists() else cluster.majors()
    if others := found - {cluster.major}:
        raise EmbeddedDatabaseError(
            f"{cluster.folder} holds data of PostgreSQL {', '.join(sorted(others))}, this FoodLink carries "
            f"{cluster.major}: run `foodlink backup FILE` with the version before, move that data folder away, "
            "then `foodlink restore FILE`"
        )


def _refusal(existing: Cluster) -> str:
    advice = "run FoodLink as another user, or set FOODLINK_DATABASE_URL to a PostgreSQL of your own"
    if os.geteuid() != 0:
        return f"the PostgreSQL programs cannot be run in {existing.folder}: {advice}"
    if existing.data.exists():
        return f"root can no longer run the PostgreSQL of {existing.folder} on this machine: {advice}"
    return (
        "PostgreSQL does not run as root, and neither a user namespace nor an unprivileged account "
        f"({', '.join(sandbox.ACCOUNTS)}) can run it here: {advice}"
    )
