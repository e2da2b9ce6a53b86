"""Filling tables fast: by COPY, without triggers, and with the indexes made afterwards.

Only the owner's rights are needed, and all of it can be taken back, since it happens in the caller's transaction.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection
from psycopg import sql

AT_ONCE = 10_000  # rows between two words of how far it has come

# What makes a row dear to add and can be made for all rows together: foreign keys, exclusions, and indexes that no
# constraint needs. Unique constraints stay: what fills the tables looks up by them.
CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('f', 'x') AND conrelid = ANY(%s::regclass[]) ORDER BY oid
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE NOT indisunique AND NOT indisexclusion AND indrelid = ANY(%s::regclass[]) ORDER BY indexrelid
"""

LAST_KEY = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, (SELECT max(id) FROM {})))")


def held(tables: Sequence[str]) -> None:
    """Have nobody else read or write these tables until the transaction ends. Waits for whoever does now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what awaits a check cannot be altered
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")


@contextmanager
def filling(tables: Sequence[str], tell: Callable[[str, int], object]) -> Iterator[None]:
    """Inside, these tables have no triggers and only the indexes that making rows takes; afterwards all as before.

    `tell` hears of the indexes and constraints that are made again. Raises IntegrityError where rows break one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        cursor.execute(CONSTRAINTS, [list(tables)])
        constraints = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for _, definition in indexes:
            cursor.execute(definition)
            tell("indexes", 0)
        for table, name, definition in constraints:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
            tell("indexes", 0)


def copy_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], tell: Callable[[int], object] | None = None
) -> None:
    """Add `rows`, which have these columns. `tell` hears now and then how many more there are."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    remaining = iter(rows)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        while some := list(islice(remaining, AT_ONCE)):
            for row in some:
                copy.write_row(row)
            if tell:
                tell(len(some))


def set_sequences(tables: Sequence[str], least: int) -> None:
    """Have the keys of new rows come after all that are there, and after `least`."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(LAST_KEY.format(sql.Identifier(table)).as_string(), [table, least])
