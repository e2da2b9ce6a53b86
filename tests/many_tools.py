"""A big catalogue: varied, and the same each time.

A module whose tests are to see the 36 tools of the demo data and 100,000 more says so once:

    pytestmark = [pytest.mark.usefixtures("many_tools"), pytest.mark.django_db]

They are in a database of their own, which is made once in a test run. Tests roll back what they do there as they do
anywhere; they must not be transactional, nor load the demo data again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction

from compare.generating import catalogue
from compare.management.commands.prepare import CATALOGUE, SEED

MANY = 100_000
MAKING, USING = 5_190_226, 5_190_227  # any numbers that nothing else in the server locks


@contextmanager
def database_of_many_tools(test_run: str) -> Iterator[str]:
    """The name of a database with the demo data and many tools, the same one for all processes of a test run.

    The first that asks makes it, which takes some twenty seconds; the last that has done with it takes it away.
    """
    name = f"many_tools_{test_run}"
    own_name = connection.settings_dict["NAME"]
    connection.close()  # who is looked at cannot be a template
    control = connection.copy()
    control.settings_dict["NAME"] = "postgres"
    try:
        with control.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [USING])
            cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING])
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'many\\_tools\\_%%'")
            there = [row[0] for row in cursor.fetchall()]
            if name not in there:
                for left_over in there:
                    cursor.execute(f"DROP DATABASE {left_over}")
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE {own_name}")
                with looking_at(name):
                    fill()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING])
            yield name
            cursor.execute("SELECT pg_advisory_unlock_shared(%s), pg_try_advisory_lock(%s)", [USING, USING])
            if cursor.fetchone()[1]:
                cursor.execute(f"DROP DATABASE {name}")
    finally:
        control.close()


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """Inside, Django uses the database of this name."""
    own_name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    connection.close()
    connection.settings_dict["NAME"] = own_name


def fill() -> None:
    """The demo data and many tools, as `manage.py generate_catalogue` makes them, with few votes."""
    call_command("loaddata", *SEED, *CATALOGUE, verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        # No query uses the index of this constraint, and it takes as long as all the others.
        cursor.execute("ALTER TABLE tools_tool DROP CONSTRAINT tools_tool_namesakes_told_apart")
        catalogue.fill(tools=MANY, votes=MANY // 4, subscribers=0, tell=lambda what, count: None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
