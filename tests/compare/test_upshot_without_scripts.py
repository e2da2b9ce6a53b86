"""Without scripts the page that a voter comes back to says what has become of the vote, at the line in the address."""

import pytest
from bs4 import Tag
from django.conf import LazySettings
from django.test import Client

from tests.factories import ToolFactory
from tests.pages import get
from tests.voting import Voter, page_of
from votes.models import Vote, VoteState
from votes.rulings import rule

pytestmark = pytest.mark.django_db
PAGES = ["/tools/a", "/compare/a-vs-b"]
LINES = {
    "counted": "Your vote is recorded and counted.",
    "withheld": "Your vote is recorded, but withheld from the count.",
    "taken-back": "Your vote is taken back.",
}


@pytest.fixture(autouse=True)
def tools() -> None:
    for slug in "ab":
        ToolFactory(name=slug.upper(), slug=slug)


def shown(voter: Voter, choice: str, page: str) -> Tag:
    """The line that the browser shows after a press of a button: the one that the address names."""
    answer = voter.vote("a", choice, in_place=False, next=page)
    path, _, name = answer.headers["Location"].partition("#")
    assert (answer.status_code, path) == (302, page)
    (line,) = page_of(voter.client.get(path)).select(f'[id="{name}"]')
    return line


@pytest.mark.parametrize("page", PAGES)
def test_a_counted_vote_and_one_taken_back_say_so(page):
    voter = Voter()

    for choice, upshot in (("ship", "counted"), ("skip", "counted"), ("none", "taken-back"), ("none", "taken-back")):
        assert shown(voter, choice, page).text.startswith(LINES[upshot])


@pytest.mark.parametrize("page", PAGES)
def test_a_vote_beyond_the_limit_says_that_it_is_withheld(settings: LazySettings, page):
    settings.VOTES_PER_NETWORK_AND_DAY = 0
    voter = Voter()

    for choice, upshot in (("ship", "withheld"), ("none", "taken-back"), ("ship", "withheld")):
        assert shown(voter, choice, page).text.startswith(LINES[upshot])


def test_so_does_one_that_an_editor_has_withheld(admin_user):
    voter = Voter()
    voter.vote("a", "ship")
    rule(Vote.objects.all(), VoteState.WITHHELD, by=admin_user)

    assert shown(voter, "skip", "/tools/a").text.startswith(LINES["withheld"])


@pytest.mark.parametrize("page", PAGES)
def test_the_lines_are_the_same_for_everyone(client: Client, page):
    voter = Voter()
    voter.vote("a", "ship")

    for reader in (client, voter.client):
        lines = get(reader, page).select(".upshot")
        assert [line["id"] for line in lines] == list(LINES)
        assert all(line.text.startswith(LINES[line["id"]]) for line in lines)


@pytest.mark.parametrize("back", ["/compare/a-vs-b#votes", "/compare/a-vs-b#withheld", "/compare/a-vs-b#"])
def test_a_fragment_of_the_way_back_gives_way_to_it(back):
    answer = Voter().vote("a", "ship", in_place=False, next=back)

    assert answer.headers["Location"] == "/compare/a-vs-b#counted"
