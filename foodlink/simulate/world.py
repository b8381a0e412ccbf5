"""What happens whatever the policy: each fate is drawn by identity, so that all policies meet the same ones.

The identity of an offer is its producer and day, that of a claim its offer and association, that of a driver's bad luck the
driver and day. Nothing here knows who has reserved or planned what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from config.tables import table
from foodlink.demo.days import DrawnOffer, offers_of
from foodlink.demo.draws import draws
from foodlink.demo.network import DrawnAssociation, DrawnProducer, Network, draw_network
from foodlink.demo.people import DrawnDriver
from foodlink.domain import food_rules
from foodlink.domain.driver import Shift
from foodlink.local_time import local_day, local_moment
from foodlink.places.sphere import distance_km
from foodlink.simulate.options import Options

_GRAMS = 1000
_NOON = time(13)


@dataclass(frozen=True, slots=True)
class OfferFate:
    """An offer and what comes of it. `found` is the share of each lot that is really there, 0 where there is none."""

    offer: DrawnOffer
    withdrawn_at: datetime | None
    door_closed: bool
    found: tuple[float, ...]

    @property
    def key(self) -> tuple[UUID, date]:
        """What identifies it in every policy's database: the producer and the day."""
        return self.offer.producer.id, local_day(self.offer.posted_at)


@dataclass(frozen=True, slots=True)
class Interest:
    """An association looks at an offer at that moment and takes what it can use."""

    association: DrawnAssociation
    fate: OfferFate
    at: datetime

    def may_take(self, food: food_rules.Food, at: datetime) -> bool:
        """Whether the rules let this food go there at that moment."""
        return food_rules.may_not_go_to(food, _Receiver(self.association), at) is None


@dataclass(frozen=True, slots=True)
class DriverFate:
    """What a volunteer on shift does that day; `broken_at` is the moment of a breakdown on the road."""

    driver: DrawnDriver
    shift: Shift
    declines: bool
    no_show: bool
    broken_at: datetime | None


@dataclass(frozen=True)
class World:
    """A network and the chance of its days."""

    network: Network
    options: Options

    @classmethod
    def of(cls, options: Options) -> World:
        """The world that belongs to the options' territory, size and seed."""
        return cls(draw_network(options.territory, seed=options.seed, size=options.size), options)

    def days(self) -> list[date]:
        """The days that are played."""
        return [self.options.first_day + timedelta(days=number) for number in range(self.options.days)]

    def offers(self, day: date) -> list[OfferFate]:
        """The offers of a day, in the order in which they appear, with their fates."""
        return [self._fate(offer, day) for offer in offers_of(self.network, day)]

    def interests(self, fate: OfferFate, day: date) -> list[Interest]:
        """Who looks at an offer, and when, the soonest first."""
        found = (self._interest(association, fate, day) for association in self.network.associations)
        return sorted((one for one in found if one), key=lambda one: (one.at, one.association.id))

    def drivers(self, day: date) -> list[DriverFate]:
        """The volunteers who are on shift that day, and how it goes for them."""
        return [self._driver(driver, day) for driver in self.network.drivers if self._comes(driver, day)]

    def refuses(self, association: UUID, at: datetime) -> bool:
        """Whether the association refuses what comes to its door in that half of the day: full, closed, nobody there."""
        trouble = table("demonstration")["trouble"]
        day = local_day(at)
        half = "morning" if at < local_moment(day, _NOON) else "afternoon"
        rate = self.options.remarks * float(trouble["recipient"])
        return draws(self.options.seed, association, "refuses", day, half).random() < rate

    def _comes(self, driver: DrawnDriver, day: date) -> bool:
        return day.isoweekday() in driver.weekdays or driver.comes_on(day, seed=self.options.seed)

    def _fate(self, offer: DrawnOffer, day: date) -> OfferFate:
        trouble = table("demonstration")["trouble"]
        chance = draws(self.options.seed, offer.producer.id, "fate", day)
        factor = self._troublesome[offer.producer.id]
        withdrawn = chance.random() < float(trouble["withdrawn"])
        withdrawn_share = chance.random()
        closed = chance.random() < self.options.remarks * float(trouble["donor"]) * factor
        short = chance.random() < self.options.remarks * float(trouble["food_missing"]) * factor
        share = 1.0
        if short:
            nothing = chance.random() < float(trouble["none_at_all"])
            share = 0.0 if nothing else chance.uniform(*trouble["too_little"])
        open_for = offer.draft.available_until - offer.posted_at
        return OfferFate(
            offer=offer,
            withdrawn_at=offer.posted_at + open_for * (0.1 + 0.8 * withdrawn_share) if withdrawn else None,
            door_closed=closed,
            found=tuple(share for _ in offer.draft.lots),
        )

    @cached_property
    def _troublesome(self) -> dict[UUID, float]:
        """How many times the usual trouble each producer causes; a very few cause much of it."""
        return {producer.id: self._trouble_of(producer) for producer in self.network.producers}

    def _trouble_of(self, producer: DrawnProducer) -> float:
        trouble = table("demonstration")["trouble"]
        few, share = float(trouble["bad_donors"]), float(trouble["bad_donors_share"])
        bad = draws(self.options.seed, producer.id, "trouble").random() < few
        return share / few if bad else (1.0 - share) / (1.0 - few)

    def _interest(self, association: DrawnAssociation, fate: OfferFate, day: date) -> Interest | None:
        claims = table("demonstration")["claims"]
        offer = fate.offer
        chance = draws(self.options.seed, offer.producer.id, day, "claim", association.id)
        looks, ahead = chance.random() < self.options.watchful, chance.lognormvariate(0.0, float(claims["delay_sigma"]))
        here, there = association.site, offer.producer.site
        if not looks or distance_km(here.lat, here.lon, to_lat=there.lat, to_lon=there.lon) > float(
            claims["radius_km"]
        ):
            return None
        at = offer.posted_at + timedelta(minutes=round(self.options.claim_delay_min * ahead, 1))
        if at >= offer.draft.available_until or not _open_after(association, offer.draft.available_from, day):
            return None
        return Interest(association, fate, at)

    def _driver(self, driver: DrawnDriver, day: date) -> DriverFate:
        volunteers = table("demonstration")["volunteers"]
        chance = draws(self.options.seed, driver.account_id, "day", day)
        declines, no_show = chance.random() < float(volunteers["declines"]), chance.random() < self.options.no_show
        breaks, when = chance.random() < float(volunteers["breakdown"]), chance.random()
        starts, ends = (local_moment(day, end) for end in driver.shift)
        return DriverFate(
            driver=driver,
            shift=Shift(starts, ends),
            declines=declines,
            no_show=no_show,
            broken_at=starts + (ends - starts) * when if breaks else None,
        )


def _open_after(association: DrawnAssociation, moment: datetime, day: date) -> bool:
    """Whether the association is still open that day after the food can be fetched: else it does not ask for it."""
    if not association.hours:
        return True
    return any(
        weekday == day.isoweekday() and local_moment(day, closes) > moment for weekday, _, closes in association.hours
    )


@dataclass(frozen=True, slots=True)
class _Receiver:
    association: DrawnAssociation

    @property
    def accepts(self) -> list[str]:
        return list(self.association.accepts)

    @property
    def use_by_lead_h(self) -> int:
        return self.association.lead_h

    def storage_g(self, temperature: str) -> int:
        return self.association.storage_kg[temperature] * _GRAMS
