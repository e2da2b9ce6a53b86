"""Decision records: a comparison as it stood on a day, at an address of its own."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from compare.panels import build_comparison
from compare.records.kept import TooLong, key_of, record_of, said_in
from compare.records.snapshots import snapshot_of
from core.models import State
from core.rate_limits import HOUR
from reviews.models import Review, Reviewer
from reviews.selectors import with_awaited
from tests.factories import (
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tests.pages import COMPARISON, get, texts
from tools.models import Fact, FormerSlug, Record, Tool

# What was written when records were new. Whatever becomes of the site, it must go on saying the same.
FORMAT_1: dict[str, Any] = {
    "format": 1,
    "site": "Tally",
    "day": "2026-11-22",
    "canonical_path": "/compare/alpha-vs-beta",
    "headline": "A lean to Alpha.",
    "reason": "1 of 1 reviewer ships Alpha and 0 of 1 Beta.",
    "summary": "Old or new?",
    "tools": [
        {
            "name": "Alpha", "qualifier": "first", "title": "Alpha (first)", "path": "/tools/alpha",
            "tagline": "It was first.", "description": "A letter.", "category": "Letters",
            "category_path": "/categories/letters", "maker": "Greece", "website": "https://alpha.example/",
            "licence": "MIT", "pricing": "$20 a month", "best_for": "Beginnings", "entry": "$20/mo",
            "verdict": "Ship", "label": "Ship · 1 ship / 0 skip", "counts": "1 of 1 ships", "percent_label": "100%",
            "choices": ["ship"], "score": 85, "community": "17% ship of 6 votes (95% interval 3–56%)",
            "community_figure": "17%", "disagrees": True,
        },
        {
            "name": "Beta", "qualifier": "", "title": "Beta", "path": "/tools/beta", "tagline": "It came next.",
            "description": "Another.", "category": "Letters", "category_path": "/categories/letters", "maker": "",
            "website": "", "licence": "", "pricing": "", "best_for": "", "entry": "", "verdict": None,
            "label": "Not reviewed yet", "counts": "0 of 0 ship", "percent_label": "–", "choices": [], "score": None,
            "community": "No community votes yet", "community_figure": "–", "disagrees": False,
        },
    ],
    "rows": [
        {"criterion": "Licence", "differs": True, "cells": [
            {"text": "MIT", "fact": None, "is_stale": False}, {"text": "", "fact": None, "is_stale": False},
        ]},
        {"criterion": "Strokes", "differs": True, "cells": [
            {"text": "three", "fact": {"source_url": "https://alpha.example/strokes", "checked_on": "2026-01-02"},
             "is_stale": True},
            {"text": "two", "fact": {"source_url": "", "checked_on": None}, "is_stale": False},
        ]},
    ],
    "scorecard": [
        {"name": "Builder", "path": "/reviewers/builder", "opinions": [
            {"verdict": "ship", "word": "Ship", "score": 85, "day": "2026-10-01", "prose": "It *holds*.",
             "turn": {"verdict": "skip", "label": "Skip 40", "until": "2026-11-01"}},
            "Builder review still to come",
        ]},
    ],
}  # fmt: skip


@pytest.fixture
def tools(db):
    return {name: ToolFactory(name=name.upper(), slug=name) for name in ("a", "b", "c")}


def take(client: Client, path: str = "/compare/a-vs-b", **more: Any) -> Any:
    return client.post(f"{path}/record", **more)


def words(page: BeautifulSoup) -> str:
    return " ".join(page.text.split())


def test_the_button_keeps_the_comparison_and_leads_to_the_record(client: Client, demo: None):
    page = get(client, COMPARISON)
    (form,) = page.select("#record")

    response = client.post(form["action"])
    record = client.get(response.headers["Location"])

    assert (response.status_code, record.status_code) == (303, 200)
    assert "no-store" in response.headers["Cache-Control"]
    document = BeautifulSoup(record.content, "html.parser")
    today = f"{timezone.localdate():%-d %B %Y}"
    assert texts(document.select("h1")) == [f"SmolVLM-3B vs Mistral 8x22B v2 as it stood on {today}"]
    for selector in (
        ".lean",
        ".summary",
        ".figures dd",
        ".tagline",
        ".decision tbody tr",
        ".round h3",
        ".round .prose",
    ):
        assert texts(document.select(selector)) == texts(page.select(selector)) != [], selector
    assert texts(document.select(".round .verdict")) == texts(page.select(".round .verdict"))
    assert COMPARISON in [a["href"] for a in document.select(".lead a")]
    permalink, markdown = (area.text.removeprefix("\n") for area in document.select("textarea"))
    assert permalink == f"http://testserver{response.headers['Location']}"
    assert markdown == client.get(f"{response.headers['Location']}.md").content.decode()


def test_nothing_that_happens_later_changes_it(client: Client, tools):
    fact = FactFactory(tool=tools["a"], value="3B", checked_on=timezone.localdate())
    review = ReviewFactory(tool=tools["a"], score=80, body="Before.")
    path = take(client).headers["Location"]
    before = [client.get(path).content, client.get(f"{path}.md").content]

    Fact.objects.filter(pk=fact.pk).update(value="7B", checked_on=date(2020, 1, 1))
    Review.objects.filter(pk=review.pk).update(score=10, verdict="skip", body="After.")
    VoteFactory.create_batch(6, tool=tools["b"])
    tools["b"].delete()
    Tool.objects.filter(slug="a").update(state=State.WITHDRAWN, name="Another", slug="another")

    assert [client.get(path).content, client.get(f"{path}.md").content] == before
    assert client.get("/compare/a-vs-b").status_code == 404


def test_the_same_state_of_a_day_is_one_record_and_another_is_another(client: Client, tools):
    first = take(client).headers["Location"]
    assert take(client).headers["Location"] == first

    VoteFactory(tool=tools["a"])
    second = take(client).headers["Location"]

    assert second != first
    assert Record.objects.count() == 2
    assert first.startswith(f"/records/{timezone.localdate()}-")


def test_the_next_day_is_another_record(client: Client, tools):
    page = build_comparison(with_awaited(Tool.objects.titled().select_related("category").filter(slug__in=["a", "b"])))

    keys = {record_of(snapshot_of(page, day=day)).key for day in (date(2026, 11, 22), date(2026, 11, 23))}

    assert {key[:11] for key in keys} == {"2026-11-22-", "2026-11-23-"}


@pytest.mark.parametrize(
    ("asked", "status", "target"),
    [
        ("/compare/b-vs-a", 307, "/compare/a-vs-b/record"),
        ("/compare/A-vs-B", 307, "/compare/a-vs-b/record"),
        ("/compare/formerly-vs-b", 307, "/compare/a-vs-b/record"),
        ("/compare/c-vs-b", 307, "/compare/b-vs-c/record"),
        ("/compare/a-vs-a", 303, "/tools/a"),
        ("/compare/a", 302, "/compare/a"),
    ],
)
def test_in_whatever_form_it_is_asked_for_it_is_taken_once(client: Client, tools, asked, status, target):
    FormerSlug.objects.create(slug="formerly", tool=tools["a"])

    response = take(client, asked)

    assert (response.status_code, response.headers["Location"]) == (status, target)
    assert not Record.objects.exists()


def test_a_featured_order_is_kept(client: Client, tools):
    ComparisonFactory(first=tools["b"], second=tools["a"], summary="Which?")

    page = get(client, take(client, "/compare/a-vs-b", follow=True).request["PATH_INFO"])

    assert texts(page.select("h1"))[0].startswith("B vs A as it stood on ")
    assert "Which?" in words(page)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("/compare/a-vs-b-vs-c-vs-d-vs-e", "this address names 5."),
        ("/compare/a-vs-none", "No tool here is called “none”."),
        ("/compare/a-vs-draft", "No tool here is called “draft”."),
        ("/compare/%00-vs-%C3%A9", "No tool here is called"),
    ],
)
def test_what_is_not_there_cannot_be_kept(client: Client, tools, asked, says):
    ToolFactory(name="Draft", slug="draft", state=State.DRAFT, published_at=None)

    response = take(client, asked)

    assert response.status_code == 404
    assert says in response.content.decode()
    assert not Record.objects.exists()


def test_drafts_are_never_in_it(client: Client, tools):
    for how in ({"state": State.DRAFT}, {"published_at": datetime(2999, 1, 1, tzinfo=UTC)}):
        ReviewFactory(tool=tools["a"], reviewer=ReviewerFactory(), body="Xyzzy", score=17, **how)
    ComparisonFactory(first=tools["a"], second=tools["b"], summary="Xyzzy", state=State.DRAFT)

    take(client)

    content = json.dumps(Record.objects.get().content)
    assert "Xyzzy" not in content
    assert "17" not in content


def test_other_sites_keep_nothing(client: Client, tools):
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        response = take(client, headers=headers)
        assert response.status_code == 403
        assert "No record was taken." in response.content.decode()
        assert 'href="/compare/a-vs-b"' in response.content.decode()
    assert not Record.objects.exists()
    assert take(client, headers={"sec-fetch-site": "same-origin", "origin": "http://testserver"}).status_code == 303


def test_a_large_form_is_refused_unread(client: Client, tools):
    assert client.post("/compare/a-vs-b/record", {"x": "x" * 20_000}).status_code == 413


def test_opening_the_address_of_the_button_keeps_nothing(client: Client, tools):
    for ask in (client.get, client.head):
        response = ask("/compare/a-vs-b/record")
        assert (response.status_code, response.headers["Location"]) == (302, "/compare/a-vs-b")
    assert client.put("/compare/a-vs-b/record").status_code == 405
    assert not Record.objects.exists()


def test_a_network_keeps_so_many_new_ones_an_hour(client: Client, tools, settings):
    settings.RECORDS_PER_NETWORK_AND_HOUR = 2
    first = take(client).headers["Location"]
    take(client, "/compare/a-vs-c")

    refused = take(client, "/compare/b-vs-c")

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= HOUR // 2
    assert "Try again in 30 minutes" in refused.content.decode()
    assert take(client).headers["Location"] == first  # what is there costs nothing
    assert take(client, "/compare/b-vs-c", REMOTE_ADDR="192.0.2.7").status_code == 303


def test_what_is_too_long_is_refused(client: Client, tools):
    reviewers = Reviewer.objects.bulk_create(ReviewerFactory.build_batch(110))
    Review.objects.bulk_create(
        ReviewFactory.build(tool=tools["a"], reviewer=reviewer, body="x" * 9_900) for reviewer in reviewers
    )

    response = take(client)

    assert response.status_code == 422
    assert "too long for a record" in response.content.decode()
    with pytest.raises(TooLong):
        key_of({"day": "2026-11-22", "prose": "x" * 2_000_000})


def test_a_record_is_kept_by_everybody_and_found_by_no_search_engine(client: Client, tools):
    path = take(client).headers["Location"]

    for address in (path, f"{path}.md"):
        response = client.get(address)
        again = client.get(address, headers={"if-none-match": response.headers["ETag"]})
        head = client.head(address)
        assert (again.status_code, again.content, head.status_code, head.content) == (304, b"", 200, b"")
        assert "public" in response.headers["Cache-Control"]
        assert "Cookie" not in response.headers.get("Vary", "")
        assert not response.cookies
        assert client.post(address).status_code == 405
    assert 'content="noindex"' in client.get(path).content.decode()
    assert client.get(f"{path}.md").headers["X-Robots-Tag"] == "noindex"
    assert "csrf" not in client.get(path).content.decode().lower()


def test_it_is_read_by_its_key_alone(client: Client, tools, django_assert_num_queries):
    path = take(client).headers["Location"]

    with django_assert_num_queries(1):
        client.get(path)
    with django_assert_num_queries(1):
        client.get(f"{path}.md")


@pytest.mark.parametrize("key", ["2026-11-22-0a1b2c3d4e5f6071", "none", "a b", "%00", "%C3%A9", "x" * 5000, "-"])
def test_an_unknown_key_is_told_and_not_kept(client: Client, db, key):
    page, markdown = client.get(f"/records/{key}"), client.get(f"/records/{key}.md")

    for response in (page, markdown):
        assert response.status_code == 404
        assert "There is no record" in response.content.decode()
        assert "max-age" not in response.headers.get("Cache-Control", "")
    assert 'href="/compare/"' in page.content.decode()


def test_other_forms_of_its_address_lead_to_it(client: Client, tools):
    path = take(client).headers["Location"]
    key = path.removeprefix("/records/")

    for asked, target in (
        (f"/records/{key.upper()}A", f"/records/{key}a"),
        (f"/records/{key}A.md", f"/records/{key}a.md"),
        (f"{path}/", path),
    ):
        response = client.get(asked)
        assert (response.status_code, response.headers["Location"]) == (301, target)


def test_records_of_the_first_format_go_on_saying_what_they_said(client: Client, db):
    record = Record.objects.create(key="2026-11-22-0a1b", path="/compare/alpha-vs-beta", content=FORMAT_1)

    page = get(client, "/records/2026-11-22-0a1b")

    assert texts(page.select("h1")) == ["Alpha (first) vs Beta as it stood on 22 November 2026"]
    assert texts(page.select(".lean")) == ["A lean to Alpha. 1 of 1 reviewer ships Alpha and 0 of 1 Beta."]
    assert texts(page.select(".corner .figures dd")) == [
        "100%",
        "85/100",
        "17%",
        "$20/mo",
        "– Not reviewed yet",
        "– No community votes yet",
        "–",
    ]
    assert texts(page.select(".running-head .stamp")) == ["Ship", "Not reviewed yet"]
    assert texts(page.select(".decision tbody tr")) == [
        "MIT Licence (differs) –",
        "three alpha.example, checked 2 Jan 2026, stale Strokes (differs) two No source, undated",
    ]
    assert texts(page.select(".round .side")) == [
        "Alpha (first) Ship 85/100 1 Oct 2026 Was Skip 40 until 1 Nov 2026. It holds.",
        "Beta Builder review still to come",
    ]
    assert texts(page.select(".disagrees")) == ["The community disagreed with the panel, of which 100% said ship."]
    assert "what Tally said that day" in words(page)
    markdown = client.get("/records/2026-11-22-0a1b.md").content.decode()
    assert MARKDOWN_OF_FORMAT_1 in markdown
    assert said_in(record).day == date(2026, 11, 22)


MARKDOWN_OF_FORMAT_1 = """\
| Criterion | Alpha (first) | Beta |
| --- | --- | --- |
| Licence (differs) | MIT | – |
| Strokes (differs) | three ([alpha.example](https://alpha.example/strokes), checked 2 January 2026, stale) \
| two (no source, undated) |

## Reviewer scorecard

### [Builder](http://testserver/reviewers/builder)

#### Alpha (first)

**Ship**, 85/100, 1 October 2026 (was Skip 40 until 1 November 2026)

> It *holds*.

#### Beta

Builder review still to come.
"""
