"""Checking the tallies against the votes."""

from dataclasses import dataclass

import pgtrigger
from django.db import connection, transaction

from core.verdicts import Tally
from votes.models import CommunityTally
from votes.triggers import COUNT_ALL

# One statement and so one moment: it waits for nobody, and a vote that comes meanwhile is in both figures or neither.
_WRONG = """
    SELECT tools_tool.slug, coalesce(tally.ships, 0), coalesce(tally.total, 0),
        coalesce(votes.ships, 0), coalesce(votes.total, 0)
    FROM (
        SELECT tool_id, count(*) FILTER (WHERE choice = 'ship') AS ships, count(*) AS total
        FROM votes_vote WHERE state = 'counted' GROUP BY tool_id
    ) AS votes
    FULL JOIN votes_communitytally AS tally USING (tool_id)
    JOIN tools_tool ON tools_tool.id = tool_id
    WHERE (coalesce(tally.ships, 0), coalesce(tally.total, 0)) <> (coalesce(votes.ships, 0), coalesce(votes.total, 0))
    ORDER BY tools_tool.slug
"""


@dataclass(frozen=True, slots=True)
class Drift:
    """A tool whose tally is not what its votes add up to."""

    slug: str
    tally: Tally
    votes: Tally


def drifts() -> list[Drift]:
    """The tools whose tallies are wrong, by slug. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WRONG)
        return [Drift(slug, Tally(*counts[:2]), Tally(*counts[2:])) for slug, *counts in cursor.fetchall()]


def recount() -> list[Drift]:
    """Count all votes anew; the tallies that were wrong before. Votes cast meanwhile wait until it is done."""
    with transaction.atomic(), pgtrigger.ignore("votes.CommunityTally:only_by_votes"), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE votes_vote IN SHARE ROW EXCLUSIVE MODE")
        wrong = drifts()
        if wrong:
            CommunityTally.objects.all().delete()
            cursor.execute(COUNT_ALL)
        return wrong
