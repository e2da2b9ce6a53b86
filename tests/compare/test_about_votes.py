"""The page on how votes are kept, and the record of what has become of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.formats import date_format

from tests.factories import ToolFactory, VoteFactory
from tests.pages import get, texts
from votes.models import Ruling, VoteState

pytestmark = pytest.mark.django_db


def cast(when: datetime, *, count: int = 1, ruling: Ruling | None = None, state: str = VoteState.COUNTED) -> None:
    VoteFactory.create_batch(count, created_at=when, state=state, ruling=ruling)


def test_each_week_has_its_line_latest_first(client: Client, admin_user):
    released = Ruling.objects.create(state=VoteState.COUNTED, by=admin_user, vote_count=1)
    withheld = Ruling.objects.create(state=VoteState.WITHHELD, by=admin_user, vote_count=1)
    now = datetime.now(UTC)
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    last, earlier = monday - timedelta(weeks=1), monday - timedelta(weeks=3)
    cast(last, count=3)
    cast(monday - timedelta(seconds=1), ruling=released)
    cast(earlier, count=2, state=VoteState.WITHHELD)
    cast(earlier + timedelta(days=3), ruling=withheld, state=VoteState.WITHHELD)
    cast(monday - timedelta(weeks=20), count=4)

    page = get(client, "/about/votes")

    heads = [head.replace("\u00ad", "") for head in texts(page.select(".weeks thead th"))]  # where words may be broken
    assert heads == ["Week from", "Cast", "Counted", "Withheld", "Released"]
    assert [texts(line.select("th, td")) for line in page.select(".weeks tbody tr")] == [
        [date_format(last, "j M Y"), "4", "4", "0", "1"],
        [date_format(earlier, "j M Y"), "3", "0", "3", "0"],
    ]
    assert page.select_one(".weeks time")["datetime"] == f"{last:%Y-%m-%d}"


def test_a_vote_of_today_is_in_it_and_one_taken_back_is_not(client: Client):
    tool = ToolFactory()
    VoteFactory(tool=tool)
    VoteFactory(tool=tool).delete()
    VoteFactory(tool=tool, state=VoteState.WITHHELD, taken_back=True)

    (line,) = get(client, "/about/votes").select(".weeks tbody tr")

    assert texts(line.select("td")) == ["1", "1", "0", "0"]


def test_without_a_vote_it_says_so(client: Client):
    page = get(client, "/about/votes")

    assert not page.select(".weeks")
    assert "Nobody has voted in the last 12 weeks." in page.text


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (
            (1, 1, 1),
            [
                "the first vote from one network on one day counts at once",
                "A reader can press the buttons 1 time in a row, and all readers of one network 1 time.",
            ],
        ),
        (
            (20, 30, 120),
            [
                "the first 20 votes from one network on one day count at once",
                "A reader can press the buttons 30 times in a row, and all readers of one network 120 times.",
            ],
        ),
    ],
)
def test_it_names_the_limits_that_the_host_has_set(client: Client, settings: LazySettings, limits, words):
    settings.VOTES_PER_NETWORK_AND_DAY, settings.VOTES_PER_MINUTE, settings.VOTES_PER_MINUTE_AND_NETWORK = limits

    text = " ".join(get(client, "/about/votes").text.split())

    assert [each for each in words if each not in text] == []


def test_it_says_what_is_kept_of_a_vote_that_is_taken_back(client: Client):
    text = " ".join(get(client, "/about/votes").text.split())

    assert "Taking a vote back deletes it, unless it is withheld: then it is kept as taken back" in text


@pytest.mark.parametrize("path", ["/about", "/tools/a", "/compare/a-vs-b", "/tools/a/vote"])
def test_the_pages_that_speak_of_votes_lead_to_it(client: Client, path):
    for slug in "ab":
        ToolFactory(slug=slug)

    assert get(client, path).select('main a[href="/about/votes"]')
