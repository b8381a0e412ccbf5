"""What concerns a person: notices, and the rights to a copy and to be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import answer, nothing
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import current_actor
from foodlink.api.request_session import current_session
from foodlink.clock import now
from foodlink.domain.errors import NotFound
from foodlink.domain.notice import Notice
from foodlink.queries.personal_data import export_person
from foodlink.queries.persons import list_notices, person_for
from foodlink.schemas.coordination import (
    ErasureSchema,
    NoticePageSchema,
    NoticeQuerySchema,
    NoticeSchema,
    ReadNoticesSchema,
    ReadSchema,
)
from foodlink.services.erase_person import erase_person
from foodlink.services.notices import mark_read

blueprint = Blueprint("persons", __name__, url_prefix="/api/v1", description="What concerns a person")

notice_schema = NoticeSchema()


@blueprint.get("/notices")
@blueprint.arguments(NoticeQuerySchema(), location="query")
@blueprint.response(200, NoticePageSchema)
def list_own(query: dict[str, Any]) -> Response:
    """One's own notices, the newest first."""
    key = paging.after(query["cursor"], datetime.fromisoformat, UUID)
    found = list_notices(
        current_session(),
        current_actor().account_id,
        unread=query["unread"],
        after=(key[0], key[1]) if key is not None else None,
        limit=query["limit"] + 1,
    )
    return paging.page(found, query["limit"], key=lambda one: (one.at, one.id), body=_body)


@blueprint.post("/notices/read")
@blueprint.arguments(ReadNoticesSchema())
@blueprint.response(200, ReadSchema)
def read(body: dict[str, Any]) -> Response:
    """Mark notices as read."""
    return answer({"read": mark_read(current_session(), notice_ids=body["ids"], by=current_actor(), at=now())})


@blueprint.get("/accounts/<uuid:account_id>/export")
@blueprint.response(200)
def export(account_id: UUID) -> Response:
    """All that is kept of a person: for that person, and for who coordinates."""
    account = person_for(current_session(), account_id, by=current_actor())
    if account is None:
        raise NotFound()
    return answer(export_person(current_session(), account))


@blueprint.post("/accounts/<uuid:account_id>/erase")
@blueprint.arguments(ErasureSchema(), required=False)
@blueprint.response(204)
def erase(body: dict[str, Any], account_id: UUID) -> Response:
    """Forget a person: the log keeps an identifier that names nobody."""
    erase_person(current_session(), account_id, reason=body["reason"], by=current_actor(), at=now())
    return nothing()


def _body(notice: Notice) -> dict[str, Any]:
    body: dict[str, Any] = notice_schema.dump(notice)
    return body
