"""With DATABASE_URL the site uses that PostgreSQL and starts none of its own."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from compare import embedded_postgres
from tests.running.processes import PRODUCTION
from tests.site import Site, manage

KEPT_FOR_A_WHILE = {"answers", "cache", "pictures"}


@pytest.fixture
def database_url(data_dir: Path) -> Iterator[str]:
    """The address of a PostgreSQL that somebody else looks after."""
    elsewhere = data_dir / "elsewhere"
    with embedded_postgres.running(elsewhere, options="-c fsync=off"):
        socket = quote(str(embedded_postgres.socket_folder(elsewhere)), safe="")
        yield f"postgres://tiebreak@/tiebreak?host={socket}"


def test_site_runs_on_the_named_database_alone(site: Site, database_url: str):
    own = site.data_dir / "own"

    migrated = manage(own, "migrate", DATABASE_URL=database_url, **PRODUCTION)

    assert migrated.returncode == 0, migrated.stderr
    assert "Applying tools.0001" in migrated.stdout
    assert {kept.name for kept in own.iterdir()} <= KEPT_FOR_A_WHILE

    site.start(DATA_DIR=str(own), DATABASE_URL=database_url, **PRODUCTION | {"SITE_URL": site.url})

    assert "No migrations to apply" in site.output
    assert site.get("/compare/smolvlm-3b-vs-mistral-8x22b-v2").status == 200
    # A login with a password in the log is for the local run only, and so is a key made by itself.
    assert "Staff login" not in site.output
    assert {kept.name for kept in own.iterdir()} - KEPT_FOR_A_WHILE == {"static", "static.release"}
    assert site.stop() == 0
