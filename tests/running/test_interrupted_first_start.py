"""A first start that is killed or stopped half way leaves nothing that the next one stumbles over."""

import signal
from pathlib import Path

from tests.running.processes import SECONDS_TO_WAIT, database_has_ended, start_command, wait_until
from tests.site import manage


def test_interrupted_first_start_is_begun_anew(data_dir: Path):
    unfinished = data_dir / "postgres.unfinished"

    assert interrupt(data_dir, unfinished / "PG_VERSION", signal.SIGKILL) == -signal.SIGKILL
    assert unfinished.exists()
    assert not (data_dir / "postgres").exists()

    assert interrupt(data_dir, data_dir / "postgres" / "postmaster.pid", signal.SIGTERM) == 128 + signal.SIGTERM
    assert not unfinished.exists()
    assert database_has_ended(data_dir)

    again = manage(data_dir, "prepare")

    assert again.returncode == 0, again.stderr
    assert "loading the demo data" in again.stdout
    assert database_has_ended(data_dir)


def interrupt(data_dir: Path, moment: Path, number: signal.Signals) -> int:
    """Start for the first time, and send the signal as soon as the file of that moment is there; the exit status."""
    with start_command(data_dir, "prepare") as command:
        wait_until(moment.exists, f"{moment.name} is there")
        command.send_signal(number)
        _, errors = command.communicate(timeout=SECONDS_TO_WAIT)
    assert "Traceback" not in errors
    return command.returncode
