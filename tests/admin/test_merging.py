"""Two tools become one: what one has and the other lacks moves, and the addresses of the other lead to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from compare.desk.merging import CannotMerge, Rival, merge_tools
from core.models import Choice, State
from core.verdicts import Tally
from reviews.models import GivenVerdict, Review
from tests.factories import (
    AttributeFactory,
    ComparisonFactory,
    FactFactory,
    ReviewerFactory,
    ReviewFactory,
    ToolFactory,
    VoteFactory,
)
from tests.votes.ballot_box import assert_tallies_are_right, tallies
from tools.models import Comparison, Fact, FormerSlug, Tool
from votes.cast import ToolGone
from votes.models import Ruling, Vote, VoteState

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep() -> Tool:
    return ToolFactory(name="SmolVLM-3B", slug="kept")


@pytest.fixture
def drop() -> Tool:
    return ToolFactory(name="SmolVLM 3B", slug="dropped")


@pytest.fixture
def other() -> Tool:
    return ToolFactory(name="Other", slug="other")


def vote(tool: Tool, minute: int, **more) -> Vote:
    """A vote that was cast, or changed last, at this minute of a long gone hour."""
    made = VoteFactory(tool=tool, **more)
    Vote.objects.filter(pk=made.pk).update(updated_at=f"2026-11-01T10:{minute:02}Z")
    return made


def everything() -> list[list[dict[str, object]]]:
    """All rows that a merge may touch."""
    models = (Tool, Fact, Review, GivenVerdict, Comparison, FormerSlug, Vote)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_facts_that_the_kept_tool_lacks_move_and_of_the_others_its_own_stay(keep, drop):
    licence, size = AttributeFactory(name="Licence"), AttributeFactory(name="Parameters")
    FactFactory(tool=keep, attribute=size, value="3B")
    FactFactory(tool=drop, attribute=size, value="3.1B")
    moving = FactFactory(tool=drop, attribute=licence, value="MIT", source_url="https://example.org/")

    merge = merge_tools(keep=keep, drop=drop)

    assert merge.facts == ["Licence: MIT"]
    assert merge.rival_facts == [Rival("Parameters", stays="3B", goes="3.1B")]
    assert set(keep.facts.values_list("attribute__name", "value")) == {("Licence", "MIT"), ("Parameters", "3B")}
    moving.refresh_from_db()
    assert (moving.tool, moving.source_url) == (keep, "https://example.org/")
    assert Fact.objects.count() == 2


def test_reviews_of_reviewers_that_the_kept_tool_lacks_move_with_the_verdicts_they_gave(keep, drop):
    builder, skeptic = ReviewerFactory.create(name="Builder"), ReviewerFactory.create(name="Skeptic")
    ReviewFactory(tool=keep, reviewer=builder, verdict=Choice.SHIP, score=85)
    ReviewFactory(tool=drop, reviewer=builder, verdict=Choice.SKIP, state=State.DRAFT)
    moving = ReviewFactory.create(tool=drop, reviewer=skeptic, verdict=Choice.SKIP, score=40)
    given = GivenVerdict.objects.get(review=moving)

    merge = merge_tools(keep=keep, drop=drop)

    assert merge.reviews == ["Skeptic: skip, 40/100 (published)"]
    assert merge.rival_reviews == [Rival("Builder", stays="ship, 85/100 (published)", goes="skip (draft)")]
    assert set(keep.reviews.values_list("reviewer__name", "verdict")) == {("Builder", "ship"), ("Skeptic", "skip")}
    assert GivenVerdict.objects.get(review__reviewer=skeptic) == given
    assert Review.objects.count() == 2


def test_votes_move_and_of_two_of_one_voter_the_later_stays(keep, drop):
    vote(keep, 1)
    moved = vote(drop, 2, choice=Choice.SKIP)
    mind_changed = vote(keep, 3, choice=Choice.SHIP)
    later = vote(drop, 4, voter=mind_changed.voter, choice=Choice.SKIP)
    stays = vote(keep, 6)
    vote(drop, 5, voter=stays.voter, choice=Choice.SKIP)

    merge = merge_tools(keep=keep, drop=drop)

    assert (merge.votes.moved, merge.votes.double) == (2, 2)
    assert (merge.votes.before, merge.votes.after) == (Tally(3, 3), Tally(2, 4))
    assert {moved, later, stays} < set(keep.votes.all())
    assert tallies() == {keep.pk: Tally(2, 4)}
    assert_tallies_are_right()


def test_of_two_votes_of_the_same_moment_one_stays(keep, drop):
    first = vote(keep, 1)
    vote(drop, 1, voter=first.voter)

    assert merge_tools(keep=keep, drop=drop).votes.after == Tally(1, 1)


def test_a_vote_keeps_its_state_and_its_ruling(keep, drop, admin_user):
    ruling = Ruling.objects.create(state=VoteState.WITHHELD, by=admin_user, vote_count=1)
    withheld = vote(drop, 2, state=VoteState.WITHHELD, ruling=ruling)
    taken_back = vote(drop, 2, state=VoteState.WITHHELD, taken_back=True)
    counted = vote(drop, 2)
    for rival in (withheld, counted):
        vote(keep, 1, voter=rival.voter)
    vote(keep, 1, voter=taken_back.voter, state=VoteState.WITHHELD, taken_back=True)
    before = {row["id"]: row for row in Vote.objects.filter(tool=drop).values()}

    merge_tools(keep=keep, drop=drop)

    assert {row["id"]: row for row in Vote.objects.values()} == {
        key: row | {"tool_id": keep.pk} for key, row in before.items()
    }
    assert tallies() == {keep.pk: Tally(1, 1)}
    assert_tallies_are_right()


@pytest.mark.parametrize("counted_first", [True, False], ids=["taken back later", "taken back before"])
@pytest.mark.parametrize("counted_on", ["kept", "dropped"])
def test_a_vote_that_was_taken_back_does_not_displace_one_that_counts(keep, drop, counted_on, counted_first):
    tool, other = (keep, drop) if counted_on == "kept" else (drop, keep)
    stays = vote(tool, 1 if counted_first else 2, choice=Choice.SHIP)
    vote(other, 2 if counted_first else 1, voter=stays.voter, state=VoteState.WITHHELD, taken_back=True)

    merge = merge_tools(keep=keep, drop=drop)

    assert (merge.votes.double, merge.votes.after) == (1, Tally(1, 1))
    assert list(keep.votes.all()) == [stays]
    assert_tallies_are_right()


def test_in_comparisons_the_kept_tool_takes_the_place_of_the_dropped(keep, drop, other):
    left = ComparisonFactory(first=drop, second=other)
    third = ToolFactory(name="Third")
    right = ComparisonFactory(first=other, second=third, third=drop, summary="Choose.")

    merge = merge_tools(keep=keep, drop=drop)

    assert merge.comparisons == [
        "SmolVLM 3B vs Other becomes SmolVLM-3B vs Other",
        "Other vs Third vs SmolVLM 3B becomes Other vs Third vs SmolVLM-3B",
    ]
    left.refresh_from_db()
    right.refresh_from_db()
    assert (left.tools, right.tools, right.summary) == ([keep, other], [other, third, keep], "Choose.")


def test_a_comparison_of_just_the_two_goes(keep, drop):
    ComparisonFactory(first=drop, second=keep)

    merge = merge_tools(keep=keep, drop=drop)

    assert (merge.comparisons, merge.lost_comparisons) == ([], ["SmolVLM 3B vs SmolVLM-3B"])
    assert not Comparison.objects.exists()


def test_a_comparison_that_would_be_there_twice_goes(keep, drop, other):
    stays = ComparisonFactory.create(first=other, second=keep)
    ComparisonFactory(first=drop, second=other)

    merge = merge_tools(keep=keep, drop=drop)

    assert (merge.comparisons, merge.lost_comparisons) == ([], ["SmolVLM 3B vs Other"])
    assert Comparison.objects.get() == stays


@pytest.mark.parametrize("with_fourth", [True, False])
def test_a_comparison_with_both_closes_the_gap(keep, drop, other, with_fourth):
    fourth = ToolFactory() if with_fourth else None
    comparison = ComparisonFactory(first=drop, second=other, third=keep, fourth=fourth)

    merge_tools(keep=keep, drop=drop)

    comparison.refresh_from_db()
    assert comparison.tools == ([other, keep, fourth] if fourth else [other, keep])


def test_where_two_comparisons_come_to_the_same_the_one_that_had_not_both_stays(keep, drop, other):
    ComparisonFactory(first=drop, second=keep, third=other)
    stays = ComparisonFactory.create(first=other, second=drop)

    merge = merge_tools(keep=keep, drop=drop)

    assert merge.lost_comparisons == ["SmolVLM 3B vs SmolVLM-3B vs Other"]
    assert Comparison.objects.get() == stays


@pytest.mark.parametrize("old", ["dropped", "first-name", "kept-once"])
def test_all_addresses_lead_to_the_kept_tool(client, keep, drop, other, old):
    FormerSlug.objects.create(slug="first-name", tool=drop)
    FormerSlug.objects.create(slug="kept-once", tool=keep)

    merge = merge_tools(keep=keep, drop=drop)

    assert merge.addresses == ["/tools/dropped", "/tools/first-name"]
    for path, now in ((f"/tools/{old}", "/tools/kept"), (f"/compare/{old}-vs-other", "/compare/kept-vs-other")):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, now)
    assert client.get("/tools/kept").status_code == 200


def test_a_name_that_the_dropped_tool_had_before_the_kept_one_took_it_leads_nowhere_else(client, keep, drop):
    FormerSlug.objects.create(slug="kept", tool=drop)

    assert merge_tools(keep=keep, drop=drop).addresses == ["/tools/dropped"]
    assert client.get("/tools/kept").status_code == 200
    assert FormerSlug.objects.get().slug == "dropped"


@pytest.mark.parametrize(("state", "now"), [(State.PUBLISHED, "/tools/kept"), (State.DRAFT, "/tools/other")])
def test_the_address_of_a_draft_goes_on_leading_to_the_tool_that_had_it_before(client, keep, other, state, now):
    drop = ToolFactory(slug="dropped", state=state)
    FormerSlug.objects.create(slug="dropped", tool=other)

    merge_tools(keep=keep, drop=drop)

    assert client.get("/tools/dropped").headers["Location"] == now


def test_a_rehearsal_says_the_same_and_changes_nothing(keep, drop, other):
    FactFactory(tool=drop)
    reviewer = ReviewerFactory()
    ReviewFactory(tool=drop, reviewer=reviewer)
    ReviewFactory(tool=keep, reviewer=reviewer)
    ComparisonFactory(first=drop, second=other)
    ComparisonFactory(first=drop, second=keep)
    FormerSlug.objects.create(slug="first-name", tool=drop)
    vote(drop, 2, voter=vote(keep, 1).voter)
    vote(drop, 3)
    before, histories = everything(), Fact.pgh_event_model.objects.count()

    rehearsal = merge_tools(keep=keep, drop=drop, rehearse=True)

    assert everything() == before
    assert Fact.pgh_event_model.objects.count() == histories
    assert_tallies_are_right()
    assert merge_tools(keep=keep, drop=drop) == rehearsal
    assert everything() != before


def test_what_goes_is_in_the_history(keep, drop):
    size = AttributeFactory()
    FactFactory(tool=keep, attribute=size, value="3B")
    FactFactory(tool=drop, attribute=size, value="3.1B")
    key = drop.pk

    merge_tools(keep=keep, drop=drop)

    assert Tool.pgh_event_model.objects.filter(pgh_obj_id=key, pgh_label="delete", slug="dropped").exists()
    assert Fact.pgh_event_model.objects.filter(tool=key, pgh_label="delete", value="3.1B").exists()


def test_a_tool_is_not_merged_with_itself(keep):
    with pytest.raises(CannotMerge, match="one and the same"):
        merge_tools(keep=keep, drop=Tool.objects.get(pk=keep.pk))

    assert Tool.objects.exists()


@pytest.mark.parametrize(
    "unseen",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["draft", "withdrawn", "scheduled"],
)
@pytest.mark.parametrize("rehearse", [True, False])
def test_what_readers_see_is_not_dropped_for_what_they_do_not_see(drop, unseen, rehearse):
    keep = ToolFactory(slug="kept", **unseen)

    with pytest.raises(CannotMerge, match="Publish kept first, or keep dropped"):
        merge_tools(keep=keep, drop=drop, rehearse=rehearse)

    assert Tool.objects.count() == 2
    merge_tools(keep=drop, drop=keep)
    assert Tool.objects.get() == drop


@pytest.mark.parametrize("gone", ["keep", "drop"])
def test_a_tool_that_is_gone_is_said_to_be_gone(keep, drop, gone):
    Tool.objects.filter(slug="kept" if gone == "keep" else "dropped").delete()

    with pytest.raises(ToolGone):
        merge_tools(keep=keep, drop=drop)

    assert Tool.objects.count() == 1


def test_merging_knows_everything_that_belongs_to_a_tool():
    # What is new here has to move as well, or it goes with the dropped tool.
    fields = [field for field in Tool._meta.get_fields(include_hidden=True) if field.auto_created and field.is_relation]
    belongs = {field.related_model.__name__ for field in fields}

    assert {name for name in belongs if not name.endswith("Event")} == {
        *("Fact", "Review", "Comparison", "FormerSlug", "Vote"),
        *("CommunityTally", "Burst"),  # which follow the votes
        "Listing",  # which follows all of it
    }
