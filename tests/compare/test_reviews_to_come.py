"""A review can be public before its tool's other reviews: the pages then say which are still to come."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.models import State
from reviews.models import Review, Reviewer
from tests.factories import ReviewerFactory, ReviewFactory, ToolFactory
from tests.pages import get, texts
from tools.models import Tool

pytestmark = pytest.mark.django_db
DRAFT: dict[str, Any] = {"state": State.DRAFT, "published_at": None}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def panel() -> None:
    for position, name in enumerate(["Builder", "Skeptic", "Founder"]):
        ReviewerFactory(name=name, slug=name.lower(), position=position)
    ToolFactory(name="A", slug="a")
    ToolFactory(name="B", slug="b")


def write(reviewer: str, tool: str = "a", **more: Any) -> Any:
    of = {"tool": Tool.objects.get(slug=tool), "reviewer": Reviewer.objects.get(slug=reviewer)}
    return ReviewFactory(**of, **more)


def awaited(client: Client) -> list[str]:
    return texts(get(client, "/tools/a").select(".awaited"))


def test_a_tools_page_names_them_in_panel_order(client: Client):
    write("founder", **DRAFT)
    write("skeptic", published_at=timezone.now() + HOUR)
    write("builder")

    assert awaited(client) == ["Still to come: Skeptic and Founder."]


def test_so_it_does_before_there_is_any_review(client: Client):
    for reviewer in ("builder", "skeptic", "founder"):
        write(reviewer, **DRAFT)

    page = get(client, "/tools/a")
    assert "The panel has not reviewed A yet." in page.text
    assert awaited(client) == ["Still to come: Builder, Skeptic and Founder."]


def test_it_tells_nothing_else_of_them(client: Client):
    write("builder")
    write("skeptic", body="Not yet.", score=13, verdict="skip", **DRAFT)

    for path in ("/tools/a", "/compare/a-vs-b"):
        page = get(client, path).text
        assert "Not yet." not in page
        assert "13" not in page
        assert "1 ship / 0 skip" in page


def test_a_comparison_says_so_in_the_empty_cell(client: Client):
    write("builder")
    write("builder", "b", **DRAFT)
    write("skeptic")
    write("founder", "b")

    cells = texts(get(client, "/compare/a-vs-b").select(".round .none"))

    assert cells == ["Builder review still to come", "No Skeptic review", "No Founder review"]


@pytest.mark.parametrize(
    "nothing",
    [
        lambda: None,
        lambda: write("skeptic", state=State.WITHDRAWN),
        lambda: (write("skeptic", **DRAFT), Reviewer.objects.filter(slug="skeptic").update(active=False)),
        lambda: write("skeptic", "b", **DRAFT),
        lambda: write("skeptic"),
    ],
    ids=["nothing prepared", "withdrawn", "off the panel", "of another tool", "public"],
)
def test_nothing_is_promised_that_is_not_prepared(client: Client, nothing):
    write("builder")
    nothing()

    assert awaited(client) == []


def test_off_the_panel_nothing_is_promised_in_a_comparison_either(client: Client):
    write("skeptic", "b")
    write("skeptic", **DRAFT)
    Reviewer.objects.filter(slug="skeptic").update(active=False)

    assert "No Skeptic review" in texts(get(client, "/compare/a-vs-b").select(".round .none"))


def test_once_it_is_published_it_stands_there_itself(client: Client):
    review = write("skeptic", body="Prove it.", **DRAFT)
    assert awaited(client) == ["Still to come: Skeptic."]

    review.state = State.PUBLISHED
    review.save()

    assert awaited(client) == []
    assert "Prove it." in get(client, "/tools/a").text


def test_a_scheduled_review_appears_by_itself_at_its_time(client: Client):
    write("skeptic", body="Prove it.", published_at=timezone.now() + HOUR)
    for path in ("/tools/a", "/compare/a-vs-b", "/", "/reviewers/skeptic", "/tools/"):
        assert "Prove it." not in get(client, path).text
    assert awaited(client) == ["Still to come: Skeptic."]

    Review.objects.update(published_at=timezone.now() - timedelta(seconds=1))

    assert "Prove it." in get(client, "/tools/a").text
    assert "Prove it." in get(client, "/compare/a-vs-b").text
    assert awaited(client) == []
