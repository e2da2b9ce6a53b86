"""What an edition gathers from its week, by kind, and what it leaves alone."""

from datetime import timedelta

import pytest

from core.models import State
from digest.building import NothingNew, build_edition
from digest.models import Kind
from digest.news import gather
from tests.digest.weekly import INSTANT, LONG_AGO, WEEK, during, old_tool, reviewed, told, turned, voted
from tests.factories import CategoryFactory, ComparisonFactory, ReviewerFactory, ReviewFactory
from votes.models import VoteState

pytestmark = pytest.mark.django_db
PROSE = "It **ships** with `load()`, see [the manual](https://example.org). " + "And so it goes on. " * 20
HIDDEN = [{"state": State.DRAFT}, {"state": State.WITHDRAWN}, {"published_at": WEEK.end + timedelta(days=900)}]


def test_a_new_verdict_is_told_once_per_tool_with_what_each_reviewer_says():
    shelf = CategoryFactory(name="Agents", slug="agents")
    tool = old_tool("GPT-5", category=shelf)
    reviewed(tool, ("ship", 85), ("skip", None), at=during(), body=PROSE)

    (item,) = told(Kind.NEW)

    assert (item.title, item.path, item.line) == ("GPT-5", "/tools/gpt-5", "Mixed · 1 ship / 1 skip")
    assert item.categories == [shelf.pk]
    assert [name for name, _ in item.notes] == ["Reviewer 1: Ship 85", "Reviewer 2: Skip"]
    words = item.notes[0][1]
    assert words.startswith("It ships with load(), see the manual. And so it goes on. And")
    assert words.endswith("…")
    assert 180 < len(words) <= 200


def test_only_what_is_new_of_a_scorecard_is_told():
    tool = old_tool("A")
    reviewed(tool, ("ship", 85))
    ReviewFactory(tool=tool, reviewer=ReviewerFactory(name="Late"), verdict="ship", score=60, published_at=during())

    (item,) = told(Kind.NEW)

    assert item.line == "Ship · 2 ship / 0 skip"
    assert item.notes == [["Late: Ship 60", "It ships."]]


def test_reviews_come_out_with_their_tool():
    reviewed(old_tool("A", published_at=during()), ("ship", 85))

    assert [item.title for item in told(Kind.NEW)] == ["A"]


def test_a_large_panel_is_cut_short():
    reviewed(old_tool("A"), *[("ship", number) for number in range(6)], at=during())

    (item,) = told(Kind.NEW)

    assert [name for name, _ in item.notes] == ["Reviewer 1: Ship 0", "Reviewer 2: Ship 1", "Reviewer 3: Ship 2", ""]
    assert item.notes[-1][1] == "3 more verdicts on its page."


def test_the_week_ends_at_midnight_in_the_time_zone_of_the_digest(settings):
    settings.DIGEST_TIME_ZONE = "Pacific/Auckland"
    for name, at in {
        "before": WEEK.begin - INSTANT,
        "first": WEEK.begin,
        "last": WEEK.end - INSTANT,
        "after": WEEK.end,
    }.items():
        reviewed(old_tool(name), ("ship", 85), at=at)
        voted(old_tool(f"voted {name}"), 1, at=at)
        ComparisonFactory(first=old_tool(f"{name} x"), second=old_tool(f"{name} y"), published_at=at)

    assert {item.title for item in told(Kind.NEW)} == {"first", "last"}
    assert {item.title for item in told(Kind.VOTED)} == {"voted first", "voted last"}
    assert {item.title for item in told(Kind.FEATURED)} == {"first x vs first y", "last x vs last y"}


def test_a_changed_verdict_is_told_with_its_reason():
    tool = old_tool("A")
    first, second = reviewed(tool, ("ship", 85), ("ship", 80))
    turned(first, "skip", 40, reason="It *broke* twice.\nAnd again.")
    turned(second, "ship", 70)

    (item,) = told(Kind.CHANGED)

    assert (item.path, item.line) == ("/tools/a", "Mixed · 1 ship / 1 skip")
    assert item.notes == [
        ["Reviewer 1: Ship 85, now Skip 40", "It *broke* twice. And again."],
        ["Reviewer 2: Ship 80, now Ship 70", "No reason was given."],
    ]


def test_several_changes_in_a_week_are_told_as_one():
    (review,) = reviewed(old_tool("A"), ("ship", 85))
    turned(review, "skip", 40, at=during(1), reason="First.")
    turned(review, "skip", 35, at=during(2), reason="Then.")

    assert told(Kind.CHANGED)[0].notes == [["Reviewer 1: Ship 85, now Skip 35", "Then."]]


def test_a_change_that_was_taken_back_is_none():
    (review,) = reviewed(old_tool("A"), ("ship", 85))
    turned(review, "skip", 40, at=during(1))
    turned(review, "ship", 85, at=during(2))

    with pytest.raises(NothingNew):
        build_edition(WEEK)


def test_what_is_new_and_changed_in_one_week_is_told_once():
    (review,) = reviewed(old_tool("A"), ("ship", 85), at=during(1))
    turned(review, "skip", 40, at=during(2))

    assert [item.notes[0][0] for item in told(Kind.NEW)] == ["Reviewer 1: Skip 40"]
    assert told(Kind.CHANGED) == []


@pytest.mark.parametrize("at", [WEEK.begin - INSTANT, WEEK.end])
def test_a_change_in_another_week_is_not_told(at):
    (review,) = reviewed(old_tool("A"), ("ship", 85))
    turned(review, "skip", 40, at=at)

    with pytest.raises(NothingNew):
        build_edition(WEEK)


def test_tools_on_which_verdicts_turned_come_before_those_with_other_scores():
    for name, verdict, at in (("score", "ship", during(6)), ("turn", "skip", during(1))):
        (review,) = reviewed(old_tool(name), ("ship", 85))
        turned(review, verdict, 50, at=at)

    assert [item.title for item in told(Kind.CHANGED)] == ["turn", "score"]


def test_a_featured_comparison_is_told_with_its_panels_and_its_summary():
    one, other = old_tool("A", category=CategoryFactory(name="Agents", slug="agents")), old_tool("B")
    reviewed(one, ("ship", 85))
    comparison = ComparisonFactory(first=one, second=other, published_at=during(), summary="Which\nof the two?")
    ComparisonFactory(first=other, second=old_tool("C"), published_at=during(), featured=False)
    ComparisonFactory(first=one, second=old_tool("D"), published_at=LONG_AGO)

    (item,) = told(Kind.FEATURED)

    assert (item.title, item.path) == ("A vs B", comparison.get_absolute_url())
    assert item.line == "A: Ship · 1 ship / 0 skip; B: Not reviewed yet"
    assert item.notes == [["", "Which of the two?"]]
    assert item.categories == sorted({one.category_id, other.category_id})


def test_a_comparison_comes_out_with_the_last_of_its_tools():
    late = old_tool("B", published_at=during())
    ComparisonFactory(first=old_tool("A"), second=late, published_at=LONG_AGO)

    assert [item.title for item in told(Kind.FEATURED)] == ["A vs B"]


def test_it_says_where_readers_disagree_with_the_panel():
    against, agreed, quiet = old_tool("Against"), old_tool("Agreed"), old_tool("Quiet")
    reviewed(old_tool("New"), ("ship", None), at=during())
    for tool in (against, agreed, quiet):
        reviewed(tool, ("ship", 85), ("ship", 85))
    voted(against, 0, 4, at=LONG_AGO)
    voted(against, 0, 1)
    voted(agreed, 5)
    voted(quiet, 0, 9, at=LONG_AGO)

    (item,) = told(Kind.DISAGREES)

    assert item.title == "Against"
    assert item.line == "Panel: Ship · 2 ship / 0 skip. Readers: 0% ship of 5 votes (95% interval 0–43%)."


def test_the_most_voted_tools_of_the_week_come_with_counts_and_no_percentage_that_few_votes_cannot_carry():
    one, some, many = old_tool("One"), old_tool("Some"), old_tool("Many")
    reviewed(old_tool("New"), ("ship", None), at=during())
    voted(one, 1)
    voted(some, 1, 2)
    voted(some, 2, at=LONG_AGO)
    voted(many, 4, 2)
    voted(one, 9, state=VoteState.WITHHELD)

    items = told(Kind.VOTED)

    assert [(item.title, item.line) for item in items] == [
        ("Many", "6 votes in the week · 67% ship of 6 votes (95% interval 30–90%)"),
        ("Some", "3 votes in the week · 60% ship of 5 votes (95% interval 23–88%)"),
        ("One", "1 vote in the week · 1 of 1 ships"),
    ]


def test_votes_alone_make_no_edition_also_where_they_disagree_with_the_panel():
    tool = old_tool("Many")
    reviewed(tool, ("ship", 85), ("ship", 85))
    voted(tool, 0, 6)

    with pytest.raises(NothingNew):
        build_edition(WEEK)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_readers_may_not_see_is_never_told(hidden):
    reviewed(old_tool("A"), ("ship", 85), **{"at": during()} | {key: hidden[key] for key in hidden})
    tool = old_tool("B", **{"published_at": during()} | hidden)
    reviewed(tool, ("ship", 85), at=during())
    voted(tool, 0, 9)
    ComparisonFactory(first=tool, second=old_tool("C"), published_at=during())
    ComparisonFactory(first=old_tool("D"), second=old_tool("E"), **{"published_at": during()} | hidden)

    with pytest.raises(NothingNew):
        build_edition(WEEK)


def test_long_names_and_reasons_fit():
    tools = [old_tool("N" * 116 + f" {number}", slug=f"n-{number}", qualifier="q" * 60) for number in range(4)]
    comparison = dict(zip(("first", "second", "third", "fourth"), tools, strict=True))
    ComparisonFactory(published_at=during(), summary="word " * 400, **comparison)
    (review,) = reviewed(tools[0], ("ship", 85))
    turned(review, "skip", 40, reason="word " * 400)

    edition = build_edition(WEEK)

    assert all(len(words) <= 200 for item in edition.items.all() for _, words in item.notes)
    assert len(edition.subject) <= 120


def test_gathering_costs_the_same_however_much_there_is(django_assert_num_queries):
    for number in range(12):
        tool = old_tool(f"Tool {number}")
        reviewed(tool, ("ship", 85), at=during())
        voted(tool, 1)
        (review,) = reviewed(old_tool(f"Other {number}"), ("ship", 85))
        turned(review, "skip", 40)
        ComparisonFactory(first=tool, second=review.tool, published_at=during())

    with django_assert_num_queries(11):
        news = gather(WEEK)

    assert [len(items) for items in news.values()] == [12, 12, 12, 0, 12]
