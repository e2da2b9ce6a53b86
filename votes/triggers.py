"""What keeps the tallies equal to the votes, inside the database and in the same transaction."""

import pgtrigger

from core.triggers import after_statement

_NEW = "SELECT tool_id, (choice = 'ship')::int AS ship, 1 AS one FROM new_votes WHERE state = 'counted'"
_OLD = "SELECT tool_id, -(choice = 'ship')::int AS ship, -1 AS one FROM old_votes WHERE state = 'counted'"


_ADD_UP = """
        FOR change IN
            SELECT tool_id, SUM(ship) AS ships, SUM(one) AS total FROM (THE VOTES) AS votes
            GROUP BY tool_id HAVING SUM(ship) <> 0 OR SUM(one) <> 0 ORDER BY tool_id
        LOOP
            UPDATE votes_communitytally SET ships = ships + change.ships, total = total + change.total
                WHERE tool_id = change.tool_id;
            IF NOT FOUND THEN
                INSERT INTO votes_communitytally AS tally (tool_id, ships, total)
                VALUES (change.tool_id, change.ships, change.total)
                ON CONFLICT (tool_id) DO UPDATE
                    SET ships = tally.ships + EXCLUDED.ships, total = tally.total + EXCLUDED.total;
            END IF;
        END LOOP;
        RETURN NULL;
    """


def _count(name: str, operation: pgtrigger.Operation, votes: str, **tables: str) -> pgtrigger.Trigger:
    """Once for each statement and tool, however many votes it touches.

    In the order of the tools, so that two of these never wait for each other.
    """
    func = _ADD_UP.replace("THE VOTES", votes)
    return after_statement(name, operation, func, tables, declare=[("change", "RECORD")])


COUNT_VOTES = [
    _count("count_new", pgtrigger.Insert, _NEW, new="new_votes"),
    _count("count_changed", pgtrigger.Update, f"{_OLD} UNION ALL {_NEW}", old="old_votes", new="new_votes"),
    _count("count_deleted", pgtrigger.Delete, _OLD, old="old_votes"),
    pgtrigger.Trigger(
        name="count_truncated",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Truncate,
        func="DELETE FROM votes_communitytally; RETURN NULL;",
    ),
]

COUNT_ALL = """
    INSERT INTO votes_communitytally (tool_id, ships, total)
    SELECT tool_id, count(*) FILTER (WHERE choice = 'ship'), count(*)
    FROM votes_vote WHERE state = 'counted' GROUP BY tool_id;
"""

# Depth 0 is a statement from outside; the triggers above, and the deletion of a tool, are deeper.
KEEP_OUT = pgtrigger.Trigger(
    name="only_by_votes",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
    func="""
        RAISE EXCEPTION USING
            ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'Tallies follow the votes. Change the votes, or run manage.py recount_votes.';
    """,
)

# Refusing this would refuse to empty the whole database at once, as tests do. So what is emptied alone is full again.
COUNT_ANEW = pgtrigger.Trigger(
    name="count_anew",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Truncate,
    func=f"{COUNT_ALL} RETURN NULL;",
)
