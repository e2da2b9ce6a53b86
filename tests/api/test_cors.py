"""Pages of any origin may read."""

import pytest

from tests.factories import ToolFactory

pytestmark = pytest.mark.django_db
ORIGIN = {"Origin": "https://elsewhere.example"}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/tools", 200), ("/api/tools/A", 301), ("/api/tools/nix", 404), ("/api/tools?limit=0", 422), ("/api/x", 404)],
)
def test_every_answer_may_be_read_from_any_origin(client, path, status):
    ToolFactory(name="A")

    answer = client.get(path, headers=ORIGIN)

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Expose-Headers"] == "ETag, Link, Retry-After"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/api/tools", "/api/openapi.json", "/api/nothing"])
def test_browsers_that_ask_first_are_told_what_they_may(client, django_assert_num_queries, path):
    headers = ORIGIN | {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}

    with django_assert_num_queries(0):
        answer = client.options(path, headers=headers)

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
