"""The schema's versions: Alembic, run from here and nowhere else, so that there is no file of settings to keep true.

It is loaded only to migrate: whether there is anything to migrate is asked at every start of every process.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, text

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 4_407_001
_VERSIONS = text("select to_regclass('alembic_version')")
_REVISION = text("select version_num from alembic_version")


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """The job engine keeps tables of its own, by its own migrations."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


OPTIONS: dict[str, Any] = {"include_name": _ours, "compare_type": True}
"""What Alembic compares, in migrations and in the test that models and migrations agree."""


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for one connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, *, revision: str = "head") -> None:
    """Migrate to `revision`; processes that ask at once wait for each other."""
    from alembic import command

    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        connection.commit()
        try:
            command.upgrade(alembic_config(connection), revision)
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": _UPGRADE_LOCK})
            connection.commit()


def downgrade(engine: Engine, *, revision: str) -> None:
    """Migrate back to `revision` (`base` for an empty database)."""
    from alembic import command

    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), revision)
        connection.commit()


@cache
def newest_revision() -> str:
    """The revision that this program's database has: a revision's identifier is its file's name, and begins with its number."""
    return max(file.stem for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_current(engine: Engine) -> bool:
    """Whether the database has the newest schema."""
    with engine.connect() as connection:
        return is_newest(connection)


def is_newest(connection: Connection) -> bool:
    """The same, for one who is connected."""
    if connection.scalar(_VERSIONS) is None:
        return False
    return connection.scalars(_REVISION).all() == [newest_revision()]
