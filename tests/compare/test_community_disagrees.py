"""The site says that the community disagrees with the panel where the votes show it, and nowhere else."""

import pytest
from django.conf import LazySettings
from django.test import Client

from core.models import Choice, State
from tests.factories import ReviewFactory, ToolFactory, VoteFactory
from tests.pages import get, texts
from tools.models import Tool
from votes.models import VoteState

SAYS_SO = ".disagrees"


def tell(slug: str, *, panel: tuple[int, int], votes: tuple[int, int]) -> None:
    """A tool with so many ships and skips each."""
    tool = ToolFactory(name=slug.upper(), slug=slug)
    for choice, reviews, said in zip((Choice.SHIP, Choice.SKIP), panel, votes, strict=True):
        ReviewFactory.create_batch(reviews, tool=tool, verdict=choice)
        VoteFactory.create_batch(said, tool=tool, choice=choice)


@pytest.mark.django_db
def test_it_stands_wherever_the_votes_stand_and_names_the_panels_share(client: Client):
    tell("a", panel=(2, 1), votes=(0, 5))
    tell("b", panel=(2, 1), votes=(3, 2))

    for path in ("/tools/a", "/compare/b-vs-a", "/ballots/a-vs-b", "/tools/a/vote"):
        assert texts(get(client, path).select(SAYS_SO)) == [
            "The community disagrees with the panel, of which 67% say ship."
        ], path
    for path in ("/tools/b", "/ballots/b", "/tools/b/vote"):
        assert not get(client, path).select(SAYS_SO), path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("panel", "votes", "disagrees"),
    [
        ((4, 0), (0, 5), True),  # 0 to 43%
        ((0, 4), (5, 0), True),  # 57 to 100%
        ((1, 1), (5, 0), True),
        ((4, 0), (5, 0), False),
        ((0, 4), (0, 5), False),
        ((1, 1), (3, 2), False),  # 23 to 88%
        ((4, 0), (3, 2), True),
        ((0, 4), (3, 2), True),
        ((1, 3), (3, 2), False),
        ((4, 0), (0, 4), False),
        ((0, 4), (4, 0), False),
        ((0, 0), (0, 9), False),
        ((0, 0), (0, 0), False),
        ((4, 0), (0, 0), False),
    ],
)
def test_only_an_interval_that_leaves_the_panel_out_disagrees(client: Client, panel, votes, disagrees):
    tell("a", panel=panel, votes=votes)

    assert bool(get(client, "/ballots/a").select(SAYS_SO)) == disagrees


@pytest.mark.django_db
def test_so_few_votes_as_the_host_sets_disagree_with_nobody(client: Client, settings: LazySettings):
    tell("a", panel=(4, 0), votes=(0, 5))
    settings.COMMUNITY_MIN_VOTES = 6

    assert not get(client, "/tools/a").select(SAYS_SO)


@pytest.mark.django_db
def test_withheld_votes_and_drafts_of_reviews_are_heard_by_neither_side(client: Client):
    tell("a", panel=(0, 1), votes=(4, 0))
    VoteFactory.create_batch(5, tool=Tool.objects.get(), state=VoteState.WITHHELD)
    tool = ReviewFactory(tool=ToolFactory(name="B", slug="b"), state=State.DRAFT).tool
    VoteFactory.create_batch(5, tool=tool, choice=Choice.SKIP)

    assert not get(client, "/ballots/a-vs-b").select(SAYS_SO)
