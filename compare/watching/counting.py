"""Where the processes of a site count, so that one of them can tell for all (see `compare.watching.port`).

Nothing here loads the site: it comes before everything that counts, since whoever counts looks once where to.
"""

import os
import shutil
import subprocess
import sys

from compare.environment import BASE_DIR, DATA_DIR, CannotStart, port

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as prometheus_client wants to be told


def count_together() -> None:
    """Have this process and those that it starts count in one folder, which is emptied, if there is a METRICS_PORT.

    Does nothing where that has been done already: gunicorn reads its configuration again, and goes on counting.
    Raises CannotStart where METRICS_PORT is no port or the folder cannot be made.
    """
    number = port("METRICS_PORT", "")
    if not number or FOLDER in os.environ:
        return
    folder = DATA_DIR / "metrics" / number
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"{folder} cannot be made ({error.strerror}). Set DATA_DIR, or leave METRICS_PORT."
        ) from error
    os.environ[FOLDER] = str(folder)


def tell_beside() -> None:
    """Start the process that tells what is counted, if there is a METRICS_PORT. It ends with this one and its workers.

    Not a thread of gunicorn's master, from which workers are forked: they would have its locks and its connections.
    """
    if FOLDER in os.environ:
        # It reads from the other end of this pipe, which nobody closes before they end.
        subprocess.Popen([sys.executable, "-m", "compare.watching.port"], cwd=BASE_DIR, stdin=subprocess.PIPE)
