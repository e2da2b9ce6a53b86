"""The database that comes with the site runs wherever its data folder lies, and for as long as somebody uses it."""

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from compare import embedded_postgres
from compare.environment import CannotStart
from tests.running.processes import database_has_ended, shell


def ask(data_dir: Path) -> str:
    """Where the server keeps its data, in its own words."""
    settings = embedded_postgres.connection_settings(data_dir)
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], dbname=settings["NAME"]
    ) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
    assert row
    return str(row[0])


def test_server_runs_until_its_last_user_leaves(prepared: Path):
    with embedded_postgres.running(prepared):
        with embedded_postgres.running(prepared):
            assert ask(prepared)
        assert ask(prepared)
    assert database_has_ended(prepared)


def test_server_listens_on_no_network_address(prepared: Path):
    with embedded_postgres.running(prepared):
        settings = embedded_postgres.connection_settings(prepared)
        sockets = Path(settings["HOST"])
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        # The sixth line of the file names the address, the fifth the socket's folder.
        lines = (prepared / "postgres" / "postmaster.pid").read_text().splitlines()
        assert lines[4:6] == [str(sockets), ""]


@pytest.mark.parametrize("name", ['a, b\'s "own" Größe ✓', "$HOME `id` \\ %s; #1"])
def test_any_name_will_do_for_the_data_folder(data_dir: Path, name: str):
    folder = data_dir / name

    with embedded_postgres.running(folder):
        assert ask(folder) == str(folder / "postgres")

    assert database_has_ended(folder)
    assert remove_socket_folder(folder) == ("," in name)


def remove_socket_folder(data_dir: Path) -> bool:
    """Whether the socket had a folder outside of the data folder."""
    sockets = embedded_postgres.socket_folder(data_dir)
    shutil.rmtree(sockets)
    return sockets.parent != data_dir


def test_data_folder_whose_path_is_too_long_for_a_socket_works_all_the_same(data_dir: Path):
    folder = data_dir / ("long" * 25)

    assert shell(folder, "from django.db import connection; print(connection.introspection.table_names())") == "[]"

    sockets = embedded_postgres.socket_folder(folder)
    assert sockets.parent == Path("/tmp")
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert remove_socket_folder(folder)


def too_open(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    folder.chmod(0o750)


def a_link(folder: Path) -> None:
    folder.symlink_to(folder.parent / "kept")


def of_another_user(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 54321, -1)


# Only root can make a folder that belongs to somebody else.
UNFIT = [too_open, a_link, *([of_another_user] if os.geteuid() == 0 else [])]


@pytest.mark.parametrize("make", UNFIT)
def test_socket_folder_that_somebody_else_could_have_put_there_is_refused(
    prepared: Path, tmp_path: Path, make: Callable[[Path], None]
):
    sockets = embedded_postgres.socket_folder(prepared)
    kept = sockets.rename(prepared / "kept")
    try:
        make(sockets)
        with pytest.raises(CannotStart, match="is not a private folder"), embedded_postgres.running(prepared):
            pass
    finally:
        sockets.rename(tmp_path / "made")
        kept.rename(sockets)

    assert database_has_ended(prepared)


def test_data_folder_below_one_that_only_its_owner_may_enter(data_dir: Path):
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "data"

    if os.geteuid() == 0 and not user_namespaces_are_allowed():
        # PostgreSQL refuses root, and nobody else may enter.
        with pytest.raises(CannotStart, match=r"may not enter .*closed/data"), embedded_postgres.running(folder):
            pass
        return
    for _ in range(2):
        with embedded_postgres.running(folder):
            assert ask(folder) == str(folder / "postgres")
    assert (folder / "postgres").stat().st_uid == os.geteuid()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def user_namespaces_are_allowed() -> bool:
    unshare = shutil.which("unshare")
    return bool(unshare) and subprocess.run([str(unshare), "--user", "true"], check=False).returncode == 0
