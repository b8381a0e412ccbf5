"""The mapping's base and the column types that the nouns share."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Enum, MetaData, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

from foodlink.ids import new_id

GRAMS_PER_KG = 1000

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Identifier = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=new_id)]
Grams = Annotated[int, mapped_column(BigInteger)]


class Base(DeclarativeBase):
    """The mapping's base: constraint names follow one convention, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the name and shape are SQLAlchemy's
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def worded(kind: type[enum.StrEnum], name: str) -> Enum:
    """A column type for a closed set of words: text with a CHECK, so that a new word is a plain migration."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda words: [word.value for word in words],
        validate_strings=True,
    )


def text(length: int) -> String:
    """A text column that the database itself bounds."""
    return String(length)
