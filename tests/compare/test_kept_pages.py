"""A page is made once in a while for everybody: whoever has it is told so, and nobody else's request shows in it."""

import gzip
from typing import Any

import brotli
import pytest
from django.test import Client

from compare.caching.pages import seconds_until_seen
from tests.factories import ToolFactory, VoteFactory
from tests.kept import TIME_OF_A_PAGE, forget_pages, make_older, rule
from tests.pages import COMPARISON, PAGES

MORE = [
    "/feeds/verdicts", "/categories/developer-tools/feed", "/digest/feed", f"{COMPARISON}.md", "/llms.txt",
    "/robots.txt",
    "/sitemap.xml", "/sitemaps/tools.xml", "/badges/tools/smolvlm-3b.svg", f"/cards{COMPARISON}?theme=dark",
    "/pictures/tools/smolvlm-3b.png", "/search/suggestions?q=mistral", "/api/tools?limit=3", "/site.webmanifest",
]  # fmt: skip
PATHS = [*(path for path, _ in PAGES), *MORE]
MARK = "found-nowhere-else"
OF_ONE_READER = {
    "cookie": f"sessionid={MARK}; voter={MARK}; yours=1",
    "hx-request": "true",
    "hx-current-url": MARK,
    "x-forwarded-host": MARK,
    "content-type": "text/plain; charset=cp037",
    "accept-language": MARK,
    "referer": f"https://{MARK}.example/",
    "user-agent": MARK,
    "range": "bytes=0-9",
}


def head(response: Any) -> tuple[str, ...]:
    return tuple(response.headers.get(name) for name in ("ETag", "Last-Modified", "Vary", "Content-Type"))


def test_whoever_has_it_is_told_so_without_a_query(
    client: Client, demo: None, kept_pages: None, django_assert_num_queries
):
    for path in PATHS:
        made = client.get(path)
        assert made.status_code == 200, path
        assert {"public", "s-maxage", "stale-while-revalidate"} <= rule(made).keys(), path

        with django_assert_num_queries(0):
            kept, kept_head = client.get(path), client.head(path)
            by_mark = client.get(path, headers={"if-none-match": f'"other", {made.headers["ETag"]}'})
            by_time = client.get(path, headers={"if-modified-since": made.headers["Last-Modified"]})
            other = client.get(path, headers={"if-none-match": '"other"'})

        assert made.headers["ETag"].startswith('"')
        assert made.content == kept.content == other.content
        assert head(made) == head(kept) == head(kept_head)
        assert (kept_head.content, kept_head.headers["Content-Length"]) == (b"", str(len(made.content)))
        for unchanged in (by_mark, by_time):
            assert (unchanged.status_code, unchanged.content) == (304, b""), path
            assert head(unchanged)[:3] == head(made)[:3]
            assert {"public", "s-maxage"} <= rule(unchanged).keys()


def test_nothing_of_who_asks_first_shows(client: Client, demo: None, kept_pages: None, settings):
    settings.ALLOWED_HOSTS = ["*"]
    from_elsewhere = OF_ONE_READER | {"host": f"{MARK}.example"}
    for path in PATHS:
        beside = "" if path.startswith("/api/") else f"{'&' if '?' in path else '?'}utm_source={MARK}"
        first = client.get(f"{path}{beside}", headers=from_elsewhere, secure=True)
        second = client.get(path)
        forget_pages()
        plain = client.get(path)

        assert first.status_code == 200, path
        assert first.content == second.content == plain.content, path
        assert MARK not in plain.content.decode(errors="replace") + str(second.headers), path
        assert not first.cookies, path


def test_it_comes_in_the_best_coding_that_suits_and_each_has_its_own_mark(client: Client, kept_pages: None):
    plain = client.get("/about")

    def ask(accepted: str) -> Any:
        response = client.get("/about", headers={"accept-encoding": accepted})
        assert response.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Content-Length"] == str(len(response.content))
        return response

    packed, smaller = ask("gzip, deflate"), ask("gzip, br;q=0.5")
    assert gzip.decompress(packed.content) == brotli.decompress(smaller.content) == plain.content
    assert len(smaller.content) < len(packed.content) < len(plain.content)
    assert [packed.headers["Content-Encoding"], smaller.headers["Content-Encoding"]] == ["gzip", "br"]
    assert len({one.headers["ETag"] for one in (plain, packed, smaller)}) == 3
    for accepted in ("", "identity", "br;q=0, gzip; q=0.0", "zstd", ";;,=\0"):
        assert "Content-Encoding" not in ask(accepted).headers
    known = client.get("/about", headers={"accept-encoding": "gzip", "if-none-match": packed.headers["ETag"]})
    assert known.status_code == 304
    assert client.get("/about", headers={"if-none-match": packed.headers["ETag"]}).status_code == 200


def test_where_none_is_kept_whoever_has_it_is_still_told_so(client: Client, settings):
    settings.PAGE_CACHE_SECONDS = 0
    packed = {"accept-encoding": "gzip"}
    made = client.get("/about", headers=packed)

    assert rule(made) == {"public": 0, "max-age": 0, "s-maxage": 0}
    assert client.get("/about", headers=packed | {"if-none-match": made.headers["ETag"]}).status_code == 304


def test_made_anew_it_is_the_same_page_until_something_has_changed(client: Client, db, kept_pages: None):
    tool = ToolFactory(slug="a")
    client.get("/tools/a")
    make_older("/tools/a", by=100)
    client.get("/tools/a")
    make_older("/tools/a", by=100)
    old = client.get("/tools/a")

    make_older("/tools/a", by=100)
    same = client.get("/tools/a", headers={"if-modified-since": old.headers["Last-Modified"]})
    assert same.status_code == 304

    VoteFactory(tool=tool)
    make_older("/tools/a", by=100)
    changed = client.get("/tools/a", headers={"if-none-match": old.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["Last-Modified"] != old.headers["Last-Modified"]


@pytest.mark.parametrize("age", [0, 30, 57, 59.5])
def test_everybody_sees_a_change_within_the_seconds_that_are_stated(client: Client, kept_pages: None, age):
    """A cache in between keeps it for the seconds it is told, and the reader's browser after that again."""
    client.get("/about")
    make_older("/about", by=age)

    told = rule(client.get("/about"))

    stale = told.get("stale-while-revalidate", 0)
    assert age + told["s-maxage"] + stale + told["max-age"] + stale <= seconds_until_seen() == 80
    assert told["s-maxage"] > 0 or age > TIME_OF_A_PAGE - 1


def test_the_sum_is_what_readers_are_told(client: Client, demo: None, kept_pages: None, settings):
    assert "within 80 seconds everybody else" in client.get("/about/votes").content.decode()
    assert "may take 80 seconds" in client.get("/tools/smolvlm-3b/vote").content.decode()
    settings.DATABASES["replica"] = {}
    try:
        assert seconds_until_seen() == 80 + settings.REPLICA_LAG_SECONDS
    finally:
        del settings.DATABASES["replica"]
    settings.PAGE_CACHE_SECONDS = 0
    assert seconds_until_seen() == 0


def test_what_is_no_page_is_not_kept(client: Client, db, kept_pages: None):
    missing, wrong = client.get("/tools/a"), client.get("/compare/?first=a&second=b")
    ToolFactory(slug="a")
    ToolFactory(slug="b")

    assert (missing.status_code, wrong.status_code) == (404, 422)
    assert "public" not in rule(missing) | rule(wrong)
    assert (client.get("/tools/a").status_code, client.get("/compare/?first=a&second=b").status_code) == (200, 302)
    assert client.get("/tools/a", headers={"host": "elsewhere.example"}).status_code == 400
    assert client.post("/tools/a").status_code == 405


def test_what_an_address_says_beside_neither_fills_the_cache_nor_gets_lost_on_the_way(
    client: Client, db, kept_pages: None
):
    ToolFactory(slug="a")
    made = [client.get(f"/tools/a?utm_source={number}").content for number in range(3)]
    ToolFactory(slug="a-2")

    assert made == [client.get("/tools/a").content] * 3
    assert client.get("/tools/?utm_source=x&sort=newest").content == client.get("/tools/?sort=newest").content
    assert client.get("/tools/?sort=newest").content != client.get("/tools/").content
    assert client.get("/tools/A?utm_source=x").headers["Location"] == "/tools/a?utm_source=x"
