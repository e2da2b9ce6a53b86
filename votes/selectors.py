"""What the community says, counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from core.compiled import Compiled, given_keys, one_of
from core.verdicts import Tally
from votes.models import CommunityTally, Vote, VoteState

_TALLIES = Compiled(lambda: CommunityTally.objects.filter(one_of("tool", given_keys("tools"))))


def community_tallies(tool_ids: Iterable[int]) -> dict[int, Tally]:
    """The community's tally of each of these tools (primary keys), also of those without a vote. One query."""
    ids = list(tool_ids)
    rows = _TALLIES(tools=ids)
    return dict.fromkeys(ids, Tally(0, 0)) | {row.tool_id: Tally(row.ships, row.total) for row in rows}


def votes_of(voter: UUID, tool_ids: Iterable[int]) -> dict[int, Vote]:
    """The votes of `voter` on these tools (primary keys), by tool. One query."""
    votes = Vote.objects.filter(voter=voter, tool__in=list(tool_ids), taken_back=False)
    return {vote.tool_id: vote for vote in votes}


@dataclass(frozen=True, slots=True)
class Week:
    """What has become of the votes that were cast in the week from Monday 0:00 UTC, `begin`."""

    begin: datetime
    cast: int
    counted: int
    withheld: int
    released: int


def weeks(count: int) -> list[Week]:
    """Of this week and those before it, `count` in all, the ones with votes, latest first. One query.

    Every vote is counted or withheld; those released were withheld before and are counted now. One that was
    taken back is in none of the figures.
    """
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=today.weekday(), weeks=count - 1)
    rows = (
        Vote.objects.filter(created_at__gte=since, taken_back=False)
        .values(begin=TruncWeek("created_at", tzinfo=UTC))
        .annotate(
            cast=Count("pk"),
            counted=Count("pk", filter=Q(state=VoteState.COUNTED)),
            withheld=Count("pk", filter=Q(state=VoteState.WITHHELD)),
            released=Count("pk", filter=Q(state=VoteState.COUNTED, ruling__isnull=False)),
        )
        .order_by("-begin")
    )
    return [Week(**row) for row in rows]
