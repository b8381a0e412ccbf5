"""What is counted of requests, for Prometheus. Each application counts for itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


@dataclass(frozen=True, slots=True)
class _Counts:
    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram


def exposition() -> bytes:
    """The figures in Prometheus' text format."""
    return generate_latest(_counts().registry)


def install(app: Flask) -> None:
    """Count each request by its endpoint, method and status."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    app.extensions["foodlink_metrics"] = _Counts(
        registry,
        Counter("foodlink_requests", "Requests answered", ("endpoint", "method", "status"), registry=registry),
        Histogram(
            "foodlink_request_seconds", "How long answers took", ("endpoint",), buckets=_SECONDS, registry=registry
        ),
    )
    app.before_request(_begin)
    app.after_request(_count)


def _counts() -> _Counts:
    return cast(_Counts, current_app.extensions["foodlink_metrics"])


def _begin() -> None:
    g.began = time.perf_counter()


def _count(given: Response) -> Response:
    counts, endpoint = _counts(), request.endpoint or "none"
    counts.requests.labels(endpoint, request.method, given.status_code).inc()
    if "began" in g:
        counts.seconds.labels(endpoint).observe(time.perf_counter() - g.began)
    return given
