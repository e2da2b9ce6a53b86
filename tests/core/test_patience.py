"""Nobody who reads the site waits long for a database that does not answer; commands wait for as long as it takes."""

import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from core.database.patience import Patience, Silence, waiting_at_most
from tests.running.processes import wait_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def database() -> Iterator[BaseDatabaseWrapper]:
    """A connection of the test's own."""
    own = connections.create_connection("default")
    yield own
    own.close()


def ask(database: BaseDatabaseWrapper, sql: str) -> object:
    """The first value of what the database answers."""
    with database.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def answers(database: BaseDatabaseWrapper) -> bool:
    database.close_if_unusable_or_obsolete()
    try:
        with waiting_at_most(5):
            return ask(database, "SELECT 1") == 1
    except OperationalError:
        return False


def test_patience_ends_and_after_a_rest_the_database_is_asked_again(database):
    with waiting_at_most(60):
        ask(database, "SELECT 1")  # so that the server knows, and does not sleep on

    with waiting_at_most(0.2), pytest.raises(OperationalError, match="did not answer"):
        ask(database, "SELECT pg_sleep(60)")

    with waiting_at_most(60), pytest.raises(OperationalError, match="was not asked"):
        ask(connections["default"], "SELECT 1")
    wait_until(lambda: answers(database), "the database is asked again")


def test_patience_is_for_all_answers_together_unless_it_is_renewed():
    together, for_each = Patience(60), Patience(60, renewed=True)

    for patience in (together, for_each):
        with patience.spent():
            pass

    assert together.left < for_each.left == 60


def test_a_database_that_answers_others_is_slow_and_not_silent():
    silence, begun = Silence(), time.monotonic()
    silence.heard()

    silence.not_heard_since(begun)

    assert silence.may_ask(1)


def test_after_a_rest_one_asks_first():
    silence = Silence()
    silence.not_heard_since(time.monotonic())

    assert not silence.may_ask(60)
    wait_until(lambda: silence.may_ask(60), "somebody asks")
    assert not silence.may_ask(60)
    silence.heard()
    assert silence.may_ask(60)


def test_the_server_knows_who_has_patience(database):
    assert ask(database, "SHOW statement_timeout") == "0"
    database.close()

    with waiting_at_most(5):
        assert ask(database, "SHOW statement_timeout") == "30s"
        assert ask(database, "SHOW client_connection_check_interval") == "1s"


def test_for_readers_a_statement_is_planned_once_for_each_connection(database):
    with waiting_at_most(5):
        assert ask(database, "SHOW plan_cache_mode") == "force_generic_plan"


def test_a_connection_that_was_ended_meanwhile_is_replaced_before_it_is_used(database):
    process = ask(database, "SELECT pg_backend_pid()")
    ask(connections["default"], f"SELECT pg_terminate_backend({process}, 5000)")

    database.close_if_unusable_or_obsolete()  # as before every request of the real site

    assert ask(database, "SELECT pg_backend_pid()") != process
