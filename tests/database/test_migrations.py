"""Models and migrations agree, up and down."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from foodlink.database import schema
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.domain import Base

_CONSTRAINTS = text(
    "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace = current_schema()::regnamespace and conrelid <> 0"
    " and conrelid::regclass::text not like 'procrastinate%' and conrelid::regclass::text <> 'alembic_version'"
)
_INDEXES = text(
    "select indexname, indexdef from pg_indexes where schemaname = current_schema()"
    " and tablename not like 'procrastinate%' and tablename <> 'alembic_version'"
)


def test_the_newest_file_is_the_only_head() -> None:
    folder = Path(schema.__file__).with_name("migrations")
    assert ScriptDirectory(str(folder)).get_heads() == [schema.newest_revision()]


def test_the_migrations_make_what_the_models_say(postgres: EmbeddedPostgres, template: str) -> None:
    engine = create_engine(postgres.url(template))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=dict(schema.OPTIONS))
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_every_constraint_and_index_is_the_same_by_both_ways(postgres: EmbeddedPostgres, template: str) -> None:
    postgres.create_database("by_models")
    by_models, by_migrations = create_engine(postgres.url("by_models")), create_engine(postgres.url(template))
    with by_models.begin() as connection:
        connection.execute(text("create extension if not exists btree_gist"))
        Base.metadata.create_all(connection)
    for question in (_CONSTRAINTS, _INDEXES):
        assert _rows(by_models, question) == _rows(by_migrations, question)
    by_models.dispose()
    by_migrations.dispose()
    postgres.drop_database("by_models")


def test_the_way_down_leaves_nothing_and_the_way_up_works_again(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("down_and_up")
    engine = create_engine(postgres.url("down_and_up"))
    schema.upgrade(engine)
    schema.downgrade(engine, revision="base")
    left = "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'S')"
    assert [row[0] for row in _rows(engine, text(left))] == ["alembic_version"]
    schema.upgrade(engine)
    assert schema.is_current(engine)
    engine.dispose()
    postgres.drop_database("down_and_up")


def _rows(engine: Engine, question: object) -> list[tuple[str, ...]]:
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(question))  # type: ignore[call-overload]
