"""The drawn network: the same for the same seed, on real communes, within the figures that it is calibrated on."""

from __future__ import annotations

from datetime import date

import pytest

from foodlink.demo.days import offers_of
from foodlink.demo.network import draw_network, thin_size, usual_size
from foodlink.domain.draft import draft_faults
from foodlink.domain.territory import DEPARTMENTS
from foodlink.places.gazetteer import gazetteer
from foodlink.places.sphere import distance_km

TUESDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 29)


def test_the_same_seed_draws_the_same_network() -> None:
    assert draw_network("44", seed=1) == draw_network("44", seed=1)


def test_another_seed_draws_another_network() -> None:
    one, other = draw_network("44", seed=1), draw_network("44", seed=2)
    assert {producer.id for producer in one.producers}.isdisjoint(producer.id for producer in other.producers)
    assert [producer.site for producer in one.producers] != [producer.site for producer in other.producers]


def test_who_is_drawn_does_not_depend_on_how_many_take_part() -> None:
    few, many = draw_network("44", seed=3, size=thin_size()), draw_network("44", seed=3)
    assert few.drivers == many.drivers[: len(few.drivers)]
    assert few.associations == many.associations[: len(few.associations)]


@pytest.mark.parametrize("territory", DEPARTMENTS)
def test_every_site_is_in_a_commune_of_the_territory(territory: str) -> None:
    network = draw_network(territory, seed=1)
    for one in (*network.producers, *network.associations, *network.drivers):
        commune = gazetteer().by_insee[one.site.commune]
        assert commune.department == territory
        assert distance_km(one.site.lat, one.site.lon, to_lat=commune.lat, to_lon=commune.lon) < 4.1


@pytest.mark.parametrize("territory", DEPARTMENTS)
def test_names_ids_and_emails_are_distinct(territory: str) -> None:
    network = draw_network(territory, seed=1)
    organisations = [*network.producers, *network.associations]
    assert len({one.name for one in organisations}) == len(organisations)
    assert len({one.email for one in (*organisations, *network.drivers)}) == len(organisations) + len(network.drivers)
    ids = [one.id for one in organisations] + [one.account_id for one in (*organisations, *network.drivers)]
    assert len(set(ids)) == len(ids)


def test_the_size_follows_the_population() -> None:
    assert usual_size("53").producers < usual_size("72").producers < usual_size("44").producers
    assert usual_size("44").producers == 97


def test_every_trade_takes_part_and_bakers_most() -> None:
    trades = [producer.trade for producer in draw_network("44", seed=1).producers]
    assert set(trades) == {"baker", "market_gardener", "grocer", "caterer", "dairy_farm"}
    assert max(set(trades), key=trades.count) == "baker"


def test_over_many_networks_the_shares_are_those_of_the_sources() -> None:
    networks = [draw_network("44", seed=seed) for seed in range(10)]
    associations = [one for network in networks for one in network.associations]
    drivers = [one for network in networks for one in network.drivers]
    short = sum(one.storage_kg["ambient"] <= 110 for one in associations) / len(associations)
    cold = sum(one.storage_kg["chilled"] == 0 for one in associations) / len(associations)
    weekly = sum(bool(one.weekdays) for one in drivers) / len(drivers)
    assert short == pytest.approx(0.478, abs=0.06)
    assert cold == pytest.approx(0.368, abs=0.06)
    assert weekly == pytest.approx(0.45, abs=0.06)


def test_the_same_day_has_the_same_offers_and_another_day_others() -> None:
    network = draw_network("44", seed=1)
    assert offers_of(network, TUESDAY) == offers_of(network, TUESDAY)
    assert [one.draft for one in offers_of(network, TUESDAY)] != [one.draft for one in offers_of(network, SUNDAY)]


def test_no_offer_of_a_week_is_one_that_the_service_would_refuse() -> None:
    network = draw_network("44", seed=1)
    for number in range(23, 30):
        for offer in offers_of(network, date(2026, 11, number)):
            assert draft_faults(offer.draft, offer.posted_at) == {}
            assert offer.posted_at < offer.draft.available_from


def test_weights_are_heavy_tailed_around_the_published_means() -> None:
    days = [date(2026, month, day) for month in range(1, 7) for day in range(1, 29)]
    network = draw_network("44", seed=1)
    kilos = sorted(
        sum(lot.quantity_g for lot in offer.draft.lots) / 1000 for day in days for offer in offers_of(network, day)
    )
    mean, median = sum(kilos) / len(kilos), kilos[len(kilos) // 2]
    assert 5 < median < 15
    assert 12 < mean < 25
    assert kilos[-1] > 8 * mean


def test_a_thin_network_is_as_small_as_proxidon_was() -> None:
    network = draw_network("53", seed=1, size=thin_size())
    assert (len(network.producers), len(network.associations)) == (10, 15)
