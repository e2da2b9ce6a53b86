"""An answer is kept for a while, and not sent again to whoever has it."""

import pytest

from tests.factories import ToolFactory

pytestmark = pytest.mark.django_db
PATHS = ["/api/tools", "/api/tools/a", "/api/reviews", "/api/search?q=a", "/api/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_has_a_strong_etag_that_spares_the_second_time(client, path):
    ToolFactory(name="A")
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('"')
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=0"  # in tests nothing is kept
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"


def test_it_is_sent_again_once_it_has_changed(client):
    tool = ToolFactory(name="A")
    etag = client.get("/api/tools/a").headers["ETag"]
    tool.tagline = "It does something else."
    tool.save()

    answer = client.get("/api/tools/a", headers={"If-None-Match": etag})

    assert answer.status_code == 200
    assert answer.headers["ETag"] != etag


def test_the_head_is_that_of_the_whole(client):
    ToolFactory(name="A")
    whole, head = client.get("/api/tools"), client.head("/api/tools")

    assert head.content == b""
    names = ("ETag", "Content-Type", "Cache-Control", "Link")
    assert [head.headers.get(name) for name in names] == [whole.headers.get(name) for name in names]
    assert client.head("/api/tools/nix").status_code == 404


def test_no_cookie_is_asked_for_or_given(client, admin_client):
    ToolFactory(name="A")
    for path in PATHS:
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert admin_client.get(path).content == answer.content


def test_what_is_kept_is_made_once_and_counts_once(client, settings, kept_pages, django_assert_num_queries):
    settings.API_REQUESTS_PER_MINUTE = 2
    ToolFactory(name="A")
    first = client.get("/api/tools")

    with django_assert_num_queries(0):
        answers = [client.get("/api/tools") for _ in range(3)]
        known = client.get("/api/tools", headers={"If-None-Match": first.headers["ETag"]})

    assert {answer.content for answer in answers} == {first.content}
    assert (known.status_code, known.headers["Access-Control-Allow-Origin"]) == (304, "*")
    assert client.get("/api/reviews").status_code == 200
    assert client.get("/api/tools/a").status_code == 429
    assert client.get("/api/tools").status_code == 200
