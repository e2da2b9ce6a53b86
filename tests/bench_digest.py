"""How well and how fast the digest is sent: a part of `make bench`, or `python -m tests.bench_digest`.

What is measured stands in `tests.digest_figures`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.site import ROOT, environment, fresh_folder

MEASURE = "from tests import digest_figures; digest_figures.measure()"


def main() -> None:
    """Measure it on a fresh database. Raises SystemExit if a promise was broken."""
    with fresh_folder(Path(tempfile.gettempdir())) as folder:
        for command in (["migrate", "--verbosity=0"], ["shell", "--verbosity=0", "--command", MEASURE]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment(folder), check=False
            )
            if done.returncode:
                sys.exit(done.returncode)


if __name__ == "__main__":
    main()
