"""The one way in which a vote comes to be, changes and goes."""

from uuid import UUID

from django.conf import settings
from django.db import connection

from core.models import Choice
from tools.models import Tool
from votes.models import Vote

# Two statements in one round trip and one transaction. The lock lets the votes of one network on one tool in one
# by one: so each of them sees those before it, and no burst slips past the limit. The tool is held while its vote
# is written, so that it cannot go in between.
_CAST = """
    SELECT pg_advisory_xact_lock(hashtextextended(%(network)s, %(tool)s));
    WITH standing AS (
        SELECT id FROM tools_tool WHERE id = %(tool)s FOR KEY SHARE
    ), cast_now AS (
        INSERT INTO votes_vote AS vote (tool_id, voter, choice, network, state)
        SELECT id, %(voter)s, %(choice)s, %(network)s, CASE
            WHEN (SELECT count(*) FROM votes_vote WHERE tool_id = standing.id AND network = %(network)s) < %(limit)s
            THEN 'counted' ELSE 'withheld' END
        FROM standing
        ON CONFLICT (tool_id, voter) DO UPDATE SET choice = EXCLUDED.choice, updated_at = now()
            WHERE vote.choice <> EXCLUDED.choice
    )
    SELECT count(*) FROM standing
"""


class ToolGone(Exception):
    """The tool does not exist any more."""


def cast_vote(*, tool: Tool, voter: UUID, choice: Choice | None, network: str) -> None:
    """Record that `voter` says `choice` of `tool`, or with None that they take back what they said.

    Saying it again changes nothing. `network` is the hash of the voter's network (see `votes.networks`): beyond the
    first few new voters of a network and day on a tool, votes are withheld, and a vote stays withheld when it is
    changed. Atomic, whatever else goes on. Raises ToolGone if there is no such tool to vote on.
    """
    if choice is None:
        Vote.objects.filter(tool=tool, voter=voter).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _CAST,
            {
                "tool": tool.pk,
                "voter": voter,
                "choice": choice,
                "network": network,
                "limit": settings.VOTES_PER_NETWORK_AND_DAY,
            },
        )
        cursor.nextset()
        (standing,) = cursor.fetchone()
    if not standing:
        raise ToolGone
