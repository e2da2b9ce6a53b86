"""Which errors say that the database is away for the moment, and not that the code is wrong."""

from collections.abc import Iterator

import psycopg

# By SQLSTATE: connection lost; too few resources, such as too many connections; shutting down, starting, or cancelled
# for taking too long; the server's disk; a lock not had in time; read-only, as a replica is; two that clash.
PASSING = ("08", "53", "57", "58", "55P03", "25006", "40")


def is_passing(error: BaseException) -> bool:
    """Whether the error, or one that led to it, is of a database that is away, too busy, or read-only for now."""
    return any(_is_passing(one) for one in _and_causes(error))


def _is_passing(error: BaseException) -> bool:
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:  # nothing that the server said: it was not reached, or it was lost
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(PASSING)


def _and_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
