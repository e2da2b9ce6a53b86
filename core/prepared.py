"""SQL that the database plans once for each connection, however often it is asked."""

from typing import Any, cast

import psycopg
from psycopg import sql

from core.replicas import connection_to_read


def prepared_rows(statement: sql.Composed, given: dict[str, Any]) -> list[Any]:
    """The rows of a statement that only reads, with these values for its `%(names)s`. One query.

    What is always the same stands in the statement itself, such as how many rows it is to have at most: plans go by
    it. What each asks for anew is `given`.
    """
    connection = connection_to_read()
    with connection.cursor() as cursor:
        link = cast(Any, connection).connection
        # Not where a pooler hands out connections by transaction: those do not know what was planned.
        link.prepare_threshold = None if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") else 0
        cursor.cursor = psycopg.Cursor(link)
        cursor.execute(statement.as_string(), given)
        rows: list[Any] = cursor.fetchall()
        return rows
