"""An answer is kept for a while, and not sent again to whoever has it."""

import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory

from compare.api.serving import served
from tests.factories import ToolFactory

pytestmark = pytest.mark.django_db
PATHS = ["/api/tools", "/api/tools/a", "/api/reviews", "/api/search?q=a", "/api/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_has_a_strong_etag_that_spares_the_second_time(client, path):
    ToolFactory(name="A")
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('"')
    assert first.headers["Cache-Control"] == "public, max-age=0"  # in tests nothing is kept
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


def test_what_is_kept_is_made_once_and_counts_once(settings):
    settings.PAGE_CACHE_SECONDS, settings.API_REQUESTS_PER_MINUTE = 600, 2
    caches["answers"].clear()
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request.path)
        return JsonResponse({"made": len(made)})

    kept = served(view)

    def ask(path: str, **headers: str) -> HttpResponse:
        return kept(RequestFactory().get(path, headers=headers))

    first = ask("/api/a")
    answers = [ask("/api/a") for _ in range(3)]
    assert {answer.content for answer in answers} == {first.content}
    assert first.headers["Cache-Control"] == "public, max-age=600"
    assert ask("/api/a", if_none_match=first.headers["ETag"]).status_code == 304
    assert ask("/api/b").status_code == 200
    assert made == ["/api/a", "/api/b"]
    assert ask("/api/c").status_code == 429
    assert ask("/api/a").status_code == 200
    caches["answers"].clear()
