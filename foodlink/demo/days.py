"""The offers of one day, drawn by producer and day: what, how much, when it appears, until when it can be fetched."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from config.tables import table
from foodlink.demo.draws import draws, one_of
from foodlink.demo.network import DrawnProducer, Network, trade
from foodlink.domain.draft import LotDraft, OfferDraft
from foodlink.domain.offer import Category, Temperature
from foodlink.local_time import local_moment

_EARLIEST, _LATEST = time(6), time(21)
_GRAMS = 1000


@dataclass(frozen=True, slots=True)
class DrawnOffer:
    """An offer that `producer` posts at `posted_at`; `number` tells its offers of one day apart."""

    producer: DrawnProducer
    number: int
    posted_at: datetime
    draft: OfferDraft


def offers_of(network: Network, day: date) -> list[DrawnOffer]:
    """All offers of that local day, in the order in which they appear."""
    drawn = (_offer_of(network.seed, producer, day) for producer in network.producers)
    offers = [offer for offer in drawn if offer is not None]
    return sorted(offers, key=lambda offer: (offer.posted_at, offer.producer.id))


def _offer_of(seed: int, producer: DrawnProducer, day: date) -> DrawnOffer | None:
    figures, offers = trade(producer.trade), table("demonstration")["offers"]
    chance = draws(seed, producer.id, "offer", day)
    if day.isoweekday() not in figures["days"] or chance.random() >= float(figures["offers_on"]):
        return None
    weight_g = _weight_g(chance, producer.per_offer_kg, offers)
    if weight_g < float(offers["at_least_kg"]) * _GRAMS:
        return None
    window = one_of(chance, figures["windows"])
    opens, closes = (_moment(chance, day, window[end]) for end in ("from", "until"))
    ahead_min = float(offers["announced_median_min"]) * chance.lognormvariate(0.0, float(offers["announced_sigma"]))
    lots = _lots(chance, figures["lots"], weight_g=weight_g, day=day)
    return DrawnOffer(
        producer=producer,
        number=0,
        posted_at=max(local_moment(day, _EARLIEST), opens - timedelta(minutes=round(ahead_min))),
        draft=OfferDraft(title=lots[0].description, available_from=opens, available_until=closes, lots=lots),
    )


def _weight_g(chance: random.Random, median_kg: float, figures: Mapping[str, Any]) -> int:
    """The producer's own median times the day's factor; now and then a heavy one (Pareto beyond a threshold)."""
    kg = median_kg * chance.lognormvariate(0.0, float(figures["day_sigma"]))
    if chance.random() < float(figures["heavy_share"]):
        kg = float(figures["heavy_from_kg"]) * chance.paretovariate(float(figures["heavy_index"]))
    return round(min(float(figures["heavy_at_most_kg"]), kg) * 10) * (_GRAMS // 10)


def _moment(chance: random.Random, day: date, local: str) -> datetime:
    """A local time of the figures, up to half an hour later."""
    late = timedelta(minutes=15 * chance.randint(0, 2))
    return min(local_moment(day, time.fromisoformat(local)) + late, local_moment(day, _LATEST))


def _lots(
    chance: random.Random, rows: Sequence[Mapping[str, Any]], *, weight_g: int, day: date
) -> tuple[LotDraft, ...]:
    count = 1 + (weight_g > 8 * _GRAMS and chance.random() < 0.5) + (weight_g > 40 * _GRAMS and chance.random() < 0.4)
    parts = [chance.uniform(0.5, 1.5) for _ in range(count)]
    return tuple(
        _lot(
            chance, one_of(chance, rows), quantity_g=max(500, round(weight_g * part / sum(parts) / 100) * 100), day=day
        )
        for part in parts
    )


def _lot(chance: random.Random, row: Mapping[str, Any], *, quantity_g: int, day: date) -> LotDraft:
    return LotDraft(
        category=Category(row["category"]),
        description=chance.choice(row["descriptions"]),
        quantity_g=quantity_g,
        temperature=Temperature(row["temperature"]),
        use_by=_day_after(chance, day, row.get("use_by_days")),
        best_before=_day_after(chance, day, row.get("best_before_days")),
        allergens=tuple(row["allergens"]),
    )


def _day_after(chance: random.Random, day: date, between: Sequence[int] | None) -> date | None:
    return None if between is None else day + timedelta(days=chance.randint(between[0], between[1]))
