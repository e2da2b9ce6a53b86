"""Asking for help needs no database, so it makes none."""

from pathlib import Path

import pytest

from tests.site import manage


@pytest.mark.parametrize("args", [[], ["help"], ["--version"]])
def test_help_makes_no_database(data_dir: Path, args: list[str]):
    asked = manage(data_dir, *args)

    assert asked.returncode == 0
    assert asked.stdout.strip()
    assert asked.stderr == ""
    assert not list(data_dir.glob("postgres*"))
