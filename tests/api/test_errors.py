"""Whatever goes wrong is told in one shape, says what is wrong and what to do, and is never a 500."""

import json
import logging

import pytest
from django.db import connection

from tests.api.asking import SITE, problem
from tests.factories import CategoryFactory, ToolFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("limit=0", "limit", "“limit” cannot be “0”. It should be greater than or equal to 1."),
        ("limit=101", "limit", "less than or equal to 100"),
        ("limit=-1", "limit", "greater than"),
        ("limit=ten", "limit", "“limit” cannot be “ten”. It should be a whole number."),
        ("limit=" + "9" * 5000, "limit", "“limit” cannot be"),
        ("limit=1&limit=2", "limit", "“limit” is given 2 times. Give it once."),
        ("sort=price", "sort", "name, newest, ship, score or community"),
        ("sort=", "sort", "“sort” cannot be “”"),
        ("verdict=maybe", "verdict", "ship, mixed, skip or none"),
        ("free=yes", "free", "“yes”"),
        ("order=name", "order", "There is no parameter “order” here. There is after, before, limit,"),
        ("%00=1", "", "There is no parameter"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(client, query, parameter, said):
    error = problem(client, f"tools?{query}", 422)

    assert error.get("parameter", "") == parameter
    assert said in error["message"]


def test_what_a_parameter_may_be_is_listed(client):
    CategoryFactory(slug="shelf")

    assert problem(client, "tools?verdict=maybe", 422)["possible"] == ["ship", "mixed", "skip", "none"]
    assert problem(client, "tools?category=nix", 404)["possible"] == ["shelf"]


def test_a_name_that_is_not_here_comes_with_the_nearest(client):
    ToolFactory(name="SmolVLM")

    error = problem(client, "tools/smolvlmm", 404)

    near = {"title": "SmolVLM", "url": f"{SITE}/tools/smolvlm", "api_url": f"{SITE}/api/tools/smolvlm"}
    assert error["message"] == "No tool here is called “smolvlmm”."
    assert error["nearest"] == [near]


@pytest.mark.parametrize("address", ["nothing", "tools/a/b", "compare", "v1/tools", "x" * 5000, "tools/%00", "%FF/"])
def test_an_address_that_is_not_there_is_told_in_json(client, address):
    problem(client, address, 404)


def test_a_slash_at_the_end_leads_to_the_address_without(client):
    answer = client.get("/api/tools/?limit=3")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/tools?limit=3")


@pytest.mark.parametrize("place", ["nix", "%00", "W10", "a" * 3000, "voted.x", "WyJ6IiwgMV0"])
def test_a_place_that_no_list_has_named_is_a_404_or_a_page(client, place):
    for address in ("tools?", "tools?sort=score&", "tools?sort=community&", "reviews?", "comparisons?", "reviewers?"):
        for side in ("after", "before"):
            assert client.get(f"/api/{address}{side}={place}").status_code in (200, 404)


def test_a_place_after_and_one_before_cannot_be_asked_for_together(client):
    ToolFactory.create_batch(3)
    place = client.get("/api/tools?limit=1").json()["next"].rpartition("=")[2]

    assert problem(client, f"tools?after={place}&before={place}", 422)["parameter"] == "before"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"])
@pytest.mark.parametrize("path", ["/api/tools", "/api/openapi.json", "/api/nothing"])
def test_nothing_can_be_changed(client, method, path):
    answer = client.generic(method, path, b"{}", "application/json")

    assert answer.status_code == answer.json()["error"]["status"] == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_is_passed_over_and_so_are_too_many_parameters(client):
    assert client.generic("GET", "/api/categories", b"x" * 1_000_000, "application/json").status_code == 200
    problem(client, "categories?" + "&".join(f"a{number}=1" for number in range(2000)), 400)


def test_what_nobody_foresaw_is_logged_and_not_told(client, caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tools_category RENAME TO elsewhere")

    with caplog.at_level(logging.ERROR, "compare.api"):
        answer = client.get("/api/categories")

    assert answer.status_code == json.loads(answer.content)["error"]["status"] == 500
    assert "tools_category" not in answer.content.decode()
    assert "tools_category" in caplog.text
