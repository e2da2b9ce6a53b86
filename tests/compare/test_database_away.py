"""While the database is away for a moment readers are told so, in the form they asked for, and when to try again."""

import time
import uuid
from collections.abc import Iterator

import psycopg
import pytest
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from psycopg import errors
from pytest_django import DjangoDbBlocker

from compare.caching.pages import KeptPage
from compare.caching.turns import page_at
from compare.views.errors import broken
from core.database.faults import is_passing
from tests.factories import ToolFactory
from tests.site import free_port
from votes.models import Vote

PLAIN, PAGE, JSON = "text/plain; charset=utf-8", "text/html; charset=utf-8", "application/json; charset=utf-8"
IN_PLACE = {"HX-Request": "true"}


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def no_database(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Nobody listens where the site looks for its database."""
    kept = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(free_port())}
        yield
        connection.settings_dict |= kept
        connection.close()


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize(
    ("path", "headers", "form"),
    [
        ("/tools/", {}, PAGE),
        ("/no-such-page", {}, PAGE),
        ("/admin/login/?next=/admin/", {"Cookie": "sessionid=0123456789abcdef"}, PAGE),
        ("/ballots/smolvlm-3b", IN_PLACE, PAGE),
        ("/api/tools", {}, JSON),
        ("/badges/tools/smolvlm-3b.svg", {}, PLAIN),
        ("/feeds/verdicts", {}, PLAIN),
        ("/tools/smolvlm-3b.md", {}, PLAIN),
    ],
)
def test_whoever_asks_is_told_when_to_ask_again(reader: Client, path, headers, form):
    response = reader.get(path, headers=headers)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Type"] == form
    assert "cannot reach its database just now" in response.content.decode()
    assert ("<html" in response.content.decode()) == (form == PAGE and headers != IN_PLACE)


@pytest.mark.usefixtures("no_database")
def test_a_vote_that_finds_no_database_is_told_to_come_again(reader: Client):
    response = reader.post("/tools/smolvlm-3b/vote", {"choice": "ship"}, headers=IN_PLACE)

    assert response.status_code == 503
    assert "send it again" in response.content.decode()


@pytest.mark.usefixtures("no_database")
def test_what_needs_no_database_is_there(reader: Client):
    assert reader.get("/about").status_code == 200


@pytest.mark.django_db
def test_a_database_that_only_reads_takes_no_vote_and_says_so(reader: Client):
    tool = ToolFactory()
    reader.get(f"/ballots/{tool.slug}")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL transaction_read_only = on")

    assert reader.get(tool.get_absolute_url()).status_code == 200
    response = reader.post(f"{tool.get_absolute_url()}/vote", {"choice": "ship"})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"


@pytest.mark.django_db(transaction=True)
def test_a_reader_whose_connection_has_ended_is_told_and_the_next_one_is_answered(reader: Client):
    tool = ToolFactory()
    reader.get(f"/ballots/{tool.slug}")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])

    assert reader.post(f"{tool.get_absolute_url()}/vote", {"choice": "ship"}).status_code == 503

    connection.close_if_unusable_or_obsolete()  # as after every request of the real site
    assert reader.post(f"{tool.get_absolute_url()}/vote", {"choice": "ship"}).status_code == 302
    assert Vote.objects.get().tool_id == tool.pk


@pytest.mark.parametrize(
    "error",
    [
        errors.AdminShutdown(),
        errors.CannotConnectNow(),
        errors.TooManyConnections(),
        errors.QueryCanceled(),
        errors.LockNotAvailable(),
        errors.ReadOnlySqlTransaction(),
        errors.DeadlockDetected(),
        psycopg.OperationalError("connection refused"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_passes(error):
    assert is_passing(error)


@pytest.mark.parametrize(
    "error",
    [errors.UndefinedTable(), errors.UniqueViolation(), errors.SyntaxError(), psycopg.InterfaceError(), KeyError()],
    ids=lambda error: type(error).__name__,
)
def test_what_is_a_fault_of_the_code_is_a_500(rf: RequestFactory, error):
    assert not is_passing(error)
    try:
        raise error
    except (psycopg.Error, KeyError):
        assert broken(rf.get("/")).status_code == 500


@pytest.mark.parametrize(
    ("status", "minutes", "is_shown"),
    [(503, 5, True), (503, 60, False), (500, 5, False)],
    ids=["away", "long", "broken"],
)
def test_a_page_that_was_kept_is_shown_for_some_minutes_more(settings, status, minutes, is_shown):
    settings.PAGE_CACHE_SECONDS = 60
    key, made_at = uuid.uuid4().hex, time.time() - 60 * minutes
    page = KeptPage({}, {"": b"kept"}, "digest", made_at, made_at, "", False)
    caches["default"].set(key, page)

    found, _ = page_at(key, "default", lambda before: HttpResponse(status=status))

    assert (found == page) == is_shown
