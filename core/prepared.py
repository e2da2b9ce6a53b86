"""SQL that the database plans once for each connection, however often it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from core.replicas import connection_to_read


@contextmanager
def planning_once(connection: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """A cursor of Django's, for the length of a `with` block, whose statements the server plans once a connection.

    Not where a pooler hands out connections by transaction: those do not know what was planned.
    """
    with connection.cursor() as cursor:
        link = cast(Any, connection).connection
        link.prepare_threshold = None if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") else 0
        cursor.cursor = psycopg.Cursor(link)
        yield cursor


def prepared_rows(statement: sql.Composed, given: dict[str, Any]) -> list[Any]:
    """The rows of a statement that only reads, with these values for its `%(names)s`. One query.

    What is always the same stands in the statement itself, such as how many rows it is to have at most: plans go by
    it. What each asks for anew is `given`.
    """
    with planning_once(connection_to_read()) as cursor:
        cursor.execute(statement.as_string(), given)
        rows: list[Any] = cursor.fetchall()
        return rows
