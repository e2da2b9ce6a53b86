"""What several areas of the tests share."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings

from compare import embedded_postgres
from compare.environment import DATA_DIR, IS_LOCAL
from compare.management.commands.prepare import FIXTURES
from reviews.models import Review, Reviewer
from tests.site import Site, fresh_folder, made_once, prepare, site_like
from tools.models import Attribute, Category, Comparison, Fact, Tool

# Properties are tried on the same examples everywhere, for as long as they take.
hypothesis_settings.register_profile("same everywhere", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("same everywhere")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """The tests' own PostgreSQL, with a database for each process. It may forget everything, which makes it faster."""
    if not IS_LOCAL:
        yield
        return
    with embedded_postgres.running(DATA_DIR, options="-c fsync=off"):
        yield


@pytest.fixture(scope="session", autouse=True)
def roles_outlive_every_test() -> Iterator[None]:
    """Tests with committed data empty all tables at their end, and with them the roles that a migration made."""
    make_roles = import_module("compare.migrations.0001_roles").make_roles
    add_to_roles = import_module("compare.migrations.0002_digest_roles").add_to_roles

    def make(**about: Any) -> None:
        make_roles(apps, None)
        add_to_roles(apps, None)

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
        call_command("loaddata", *FIXTURES, verbosity=0)
        models = (Category, Attribute, Tool, Fact, Reviewer, Review, Comparison)
        demo_rows.extend(list(model.objects.all()) for model in models)
        return
    for rows in demo_rows:
        type(rows[0]).objects.bulk_create(rows)


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
