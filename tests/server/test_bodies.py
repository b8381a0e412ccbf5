"""What is sent to the server is bounded before anything reads it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.people import People
from tests.server.served import Served, a_token

MIB = 1 << 20


def _chunks(total: int) -> Iterator[bytes]:
    for _ in range(0, total, 65_536):
        yield b"x" * 65_536


def test_a_body_over_one_mebibyte_is_refused_whether_its_length_is_told_or_not(service: Served, cast: People) -> None:
    with service.client(a_token(service.sessions, cast.alice)) as client:
        told = client.post("/api/v1/offers", content=b"x" * (MIB + 1))
    with service.client(a_token(service.sessions, cast.bob)) as client:
        in_chunks = client.post("/api/v1/offers", content=_chunks(MIB + 65_536))
    for answer in (told, in_chunks):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 413


def test_a_length_alone_is_enough_to_be_refused(service: Served) -> None:
    where = urlsplit(service.url)
    with socket.create_connection((where.hostname, where.port), timeout=20) as line:
        line.sendall(b"POST /api/v1/offers HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_a_body_in_chunks_arrives_whole(service: Served, cast: People) -> None:
    whole = json.dumps({"email": cast.bob.email, "password": "no"}).encode()
    with service.client() as client:
        answer = client.post(
            "/api/v1/auth/token", content=iter([whole[:10], whole[10:]]), headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == 401, answer.text


def test_an_address_with_raw_bytes_is_answered_and_no_crash(service: Served, cast: People) -> None:
    token = a_token(service.sessions, cast.bob)
    where = urlsplit(service.url)
    for target in (b"/api/v1/offers?near=\xc3\xa9", b"/api/v1/\xc3\xa9", b"/api/v1/offers/%ff%fe"):
        with socket.create_connection((where.hostname, where.port), timeout=20) as line:
            head = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
            line.sendall(head % (target, token.encode()))
            assert line.recv(100).split()[1] in (b"400", b"404", b"422"), target


def test_a_request_under_way_does_not_hide_others_that_wait(service: Served, cast: People) -> None:
    """Senders that never finish take no thread: more of them than there are threads leave the service answering."""
    where = urlsplit(service.url)
    lines = [socket.create_connection((where.hostname, where.port), timeout=20) for _ in range(12)]
    try:
        for line in lines:
            line.sendall(b"POST /api/v1/offers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        with service.client(a_token(service.sessions, cast.bob)) as client:
            assert client.get("/api/v1/me").status_code == 200
    finally:
        for line in lines:
            line.close()
