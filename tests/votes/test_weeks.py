"""What has become of the votes, week by week."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.factories import ToolFactory, VoteFactory
from votes.models import Vote, VoteState
from votes.rulings import rule
from votes.selectors import Week, weeks

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def monday() -> datetime:
    """When this week began."""
    now = datetime.now(UTC)
    year, week, _ = now.isocalendar()
    return datetime.fromisocalendar(year, week, 1).replace(tzinfo=UTC)


def cast(at: datetime, number: int = 1, **options) -> list[int]:
    """The keys of so many votes that were cast then."""
    votes = VoteFactory.create_batch(number, **options)
    keys = [vote.pk for vote in votes]
    Vote.objects.filter(pk__in=keys).update(created_at=at)
    return keys


def cast_by_week(count: int) -> dict[datetime, int]:
    return {week.begin: week.cast for week in weeks(count)}


def test_every_vote_is_counted_or_withheld_and_some_were_released(monday, django_user_model):
    judge = django_user_model.objects.create_user("judge")
    tool = ToolFactory()
    cast(monday, 3, tool=tool)
    held = cast(monday + timedelta(days=2), 4, tool=tool, state=VoteState.WITHHELD)
    ruled_out = cast(monday - WEEK, 2)
    rule(Vote.objects.filter(pk__in=held[:1]), VoteState.COUNTED, by=judge)
    rule(Vote.objects.filter(pk__in=ruled_out), VoteState.WITHHELD, by=judge)

    assert weeks(2) == [
        Week(begin=monday, cast=7, counted=4, withheld=3, released=1),
        Week(begin=monday - WEEK, cast=2, counted=0, withheld=2, released=0),
    ]


def test_a_week_goes_from_monday_midnight_to_the_next(monday):
    cast(monday)
    cast(monday - INSTANT)
    cast(monday - WEEK)

    assert cast_by_week(2) == {monday: 1, monday - WEEK: 2}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_weeks_are_the_same_wherever_the_site_is(monday, zone):
    cast(monday)
    cast(monday - INSTANT)

    with timezone.override(ZoneInfo(zone)):
        assert cast_by_week(2) == {monday: 1, monday - WEEK: 1}


def test_only_the_weeks_asked_for_are_given_and_only_those_with_votes(monday):
    cast(monday)
    cast(monday - 3 * WEEK)
    cast(monday - 3 * WEEK - INSTANT)

    assert list(cast_by_week(1)) == [monday]
    assert list(cast_by_week(3)) == [monday]
    assert cast_by_week(4) == {monday: 1, monday - 3 * WEEK: 1}
    assert list(cast_by_week(5)) == [monday, monday - 3 * WEEK, monday - 4 * WEEK]


def test_without_votes_there_are_no_weeks():
    assert weeks(4) == []


def test_a_vote_taken_back_is_in_no_figure(monday):
    (counted,) = cast(monday)
    cast(monday, state=VoteState.WITHHELD, taken_back=True)

    assert weeks(1) == [Week(begin=monday, cast=1, counted=1, withheld=0, released=0)]

    Vote.objects.filter(pk=counted).delete()

    assert weeks(1) == []


def test_any_number_of_weeks_costs_one_query(monday, django_assert_num_queries):
    for number in range(4):
        cast(monday - number * WEEK)

    with django_assert_num_queries(1):
        assert len(weeks(10)) == 4
