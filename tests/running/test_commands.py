"""Any management command works beside the running site and on its own, and leaves things as it found them."""

from pathlib import Path

from tests.running.processes import SECONDS_TO_WAIT, database_has_ended, shell, start_command
from tests.site import Site, manage

QUERY = "print(Tool.objects.filter(slug='smolvlm-3b').count())"


def test_command_beside_the_site_uses_its_database_and_leaves_it_running(open_site: Site):
    server = open_site.postgres_pid

    assert shell(open_site.data_dir, QUERY) == "1"

    assert open_site.postgres_pid == server
    assert open_site.get("/tools/smolvlm-3b").status == 200


def test_command_on_its_own_starts_the_database_and_stops_it(prepared: Path):
    assert shell(prepared, QUERY) == "1"

    assert database_has_ended(prepared)
    assert not list((prepared / "run").iterdir())


def test_two_commands_at_once_share_one_first_start(data_dir: Path):
    code = "from django.db import connection; print(connection.introspection.table_names())"
    with (
        start_command(data_dir, "shell", "--verbosity=0", "-c", code) as one,
        start_command(data_dir, "shell", "--verbosity=0", "-c", code) as other,
    ):
        errors = [command.communicate(timeout=SECONDS_TO_WAIT)[1] for command in (one, other)]

    assert (one.returncode, other.returncode) == (0, 0), errors
    assert sum(error.count("Creating a database") for error in errors) == 1
    assert database_has_ended(data_dir)


def test_two_first_preparations_at_once_wait_for_each_other(data_dir: Path):
    with start_command(data_dir, "prepare") as one, start_command(data_dir, "prepare") as other:
        said = [command.communicate(timeout=SECONDS_TO_WAIT) for command in (one, other)]

    assert (one.returncode, other.returncode) == (0, 0), said
    assert sum("Staff login" in output for output, _ in said) == 1
    assert shell(data_dir, "print(Tool.objects.count())") == "8"


def test_mistyped_command_is_told_and_leaves_no_database(prepared: Path):
    mistyped = manage(prepared, "migrat")

    assert mistyped.returncode == 1
    assert "Unknown command: 'migrat'. Did you mean migrate?" in mistyped.stderr
    assert database_has_ended(prepared)
