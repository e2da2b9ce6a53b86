"""A Moderator judges votes and sees to subscribers, and neither sees nor changes anything else."""

import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client

from digest.models import Standing, Subscriber
from tests.admin.roles import (
    FRONT,
    SECRET,
    everything,
    few_addresses,
    furnish,
    make_member,
    make_tools,
    page,
    refuses,
    signed_in,
    whole,
)
from tests.admin.staff import make_staff
from tests.factories import SubscriberFactory, VoteFactory
from tests.voting import page_of
from votes.models import Burst, Ruling, Vote, VoteState

pytestmark = pytest.mark.django_db
OPEN = {
    "app_list",
    "deleted",  # with nothing on it
    "index",
    "jsi18n",
    "password_change",
    "password_change_done",
    "second_factor",
    *(f"votes_{model}_{what}" for model in ("vote", "burst", "ruling") for what in ("changelist", "change", "history")),
    *(f"digest_{model}_{what}" for model in ("subscriber", "delivery") for what in ("changelist", "change", "history")),
    "digest_subscriber_delete",
    "autocomplete",  # of subscribers
}


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL, "django")


@pytest.fixture
def moderator(db) -> Client:
    furnish(make_tools())
    make_staff(f"{SECRET}-who-never-ruled")
    return signed_in(make_member("moderator", "Moderator"))


def test_nothing_opens_but_votes_and_subscribers(moderator):
    opened = set()

    for name, path in few_addresses():
        answer = moderator.get(path)
        opened |= set() if refuses(answer, path) else {name}
        assert SECRET not in whole(answer), path

    assert opened == OPEN


def test_nothing_else_that_is_sent_does_anything(moderator):
    before = everything()
    keys = [vote.pk for vote in Vote.objects.all()]
    sent = {"post": "yes", "_selected_action": keys, "select_across": "1", "index": "0"}
    sent |= {"state": "withheld", "choice": "skip", "is_superuser": "on"}

    for name, path in few_addresses():
        if name.startswith("digest_subscriber_"):
            continue  # which are theirs
        every = ["delete_selected", "merge_chosen", "mark_as_checked"]
        for action in every if name.endswith("changelist") else every[:1]:
            moderator.post(path, sent | {"action": action})

    assert everything() == before


@pytest.mark.parametrize(("action", "state"), [("withhold", VoteState.WITHHELD), ("release", VoteState.COUNTED)])
@pytest.mark.parametrize("model", [Vote, Burst])
def test_they_withhold_and_release_votes(moderator, model, action, state):
    Vote.objects.update(state=VoteState.COUNTED if state == VoteState.WITHHELD else VoteState.WITHHELD)
    path = f"{FRONT}votes/{model._meta.model_name}/"

    moderator.post(path, {"action": action, "_selected_action": [row.pk for row in model.objects.all()]})

    assert {vote.state for vote in Vote.objects.all()} == {state}
    assert Ruling.objects.latest("pk").by.username == "moderator"


def test_of_their_colleagues_they_see_only_who_has_ruled(moderator):
    Ruling.objects.create(state=VoteState.COUNTED, by=User.objects.get(username="moderator"), vote_count=1)
    filters = page_of(moderator.get(f"{FRONT}votes/ruling/")).select_one("#changelist-filter").get_text()

    assert "chief" in filters
    assert "moderator" in filters
    assert SECRET not in filters


@pytest.mark.parametrize("lookup", ["tool__description", "tool__maker", "tool__reviews__body", "ruling__by__password"])
def test_what_they_may_not_see_cannot_be_guessed_by_filters(moderator, lookup):
    assert moderator.get(f"{FRONT}votes/vote/?{lookup}__startswith={SECRET[0]}").status_code == 400


def test_a_vote_itself_stays_as_it_was_cast(moderator):
    vote = VoteFactory()
    path = page(vote)

    assert not page_of(moderator.get(path)).select("[name=choice], [name=state], [name=_save]")
    assert moderator.post(path, {"choice": "skip", "state": "withheld"}).status_code == 403
    assert moderator.post(page(vote, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("action", ["unsubscribe", "suppress"])
def test_they_see_to_it_that_nothing_is_sent_to_somebody_any_more(moderator, action):
    reader = SubscriberFactory()

    moderator.post(f"{FRONT}digest/subscriber/", {"action": action, "_selected_action": [reader.pk]})

    assert Subscriber.objects.get(pk=reader.pk).standing != Standing.CONFIRMED


def test_they_erase_subscribers_and_neither_add_nor_change_any(moderator):
    reader = SubscriberFactory(address="ann@example.org")
    form = {"address": "another@example.org", "standing": "confirmed"}

    assert moderator.post(f"{FRONT}digest/subscriber/add/", form).status_code == 403
    assert moderator.post(page(reader), form).status_code == 403
    assert Subscriber.objects.get(pk=reader.pk).address == "ann@example.org"
    moderator.post(page(reader, "delete"), {"post": "yes"})
    assert not Subscriber.objects.filter(pk=reader.pk).exists()
