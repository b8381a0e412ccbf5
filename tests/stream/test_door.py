"""Who may listen."""

from __future__ import annotations

import pytest

from tests.people import People
from tests.server.served import Served, a_token
from tests.stream.listening import PATH, listening
from tests.stream.posting import posted


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody's"}, {"Authorization": "Basic YTpi"}])
def test_who_is_not_signed_in_is_refused_by_a_problem(service: Served, headers: dict[str, str]) -> None:
    with service.client() as client:
        answer = client.get(PATH, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 401
    assert "Bearer" in answer.headers["www-authenticate"]


@pytest.mark.parametrize("role", ["alice", "charlie"])
def test_producers_and_drivers_never_listen(service: Served, cast: People, role: str) -> None:
    with service.client(a_token(service.sessions, getattr(cast, role))) as client:
        answer = client.get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


def test_the_pages_cookie_opens_from_the_same_origin_alone(service: Served, cast: People) -> None:
    cookie = {"Cookie": f"foodlink_session={a_token(service.sessions, cast.bob)}"}
    with service.client() as client:
        with client.stream("GET", PATH, headers=cookie | {"Sec-Fetch-Site": "same-origin"}) as answer:
            assert answer.status_code == 200
            assert answer.headers["cache-control"].startswith("no-cache")
        assert client.get(PATH, headers=cookie | {"Sec-Fetch-Site": "cross-site"}).status_code == 401


def test_an_unknown_parameter_is_named(service: Served, cast: People) -> None:
    with service.client(a_token(service.sessions, cast.bob)) as client:
        answer = client.get(PATH, params={"colour": "green"})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["colour"]


def test_another_method_is_the_api_s_to_refuse(service: Served, cast: People) -> None:
    with service.client(a_token(service.sessions, cast.bob)) as client:
        answer = client.post(PATH)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_admin_listens_to_every_territory(service: Served, cast: People) -> None:
    with listening(service, a_token(service.sessions, cast.admin)) as ear:
        posted(service.sessions, cast)
        assert ear.next().data["offer"]["territory"] == "44"


def test_the_stream_is_in_the_description_of_the_api(service: Served) -> None:
    with service.client() as client:
        described = client.get("/api/v1/openapi.json").json()["paths"][PATH]["get"]
    assert list(described["responses"]["200"]["content"]) == ["text/event-stream"]
    assert {one["name"] for one in described["parameters"]} == {"Last-Event-ID", "last_event_id"}
