"""The stream of live availability, through a real server: what is heard, by whom, in which order, and after a pause."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from foodlink import clock
from foodlink.clock import machine_now
from foodlink.domain import availability, event
from foodlink.domain.lifecycle import OfferStatus
from foodlink.domain.offer import Offer, Temperature
from foodlink.services.pin import pin_lot
from tests import builders
from tests.people import People
from tests.server.served import Served, a_token
from tests.stream.listening import listening
from tests.stream.posting import changing, opened, posted, reserve


def test_an_association_hears_an_offer_as_the_list_would_show_it(service: Served, cast: People) -> None:
    token = a_token(service.sessions, cast.bob)
    with listening(service, token) as ear, service.client(token) as client:
        offer_id = posted(service.sessions, cast)
        told = ear.next()
        assert told.name == "offer.opened"
        assert list(told.data) == ["offer_id", "status", "at", "lots", "offer"]
        assert told.data["offer"] == client.get(f"/api/v1/offers/{offer_id}").json()
        assert told.data["lots"] == [{"id": told.data["offer"]["lots"][0]["id"], "left_kg": 10.0}]


def test_what_is_reserved_in_part_stays_and_what_is_reserved_whole_leaves(service: Served, cast: People) -> None:
    with listening(service, a_token(service.sessions, cast.bob)) as ear:
        offer_id = posted(service.sessions, cast)
        reserve(service.sessions, offer_id, kg=4)
        reserve(service.sessions, offer_id, kg=6)
        with changing(service.sessions, offer_id, "changed") as offer:
            offer.lots[0].reserved_g -= 1000
        told = ear.some(4)
    assert [one.name for one in told] == ["offer.opened", "offer.reserved", "offer.closed", "offer.opened"]
    assert [one.data["lots"][0]["left_kg"] for one in told] == [10.0, 6.0, 0.0, 1.0]
    assert [one.data["offer"] is None for one in told] == [False, True, True, False]


def test_a_coordinator_sees_what_is_reserved_whole_until_it_has_ended(service: Served, cast: People) -> None:
    with listening(service, a_token(service.sessions, cast.dora)) as ear:
        offer_id = posted(service.sessions, cast)
        reserve(service.sessions, offer_id, kg=10)
        with changing(service.sessions, offer_id, "closed") as offer:
            offer.move_to(OfferStatus.WITHDRAWN, at=machine_now(), by=None)
        told = ear.some(3)
    assert [one.name for one in told] == ["offer.opened", "offer.reserved", "offer.closed"]
    assert told[-1].data["status"] == "withdrawn"


def test_an_association_hears_nothing_of_another_territory_nor_of_what_it_cannot_take(
    service: Served, cast: People
) -> None:
    with service.sessions() as session:
        session.get_one(type(cast.other_association), cast.other_association.id).storage_frozen_g = 0
        session.commit()
    far, near = a_token(service.sessions, cast.stella), a_token(service.sessions, cast.beth)
    with listening(service, far) as stella, listening(service, near) as beth:
        posted(service.sessions, cast, title="Glaces", lots=[builders.a_lot(temperature=Temperature.FROZEN)])
        posted(service.sessions, cast, title="Pain")
        with service.sessions() as session:
            farm = session.merge(cast.stan.organisation, load=False)
            assert farm is not None
            offer = builders.an_offer(session, farm, by=cast.stan, at=machine_now(), title="Carottes")
            availability.announce(offer, "opened", at=machine_now(), by=cast.stan.id)
            session.commit()
        assert beth.next().data["offer"]["title"] == "Pain"
        assert stella.next().data["offer"]["title"] == "Carottes"


def test_a_lot_that_is_kept_for_another_leaves_and_comes_back_with_its_pin(service: Served, cast: People) -> None:
    token = a_token(service.sessions, cast.bob)
    with listening(service, token) as ear, service.client(token) as client:
        offer_id = posted(service.sessions, cast)
        with service.sessions() as session:
            other = builders.an_association(session, "Les Autres").id
            session.commit()
        listed = []
        for association_id in (other, None):
            with service.sessions() as session:
                lot_id = session.get_one(Offer, offer_id).lots[0].id
                by = cast.actor("dora")
                pin_lot(session, lot_id, association_id=association_id, reason="Promis", by=by, at=clock.now())
            listed.append(len(client.get("/api/v1/offers").json()["items"]))
        assert [one.name for one in ear.some(3)] == ["offer.opened", "offer.closed", "offer.opened"]
        assert listed == [0, 1]


def test_two_that_commit_in_the_reverse_order_of_their_beginnings_both_arrive_once(
    service: Served, cast: People
) -> None:
    token = a_token(service.sessions, cast.bob)
    with listening(service, token) as ear, service.sessions() as first, service.sessions() as second:
        began_first = opened(first, cast, title="began first").id
        began_second = opened(second, cast, title="began second").id
        assert began_first < began_second
        second.commit()
        early = ear.next()
        first.commit()
        late = ear.next()
        last = posted(service.sessions, cast, title="last")
        heard = [early, late, ear.next()]
    assert [one.data["offer_id"] for one in heard] == [str(began_second), str(began_first), str(last)]
    ids = [int(one.id) for one in heard]
    assert ids == sorted(set(ids))
    with listening(service, token, after=early.id) as again:
        assert [one.id for one in again.some(2)] == [late.id, heard[2].id]


def test_a_listener_that_comes_back_hears_what_it_missed_once_and_then_what_is_new(
    service: Served, cast: People
) -> None:
    token = a_token(service.sessions, cast.bob)
    with listening(service, token) as ear:
        posted(service.sessions, cast, title="heard")
        last = ear.next()
    missed = [posted(service.sessions, cast, title=f"missed {number}") for number in range(3)]
    with listening(service, token, after=last.id) as ear:
        new = posted(service.sessions, cast, title="new")
        heard = ear.some(4)
    assert [one.data["offer_id"] for one in heard] == [*map(str, missed), str(new)]
    assert {one.name for one in heard} == {"offer.opened"}


def test_nothing_is_lost_or_doubled_while_listeners_come_and_go(service: Served, cast: People) -> None:
    token = a_token(service.sessions, cast.bob)
    with listening(service, token) as ear:
        all_posted = [posted(service.sessions, cast, title="0")]
        last = ear.next().id
    heard = [all_posted[0]]
    for number in range(1, 8):
        all_posted.append(posted(service.sessions, cast, title=f"{number} before"))
        with listening(service, token, after=last) as ear:
            all_posted.append(posted(service.sessions, cast, title=f"{number} during"))
            told = ear.some(2 if number % 2 else 1)
        heard += [UUID(one.data["offer_id"]) for one in told]
        last = told[-1].id
    with listening(service, token, after=last) as ear:
        all_posted.append(posted(service.sessions, cast, title="end"))
        while heard[-1] != all_posted[-1]:
            heard.append(UUID(ear.next().data["offer_id"]))
    assert heard == all_posted


def test_without_a_last_id_the_stream_begins_now(service: Served, cast: People) -> None:
    posted(service.sessions, cast, title="before")
    with listening(service, a_token(service.sessions, cast.bob)) as ear:
        posted(service.sessions, cast, title="after")
        assert ear.next().data["offer"]["title"] == "after"


def test_an_id_that_is_unknown_or_too_old_is_told_to_read_the_list_again(service: Served, cast: People) -> None:
    token = a_token(service.sessions, cast.bob)
    with listening(service, token) as ear:
        posted(service.sessions, cast)
        known = ear.next().id
    for strange in ("987654321", "bread", "-1", "0"):
        with listening(service, token, after=strange) as ear:
            assert ear.next().name == "reset"
            posted(service.sessions, cast, title="after the reset")
            assert ear.next().data["offer"]["title"] == "after the reset"
    clock.set_shift(timedelta(days=7, minutes=1))
    with listening(service, token, after=known) as ear:
        reset = ear.next()
    assert reset.name == "reset"
    assert int(reset.id) > int(known)


def test_an_association_whose_rules_change_is_told_to_read_the_list_again(service: Served, cast: People) -> None:
    with listening(service, a_token(service.sessions, cast.bob)) as ear:
        with service.sessions() as session:
            association = session.get_one(type(cast.association), cast.association.id)
            association.accepts = ["dairy"]
            event.record(association, "rules_set", at=machine_now(), by=None, territory="44")
            session.commit()
        assert ear.next().name == "reset"
        posted(service.sessions, cast, title="bread, which it no longer takes")
        milk = builders.a_lot(category=builders.Category.DAIRY)
        posted(service.sessions, cast, title="milk", lots=[milk])
        assert ear.next().data["offer"]["title"] == "milk"
