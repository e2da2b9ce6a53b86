"""Readers vote on published tools only, under the name of now or one that the tool had when the form was made."""

from datetime import UTC, datetime

import pytest

from tests.factories import ToolFactory
from tests.voting import Voter, community, own_vote, page_of, said
from tools.models import Tool
from votes.models import Vote

EITHER_WAY = pytest.mark.parametrize("in_place", [True, False], ids=["in place", "without scripts"])
NOT_THERE = ["draft", "coming", "never-was", "a--b", "%00", "a" * 500]


@pytest.fixture(autouse=True)
def tools(db) -> None:
    ToolFactory(name="A", slug="a")
    ToolFactory(name="Xyzzy", slug="draft", state="draft")
    ToolFactory(name="Xyzzy", qualifier="later", slug="coming", published_at=datetime(2999, 1, 1, tzinfo=UTC))


def rename(tool: Tool) -> None:
    tool.name, tool.slug = "New", "new"
    tool.save()


@EITHER_WAY
@pytest.mark.parametrize("slug", NOT_THERE, ids=lambda slug: slug[:10])
def test_what_is_not_published_cannot_be_voted_on(slug, in_place):
    voter = Voter()

    answer = voter.send(slug, {"csrfmiddlewaretoken": voter.token("a"), "choice": "ship"}, in_place=in_place)

    assert answer.status_code == 404
    assert ("Nothing was recorded" in said(answer)) if in_place else page_of(answer).select("h1")
    assert b"Xyzzy" not in answer.content
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("slug", NOT_THERE, ids=lambda slug: slug[:10])
def test_nor_is_there_a_ballot_or_a_page_for_it(slug):
    voter = Voter()

    for answer in (voter.ballots(slug), voter.client.get(f"/tools/{slug}/vote")):
        assert answer.status_code == 404
        assert b"Xyzzy" not in answer.content


def test_a_form_without_a_token_for_no_tool_says_only_that_there_is_none():
    answer = Voter().send("draft", {"choice": "ship"}, in_place=False)

    assert answer.status_code == 404
    assert b"Xyzzy" not in answer.content


def test_what_is_left_of_a_comparison_can_be_voted_on():
    ToolFactory(name="B", slug="b")

    answer = Voter().ballots("draft-vs-b-vs-coming-vs-a")

    assert [heading.text.strip() for heading in page_of(answer).select("h3")] == ["B", "A"]


def test_nobody_votes_on_more_than_four_tools_at_once():
    for name in "BCDEF":
        ToolFactory(name=name, slug=name.lower())

    assert len(page_of(Voter().ballots("a-vs-b-vs-c-vs-d-vs-e-vs-f")).select("form")) == 4


@EITHER_WAY
def test_a_form_from_before_a_new_name_still_votes(in_place):
    voter, tool = Voter(), ToolFactory.create(name="Old", slug="old")
    token = voter.token("old")
    rename(tool)

    answer = voter.send("old", {"csrfmiddlewaretoken": token, "choice": "ship"}, in_place=in_place)

    assert answer.status_code == (200 if in_place else 302)
    assert [(vote.tool, vote.choice) for vote in Vote.objects.all()] == [(tool, "ship")]
    assert own_vote(voter.ballots("new"), "new") == "ship"


def test_a_page_from_before_a_new_name_still_gets_its_ballot():
    rename(ToolFactory.create(name="Old", slug="old"))

    assert community(Voter().ballots("old")) == "No community votes yet"
    assert len(page_of(Voter().ballots("a-vs-old")).select("form")) == 2


def test_a_tool_that_went_in_between_takes_no_vote():
    voter, tool = Voter(), ToolFactory(name="Gone", slug="gone")
    form = {"csrfmiddlewaretoken": voter.token("gone"), "choice": "ship"}
    tool.delete()

    in_place, page = voter.send("gone", form), voter.send("gone", form, in_place=False)

    assert (in_place.status_code, page.status_code) == (404, 404)
    assert said(in_place) == "Nothing was recorded: the tool is not here any more. See all tools"
    assert "there is nothing to vote on" in page_of(page).text
    assert Vote.objects.count() == 0


def test_ballots_that_went_in_between_do_not_bring_a_whole_page_into_the_page():
    answer = Voter().ballots("never-was")

    assert not page_of(answer).select("header, footer, h1")
    assert said(answer) == "The tool is not here any more. See all tools"  # and nothing of a vote: nobody has voted


@EITHER_WAY
def test_capitals_in_an_address_mean_the_tool(in_place):
    voter = Voter()

    answer = voter.send("A", {"csrfmiddlewaretoken": voter.token("A"), "choice": "skip"}, in_place=in_place)

    assert answer.status_code == (200 if in_place else 302)
    assert own_vote(voter.ballots("A"), "a") == own_vote(voter.client.get("/tools/A/vote"), "a") == "skip"
    assert [vote.tool.slug for vote in Vote.objects.all()] == ["a"]
