"""The database belongs to one user of the machine: another is told so, and root steps back into that user's place."""

import os
import pwd
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running.processes import refusal
from tests.site import manage

UNUSED_UID = next(uid for uid in range(54321, 60000) if uid not in {entry.pw_uid for entry in pwd.getpwall()})


def database_of_root(data_dir: Path) -> str:
    """An ordinary user cannot give files away, but can put a folder of root's in the database's place."""
    (data_dir / "postgres").symlink_to("/usr")
    return f"The database in {data_dir / 'postgres'} belongs to another user (root)"


def lock_of_root(data_dir: Path) -> str:
    """Nor can it open what root has left behind in its folder, which is the same as what it may not open itself."""
    (data_dir / "postgres.users").touch(mode=0)
    return f"The lock {data_dir / 'postgres.users'} cannot be opened (Permission denied)"


def database_of_nobody_here(data_dir: Path) -> str:
    """Root would become whichever user the database belongs to, if there were one."""
    (data_dir / "postgres").mkdir(mode=0o700)
    os.chown(data_dir / "postgres", UNUSED_UID, -1)
    return f"The database in {data_dir / 'postgres'} belongs to user number {UNUSED_UID}"


BELONGS = [database_of_nobody_here] if os.geteuid() == 0 else [database_of_root, lock_of_root]


@pytest.mark.parametrize("belongs", BELONGS)
def test_what_belongs_to_another_user_is_refused(data_dir: Path, belongs: Callable[[Path], str]):
    whose = belongs(data_dir)

    line = refusal(manage(data_dir, "check"))

    assert whose in line
    assert "set DATA_DIR to another folder" in line
