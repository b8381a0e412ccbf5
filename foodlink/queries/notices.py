"""What one should know: an account's notices."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.notice import Notice


def notices_of(session: Session, account_id: UUID, *, limit: int) -> Sequence[Notice]:
    """The account's notices, the newest first."""
    return session.scalars(
        select(Notice).where(Notice.account_id == account_id).order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)
    ).all()
