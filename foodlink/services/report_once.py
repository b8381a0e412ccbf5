"""A batch of a phone's events, applied in the order in which they happened, each one once; what is bad leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.errors import MoveNotAllowed
from foodlink.domain.handover import AHEAD, BACK, NEEDS_NOTE, ReportedEvent, ReportResult, ResultStatus
from foodlink.domain.report_words import Rejected, sentence
from foodlink.domain.route import Report
from foodlink.services.handling import Handling
from foodlink.services.report_aftermath import Aftermath

Begin = Callable[[ReportedEvent], Handling]
Apply = Callable[[Handling, ReportedEvent], None]


def apply_batch(
    session: Session,
    events: Sequence[ReportedEvent],
    begin: Begin,
    apply: Apply,
    aftermath: Aftermath,
    *,
    received: datetime,
    reservation_id: UUID | None = None,
) -> list[ReportResult]:
    """What became of each event, in the order in which they were sent; a step of the two services that take reports.

    `begin` makes what the steps of one event share, `apply` changes the rows and raises Rejected.
    """
    results: dict[int, ReportResult] = {}
    language: str | None = None
    for index, event in sorted(enumerate(events), key=lambda pair: (pair[1].order, pair[0])):
        hand = begin(event)
        language = language or _language(session, hand.by)
        results[index] = _apply_once(
            hand, event, apply, received=received, language=language, reservation_id=reservation_id
        )
        if results[index].status is ResultStatus.ACCEPTED:
            aftermath.remember(hand, event)
    return [results[index] for index in range(len(events))]


def _apply_once(
    hand: Handling,
    event: ReportedEvent,
    apply: Apply,
    *,
    received: datetime,
    language: str,
    reservation_id: UUID | None,
) -> ReportResult:
    savepoint = hand.session.begin_nested()
    try:
        _check_moment(event, received)
        _check_note(event)
        if not _is_new(hand, event, received=received, reservation_id=reservation_id):
            savepoint.rollback()
            return ReportResult(event.event_id, ResultStatus.DUPLICATE)
        apply(hand, event)
        hand.follow()
    except (Rejected, MoveNotAllowed) as no:
        savepoint.rollback()
        hand.known.forget_undone(hand.session)
        why = sentence(no.code, language, **no.facts) if isinstance(no, Rejected) else sentence("state", language)
        return ReportResult(event.event_id, ResultStatus.REJECTED, why)
    _note_on_report(hand, event)
    savepoint.commit()
    said = [sentence(code, language, **facts) for code, facts in hand.warnings]
    return ReportResult(event.event_id, ResultStatus.ACCEPTED, " ".join(said) or None)


def _check_moment(event: ReportedEvent, received: datetime) -> None:
    if event.at > received + AHEAD:
        raise Rejected("ahead")
    if event.at < received - BACK:
        raise Rejected("too_old")


def _check_note(event: ReportedEvent) -> None:
    if event.kind in NEEDS_NOTE and not (event.note or "").strip():
        raise Rejected("needs_note")


def _is_new(hand: Handling, event: ReportedEvent, *, received: datetime, reservation_id: UUID | None) -> bool:
    """Claim the phone's identifier; another transaction that has just claimed it is waited for."""
    route = hand.route
    known_stop = route is not None and any(stop.id == event.stop_id for stop in route.stops)
    claim = insert(Report).values(
        event_id=event.event_id,
        account_id=hand.by,
        route_id=route.id if route else None,
        stop_id=event.stop_id if known_stop else None,
        reservation_id=reservation_id,
        kind=event.kind.value,
        at=event.at,
        received_at=received,
        body=_body(event),
        off_route=False,
    )
    claimed = hand.session.execute(claim.on_conflict_do_nothing().returning(Report.event_id))
    return claimed.scalar_one_or_none() is not None


def _body(event: ReportedEvent) -> dict[str, object]:
    lots = None
    if event.lots is not None:
        lots = [
            {"lot_id": str(lot.lot_id), "quantity_g": lot.quantity_g, "temperature_c": lot.temperature_c}
            for lot in event.lots
        ]
    return {"lots": lots, "note": event.note}


def _note_on_report(hand: Handling, event: ReportedEvent) -> None:
    if hand.off_route:
        report = hand.session.get_one(Report, event.event_id)
        report.off_route = True
        if hand.route is not None:
            hand.warn("off_route")


def _language(session: Session, account_id: UUID) -> str:
    account = session.get(Account, account_id)
    return account.language if account else "fr"
