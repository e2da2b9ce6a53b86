"""However many ask for a page whose time is over, one makes it; the others get the old one, or wait a moment."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from prometheus_client import REGISTRY

from compare.caching import turns
from compare.caching.keeping import kept_pages as answering
from compare.caching.keeping import key_of
from compare.caching.page_files import WRITINGS_TO_A_COUNT
from compare.caching.places import cache_settings
from tests.kept import make_older, rule

PATH = "/about"
MANY = 8
SECONDS_TO_WAIT = 30.0


class Making:
    """What stands behind the middleware: counts the pages that it makes, and can be held up over one."""

    def __init__(self) -> None:
        self.made = 0
        self.status = 200
        self.begun, self.may_go_on = threading.Event(), threading.Event()
        self.may_go_on.set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        number = self.made
        self.begun.set()
        assert self.may_go_on.wait(SECONDS_TO_WAIT)
        return HttpResponse(f"page {number}", status=self.status)

    def ask(self) -> HttpResponse:
        """One request from outside."""
        return answering(self)(RequestFactory().get(PATH))


@pytest.fixture
def making(settings, tmp_path: Path) -> Making:
    """Pages are kept where a site without CACHE_URL keeps them, which its processes share."""
    settings.PAGE_CACHE_SECONDS = 60
    settings.CACHES = cache_settings("", tmp_path)
    caches["at hand"].clear()
    return Making()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(MANY) as threads:
        yield threads


def test_where_there_is_none_one_makes_it_and_the_others_wait(making: Making, pool: ThreadPoolExecutor):
    start = threading.Barrier(MANY)

    def ask(_: int) -> HttpResponse:
        start.wait(SECONDS_TO_WAIT)
        return making.ask()

    answers = list(pool.map(ask, range(MANY)))

    assert making.made == 1
    assert {answer.content for answer in answers} == {b"page 1"}
    assert sorted({answer.page_source for answer in answers}) == ["kept", "made"]


def test_where_there_is_an_old_one_the_others_get_that(making: Making, pool: ThreadPoolExecutor):
    making.ask()
    make_older(PATH, by=65)
    making.begun.clear()
    making.may_go_on.clear()
    first = pool.submit(making.ask)
    assert making.begun.wait(SECONDS_TO_WAIT)

    others = [making.ask() for _ in range(MANY)]
    making.may_go_on.set()

    assert {(other.content, other.page_source) for other in others} == {(b"page 1", "stale")}
    assert rule(others[0]) == {"public": 0, "max-age": 0, "s-maxage": 0}  # nobody else may keep it
    assert first.result(SECONDS_TO_WAIT).content == making.ask().content == b"page 2"
    assert making.made == 2


def test_page_with_the_paths_of_a_site_mounted_elsewhere_is_another(making: Making):
    elsewhere = RequestFactory(SCRIPT_NAME="/elsewhere").get(PATH)

    assert answering(making)(elsewhere).content != making.ask().content


def test_it_is_counted_where_pages_come_from(making: Making):
    def counted() -> list[float]:
        values = (REGISTRY.get_sample_value("tiebreak_pages_total", {"source": one}) for one in ("kept", "made"))
        return [value or 0 for value in values]

    before = counted()
    for _ in range(3):
        making.ask()
    assert [now - then for now, then in zip(counted(), before, strict=True)] == [2, 1]


def test_who_dies_over_it_holds_nobody_up_for_long(making: Making, monkeypatch):
    monkeypatch.setattr(turns, "SECONDS_TO_WAIT", 0.05)
    making.ask()
    turn = f"{key_of(PATH, '')}.turn"
    assert caches["default"].add(turn, 1, turns.SECONDS_OF_A_TURN)

    make_older(PATH, by=65)
    assert making.ask().content == b"page 1"
    make_older(PATH, by=10)  # too old by now
    assert making.ask().content == b"page 2"
    assert turns.SECONDS_OF_A_TURN <= 5


def test_what_is_no_page_is_made_for_each(making: Making, pool: ThreadPoolExecutor):
    making.status = 404
    start = threading.Barrier(MANY)

    def ask(_: int) -> HttpResponse:
        start.wait(SECONDS_TO_WAIT)
        return making.ask()

    assert {answer.status_code for answer in pool.map(ask, range(MANY))} == {404}
    assert making.made == MANY
    making.status = 200
    assert making.ask().status_code == 200


def test_the_old_one_does_while_a_new_one_cannot_be_made(making: Making):
    making.ask()
    making.status = 500

    make_older(PATH, by=65)
    assert (making.ask().content, making.ask().status_code) == (b"page 1", 200)
    make_older(PATH, by=10)
    assert making.ask().status_code == 500


def test_while_the_database_is_away_nothing_can_have_changed_and_an_older_one_does(making: Making):
    making.ask()
    making.status = 503

    make_older(PATH, by=600)
    assert (making.ask().content, making.ask().status_code) == (b"page 1", 200)
    make_older(PATH, by=60)
    assert making.ask().status_code == 503


def test_however_many_addresses_are_asked_for_the_files_stay_few(making: Making, settings, tmp_path: Path):
    settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] = 150
    for number in range(400):
        caches["default"].set(f"page-{number}", b"page", 60)

    assert len(list((tmp_path / "cache").iterdir())) <= 150 + WRITINGS_TO_A_COUNT + 1


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(making: Making, settings, tmp_path: Path, caplog):
    assert caches["default"].get("nothing") is None
    (tmp_path / "cache").rmdir()
    (tmp_path / "cache").write_text("no folder")

    assert [making.ask().content for _ in range(2)] == [b"page 1", b"page 2"]
    assert "Pages cannot be kept in" in caplog.text
