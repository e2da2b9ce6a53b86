"""The one way in which a vote comes to be, changes and goes."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from core.models import Choice
from tools.models import Tool

# Two statements in one round trip and one transaction. The lock lets the votes of one network on one tool in one
# by one: so each of them sees those before it, and no burst slips past the limit. The tool is held while its vote
# is written, so that it cannot go in between.
_CAST = """
    SELECT pg_advisory_xact_lock(hashtextextended(%(network)s, %(tool)s));
    WITH standing AS (
        SELECT id FROM tools_tool WHERE id = %(tool)s FOR KEY SHARE
    ), cast_now AS (
        INSERT INTO votes_vote AS vote (tool_id, voter, choice, network, taken_back, state)
        SELECT id, %(voter)s, %(choice)s, %(network)s, false, CASE
            WHEN (SELECT count(*) FROM votes_vote WHERE tool_id = standing.id AND network = %(network)s) < %(limit)s
            THEN 'counted' ELSE 'withheld' END
        FROM standing
        ON CONFLICT (tool_id, voter) DO UPDATE SET choice = EXCLUDED.choice, taken_back = false, updated_at = now()
            WHERE vote.choice <> EXCLUDED.choice OR vote.taken_back
    )
    SELECT count(*) FROM standing
"""

# What is withheld stays so when it is cast anew, so it is kept; what is counted goes. Held first, for between the
# other two statements staff may rule on it. And the tool is held, for a merge may just be taking its votes elsewhere.
_TAKE_BACK = """
    SELECT count(*) FROM (SELECT FROM tools_tool WHERE id = %(tool)s FOR KEY SHARE) AS standing;
    SELECT FROM votes_vote WHERE tool_id = %(tool)s AND voter = %(voter)s FOR UPDATE;
    UPDATE votes_vote SET taken_back = true, updated_at = now()
    WHERE tool_id = %(tool)s AND voter = %(voter)s AND state = 'withheld' AND NOT taken_back;
    DELETE FROM votes_vote WHERE tool_id = %(tool)s AND voter = %(voter)s AND state = 'counted'
"""


class ToolGone(Exception):
    """The tool does not exist any more."""


def cast_vote(*, tool: Tool, voter: UUID, choice: Choice | None, network: str) -> None:
    """Record that `voter` says `choice` of `tool`, or with None that they take back what they said.

    Saying it again changes nothing. `network` is the hash of the voter's network (see `votes.networks`): beyond the
    first few new voters of a network and day on a tool, votes are withheld, and a vote stays withheld when it is
    changed, or taken back and cast anew. Atomic, whatever else goes on. Raises ToolGone if there is no tool to vote on.
    """
    with connection.cursor() as cursor:
        if choice is None:
            cursor.execute(_TAKE_BACK, {"tool": tool.pk, "voter": voter})
        else:
            values: dict[str, Any] = {"tool": tool.pk, "voter": voter, "choice": choice, "network": network}
            cursor.execute(_CAST, values | {"limit": settings.VOTES_PER_NETWORK_AND_DAY})
            cursor.nextset()
        (standing,) = cursor.fetchone()
    if not standing:
        raise ToolGone
