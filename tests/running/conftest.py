"""Data folders that have been started before, so that not every test waits for a first start."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from compare.environment import DATA_DIR
from tests.site import Site, copy_folder, fresh_folder


@pytest.fixture(scope="session")
def prepared(pattern: Path) -> Iterator[Path]:
    """A data folder with the demo data in it, for tests that leave it whole and without a server."""
    with fresh_folder(DATA_DIR) as folder:
        copy_folder(pattern, folder)
        yield folder


@pytest.fixture
def prepared_site(prepared: Path) -> Iterator[Site]:
    """The real site on the prepared folder, for tests that change no data; not started yet."""
    real = Site(prepared)
    yield real
    real.end()


@pytest.fixture
def ready_dir(pattern: Path, data_dir: Path) -> Path:
    """A data folder of the test's own, with the demo data in it, to be changed or broken."""
    copy_folder(pattern, data_dir)
    return data_dir


@pytest.fixture
def ready_site(ready_dir: Path, site: Site) -> Site:
    """The real site on a data folder that has been started before, not started yet."""
    assert site.data_dir == ready_dir
    return site
