"""The import from the shell: its exit status, and a progress bar for those who watch."""

import getpass
import json
import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

from tests.running.processes import SECONDS_TO_WAIT, shell
from tests.site import ROOT, environment, manage

GOOD = "slug,maker\nsmolvlm-3b,Hugging Face\n"


def read_terminal(terminal: int) -> str:
    """Everything that comes over a terminal until its other end is closed."""
    pieces = []
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other end is closed
            break
        if not piece:
            break
        pieces.append(piece)
    return b"".join(pieces).decode()


def test_an_import_tells_what_it_did_without_a_bar_where_nobody_watches(prepared: Path, tmp_path: Path):
    file = tmp_path / "tools.csv"
    file.write_text(GOOD)

    ran = manage(prepared, "import_catalogue", str(file))

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{file}: 0 new, 0 changed, 1 unchanged\n", "")


def test_a_bar_goes_along_on_a_terminal(prepared: Path, tmp_path: Path):
    file = tmp_path / "tools.csv"
    file.write_text(GOOD)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))

    with subprocess.Popen(
        [sys.executable, "manage.py", "import_catalogue", str(file)],
        cwd=ROOT, env=environment(prepared), stdout=subprocess.PIPE, stderr=theirs, text=True,
    ) as command:  # fmt: skip
        os.close(theirs)
        seen = read_terminal(ours)
        os.close(ours)
        said = command.communicate(timeout=SECONDS_TO_WAIT)[0]

    assert "tools.csv: 100%" in seen
    assert "1/1" in seen
    assert said == f"{file}: 0 new, 0 changed, 1 unchanged\n"


def test_a_faulty_file_ends_with_status_1_and_its_faults_on_standard_error(prepared: Path, tmp_path: Path):
    file = tmp_path / "tools.csv"
    file.write_text(GOOD + "smollm3,Somebody\nNo_Slug,\n")

    ran = manage(prepared, "import_catalogue", str(file))

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.splitlines() == [
        f"{file}: Line 4, slug: Use lower-case letters a to z, digits and single hyphens between them, such as "
        "smolvlm-3b.",
        f"{file}: Line 4, name: This tool is new, so it needs this column.",
        f"{file}: Line 4, category: This tool is new, so it needs this column.",
        f"CommandError: Nothing was imported: 3 faults in {file}.",
    ]
    kept = manage(prepared, "shell", "--verbosity=0", "-c", "print(Tool.objects.get(slug='smollm3').maker)")
    assert kept.stdout.strip() == "Hugging Face"


def test_who_ran_it_stands_in_the_history(ready_dir: Path, tmp_path: Path):
    file = tmp_path / "tools.csv"
    file.write_text("slug,maker\nsmolvlm-3b,Somebody\n")

    ran = manage(ready_dir, "import_catalogue", str(file))

    assert ran.stdout == f"{file}: 0 new, 1 changed, 0 unchanged\n"
    latest = "Tool.pgh_event_model.objects.latest('pk')"
    known = shell(ready_dir, f"import json; print({latest}.maker, json.dumps({latest}.pgh_context.metadata))")
    maker, _, context = known.partition(" ")
    assert maker == "Somebody"
    assert json.loads(context) == {"command": "import_catalogue", "login": getpass.getuser()}
