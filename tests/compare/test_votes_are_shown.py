"""After a vote the reader sees their own word and what the community says with it; others see only the count."""

import pytest

from tests.factories import ToolFactory, VoteFactory
from tests.voting import Voter, community, own_vote, page_of
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
    assert page_of(before).select("svg.interval.empty")
    assert not page_of(before).select("svg.interval *")
    assert community(after) == "100% ship of 5 votes (95% interval 57–100%)"
    assert not page_of(after).select("svg.interval.empty")
    for group in (".whiskers", ".halo"):
        ends = [(line["x1"], line["x2"]) for line in page_of(after).select(f"svg.interval {group} line")]
        assert ends == [("56.6%", "100.0%"), ("56.6%", "56.6%"), ("100.0%", "100.0%")]


def test_a_page_without_a_cache_shows_the_vote_at_once(tool: Tool):
    voter = Voter()

    voter.vote("a", "ship")

    assert "1 of 1 ships" in page_of(voter.client.get("/tools/a")).text
