"""Public pages are read from the replica; what belongs to one reader, and every write, goes to the primary."""

import contextlib
import copy
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.http import HttpResponse

from core import replicas
from core.replicas import REPLICA, Watch, connection_to_read, from_replica
from tests.pages import COMPARISON
from tests.voting import Voter, own_vote

BEHIND = """
    CREATE SCHEMA behind;
    CREATE FUNCTION behind.pg_last_wal_replay_lsn() RETURNS pg_lsn LANGUAGE sql AS $$ SELECT '0/1'::pg_lsn $$;
    SET LOCAL search_path = behind, public, pg_catalog;
"""
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'on the replica alone' USING ERRCODE = '{}'; END $$"


@pytest.fixture
def second(db, monkeypatch):
    """Settings with a replica, which is the tests' own database over a connection of its own."""
    monkeypatch.setitem(connections.settings, REPLICA, copy.deepcopy(connection.settings_dict))
    monkeypatch.setattr(replicas, "watch", Watch())
    connections[REPLICA].connect()
    yield connections[REPLICA]
    connections[REPLICA].close()
    del connections[REPLICA]


@pytest.fixture
def replica(second):
    """The same over the connection of the primary, so that it holds what a test has not committed."""
    own, second.connection = second.connection, connection.connection
    yield second
    second.connection = own


@from_replica
def which(request) -> HttpResponse:
    """Tells where it has read."""
    return HttpResponse(connection_to_read().alias)


@contextlib.contextmanager
def reads_of(database) -> Iterator[list[str]]:
    """The statements about what pages show that go over this connection in a `with` block."""
    statements: list[str] = []

    def note(execute, sql, *rest):
        if "tools_tool" in sql:
            statements.append(sql)
        return execute(sql, *rest)

    with database.execute_wrapper(note):
        yield statements


@pytest.mark.parametrize(
    "path",
    ["/", COMPARISON, "/tools/", "/tools/smolvlm-3b", "/search?q=smol", "/nowhere", "/feeds/verdicts", "/api/tools"],
)
def test_public_pages_are_read_from_the_replica_alone(demo, replica, client, path):
    with reads_of(connection) as primary, reads_of(replica) as there:
        client.get(path)

    assert there
    assert not primary


def test_votes_and_what_a_voter_sees_of_their_own_are_not(demo, replica):
    voter = Voter()

    with reads_of(connection) as primary, reads_of(replica) as there:
        voter.vote("smolvlm-3b", "ship")
        assert own_vote(voter.ballots("smolvlm-3b"), "smolvlm-3b") == "ship"

    assert primary
    assert not there


def test_a_replica_that_has_gone_is_done_without(demo, second, client):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [second.connection.info.backend_pid])

    with reads_of(connection) as primary:
        assert client.get(COMPARISON).status_code == 200

    assert primary


def test_a_replica_that_is_behind_is_done_without(demo, replica):
    assert which(None).content == b"replica"
    with connection.cursor() as cursor:
        cursor.execute(BEHIND)
    replicas.watch = Watch()  # a process that has just been started

    assert which(None).content == b"default"


@pytest.mark.parametrize(
    ("error", "then"),
    [("40001", REPLICA), ("57014", REPLICA), ("57P01", "default")],
    ids=["in the way of its recovery", "too slow", "shutting down"],
)
def test_what_fails_there_is_asked_of_the_primary(second, error, then):
    @from_replica
    def view(request) -> HttpResponse:
        if connection_to_read().alias == REPLICA:
            connection_to_read().cursor().execute(RAISE.format(error))
        return HttpResponse(connection_to_read().alias)

    assert which(None).content == b"replica"
    assert view(None).content == b"default"
    assert which(None).content.decode() == then
