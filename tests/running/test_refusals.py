"""What keeps the site from starting is told in one line that names it and the way on, and the exit status is not 0."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running.processes import PRODUCTION, database_has_ended, refusal, shell
from tests.site import ROOT, environment, free_port, manage


@pytest.mark.parametrize("port", ["abc", "70000"])
def test_port_that_is_none(prepared: Path, port: str):
    line = refusal(manage(prepared, "serve", PORT=port))

    assert f"PORT is {port!r}" in line
    assert "from 1 to 65535" in line


def test_port_that_is_taken(prepared: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = refusal(manage(prepared, "serve", PORT=str(port)))

    assert f"Port {port} is taken" in line
    assert "make run PORT=" in line
    assert database_has_ended(prepared)


def test_setting_that_makes_no_sense(data_dir: Path):
    line = refusal(manage(data_dir, "help", "serve", TIME_ZONE="Nowhere"))

    assert "TIME_ZONE is 'Nowhere'" in line


def test_number_of_workers_that_is_none(prepared: Path):
    line = refusal(manage(prepared, "serve", PORT=str(free_port()), WEB_CONCURRENCY="many"))

    assert "WEB_CONCURRENCY is 'many'" in line


@pytest.mark.parametrize(
    "url", ["sqlite:///db.sqlite3", "mysql://a@b/c", "nonsense", "postgres://a@127.0.0.1:abc/c", "postgres://["]
)
def test_database_address_that_names_no_postgresql(data_dir: Path, url: str):
    line = refusal(manage(data_dir, "migrate", DATABASE_URL=url, **PRODUCTION))

    assert "DATABASE_URL does not name a PostgreSQL" in line
    assert "postgres://user:password@host:5432/name" in line


def test_secret_that_begins_with_a_dollar_sign_is_taken_to_the_letter(data_dir: Path):
    told = PRODUCTION | {"SECRET_KEY": "$" + "0123456789" * 5}

    ran = manage(data_dir, "diffsettings", DATABASE_URL="postgres://tiebreak@127.0.0.1/tiebreak", **told)

    assert f"SECRET_KEY = '{told['SECRET_KEY']}'" in ran.stdout


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_database_that_does_not_answer(data_dir: Path, command: str):
    nowhere = f"127.0.0.1:{free_port()}"
    url = f"postgres://tiebreak@{nowhere}/tiebreak"

    line = refusal(manage(data_dir, command, DATABASE_URL=url, PORT=str(free_port()), **PRODUCTION))

    assert "127.0.0.1" in line
    assert nowhere.split(":")[1] in line
    assert "DATABASE_URL" in line


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "EMAIL_URL"])
def test_database_of_its_own_without_what_production_needs(data_dir: Path, missing: str):
    told = {name: value for name, value in PRODUCTION.items() if name != missing}

    line = refusal(manage(data_dir, "serve", DATABASE_URL="postgres://tiebreak@127.0.0.1/tiebreak", **told))

    assert missing in line
    assert not list(data_dir.iterdir())


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_data_folder_that_is_a_file_or_below_one(data_dir: Path, place: str):
    (data_dir / "file").write_text("mine")

    line = refusal(manage(data_dir / place, "serve"))

    assert f"{data_dir / place} cannot be written" in line
    assert "Set DATA_DIR" in line
    assert (data_dir / "file").read_text() == "mine"


def test_database_of_another_postgresql_version(ready_dir: Path):
    (ready_dir / "postgres" / "PG_VERSION").write_text("99\n")

    line = refusal(manage(ready_dir, "serve"))

    assert str(ready_dir / "postgres") in line
    assert "PostgreSQL 99" in line
    assert "pg_dump" in line


def test_database_that_a_newer_tiebreak_has_used(ready_dir: Path):
    shell(
        ready_dir,
        "from django.db import connection; from django.db.migrations.recorder import MigrationRecorder;"
        "MigrationRecorder(connection).record_applied('tools', '9999_from_the_future')",
    )

    line = refusal(manage(ready_dir, "serve", PORT=str(free_port())))

    assert "tools.9999_from_the_future" in line
    assert "Bring this folder up to date" in line
    assert database_has_ended(ready_dir)


def test_disk_that_has_no_room_for_a_database(data_dir: Path):
    # No file may grow over 4 MB (or 8, as some shells count), and PostgreSQL's log of changes needs 16.
    ran = subprocess.run(
        ["sh", "-c", 'ulimit -f 8192; exec "$0" manage.py migrate', sys.executable],
        cwd=ROOT, env=environment(data_dir), check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    progress, line = ran.stderr.splitlines()
    assert ran.returncode == 1
    assert progress.startswith("Creating a database in ")
    assert line.startswith(f"Tiebreak cannot start. No database could be created in {data_dir}: ")
    assert "File too large" in line
    assert not (data_dir / "postgres").exists()
