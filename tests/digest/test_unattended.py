"""With DIGEST_DAY set, the edition of the last week is built and approved by itself, at its hour and once."""

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from digest import editions
from digest.building import build_edition
from digest.models import Edition, Stage
from digest.tasks import run_unattended
from digest.weeks import Week
from tests.at_once import at_once
from tests.digest.mailing import latest
from tests.factories import ReviewFactory, ToolFactory

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Week.named("2026-W43")  # in which summer time ends there
AT_ITS_HOUR = datetime(2026, 10, 28, 9, tzinfo=BERLIN)  # the Wednesday of the week after


@pytest.fixture(autouse=True)
def _on_wednesdays_at_nine(settings):
    settings.DIGEST_WEEKDAY, settings.DIGEST_HOUR, settings.DIGEST_TIME_ZONE = 2, 9, "Europe/Berlin"


@pytest.fixture
def _news():
    told = WEEK.begin + timedelta(days=1)
    ReviewFactory(tool=ToolFactory(published_at=told), published_at=told)


@pytest.mark.usefixtures("_news")
@pytest.mark.parametrize("late", [timedelta(), timedelta(minutes=1), timedelta(hours=23, minutes=59)])
def test_at_its_hour_or_within_a_day_it_is_built_and_approved_by_nobody(late: timedelta):
    edition = run_unattended(AT_ITS_HOUR + late)

    assert (edition.week, edition.stage) == (WEEK.name, Stage.APPROVED)
    assert (edition.send_at, edition.approved_by) == (AT_ITS_HOUR, None)
    assert edition.items.filter(dropped=False).exists()


@pytest.mark.usefixtures("_news")
@pytest.mark.parametrize("off", [timedelta(minutes=-1), timedelta(days=-1), timedelta(days=1)])
def test_at_no_other_time(off: timedelta):
    assert run_unattended(AT_ITS_HOUR + off) is None

    assert not Edition.objects.exists()


@pytest.mark.usefixtures("_news")
def test_not_where_no_day_is_set(settings):
    settings.DIGEST_WEEKDAY = None

    assert run_unattended(AT_ITS_HOUR) is None
    assert not Edition.objects.exists()


@pytest.mark.usefixtures("_news")
def test_not_twice():
    edition = run_unattended(AT_ITS_HOUR)

    assert run_unattended(AT_ITS_HOUR + timedelta(minutes=1)) is None
    assert editions.begin(edition)
    assert run_unattended(AT_ITS_HOUR + timedelta(minutes=2)) is None
    assert Edition.objects.count() == 1


@pytest.mark.usefixtures("_news")
@pytest.mark.django_db(transaction=True)
def test_of_several_workers_at_once_all_go_on_and_one_edition_is_approved():
    at_once([partial(run_unattended, AT_ITS_HOUR)] * 6)

    assert [edition.stage for edition in Edition.objects.all()] == [Stage.APPROVED]


@pytest.mark.usefixtures("_news")
def test_a_draft_that_staff_have_prepared_goes_out_with_what_has_come_since():
    edition = build_edition(WEEK)
    Edition.objects.filter(pk=edition.pk).update(subject="Written by hand")
    late = ReviewFactory(published_at=WEEK.end - timedelta(hours=1)).tool

    assert run_unattended(AT_ITS_HOUR) == edition

    assert edition.items.filter(path=late.get_absolute_url(), dropped=False).exists()
    assert latest(edition).subject == "Written by hand"
    assert latest(edition).stage == Stage.APPROVED


@pytest.mark.usefixtures("_news")
def test_what_staff_have_approved_for_another_time_keeps_it():
    edition = editions.approve(build_edition(WEEK), send_at=AT_ITS_HOUR + timedelta(hours=5))

    assert run_unattended(AT_ITS_HOUR) is None

    assert latest(edition).send_at == AT_ITS_HOUR + timedelta(hours=5)


def test_a_week_without_news_sends_nothing():
    assert run_unattended(AT_ITS_HOUR) is None

    assert not Edition.objects.exists()


@pytest.mark.usefixtures("_news")
def test_a_draft_of_which_staff_have_dropped_everything_is_not_sent():
    edition = build_edition(WEEK)
    edition.items.update(dropped=True)

    assert run_unattended(AT_ITS_HOUR) is None

    assert latest(edition).stage == Stage.DRAFT
