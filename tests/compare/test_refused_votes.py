"""A vote that cannot be trusted or understood is refused in plain words, and nothing of it is recorded."""

from typing import Any

import pytest

from tests.factories import ToolFactory
from tests.voting import Voter, is_kept_by_nobody, own_vote, page_of, said, token_in
from tools.models import Tool
from votes.models import Vote

FORGED: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "from another site": ({}, {"Origin": "https://evil.example"}),
    "from a page without an address": ({}, {"Origin": "null"}),
    "from this site's name on another port": ({}, {"Origin": "http://testserver:8001"}),
    "with a nonsense token": ({"csrfmiddlewaretoken": "a" * 64}, {}),
    "with a broken token": ({"csrfmiddlewaretoken": "<script>\x00"}, {}),
    "without a token": ({"csrfmiddlewaretoken": ""}, {}),
}
CHOICES = ["", "meh", "SHIP", " ship", "ship\n", "ship\x00", "\u202eship", "0", "None", "s" * 5000]
EITHER_WAY = pytest.mark.parametrize("in_place", [True, False], ids=["in place", "without scripts"])


@pytest.fixture
def tool(db) -> Tool:
    return ToolFactory(name="A", slug="a")


def assert_refused(answer: Any, status: int, *, in_place: bool) -> None:
    """Refused in words, with the form once more, and nothing kept: not the vote, nor the voter, nor the answer."""
    assert answer.status_code == status
    assert said(answer).startswith("Nothing was recorded")
    assert own_vote(answer, "a") is None
    assert bool(page_of(answer).select("h1")) != in_place
    assert Vote.objects.count() == 0
    assert "voter" not in answer.cookies
    assert is_kept_by_nobody(answer)


@EITHER_WAY
@pytest.mark.parametrize(("form", "headers"), FORGED.values(), ids=FORGED)
def test_a_forged_form_is_refused_and_a_new_one_given(tool: Tool, form, headers, in_place):
    voter = Voter()
    good = {"csrfmiddlewaretoken": voter.token("a"), "choice": "ship"}

    answer = voter.send("a", good | form, in_place=in_place, **headers)

    assert_refused(answer, 403, in_place=in_place)
    assert voter.send("a", good | {"csrfmiddlewaretoken": token_in(answer)}).status_code == 200
    assert Vote.objects.count() == 1


@EITHER_WAY
def test_the_token_of_another_reader_is_no_good(tool: Tool, in_place):
    voter = Voter()
    voter.token("a")

    answer = voter.send("a", {"csrfmiddlewaretoken": Voter().token("a"), "choice": "ship"}, in_place=in_place)

    assert_refused(answer, 403, in_place=in_place)


@EITHER_WAY
def test_a_browser_that_has_lost_its_cookie_can_vote_with_the_form_in_the_answer(tool: Tool, in_place):
    voter = Voter()
    form = {"csrfmiddlewaretoken": voter.token("a"), "choice": "ship"}
    voter.client.cookies.clear()

    answer = voter.send("a", form, in_place=in_place)

    assert_refused(answer, 403, in_place=in_place)
    assert "your browser keeps no cookies" in said(answer)
    assert own_vote(voter.send("a", form | {"csrfmiddlewaretoken": token_in(answer)}), "a") == "ship"


@EITHER_WAY
@pytest.mark.parametrize("choice", CHOICES, ids=ascii)
def test_there_is_no_third_word(tool: Tool, choice, in_place):
    assert_refused(Voter().vote("a", choice, in_place=in_place), 422, in_place=in_place)


@EITHER_WAY
def test_a_form_without_a_choice_casts_no_vote(tool: Tool, in_place):
    voter = Voter()

    answer = voter.send("a", {"csrfmiddlewaretoken": voter.token("a")}, in_place=in_place)

    assert_refused(answer, 422, in_place=in_place)


@EITHER_WAY
def test_following_a_link_casts_no_vote(tool: Tool, in_place):
    voter = Voter()

    answer = voter.client.get(
        "/tools/a/vote?choice=ship", headers={"HX-Request": "true"} if in_place else {"Origin": "http://testserver"}
    )

    assert_refused(answer, 405, in_place=in_place)


def test_a_choice_in_the_address_of_a_form_is_none(tool: Tool):
    voter = Voter()

    answer = voter.client.post("/tools/a/vote?choice=ship", {"csrfmiddlewaretoken": voter.token("a")})

    assert_refused(answer, 422, in_place=False)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_none(tool: Tool, method):
    answer = getattr(Voter().client, method)("/tools/a/vote?choice=ship")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert Vote.objects.count() == 0


def test_asking_only_for_the_head_casts_no_vote(tool: Tool):
    voter = Voter()

    assert [voter.client.head(path).status_code for path in ("/tools/a/vote", "/ballots/a")] == [200, 200]
    assert voter.client.head("/tools/a/vote?choice=ship").status_code == 405
    assert Vote.objects.count() == 0
    assert voter.client.post("/ballots/a").status_code in {403, 405}
