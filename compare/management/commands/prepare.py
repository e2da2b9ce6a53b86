"""Bring the database to where the site can run on it, and forget what need not be known any longer."""

import contextlib
import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from compare.environment import IS_LOCAL, CannotStart
from compare.forgetting import forget
from reviews.models import Reviewer
from tools.models import Category, Tool

# What later files name comes first.
SEED = ["categories", "attributes", "tools", "facts", "reviewers", "reviews", "comparisons"]
CATALOGUE = [f"catalogue/{name}" for name in SEED if name != "reviewers"]  # the panel is the same
STAFF_NAME = "staff"
LOCK = 8_437_253  # any number that nothing else in the database locks


class Command(BaseCommand):
    help = "Migrate, load the demo data into an empty database, and on a local run make a staff login."

    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time():
            refuse_newer_database()
            call_command("migrate", interactive=False)
            if is_empty():
                self.stdout.write("The database is empty: loading the demo data ...")
                call_command("loaddata", *demo_fixtures(), stdout=self.stdout)
            forget()
            for kept in ("default", "answers"):  # as another version or other settings made them
                caches[kept].clear()
            if IS_LOCAL and (login := new_staff_login()):
                self.stdout.write(f"Staff login, shown only now: {' / '.join(login)}")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until nobody else prepares this database, on this machine or another, and keep others waiting meanwhile."""
    # A connection of its own, for loading fixtures closes the usual one, and the lock goes with its connection.
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
    finally:
        own.close()


def refuse_newer_database() -> None:
    """Raises CannotStart if the database has been through migrations that this code does not know."""
    loader = MigrationLoader(connection)
    applied = {key for key in loader.applied_migrations if key[0] in loader.migrated_apps}
    if unknown := applied - set(loader.disk_migrations):
        app, name = min(unknown)
        raise CannotStart(
            f"A newer Tiebreak has used this database: its migration {app}.{name} is unknown here. "
            "Bring this folder up to date, or set DATA_DIR or DATABASE_URL to another database."
        )


def is_empty() -> bool:
    """Whether nobody has put anything into the catalogue yet."""
    return not any(model.objects.exists() for model in (Category, Tool, Reviewer))


def demo_fixtures() -> list[str]:
    """The files of the demo data that the setting DEMO asks for, in the order in which they can be loaded."""
    return SEED + (CATALOGUE if settings.DEMO == "catalogue" else [])


def new_staff_login() -> tuple[str, str] | None:
    """Make a staff login where there is no staff; its name and random password, or None where there is."""
    users = get_user_model().objects
    if users.filter(is_staff=True, is_active=True).exists():
        return None
    name, password = STAFF_NAME, secrets.token_urlsafe(12)
    while users.filter(username=name).exists():  # a login that somebody has closed stays closed
        name = f"{STAFF_NAME}-{secrets.token_hex(2)}"
    users.create_superuser(name, password=password)
    return name, password
