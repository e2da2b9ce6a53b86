"""The history of anything can be read: what changed from what to what, by whom, and with names instead of keys."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import State
from reviews.models import Review
from tests.admin.pages import open_form, page, signed_in_as
from tests.factories import (
    AttributeFactory,
    CategoryFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
)
from tests.pages import get, texts
from tools.models import Category, Tool

pytestmark = pytest.mark.django_db


def changes(history: BeautifulSoup, place: int = 0) -> dict[str, str]:
    """What one of the versions on a page says changed, by the label of the field; the latest one comes first."""
    newest = history.select(".version")[place]
    return dict(zip(texts(newest.select("dt")), texts(newest.select("dd")), strict=True))


def test_a_version_says_what_was_before_and_what_is_after(admin_client):
    tool = ToolFactory(tagline="Old.", entry_amount="20", state=State.DRAFT, published_at=None)
    tool.tagline, tool.entry_amount, tool.maker, tool.state = "New.", "25.5", "Maker", State.PUBLISHED
    tool.published_at = datetime(2026, 10, 1, 9, tzinfo=UTC)
    tool.save()

    assert changes(get(admin_client, page(tool, "history"))) == {
        "State": "Draft → Published",
        "Publish time": "2026-10-01 09:00:00 UTC",
        "Tagline": "Old. → New.",
        "Maker": "Maker",
        "Entry price": "20.000000 → 25.500000",
    }


def test_of_a_long_text_only_what_changed_is_marked(admin_client):
    start, end = "It reads every picture that it is shown. ", " Nobody has measured how well it does that."
    tool = ToolFactory(description=f"{start}It costs little today.{end}")
    Tool.objects.update(description=f"{start}It costs much today.{end}")

    history = get(admin_client, page(tool, "history"))

    said = history.select_one(".version dd")
    assert (texts(said.select("del")), texts(said.select("ins"))) == (["little"], ["much"])
    assert said.text == f"{start}It costs little much today.{end}"


@pytest.mark.parametrize("text", ["word " * 1900, "a b " * 2400, "x" * 9900, " \n" * 4000 + "."])
def test_no_text_is_too_monotonous_to_be_compared(admin_client, text):
    review = ReviewFactory(body=text)
    for number in range(20):
        Review.objects.update(body=f"{text[:5000]}{number}{text[5000:]}")

    assert len(get(admin_client, page(review, "history")).select(".version dd ins")) > 20


def test_rows_are_named_and_not_numbered(admin_client):
    tool = ToolFactory(category=CategoryFactory(name="Models", slug="models"))
    Tool.objects.update(category=CategoryFactory(name="Agents", slug="agents"))
    FactFactory(tool=tool, attribute=AttributeFactory(name="Parameters"), value="3B")
    review = ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Builder"))
    Review.objects.update(reviewer=ReviewerFactory(name="Founder"))

    history = get(admin_client, page(tool, "history"))

    assert "Models → Agents" in texts(history.select("dd"))
    assert "Parameters" in texts(history.select("dd"))
    assert changes(get(admin_client, page(review, "history")))["Reviewer"] == "Builder → Founder"


def test_a_name_that_is_gone_is_said_to_be(admin_client):
    gone = CategoryFactory(name="Gone", slug="gone")
    tool = ToolFactory(category=gone)
    Tool.objects.update(category=CategoryFactory(name="Agents", slug="agents"))
    key = gone.pk
    gone.delete()

    assert changes(get(admin_client, page(tool, "history")))["Category"] == f"number {key}, which is gone → Agents"


def test_the_history_of_a_tool_has_its_facts_and_reviews_in_it(admin_client):
    tool = ToolFactory(name="A")
    fact = FactFactory(tool=tool, attribute__name="Parameters")
    review = ReviewFactory(tool=tool, reviewer__name="Builder")
    FactFactory(attribute__name="Elsewhere")
    fact.value = "7B"
    fact.save()
    review.delete()

    done = texts(get(admin_client, page(tool, "history")).select(".version h3"))

    assert sorted(line.partition(": ")[2] for line in done) == [
        "somebody outside the desk added the fact “Parameters: 3B”",
        "somebody outside the desk added the review “Builder on A”",
        "somebody outside the desk added the tool “A”",
        "somebody outside the desk changed the fact “Parameters: 7B”",
        "somebody outside the desk deleted the review “Builder on A”",
    ]


def test_the_history_of_a_review_has_what_readers_were_told_in_it(admin_client):
    review = ReviewFactory(reviewer__name="Builder", tool__name="A")
    form = open_form(admin_client, review) | {"verdict": "skip", "reason": "It broke."}
    assert admin_client.post(page(review), form).status_code == 302

    history = get(admin_client, page(review, "history")).text

    assert "admin changed the given verdict “Builder on A: skip since" in history
    assert "It broke." in history


def test_whoever_made_a_change_stands_beside_it(django_user_model):
    client, tool = signed_in_as("Editor"), ToolFactory(name="A")
    django_user_model.objects.update(first_name="Ada", last_name="Byron")
    client.post(page(tool), open_form(client, tool) | {"tagline": "New."})

    (newest, oldest) = texts(get(client, page(tool, "history")).select(".version h3"))

    assert newest.endswith(": Ada Byron changed the tool “A”")
    assert oldest.endswith(": somebody outside the desk added the tool “A”")


HOSTILE = "<script>alert('x')</script>"


def test_what_somebody_wrote_is_only_ever_shown_as_text(django_user_model):
    client, tool = signed_in_as("Editor"), ToolFactory()
    django_user_model.objects.update(first_name=HOSTILE)
    form = open_form(client, tool) | {"name": HOSTILE, "tagline": HOSTILE, "description": f"{HOSTILE * 5} A tool."}
    assert client.post(page(tool), form).status_code == 302
    FactFactory(tool=tool, value=HOSTILE)
    ReviewFactory(tool=tool, body=HOSTILE)

    for path in (page(tool, "history"), page(tool)):
        html = client.get(path).content.decode()
        assert HOSTILE not in html
        assert "&lt;script&gt;alert(" in html


def test_the_history_of_a_deleted_tool_is_still_there_for_an_editor(client):
    tool = ToolFactory(name="A", tagline="Old.")
    FactFactory(tool=tool, attribute__name="Parameters")
    path = page(tool, "history")
    Tool.objects.all().delete()

    history = get(signed_in_as("Editor"), path)

    done = [line.partition(": ")[2] for line in texts(history.select(".version h3"))]
    assert "somebody outside the desk deleted the tool “A”" in done
    assert any(line.startswith("somebody outside the desk deleted the fact") for line in done)
    assert "Old." in texts(history.select("dd"))


@pytest.mark.parametrize("key", ["0", "77", "x", "_2F", "9" * 30, "9" * 5000])
def test_of_what_never_was_there_is_none(admin_client, key):
    assert admin_client.get(f"/admin/tools/tool/{key}/history/").status_code == 404


def test_a_long_history_costs_no_more_queries_than_a_short_one(admin_client):
    tool = ToolFactory()
    fact, review = FactFactory(tool=tool), ReviewFactory(tool=tool)

    def change(times: int) -> None:
        for number in range(times):
            Tool.objects.update(tagline=str(number), category=CategoryFactory(slug=f"c{number}", name=str(number)))
            type(fact).objects.update(value=str(number), attribute=AttributeFactory())
            Review.objects.update(body=str(number), reviewer=ReviewerFactory())

    def queries(row) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(page(row, "history")).status_code == 200
        return len(captured)

    change(1)
    few = [queries(tool), queries(review)]
    change(20)

    assert [queries(tool), queries(review)] == few
    assert len(get(admin_client, page(tool, "history")).select(".version")) > 60


@pytest.mark.parametrize(
    "factory", [CategoryFactory, ComparisonFactory, AttributeFactory, ReviewerFactory, FactFactory]
)
def test_everything_else_has_a_readable_history_too(admin_client, factory):
    row = factory()

    (added,) = texts(get(admin_client, page(row, "history")).select(".version h3"))

    assert added.endswith(f"somebody outside the desk added the {row._meta.verbose_name} “{row}”")


def test_a_very_long_history_shows_its_latest_part(admin_client):
    category = CategoryFactory()
    for number in range(305):
        Category.objects.update(position=number)

    history = get(admin_client, page(category, "history"))

    shown = history.select(".version")
    assert 290 < len(shown) <= 300
    assert changes(history) == {"Position": "303 → 304"}
    assert all(set(changes(history, place)) == {"Position"} for place in (1, -1))
