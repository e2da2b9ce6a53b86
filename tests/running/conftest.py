"""Data folders that have been started before, so that not every test waits for a first start."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.environment import DATA_DIR
from tests.site import Site, fresh_folder, manage


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A data folder with the demo data in it, for tests that leave it whole and without a server."""
    with fresh_folder(DATA_DIR) as folder:
        made = manage(folder, "prepare")
        assert made.returncode == 0, made.stderr
        yield folder


@pytest.fixture
def prepared_site(prepared: Path) -> Iterator[Site]:
    """The real site on the prepared folder, for tests that change no data; not started yet."""
    real = Site(prepared)
    yield real
    real.end()


@pytest.fixture
def ready_dir(prepared: Path, data_dir: Path) -> Path:
    """A data folder of the test's own, with the demo data in it, to be changed or broken."""
    # As root the copy has to belong to the database's user too, which no function of Python's does.
    subprocess.run(["cp", "-a", f"{prepared}/.", str(data_dir)], check=True)
    return data_dir


@pytest.fixture
def ready_site(ready_dir: Path, site: Site) -> Site:
    """The real site on a data folder that has been started before, not started yet."""
    assert site.data_dir == ready_dir
    return site
