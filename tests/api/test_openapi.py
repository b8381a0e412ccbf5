"""The description of the API."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator, validate


def test_the_description_is_valid_openapi_3_1(anyone: FlaskClient) -> None:
    document = anyone.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    validate(document, cls=OpenAPIV31SpecValidator)


def test_the_calls_name_their_security_their_problems_and_their_headers(anyone: FlaskClient) -> None:
    document = anyone.get("/api/v1/openapi.json").json
    posting = document["paths"]["/api/v1/offers"]["post"]
    assert document["security"] == [{"token": []}]
    assert document["paths"]["/api/v1/auth/token"]["post"]["security"] == []
    assert "Idempotency-Key" in {one["name"] for one in posting["parameters"]}
    assert posting["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    assert "application/problem+json" in document["components"]["responses"]["Problem"]["content"]


def test_the_bounds_of_fields_are_described(anyone: FlaskClient) -> None:
    lot = anyone.get("/api/v1/openapi.json").json["components"]["schemas"]["LotDraft"]
    weight = lot["properties"]["quantity_kg"]
    assert (weight["type"], weight["exclusiveMinimum"], weight["maximum"]) == ("number", 0, 2000)
    assert lot["properties"]["temperature"]["enum"] == ["ambient", "chilled", "frozen"]


def test_the_page_of_it_names_each_call_and_loads_nothing_from_elsewhere(anyone: FlaskClient) -> None:
    page = anyone.get("/api/docs")
    assert page.status_code == 200
    assert "POST /api/v1/offers" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
    assert anyone.get("/api/docs.css").mimetype == "text/css"
