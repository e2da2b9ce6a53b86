"""What several areas of the tests share."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from compare import embedded_postgres
from compare.environment import DATA_DIR, IS_LOCAL
from compare.management.commands.prepare import CATALOGUE, SEED
from reviews.models import Review, Reviewer
from tests.kept import forget_pages
from tests.many_tools import database_of_many_tools, looking_at
from tests.site import Site, fresh_folder, made_once, migrate_anew, prepare, site_like
from tools.models import Attribute, Category, Comparison, Fact, Tool

# What the demo data are made of, in the order in which rows name each other.
DEMO_MODELS: list[type[Model]] = [Category, Attribute, Tool, Fact, Reviewer, Review, Comparison]

# Properties are tried on the same examples everywhere, for as long as they take.
hypothesis_settings.register_profile("same everywhere", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("same everywhere")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, testrun_uid: str
) -> Iterator[None]:
    """The tests' own PostgreSQL, with a database for each process. It may forget everything, which makes it faster.

    One is migrated, and the others are copies of it.
    """
    if not IS_LOCAL:
        yield
        return
    with embedded_postgres.running(DATA_DIR, options="-c fsync=off"):
        made_once(DATA_DIR / "migrated", testrun_uid, lambda folder: migrate_anew(DATA_DIR))
        connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]
        yield


@pytest.fixture(scope="session", autouse=True)
def roles_outlive_every_test() -> Iterator[None]:
    """Tests with committed data empty all tables at their end, and with them the roles that a migration made."""
    make_roles = import_module("compare.migrations.0001_roles").make_roles

    def make(**about: Any) -> None:
        make_roles(apps, None)
        for name in ("0002_digest_roles", "0003_record_roles"):
            import_module(f"compare.migrations.{name}").add_to_roles(apps, None)

    last = apps.get_app_config("votes")
    post_migrate.connect(make, sender=last)
    yield
    post_migrate.disconnect(make, sender=last)


@pytest.fixture(scope="session", autouse=True)
def jobs_end_with_their_test() -> Iterator[None]:
    """Tests with committed data empty all tables at their end but those of the jobs, whose models are not managed."""

    def empty(**about: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")

    last = apps.get_app_config("procrastinate")
    post_migrate.connect(empty, sender=last)
    yield
    post_migrate.disconnect(empty, sender=last)


@pytest.fixture(scope="session")
def demo_rows() -> list[list[Model]]:
    """The rows of the demo data by model, once a test has loaded it."""
    return []


@pytest.fixture
def demo(db, demo_rows: list[list[Model]]) -> None:
    """The demo data, as a first `make run` loads it. Its files are read once, for they take half a second."""
    if not demo_rows:
        call_command("loaddata", *SEED, verbosity=0)
        demo_rows.extend(list(model.objects.all()) for model in DEMO_MODELS)
        return
    for rows in demo_rows:
        type(rows[0]).objects.bulk_create(rows)


@pytest.fixture(scope="session")
def catalogue_rows() -> list[list[Model]]:
    """What the catalogue adds to the rows of the demo data, once a test has loaded it."""
    return []


@pytest.fixture
def catalogue(demo: None, demo_rows: list[list[Model]], catalogue_rows: list[list[Model]]) -> None:
    """All 36 tools of a first `make run`: the demo data and the catalogue. Its files are read once, too."""
    if not catalogue_rows:
        call_command("loaddata", *CATALOGUE, verbosity=0)
        for seed in demo_rows:
            rows = type(seed[0]).objects.exclude(pk__in=[row.pk for row in seed])
            catalogue_rows.append(list(rows))
        return
    for rows in catalogue_rows:
        if rows:
            type(rows[0]).objects.bulk_create(rows)
    with connection.cursor() as cursor:  # a test that loads the seed again sets the sequences back to it
        for statement in connection.ops.sequence_reset_sql(no_style(), DEMO_MODELS):
            cursor.execute(statement)


@pytest.fixture(scope="session")
def database_of_many(django_db_setup: None, django_db_blocker: DjangoDbBlocker, testrun_uid: str) -> Iterator[str]:
    """The name of the database that `many_tools` shows."""
    with django_db_blocker.unblock(), database_of_many_tools(testrun_uid) as name:
        yield name


@pytest.fixture(scope="module")
def many_tools(database_of_many: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A module's tests see the demo data and 100,000 more tools (see `tests/many_tools.py`)."""
    with django_db_blocker.unblock(), looking_at(database_of_many):
        yield


@pytest.fixture
def kept_pages(settings) -> None:
    """Pages are kept for a minute, by this process for itself; elsewhere in the tests none is."""
    settings.PAGE_CACHE_SECONDS = 60
    settings.CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"tests' {name}"}
        for name in settings.CACHES
    }
    forget_pages()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A fresh data folder, beside the tests' own."""
    with fresh_folder(DATA_DIR) as folder:
        yield folder


@pytest.fixture
def site(data_dir: Path) -> Iterator[Site]:
    """The real site in a process of its own, not started yet; whatever is left of it is ended afterwards."""
    real = Site(data_dir)
    yield real
    real.end()


@pytest.fixture(scope="session")
def pattern(testrun_uid: str) -> Path:
    """A data folder as the first start leaves it, one for all processes: to be copied, and otherwise left alone."""
    return made_once(DATA_DIR / "pattern", testrun_uid, prepare)


@pytest.fixture(scope="session")
def open_site(pattern: Path) -> Iterator[Site]:
    """The real site with its demo data, started once for all tests that only read it."""
    with site_like(pattern) as real:
        real.start()
        yield real
