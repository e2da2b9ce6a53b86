"""The local run's secret key is made once, stays the same, and is read by nobody else."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from compare.environment import CannotStart
from compare.local_secret import local_secret


def test_key_is_made_once_and_kept_for_its_owner_only(tmp_path: Path):
    key = local_secret(tmp_path / "new")

    kept = tmp_path / "new" / "secret_key"
    assert len(key) >= 50
    assert local_secret(tmp_path / "new") == key == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_every_data_folder_has_its_own_key(tmp_path: Path):
    assert local_secret(tmp_path / "a") != local_secret(tmp_path / "b")


def test_those_who_come_at_once_get_the_same_key(tmp_path: Path):
    together = Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return local_secret(tmp_path)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(ask, range(8)))

    assert len(keys) == 1


def test_key_that_cannot_be_kept_is_told(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(CannotStart, match=r"file/secret_key cannot be kept .* Set SECRET_KEY or DATA_DIR\."):
        local_secret(tmp_path / "file")
