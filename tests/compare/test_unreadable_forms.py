"""A form in letters that the site does not read is the sender's fault, and is answered as such in plain words."""

import http.client
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.factories import ToolFactory
from tests.site import Site
from tests.voting import IN_PLACE, Voter
from votes.models import Vote

UTF_7 = "application/x-www-form-urlencoded; charset=utf-7"
SAYS = "The address or the form that was sent cannot be read. Nothing was changed."


@pytest.fixture(autouse=True)
def tool(db) -> None:
    ToolFactory(slug="a")


def assert_unreadable(answer: Any) -> None:
    assert answer.status_code == 400
    assert SAYS in answer.content.decode()
    assert Vote.objects.count() == 0


@pytest.mark.parametrize("headers", [IN_PLACE, {}], ids=["in place", "without scripts"])
def test_a_vote_in_utf_7_cannot_be_read(headers):
    voter = Voter()
    form = urlencode({"csrfmiddlewaretoken": voter.token("a"), "choice": "ship"})

    assert_unreadable(voter.client.post("/tools/a/vote", form, UTF_7, headers=headers))


def test_nor_can_one_from_a_browser_without_cookies():
    assert_unreadable(Voter().client.post("/tools/a/vote", "choice=ship", UTF_7))


def test_the_real_site_says_so_and_goes_on(open_site: Site):
    with closing(http.client.HTTPConnection("127.0.0.1", open_site.port, timeout=10)) as connection:
        connection.request("POST", "/tools/smolvlm-3b/vote", b"choice=ship", {"Content-Type": UTF_7})
        answer = connection.getresponse()
        assert answer.status == 400
        assert SAYS in answer.read().decode()

    assert open_site.get("/tools/smolvlm-3b").status == 200
