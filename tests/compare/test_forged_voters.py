"""A voting cookie that this site has not set is thrown away, and the next try counts."""

import uuid

import pytest
from django.core import signing

from tests.factories import ToolFactory, VoteFactory
from tests.voting import Voter, own_vote, page_of, said
from tools.models import Tool
from votes.models import Vote


def signed(value: str, salt: str = "voter") -> str:
    return signing.get_cookie_signer(salt=salt).sign(value)


STOLEN = uuid.UUID(int=7)
COOKIES = {
    "empty": "",
    "not signed": str(STOLEN),
    "signed by somebody else": f"{STOLEN}:1tHtzK:0123456789012345678901234567890123456789012",
    "signed for something else": signed(str(STOLEN)),
    "long": "a" * 3000,
    "of control characters": "\\001\\002",
}


@pytest.fixture
def tool(db) -> Tool:
    return ToolFactory(name="A", slug="a")


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "without scripts"])
@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_a_forged_cookie_is_refused_and_deleted_and_then_all_is_well(tool: Tool, cookie, in_place):
    VoteFactory(tool=tool, voter=STOLEN, choice="skip")
    voter = Voter()
    voter.client.cookies["voter"] = cookie

    answer = voter.vote("a", "ship", in_place=in_place)

    assert answer.status_code == 400
    assert said(answer).startswith("Nothing was recorded")
    assert (answer.cookies["voter"].value, answer.cookies["voter"]["max-age"]) == ("", 0)
    assert [vote.choice for vote in Vote.objects.all()] == ["skip"]

    del voter.client.cookies["voter"]  # as a browser does with a cookie whose time is up
    assert own_vote(voter.vote("a", "ship"), "a") == "ship"
    assert Vote.objects.count() == 2


def test_a_vote_under_a_changed_cookie_is_refused(tool: Tool):
    voter = Voter()
    voter.vote("a", "ship")
    good = voter.client.cookies["voter"].value
    voter.client.cookies["voter"] = str(STOLEN) + good[len(str(STOLEN)) :]

    assert voter.vote("a", "skip").status_code == 400
    assert [vote.choice for vote in Vote.objects.all()] == ["ship"]


def test_a_forged_cookie_shows_nobodys_vote_and_breaks_no_page(tool: Tool):
    VoteFactory(tool=tool, voter=STOLEN)
    voter = Voter()
    voter.client.cookies["voter"] = str(STOLEN)

    for path in ("/ballots/a", "/tools/a/vote", "/tools/a", "/compare/"):
        answer = voter.client.get(path)
        assert answer.status_code == 200
        assert "You say" not in page_of(answer).text
