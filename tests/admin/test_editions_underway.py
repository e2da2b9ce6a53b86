"""Staff watch an edition go out, stop it and let it go on, and decide about mail of which nobody knows the fate."""

from datetime import timedelta

import pytest
from django.utils import timezone

from digest import editions
from digest.models import Edition, Fate, Stage
from tests.admin.pages import page, told
from tests.digest.mailing import approved, begun, fates, latest, readers
from tests.factories import EditionFactory
from tests.pages import get, texts
from tests.voting import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    """One that is being sent to four readers, of whom two have got it."""
    readers(4)
    edition = begun()
    for delivery in edition.deliveries.all()[:2]:
        become(edition, Fate.SENT, only=delivery.pk)
    return edition


def become(edition: Edition, fate: Fate, *, only: int) -> None:
    edition.deliveries.filter(pk=only).update(fate=fate, ended_at=timezone.now())


def make_unknown(edition: Edition, count: int) -> None:
    for delivery in edition.deliveries.filter(fate=Fate.WAITING)[:count]:
        become(edition, Fate.UNKNOWN, only=delivery.pk)


def press(client, edition: Edition, do: str) -> list[str]:
    return told(client.post(page(edition, "press"), {"do": do}, follow=True))


def buttons(client, edition: Edition) -> list[str]:
    return texts(get(client, page(edition)).select(".buttons :is(a, button)"))


def test_the_list_says_of_each_how_far_it_is(admin_client, edition):
    EditionFactory(week="2020-W01")

    lines = get(admin_client, "/admin/digest/edition/").select("#result_list tbody tr")

    assert [texts(line.select(".field-stage, .field-how_far")) for line in lines] == [
        ["Being sent", "2 of 4 deliveries sent, 2 to go"],
        ["Draft", "–"],
    ]


def test_the_page_shows_how_far_it_is_and_asks_again_while_it_is_being_sent(admin_client, edition):
    part = get(admin_client, page(edition)).select_one("#progress")

    assert part.progress["value"] == "50"
    assert "2 of 4 deliveries sent, 2 to go." in part.text
    assert part["hx-trigger"] == "every 2s"
    again = page_of(admin_client.get(part["hx-get"]))
    assert str(again.select_one("#progress")) == str(part)


@pytest.mark.parametrize("end", [editions.pause, lambda edition: edition.deliveries.update(fate=Fate.SENT)])
def test_once_it_is_over_or_paused_the_page_is_loaded_anew_and_asks_no_more(admin_client, edition, end):
    asked = get(admin_client, page(edition)).select_one("#progress")["hx-get"]
    assert "HX-Refresh" not in admin_client.get(asked).headers
    end(edition)
    editions.finish(edition)

    answer = admin_client.get(asked)

    assert answer.headers["HX-Refresh"] == "true"
    assert not get(admin_client, page(edition)).select_one("#progress").has_attr("hx-get")


def test_a_page_with_words_in_its_form_is_not_loaded_anew_but_says_that_the_sending_has_begun(admin_client):
    edition = approved()
    asked = get(admin_client, page(edition)).select_one("#progress")["hx-get"]
    assert editions.begin(edition)

    answer = admin_client.get(asked)

    assert "HX-Refresh" not in answer.headers
    assert "Its sending has begun since you opened this page." in page_of(answer).text


def test_what_is_approved_for_later_is_only_told(admin_client):
    edition = editions.approve(approved(), send_at=timezone.now() + timedelta(days=1))

    part = get(admin_client, page(edition)).select_one("#progress")

    assert "It goes out on" in part.text
    assert not part.has_attr("hx-get")


def test_trouble_and_waiting_are_told(admin_client, edition):
    until = timezone.now() + timedelta(minutes=5)
    Edition.objects.filter(pk=edition.pk).update(trouble="The server <says> no.", held_until=until)

    text = get(admin_client, page(edition, "progress")).text

    assert "The server <says> no." in text
    assert f"Nothing more is sent before {timezone.localtime(until):%H:%M:%S}" in text


def test_it_is_paused_and_resumed(admin_client, edition):
    assert buttons(admin_client, edition) == ["Pause", "Send a test to me"]

    assert press(admin_client, edition, "pause")[0].startswith("It is paused.")
    assert latest(edition).stage == Stage.PAUSED
    assert buttons(admin_client, edition) == ["Resume", "Send a test to me"]

    assert press(admin_client, edition, "resume") == ["It is being sent again, to those who have not got it yet."]
    assert latest(edition).stage == Stage.SENDING


@pytest.mark.parametrize("do", ["resume", "take back", "send again", "leave it"])
def test_what_cannot_be_done_now_is_told(admin_client, edition, do):
    assert press(admin_client, edition, do)[0].startswith("Nothing was changed. ")
    assert latest(edition).stage == Stage.SENDING


@pytest.mark.parametrize("do", ["", "begin", "x" * 9_999, "\0"])
def test_a_button_that_is_none_does_nothing(admin_client, edition, do):
    assert press(admin_client, edition, do) == [
        "Nothing was changed: the page was out of date. Here it is as it is now."
    ]


def test_a_link_presses_no_button(admin_client, edition):
    assert admin_client.get(page(edition, "press"), {"do": "pause"}).status_code == 405
    assert latest(edition).stage == Stage.SENDING


def test_what_is_unknown_is_told_and_sent_again(admin_client, edition):
    make_unknown(edition, 2)
    assert "Decide about 2 of unknown fate" in buttons(admin_client, edition)
    text = get(admin_client, page(edition, "unknown")).text
    assert "Each may have arrived or not." in " ".join(text.split())

    assert press(admin_client, edition, "send again") == ["2 deliveries of unknown fate will be sent again."]

    assert fates(edition) == {Fate.SENT: 2, Fate.WAITING: 2}


def test_what_is_unknown_is_left_at_that(admin_client, admin_user, edition):
    make_unknown(edition, 1)

    assert press(admin_client, edition, "leave it") == ["1 delivery of unknown fate stays as it is."]

    assert fates(edition)[Fate.UNKNOWN] == 1
    assert str(admin_user) in edition.deliveries.get(fate=Fate.UNKNOWN).note
    assert not any("unknown" in button for button in buttons(admin_client, edition))
    assert told(admin_client.get(page(edition, "unknown"), follow=True)) == [
        "There is no delivery of unknown fate to decide about."
    ]
