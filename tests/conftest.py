"""What several areas of the tests share."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings

from compare import embedded_postgres
from compare.environment import DATA_DIR, IS_LOCAL
from compare.management.commands.prepare import FIXTURES
from reviews.models import Review, Reviewer
from tests.site import Site, fresh_folder, fresh_site
from tools.models import Attribute, Category, Comparison, Fact, Tool

# Properties are tried on the same examples everywhere, for as long as they take.
hypothesis_settings.register_profile("same everywhere", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("same everywhere")


# Tests from outside, and walks over what others reach as well: tracing their lines would double the time they take.
NOT_TRACED = (
    "browser/",
    "admin/test_every_admin_page",
    "admin/test_long_lists",
    "admin/test_merging_at_once",
    "admin/test_role_",
    "admin/test_saving_",
    "admin/test_stale_facts",
    "admin/test_wrong_input",
    "compare/test_hostile_addresses",
    "compare/test_nothing_unpublished_shows",
    "core/test_markdown_comes_to_an_end",
    "votes/test_tallies_in_any_order",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.relative_to(Path(__file__).parent).as_posix().startswith(NOT_TRACED):
            item.add_marker(pytest.mark.no_cover)


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

    def make(**about: Any) -> None:
        make_roles(apps, None)

    last = apps.get_app_config("votes")
    post_migrate.connect(make, sender=last)
    yield
    post_migrate.disconnect(make, sender=last)


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
def open_site() -> Iterator[Site]:
    """The real site with its demo data, started once for all tests that only read it."""
    with fresh_site(DATA_DIR) as real:
        real.start()
        yield real
