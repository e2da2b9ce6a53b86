"""Staff withhold and release votes in bulk; the tallies follow, and who did it is kept."""

import pytest
from django.contrib.auth.models import Permission

from core.verdicts import Tally
from tests.factories import ToolFactory, VoteFactory
from tests.votes.ballot_box import assert_tallies_are_right
from tools.models import Tool
from votes.models import Burst, Ruling, Vote, VoteState
from votes.selectors import community_tallies

VOTES, BURSTS = "/admin/votes/vote/", "/admin/votes/burst/"


@pytest.fixture
def tool(db) -> Tool:
    """Of its votes three and two came from two networks, and one from a third."""
    made = ToolFactory(name="A", slug="a")
    for network, count in (("one", 3), ("two", 2), ("three", 1)):
        VoteFactory.create_batch(count, tool=made, network=network)
    return made


def decide(client, path, action, chosen, **more):
    """The words in which the desk answers a bulk action."""
    form = {"action": action, "_selected_action": [row.pk for row in chosen], **more}
    answer = client.post(path, form, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def tally(tool):
    assert_tallies_are_right()
    return community_tallies([tool.pk])[tool.pk]


def test_votes_are_withheld_and_released_again(admin_client, admin_user, tool):
    chosen = Vote.objects.order_by("pk")[:4]

    words = decide(admin_client, VOTES, "withhold", chosen)

    assert words == ["4 votes withheld. It is kept that you did so."]
    assert tally(tool) == Tally(2, 2)

    assert decide(admin_client, VOTES, "release", chosen[:1]) == ["1 vote released. It is kept that you did so."]
    assert tally(tool) == Tally(3, 3)
    assert list(Ruling.objects.order_by("pk").values_list("state", "by", "vote_count")) == [
        (VoteState.WITHHELD, admin_user.pk, 4),
        (VoteState.COUNTED, admin_user.pk, 1),
    ]
    withheld, released = Ruling.objects.order_by("pk")
    assert [vote.ruling for vote in Vote.objects.order_by("pk")] == [released, *[withheld] * 3, None, None]


def test_only_votes_in_another_state_are_touched(admin_client, tool):
    votes = Vote.objects.order_by("pk")
    decide(admin_client, VOTES, "withhold", votes[:2])
    first = Ruling.objects.get()

    assert decide(admin_client, VOTES, "withhold", votes) == ["4 votes withheld. It is kept that you did so."]
    assert decide(admin_client, VOTES, "withhold", votes) == [
        "Nothing to do: those that are not taken back are withheld already."
    ]

    assert [vote.ruling == first for vote in votes] == [True, True, False, False, False, False]
    assert Ruling.objects.count() == 2
    assert tally(tool) == Tally(0, 0)


@pytest.mark.parametrize("path", [VOTES, BURSTS])
def test_votes_that_are_taken_back_are_left_alone(admin_client, tool, path):
    Vote.objects.update(state=VoteState.WITHHELD, taken_back=True)
    chosen = (Vote if path == VOTES else Burst).objects.all()

    assert decide(admin_client, path, "release", chosen) == [
        "Nothing to do: those that are not taken back are released already."
    ]

    assert not Ruling.objects.exists()
    assert tally(tool) == Tally(0, 0)


@pytest.mark.parametrize("search", ["", "?q=a", "?state__exact=counted"])
def test_all_votes_of_a_search_are_withheld_at_once(admin_client, tool, search):
    decide(admin_client, VOTES + search, "withhold", Vote.objects.all()[:1], select_across="1")

    assert tally(tool) == Tally(0, 0)


def test_whole_bursts_are_withheld_and_released_and_nothing_else(admin_client, admin_user, tool):
    other = ToolFactory.create(slug="b")
    VoteFactory.create_batch(2, tool=other, network="one")
    burst = Burst.objects.get(tool=tool, network="one")

    assert decide(admin_client, BURSTS, "withhold", [burst]) == ["3 votes withheld. It is kept that you did so."]

    assert {vote.network for vote in Vote.objects.filter(state=VoteState.WITHHELD)} == {"one"}
    assert (tally(tool), tally(other)) == (Tally(3, 3), Tally(2, 2))
    assert Ruling.objects.get().by == admin_user

    assert decide(admin_client, BURSTS, "release", [burst]) == ["3 votes released. It is kept that you did so."]
    assert tally(tool) == Tally(6, 6)


def test_bursts_of_two_tools_and_networks_do_not_take_each_others_votes_along(admin_client, tool):
    other = ToolFactory.create(slug="b")
    for network in ("one", "two"):
        VoteFactory.create_batch(2, tool=other, network=network)
    chosen = [Burst.objects.get(tool=tool, network="one"), Burst.objects.get(tool=other, network="two")]

    decide(admin_client, BURSTS, "withhold", chosen)

    assert (tally(tool), tally(other)) == (Tally(3, 3), Tally(2, 2))


def test_all_bursts_are_withheld_at_once(admin_client, tool):
    decide(admin_client, BURSTS, "withhold", Burst.objects.all()[:1], select_across="1")

    assert tally(tool) == Tally(1, 1)


def test_a_burst_that_is_none_any_more_is_nothing_to_do(admin_client, tool):
    burst = Burst.objects.get(network="two")
    Vote.objects.filter(network="two").first().delete()

    (words,) = decide(admin_client, BURSTS, "withhold", [burst])

    assert words.startswith("Nothing to do")
    assert not Ruling.objects.exists()


@pytest.mark.parametrize("path", [VOTES, BURSTS])
@pytest.mark.parametrize("may", [True, False])
def test_only_those_who_may_change_votes_decide(client, django_user_model, tool, path, may):
    editor = django_user_model.objects.create_user("editor", is_staff=True)
    rights = ["view_vote", "view_burst", "view_ruling", "delete_vote", *(["change_vote"] if may else [])]
    editor.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(editor)

    html = client.get(path).content.decode()
    decide(client, path, "withhold", (Vote if path == VOTES else Burst).objects.all())

    assert ('value="withhold"' in html) == ('value="release"' in html) == may
    assert Vote.objects.filter(state=VoteState.WITHHELD).exists() == may
    assert Ruling.objects.exists() == may
