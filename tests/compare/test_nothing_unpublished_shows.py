"""No address of the site tells a reader anything of what is drafted, scheduled or withdrawn."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from compare.desk.preview import preview_link
from compare.following.sitemaps import SITEMAPS
from core.models import State
from reviews.models import GivenVerdict, Review, Reviewer
from tests.factories import (
    PUBLISHED_AT,
    AttributeFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import FEATURED
from tests.routes import routes
from tools.logos import logo_name
from tools.models import Comparison, FormerSlug, Tool
from tools.querysets import SLOTS

SECRET = "Xyzzy"  # addresses write it small, so that one that is repeated on the page is none
LATER = datetime(2999, 1, 1, tzinfo=UTC)
UNSEEN: dict[str, dict[str, Any]] = {
    "draft": {"state": State.DRAFT, "published_at": None},
    "scheduled": {"state": State.PUBLISHED, "published_at": LATER},
    "withdrawn": {"state": State.WITHDRAWN, "published_at": PUBLISHED_AT},
}
TEXTS = ["tagline", "description", "maker", "licence", "pricing", "best_for"]
SHOWN, OTHER = "smolvlm-3b", "smollm3"

SLUGS = [*(f"xyzzy-{stage}" for stage in UNSEEN), "xyzzy-formerly", "once", "xyzzi-draft", "zzy-sched", "xyzzy"]
PAIRS = [
    *(f"{SHOWN}-vs-{slug}" for slug in SLUGS),
    f"xyzzy-draft-vs-{SHOWN}",
    f"{OTHER}-vs-{SHOWN}",
    f"{SHOWN}-vs-{OTHER}-vs-xyzzy-draft",
    "xyzzy-draft-vs-xyzzy-scheduled",
    "xyzzy-draft-vs-xyzzy-draft",
    "-vs-".join([SHOWN, *SLUGS[:4]]),
]
FILLED = {
    "slug": [*SLUGS, SHOWN, OTHER, "developer-tools", "builder", "retired", f"xyzzy-draft-vs-{SHOWN}"],
    "slugs": [*PAIRS, *SLUGS, SHOWN, *(path.removeprefix("/compare/") for path in FEATURED)],
    "rest": ["xyzzy-draft", "tools/", "tools/xyzzy/draft"],
    "token": ["nonsense", "xyzzy-draft", signing.dumps(["tool", 1]), signing.dumps(["tool", 1], salt="other")],
    "week": ["2026-w30", "xyzzy-draft"],
    "section": [*SITEMAPS, "xyzzy-draft"],
    "key": ["xyzzy-draft", "2026-11-22-0a1b2c3d4e5f6071"],
    "name": ["xyzzy-draft.png", "xyzzy-draft-0123456789ab.png", "long", "xyzzy"],
}
NAMES = [*(f"xyzzy {stage}" for stage in UNSEEN), *SLUGS[:4], "xyzzy", "zzy dra", "smolvlm-3b (xyzzy)", "once"]
NOWHERE = [
    "/xyzzy-draft",
    "/nothing/xyzzy-scheduled",
    "/tools/xyzzy/draft",
    "/tools/xyzzy-draft/reviews",
    "/feeds/xyzzy",
]
QUERIES = {
    "catalogue": ["?fact=xyzzy-size:xyzzy", "?licence=xyzzy", "?reviewer=retired", "?verdict=skip&sort=score"],
    "api-tools": ["?limit=3", "?category=developer-tools&sort=score", "?reviewer=retired"],
    "api-reviews": [*(f"?tool={slug}" for slug in SLUGS), "?reviewer=retired", "?category=developer-tools&limit=2"],
    "api-search": ["?q=xyzzy", f"?q=xyzzy+draft+vs+{SHOWN}", "?q=smolvlm"],
}
IN_PLACE = {"ballots", "vote"}  # what is also asked for by a script, and then answered in another way
CHANGES = {"Expires", "Last-Modified", "X-Request-ID"}
# Where all of it is told once it is public.
TELLING = [
    "/",
    "/compare/",
    "/compare/?first=smolvlm-3b&second=zzy+dra&third=zzy+dra&fourth=smollm3",
    f"/compare/{SHOWN}-vs-xyzzy-draft",
    f"/compare/{SHOWN}-vs-xyzzy-draft.md",
    "/compare/xyzzy-scheduled",
    "/tools/",
    "/tools/xyzzy-draft",
    "/tools/xyzzy-scheduled.md",
    "/llms.txt",
    "/tools/xyzzy-scheduled/vote",
    f"/tools/{SHOWN}",
    "/ballots/xyzzy-withdrawn",
    "/categories/developer-tools",
    "/reviewers/retired",
    "/feeds/verdicts",
    "/categories/developer-tools/feed",
    "/reviewers/retired/feed",
    "/nothing/xyzzy-scheduled",
    "/api/tools",
    "/api/tools?category=developer-tools&sort=score",
    "/api/tools/xyzzy-draft",
    f"/api/tools/{SHOWN}",
    "/api/comparisons",
    f"/api/compare/{SHOWN}-vs-xyzzy-draft",
    "/api/reviews?reviewer=retired",
    "/api/reviews?tool=xyzzy-scheduled",
    "/api/search?q=xyzzy",
]
Answers = dict[tuple[str, str, bool], list[str]]


def addresses() -> Iterator[tuple[str, str]]:
    """Every public address, by the name of its pattern. Raises KeyError for one that nobody has said how to fill."""
    for name, route in routes():
        part = re.search(r"<(?:\w+:)?(\w+)>", route)
        filled = [route.replace(part[0], value) for value in FILLED[part[1]]] if part else [route]
        yield from ((name, f"/{path}{query}") for path in filled for query in _queries(name))
    yield from (("nowhere", path) for path in NOWHERE)


def _queries(name: str) -> Iterator[str]:
    yield ""
    if name in ("catalogue", "category", "reviewer", "picker"):
        yield "?page=2"
    yield from QUERIES.get(name, [])
    if name == "vote":
        yield "?choice=ship&next=/tools/xyzzy-draft"
    if name == "picker":
        yield from (f"?{urlencode({slot: 'xyzzy draft'})}" for slot in SLOTS)
        yield from (f"?{urlencode(dict(zip(SLOTS, [SHOWN, typed, typed, OTHER], strict=True)))}" for typed in NAMES)
        yield from (f"?{urlencode({'first': typed, 'second': SHOWN})}" for typed in NAMES)


def ask_everything(client: Client) -> Answers:
    """Every answer of the site, its status and headers first. What names something hidden is also sent as a form."""
    with connection.cursor() as cursor:
        # A search sets it for its transaction, which in a test is the whole test.
        cursor.execute("RESET pg_trgm.word_similarity_threshold")
    answers = {}
    for name, path in addresses():
        for method in ["GET", *(["POST"] if "xyzzy" in path.partition("?")[0] else [])]:
            for in_place in [False, *([True] if name in IN_PLACE else [])]:
                headers = {"HX-Request": "true"} if in_place else {}
                answer = client.generic(
                    method, path, b"choice=ship", "application/x-www-form-urlencoded", headers=headers
                )
                answers[method, path, in_place] = _told(answer)
    return answers


def _told(answer: Any) -> list[str]:
    headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in CHANGES]
    cookies, body = answer.cookies.output(), answer.getvalue().decode(errors="replace")
    # Tokens and times taken are others every time.
    told = re.sub(r"\w{64}|\w{32}|dur=[\d.]+", "", "\n".join([*headers, cookies, body]))
    return [str(answer.status_code), *told.splitlines()]


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "django")  # hundreds of pages are not there, as they should


@pytest.fixture(autouse=True)
def _unlimited(settings):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000


@pytest.fixture
def shown(demo: None) -> Tool:
    """A public tool among others, with what stays the same once the hidden ones are there."""
    tool = Tool.objects.get(slug=SHOWN)
    FormerSlug.objects.create(slug="once", tool=tool)
    ReviewerFactory(name="Retired", slug="retired", active=False)
    return tool


def hide_things(shown: Tool) -> None:
    """Everything that can be hidden, at every stage, with SECRET in all of its texts and 17 for its scores."""
    retired, other = Reviewer.objects.get(slug="retired"), Tool.objects.get(slug=OTHER)
    attribute = AttributeFactory(name=f"{SECRET} size", slug="xyzzy-size")
    texts = dict.fromkeys(TEXTS, SECRET) | {"category": shown.category, "website": f"https://{SECRET}.example"}
    review = {"body": SECRET, "score": 17, "verdict": "skip"}
    for (stage, how), public in zip(UNSEEN.items(), Tool.objects.order_by("pk"), strict=False):
        tool = ToolFactory(name=f"{SECRET} {stage}", slug=f"xyzzy-{stage}", qualifier=SECRET, **texts, **how)
        FactFactory(tool=tool, attribute=attribute, value=SECRET, source_url=f"https://{SECRET}.example/")
        for critic in Reviewer.objects.all():
            ReviewFactory(tool=tool, reviewer=critic, **review)  # which are public, for once their tool is
        ReviewFactory(tool=public, reviewer=retired, **review, **how)
        ComparisonFactory(first=shown, second=tool, summary=SECRET)
    Comparison.objects.filter(summary=SECRET, second__slug="xyzzy-draft").update(third=other)
    ComparisonFactory(first=other, second=shown, summary=SECRET, state=State.DRAFT)
    FormerSlug.objects.create(slug="xyzzy-formerly", tool=Tool.objects.get(slug="xyzzy-withdrawn"))
    ToolFactory(name=shown.name, slug="xyzzy-namesake", qualifier=SECRET, state=State.DRAFT, **texts)
    ToolFactory(name=f"{SECRET} taker", slug="once", state=State.DRAFT, **texts)
    GivenVerdict.objects.create(
        review=shown.reviews.earliest("pk"),
        verdict="skip",
        score=17,
        since=LATER,
        reason=f"{SECRET} changes its price.",
    )
    GivenVerdict.objects.filter(review__reviewer=retired).update(reason=SECRET)


def show_things() -> None:
    """Publish what `hide_things` has hidden, but for what cannot be public beside what is."""
    now = {"state": State.PUBLISHED, "published_at": PUBLISHED_AT}
    Tool.objects.filter(slug__in=[f"xyzzy-{stage}" for stage in UNSEEN]).update(**now)
    Comparison.objects.filter(summary=SECRET).update(**now)
    Review.objects.filter(body=SECRET).update(**now)


def test_readers_are_told_to_the_letter_what_they_were_before_anything_was_hidden(client, shown):
    before = ask_everything(client)
    hide_things(shown)

    after = ask_everything(client)

    for asked, told in before.items():
        assert after[asked] == told, asked
        assert not any(SECRET in line for line in after[asked]), asked

    # It would have been found wherever it stands:
    show_things()
    for path in TELLING:
        assert ("GET", path, False) in after
        assert any(SECRET in line for line in _told(client.get(path))), path


def test_a_review_still_to_come_is_told_by_its_reviewer_alone(client, shown):
    newcomer = ReviewerFactory.create(name="Newcomer")
    for how in UNSEEN.values():
        ReviewFactory(tool=shown, reviewer=newcomer, body=SECRET, score=17, **how)
        html = client.get(f"/tools/{SHOWN}").content.decode()
        assert ("Still to come: Newcomer." in html) == (how["state"] != State.WITHDRAWN)
        for page in (html, client.get(f"/compare/{SHOWN}-vs-{OTHER}").content.decode()):
            assert SECRET not in page
            assert "17/100" not in page
        Review.objects.filter(reviewer=newcomer).delete()


def test_a_preview_shows_it_to_whoever_has_the_link_and_to_nobody_who_changes_it(client, shown):
    hide_things(shown)
    link = preview_link(Tool.objects.get(slug="xyzzy-draft"))

    assert SECRET in client.get(link).content.decode()
    for token in (link[:-1], f"{link}x", link.replace("preview/", "preview/x"), f"{link}/", link.lower()):
        assert SECRET not in "".join(_told(client.get(token)))


def test_the_address_of_a_hidden_logo_follows_neither_from_the_tool_nor_from_the_picture(settings):
    tool = ToolFactory.build(
        slug="xyzzy-draft", logo=SimpleUploadedFile("logo.png", b"a picture that anybody may have")
    )
    names = []
    for key in ("one key", "another key"):
        settings.SECRET_KEY = key
        names += [logo_name(tool, "logo.png"), logo_name(tool, "logo.png")]

    assert names[0] == names[1] != names[2] == names[3]
