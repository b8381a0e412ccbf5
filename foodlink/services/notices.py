"""Notices: telling those whom a change concerns, on their own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from foodlink.domain.actor import Actor
from foodlink.domain.notice import Notice


def tell(
    session: Session, account_ids: Iterable[UUID | None], kind: str, facts: Mapping[str, Any], *, at: datetime
) -> None:
    """Leave a notice for each of these accounts, once each; a step of a service, which commits.

    `kind` is a word (`offer_withdrawn`) that names the sentence in the pages' catalogue; `facts` fill it: identifiers,
    what food and which organisations, weights in grams as whole numbers, moments as RFC 3339; never the name of a person.
    None among the accounts is passed over.
    """
    known = sorted({account for account in account_ids if account is not None})
    session.add_all(Notice(account_id=account, at=at, kind=kind, facts=_plain(facts)) for account in known)


def mark_read(session: Session, *, notice_ids: Sequence[UUID] | None, by: Actor, at: datetime) -> int:
    """Mark these notices of one's own as read, all of them where `notice_ids` is None; how many were unread."""
    unread = update(Notice).where(Notice.account_id == by.account_id, Notice.read_at.is_(None))
    if notice_ids is not None:
        unread = unread.where(Notice.id.in_(notice_ids))
    marked = session.scalars(unread.values(read_at=at).returning(Notice.id)).all()
    session.commit()
    return len(marked)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in facts.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    return str(value)
