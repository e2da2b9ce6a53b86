"""After a vote the reader sees their own word and what the community says with it; others see only the count."""

import pytest
from django.conf import LazySettings

from tests.factories import ToolFactory, VoteFactory
from tests.voting import Voter, community, own_vote, page_of, said
from tools.models import Tool


@pytest.fixture
def tool(db) -> Tool:
    return ToolFactory(name="A", slug="a")


def test_a_reader_finds_their_vote_again_and_others_see_only_that_it_counts(tool: Tool):
    voter, other = Voter(), Voter()

    voter.vote("a", "skip")

    assert own_vote(voter.ballots("a"), "a") == "skip"
    assert own_vote(other.ballots("a"), "a") is None
    assert community(other.ballots("a")) == "0 of 1 ship"


def test_the_fifth_vote_turns_counts_into_a_percentage_with_its_interval(tool: Tool):
    VoteFactory.create_batch(4, tool=tool)
    voter = Voter()

    before, after = voter.ballots("a"), voter.vote("a", "ship")

    assert community(before) == "4 of 4 ship"
    assert not page_of(before).select(".whisker")
    assert community(after) == "100% ship of 5 votes (95% interval 57–100%)"
    assert page_of(after).select(".whisker")


def test_a_vote_that_is_withheld_says_so_and_is_not_counted(tool: Tool, settings: LazySettings):
    settings.VOTES_PER_NETWORK_AND_DAY = 1
    voter = Voter()
    Voter().vote("a", "ship")

    answer = voter.vote("a", "skip")

    assert own_vote(answer, "a") == own_vote(voter.ballots("a"), "a") == "skip"
    assert "held until an editor has looked at it" in said(answer)
    assert "held for a check" in page_of(voter.ballots("a")).text
    assert community(answer) == "1 of 1 ships"


def test_a_page_without_a_cache_shows_the_vote_at_once(tool: Tool):
    voter = Voter()

    voter.vote("a", "ship")

    assert "1 of 1 ships" in page_of(voter.client.get("/tools/a")).text
