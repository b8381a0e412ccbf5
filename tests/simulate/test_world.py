"""The world of a simulation: drawn by identity, the same for every policy, as spread as the options say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from foodlink.demo.network import thin_size
from foodlink.simulate.options import Options
from foodlink.simulate.world import World

OPTIONS = Options(territory="44", days=3, seed=1)
TUESDAY = date(2026, 11, 24)


def test_the_same_seed_gives_the_same_fates() -> None:
    one, other = World.of(OPTIONS), World.of(OPTIONS)
    assert one.offers(TUESDAY) == other.offers(TUESDAY)
    assert one.drivers(TUESDAY) == other.drivers(TUESDAY)
    fate = one.offers(TUESDAY)[0]
    assert one.interests(fate, TUESDAY) == other.interests(fate, TUESDAY)


def test_a_day_does_not_depend_on_the_days_before_it() -> None:
    later = World.of(replace(OPTIONS, first_day=TUESDAY))
    assert later.offers(TUESDAY) == World.of(OPTIONS).offers(TUESDAY)


def test_who_does_not_turn_up_changes_nothing_else() -> None:
    usual, unreliable = World.of(OPTIONS), World.of(replace(OPTIONS, no_show=1.0))
    assert unreliable.offers(TUESDAY) == usual.offers(TUESDAY)
    assert [fate.declines for fate in unreliable.drivers(TUESDAY)] == [fate.declines for fate in usual.drivers(TUESDAY)]
    assert all(fate.no_show for fate in unreliable.drivers(TUESDAY))


def test_nobody_claims_before_an_offer_appears_or_after_it_is_over() -> None:
    world = World.of(OPTIONS)
    interests = [one for fate in world.offers(TUESDAY) for one in world.interests(fate, TUESDAY)]
    assert interests
    for one in interests:
        assert one.fate.offer.posted_at <= one.at < one.fate.offer.draft.available_until


def test_the_longer_associations_wait_the_later_they_claim() -> None:
    def first(delay_min: float) -> list[float]:
        world = World.of(replace(OPTIONS, claim_delay_min=delay_min))
        return [
            (one.at - fate.offer.posted_at).total_seconds()
            for fate in world.offers(TUESDAY)
            for one in world.interests(fate, TUESDAY)[:1]
        ]

    quick, slow = first(5), first(120)
    assert sum(quick) / len(quick) < sum(slow) / len(slow)
    assert len(slow) <= len(quick)


def test_without_remarks_all_food_is_there_and_no_door_is_closed() -> None:
    world = World.of(replace(OPTIONS, remarks=0.0))
    for fate in world.offers(TUESDAY):
        assert not fate.door_closed
        assert set(fate.found) == {1.0}
        assert not world.refuses(world.network.associations[0].id, fate.offer.posted_at)


def test_a_thin_world_has_ten_donors() -> None:
    assert len(World.of(replace(OPTIONS, size=thin_size())).network.producers) == 10
