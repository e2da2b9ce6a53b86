"""What tests of votes have in common: casting them, and counting them by hand."""

import uuid
from collections import defaultdict
from uuid import UUID

import pgtrigger

from core.models import Choice
from core.verdicts import Tally
from tools.models import Tool
from votes.cast import cast_vote
from votes.models import CommunityTally, Vote, VoteState
from votes.recount import drifts


def ship(tool: Tool, *, voter: UUID | None = None, network: str = "home") -> UUID:
    """Cast a ship, by a new voter unless one is named; the voter."""
    voter = voter or uuid.uuid4()
    cast_vote(tool=tool, voter=voter, choice=Choice.SHIP, network=network)
    return voter


def states(tool: Tool) -> list[str]:
    """The states of the votes on `tool`, in the order in which they came."""
    return list(Vote.objects.filter(tool=tool).order_by("pk").values_list("state", flat=True))


def tallies() -> dict[int, Tally]:
    """The tallies that are kept, by tool, without the empty ones."""
    kept = CommunityTally.objects.exclude(total=0)
    return {tally.tool_id: Tally(tally.ships, tally.total) for tally in kept}


def counted_by_hand() -> dict[int, Tally]:
    """What the tallies have to be."""
    choices: dict[int, list[str]] = defaultdict(list)
    for vote in Vote.objects.all():
        if vote.state == VoteState.COUNTED:
            choices[vote.tool_id].append(vote.choice)
    return {tool: Tally(said.count(Choice.SHIP), len(said)) for tool, said in choices.items()}


def assert_tallies_are_right() -> None:
    assert tallies() == counted_by_hand()
    assert drifts() == []


def break_tally(slug: str, tally: Tally) -> None:
    """Put a wrong tally in the place of a right one, as only a fault could."""
    with pgtrigger.ignore("votes.CommunityTally:only_by_votes"):
        CommunityTally.objects.filter(tool__slug=slug).update(ships=tally.ships, total=tally.total)
