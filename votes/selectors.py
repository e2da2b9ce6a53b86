"""What the community says, counted."""

from collections.abc import Iterable

from core.tallies import tallies
from core.verdicts import Tally
from votes.models import Vote


def community_tallies(tool_ids: Iterable[int]) -> dict[int, Tally]:
    """The community's tally of each of these tools (primary keys), also of those without a vote. One query."""
    ids = list(tool_ids)
    return dict.fromkeys(ids, Tally(0, 0)) | tallies(Vote.objects.filter(tool__in=ids), choice="choice", per="tool")
